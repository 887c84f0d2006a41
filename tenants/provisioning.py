"""Making a pizzeria: its registry row, its schema and its first rows, in one transaction or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

import tenants
from tenants import registry, slugs, templates, versions
from tenants.actions import By, name_of
from tenants.errors import SlugTaken
from tenants.models import Pizzeria


@dataclass(frozen=True)
class NewPizzeria:
    """What must be known of a pizzeria before it exists."""

    name: str
    slug: str
    country: str = "IT"
    timezone: str = "Europe/Rome"
    currency: str = "EUR"
    language: str = "it"
    plan: str = "pro"


def check_slug(wish: str) -> str:
    """Return the clean slug if a shop could open under it now. Raises InvalidSlug, SlugReserved or SlugTaken."""
    slug = slugs.clean(wish)
    with tenants.platform():
        if Pizzeria.objects.filter(look_alike=slugs.look_alike(slug)).exists():
            raise SlugTaken(slug=slug)
    return slug


def create_pizzeria(wish: NewPizzeria, *, seed: Callable[[], None], by: By, at: datetime) -> Pizzeria:
    """Make the pizzeria and return its row; its shop is live when the caller's transaction is committed.

    ``seed`` is called inside the new schema. A kill at any moment leaves everything
    or nothing, because PostgreSQL makes tables in transactions too. Raises
    InvalidSlug, SlugReserved or SlugTaken.
    """
    slug = check_slug(wish.slug)
    script = templates.script()  # before the transaction: recording takes seconds, and only ever happens once
    try:
        with tenants.platform(), transaction.atomic():
            pizzeria = Pizzeria.objects.create(
                **{**wish.__dict__, "slug": slug},
                look_alike=slugs.look_alike(slug),
                schema_version=versions.current(),
                state_by=name_of(by),
                state_at=at,
                created_at=at,
                last_activity_at=at,
            )
            _create_schema(pizzeria.schema_name, script)
            with tenants.inside(pizzeria):
                seed()
            registry.announce(pizzeria.id)
    except IntegrityError as error:
        if "tenants_pizzeria" in str(error):  # somebody else was a moment faster
            raise SlugTaken(slug=slug) from None
        raise
    return pizzeria


def drop_pizzeria(pizzeria: Pizzeria) -> None:
    """Remove a pizzeria with all its rows, for good. For tests and for cleaning up."""
    with tenants.platform(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {pizzeria.schema_name} CASCADE")
        registry.announce(pizzeria.id)
        pizzeria.delete()


def _create_schema(schema_name: str, script: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema_name}")
    templates.replay(schema_name, script)
