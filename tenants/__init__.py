"""Who the tenants are, and the only door between schemas.

- ``with tenants.inside(pizzeria):`` be in one pizzeria
- ``with tenants.platform():`` be on the platform
- ``tenants.current()`` where am I?
- ``tenants.for_each(task)`` visit every active pizzeria, one Celery task each
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import set_urlconf

from toolbox.tenant_db import Entered, NoTenant, enter, entered, entered_or_none
from toolbox.tenant_db.creation import PLATFORM

if TYPE_CHECKING:
    from celery import Task

    from tenants.models import Pizzeria

__all__ = ["Here", "NoTenant", "current", "for_each", "inside", "platform", "resume"]


@dataclass(frozen=True)
class Here:
    """The pizzeria one is in, as its registry row said when it was last read (at most 30 seconds ago)."""

    id: UUID
    slug: str
    name: str
    schema: str
    timezone: str
    currency: str
    language: str
    state: str
    cache_generation: int
    schema_version: str
    plan: str
    standing: str

    @property
    def is_active(self) -> bool:
        return self.state == "active"

    @property
    def is_suspended(self) -> bool:
        return self.state == "suspended"

    @property
    def host(self) -> str:
        return f"{self.slug}.{settings.PLATFORM_DOMAIN}"

    def url(self, path: str = "/") -> str:
        """Return an absolute address in this shop, for mails and messages."""
        return f"{settings.PUBLIC_SCHEME}://{self.host}{settings.PUBLIC_PORT}{path}"


@contextmanager
def inside(pizzeria: "Here | Pizzeria | UUID | str") -> Iterator[Here]:
    """Be in a pizzeria's schema for the length of the block; names of pages (``reverse``) are its own.

    Takes a Here, a Pizzeria row, or an id. Whether the shop is active is not asked:
    the doors (requests, tasks) ask that. Raises tenants.errors.NoSuchPizzeria.
    """
    here = _here(pizzeria)
    with _be_in(Entered(schema=here.schema, key=str(here.id), tenant=here)):
        yield here


@contextmanager
def platform() -> Iterator[None]:
    """Be in the platform's own schema for the length of the block."""
    with _be_in(PLATFORM):
        yield


@contextmanager
def resume(place: Entered | None) -> Iterator[None]:
    """Be again where ``toolbox.tenant_db.entered_or_none()`` said one was: for work handed to a thread."""
    with _be_in(place):
        yield


def current() -> Here | None:
    """Return the pizzeria one is in, None on the platform. Raises NoTenant when nothing was entered."""
    here: Here | None = entered().tenant
    return here


def for_each(task: "Task", *args: Any) -> int:
    """Send one Celery task per active pizzeria; return how many were sent."""
    from tenants import registry

    shops = registry.active()
    for here in shops:
        with inside(here):
            task.delay(*args)
    return len(shops)


def _here(pizzeria: "Here | Pizzeria | UUID | str") -> Here:
    from tenants import registry

    if isinstance(pizzeria, Here):
        return pizzeria
    if isinstance(pizzeria, UUID | str):
        return registry.by_id(pizzeria)
    return registry.here(pizzeria)


@contextmanager
def _be_in(place: Entered | None) -> Iterator[None]:
    try:
        with enter(place):
            _use_pages_of(place)
            yield
    finally:
        _use_pages_of(entered_or_none())


def _use_pages_of(place: Entered | None) -> None:
    if place is None:
        set_urlconf(None)
    else:
        set_urlconf(settings.TENANT_URLCONF if place.tenant else settings.ROOT_URLCONF)
