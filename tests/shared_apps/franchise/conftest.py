"""The franchise Da Ciro with napoli and roma in it since January, and a way to hand in days."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pizzeria.royalties import Terms
from shared_apps.franchise import actions
from shared_apps.franchise.actions import Declaration, Figures, Parts
from shared_apps.franchise.models import Formula, Franchise, Statement
from shared_apps.journal.facts import Actor
from tenants import actions as registry
from tenants.models import Pizzeria

BY = Actor.system("test")
JANUARY = datetime(2026, 1, 1, 12, tzinfo=UTC)
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
# 5 % and 2 % of goods after discounts, without VAT, fees and refunds.
TERMS = Terms(500, 200)

HandIn = Callable[..., None]


def moment(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def take_in(franchise: Franchise, here: Any, *, at: datetime) -> None:
    """Let it join, on the plan that has head office."""
    registry.set_terms(here.id, plan="franchise", standing="good")
    actions.take_in_store(franchise, pizzeria=Pizzeria.objects.get(id=here.id), by=BY, at=at)


@pytest.fixture
def da_ciro(napoli: Any, roma: Any, on_platform: None) -> Franchise:
    found = actions.found_franchise("Da Ciro", by=BY, at=JANUARY)
    for here in (napoli, roma):
        take_in(found, here, at=JANUARY)
    return found


@pytest.fixture
def formula(da_ciro: Franchise) -> Formula:
    """TERMS, for everybody from May on."""
    return declare(da_ciro, MAY, TERMS, at=JANUARY)


def declare(franchise: Franchise, month: date, terms: Terms | None, *, at: datetime, **more: Any) -> Formula:
    return actions.declare_formula(franchise, declared=Declaration(month, terms, **more), by=BY, at=at)


def hand_in(store: Any, day: date, goods: str, *, at: datetime, **parts: str) -> None:
    """Hand in a day that sold these goods at 10 % VAT: "110" holds 10 of it."""
    sold = Decimal(goods)
    vat = (sold / 11).quantize(Decimal("0.01"))
    all_parts = Parts(goods=sold, vat=vat, **{name: Decimal(value) for name, value in parts.items()})
    figures = Figures(day, 1, 1, sold, parts=all_parts)
    actions.hand_in_figures(store.id, figures=[figures], currency="EUR", at=at)


def freeze(franchise: Franchise, month: date, *, at: datetime) -> list[Statement]:
    return actions.freeze_month(franchise, month=month, by=BY, at=at)
