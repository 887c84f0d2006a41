"""Making and changing deals. Every change makes the kept pages old in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from shared_apps.billing import limits
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.marketing.errors import EmptyChoice, StillOffered
from tenant_apps.marketing.facts import DealAdded, DealChanged, DealFact, DealRemoved
from tenant_apps.marketing.models import Deal, DealChoice, DealOption
from tenants.actions import raise_cache_generation
from toolbox import i18n

Names = Mapping[str, str]


@dataclass(frozen=True)
class ChoiceTerms:
    """One thing to choose: product id -> what it costs beyond the deal's price. No ``sizes``: any of them."""

    name: Names
    options: Mapping[UUID, Decimal]
    sizes: Sequence[UUID] = ()
    halves: bool = True


@dataclass(frozen=True)
class DealTerms:
    """A deal as its owner wants it; ``day_parts`` as JSON of pizzeria.availability, none: always."""

    name: Names
    price: Decimal
    choices: Sequence[ChoiceTerms]
    description: Names = field(default_factory=dict)
    day_parts: Sequence[Mapping[str, Any]] = ()
    order_types: Sequence[str] = ()


@transaction.atomic
def add_deal(terms: DealTerms, *, by: Actor, at: datetime) -> Deal:
    """Put a deal on the menu, after the others. Raises EmptyChoice, and NotInPlan or Restricted."""
    limits.check_can_use("deals")
    last = Deal.objects.aggregate(last=Max("position"))["last"] or 0
    row = Deal(position=last + 1)
    _write(row, terms)
    _changed(DealAdded(str(row.id)), by=by, at=at)
    return row


@transaction.atomic
def change_deal(deal: Deal, *, terms: DealTerms, by: Actor, at: datetime) -> Deal:
    """Give the deal these terms. Its choices keep their ids in their order, so open baskets go on.

    Raises EmptyChoice, and NotInPlan or Restricted.
    """
    limits.check_can_use("deals")
    row = Deal.objects.select_for_update().get(id=deal.id)
    _write(row, terms)
    _changed(DealChanged(str(row.id)), by=by, at=at)
    return row


@transaction.atomic
def offer_deal(deal: Deal, *, is_active: bool, by: Actor, at: datetime) -> None:
    """Put the deal on the menu, or take it off and keep it. Raises NotInPlan or Restricted, but never for taking it off."""
    if is_active:
        limits.check_can_use("deals")
    if Deal.objects.filter(id=deal.id).exclude(is_active=is_active).update(is_active=is_active):
        _changed(DealChanged(str(deal.id)), by=by, at=at)


@transaction.atomic
def remove_deal(deal: Deal, *, by: Actor, at: datetime) -> None:
    """Forget a deal that is off the menu. Raises StillOffered."""
    row = Deal.objects.select_for_update().get(id=deal.id)
    if row.is_active:
        raise StillOffered()
    row.delete()
    _changed(DealRemoved(str(deal.id)), by=by, at=at)


def _write(row: Deal, terms: DealTerms) -> None:
    row.name, row.description, row.price = dict(terms.name), dict(terms.description), terms.price
    row.day_parts, row.order_types = [dict(part) for part in terms.day_parts], list(terms.order_types)
    row.save()
    kept = list(row.choices.all())
    DealOption.objects.filter(choice__deal=row).delete()
    for position, choice in enumerate(terms.choices):
        if not choice.options:
            raise EmptyChoice(name=i18n.text(choice.name))
        found = kept[position] if position < len(kept) else DealChoice(deal=row)
        found.name, found.halves, found.position = dict(choice.name), choice.halves, position
        found.sizes = [str(size) for size in choice.sizes]
        found.save()
        DealOption.objects.bulk_create(
            DealOption(choice=found, product_id=product, upcharge=upcharge)
            for product, upcharge in choice.options.items()
        )
    for gone in kept[len(terms.choices) :]:
        gone.delete()


def _changed(fact: DealFact, *, by: Actor, at: datetime) -> None:
    journal.record(fact, by=by, at=at)
    raise_cache_generation()
