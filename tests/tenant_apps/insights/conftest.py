"""napoli, open every day, on a Friday noon; what its till told is made up or is the public pizzaplace set."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tenants
from learning.till import Till, read_till_text
from shared_apps.journal.facts import Actor
from tenant_apps.insights import actions
from tenant_apps.shop import actions as shops
from tests.cast import NOON

HEADER = "id,date,time,name,size,type,price\n"
PIZZAPLACE = Path(__file__).resolve().parents[3] / "tenant_apps" / "insights" / "data" / "pizzaplace.csv.gz"
TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)
SYSTEM = Actor.system()


def till_of(days: int, *, last: date = YESTERDAY, orders: int = 12, seed: int = 1) -> str:
    """An export of so many days that ends on ``last``: about ``orders`` orders a day, half as many again on Fridays."""
    chance = np.random.default_rng(seed)
    rows = []
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        for number in range(chance.poisson(orders * (1.5 if day.weekday() == 4 else 1.0))):
            for _ in range(1 + number % 2):
                name = chance.choice(["margherita", "diavola", "marinara"], p=[0.5, 0.3, 0.2])
                rows.append(f"{number},{day},{18 + number % 4}:{number % 60:02},{name},M,classic,{8 + number % 2}.50")
    return HEADER + "\n".join(rows) + "\n"


def take_in(text: str, *, at: datetime = NOON) -> actions.Imported:
    till: Till = read_till_text(text)
    return actions.import_sales(till, name="till.csv", contents=text.encode(), by=SYSTEM, at=at)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setenv("NOW", NOON.isoformat())
    return NOON


@pytest.fixture
def open_napoli(napoli: Any, noon: datetime) -> Any:
    with tenants.inside(napoli):
        shops.open_shop({"name": "Napoli"}, week=shops.STARTER_WEEK, by=SYSTEM, at=NOON)
    return napoli


@pytest.fixture
def in_napoli(open_napoli: Any) -> Iterator[Any]:
    with tenants.inside(open_napoli):
        yield open_napoli
