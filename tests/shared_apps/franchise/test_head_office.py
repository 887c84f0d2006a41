"""Head office sees its own stores side by side, from what they handed in, and nobody else's."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.franchise import actions, queries
from shared_apps.franchise.actions import Figures
from shared_apps.franchise.errors import InAnotherFranchise
from shared_apps.franchise.models import DailyFigure, Franchise, Store
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenants.models import Pizzeria
from tests.cast import NOON
from tests.shared_apps.franchise.conftest import take_in

BY = Actor.system("test")
FRIDAY = date(2026, 5, 8)


@pytest.fixture
def franchise(napoli: Any, roma: Any, on_platform: None) -> Franchise:
    found = actions.found_franchise("Da Ciro", by=BY, at=NOON)
    for here in (napoli, roma):
        take_in(found, here, at=NOON)
    return found


def hand_in(store: Any, day: date, orders: int, revenue: str, *, at: Any = NOON, **products: int) -> None:
    figures = Figures(day, orders, orders * 2, Decimal(revenue), products)
    actions.hand_in_figures(store.id, figures=[figures], currency="EUR", at=at)


def test_founding_twice_is_founding_once(on_platform: None) -> None:
    assert actions.found_franchise("Da Ciro", by=BY, at=NOON) == actions.found_franchise("Da Ciro", by=BY, at=NOON)
    assert Entry.objects.filter(fact="FranchiseFounded").count() == 1


def test_joining_twice_is_joining_once(franchise: Franchise, napoli: Any) -> None:
    actions.take_in_store(franchise, pizzeria=Pizzeria.objects.get(id=napoli.id), by=BY, at=NOON)
    assert Store.objects.filter(pizzeria_id=napoli.id).count() == 1
    assert Entry.objects.filter(fact="StoreJoined").count() == 2


def test_a_store_belongs_to_one_franchise(franchise: Franchise, napoli: Any) -> None:
    other = actions.found_franchise("Da Renzo", by=BY, at=NOON)
    with pytest.raises(InAnotherFranchise):
        actions.take_in_store(other, pizzeria=Pizzeria.objects.get(id=napoli.id), by=BY, at=NOON)


def test_a_day_handed_in_again_replaces_what_was_there(franchise: Franchise, napoli: Any) -> None:
    hand_in(napoli, FRIDAY, 3, "30.00")
    hand_in(napoli, FRIDAY, 4, "41.00", at=NOON + timedelta(minutes=1))
    assert DailyFigure.objects.get(pizzeria_id=napoli.id).revenue == Decimal("41.00")


def test_an_older_count_does_not_overwrite_a_newer_one(franchise: Franchise, napoli: Any) -> None:
    hand_in(napoli, FRIDAY, 4, "41.00", at=NOON + timedelta(minutes=1))
    hand_in(napoli, FRIDAY, 3, "30.00")
    assert DailyFigure.objects.get(pizzeria_id=napoli.id).orders == 4


def test_the_board_lays_stores_side_by_side(franchise: Franchise, napoli: Any, roma: Any) -> None:
    hand_in(napoli, FRIDAY, 4, "50.00", margherita=5, diavola=3)
    hand_in(napoli, FRIDAY - timedelta(days=1), 1, "10.00", diavola=4)
    hand_in(napoli, FRIDAY - timedelta(days=7), 2, "20.00")
    hand_in(napoli, FRIDAY - timedelta(days=14), 9, "999.00")
    hand_in(roma, FRIDAY, 1, "12.34")
    board = queries.board(franchise, last=FRIDAY, length=7, at=NOON)
    mine, theirs = sorted(board.rows, key=lambda row: row.pizzeria.slug)
    assert (mine.orders, mine.revenue, mine.average, mine.best) == (
        5,
        Decimal("60.00"),
        Decimal("12.00"),
        ("diavola", 7),
    )
    assert mine.change == Decimal("200.0")
    assert (theirs.average, theirs.change, theirs.best) == (Decimal("12.34"), None, None)
    assert (board.total.orders, board.total.revenue, board.total.before_revenue) == (
        6,
        Decimal("72.34"),
        Decimal("20.00"),
    )
    assert board.total.daily[FRIDAY] == Decimal("62.34")


def test_a_store_without_orders_has_no_average(franchise: Franchise) -> None:
    assert [row.average for row in queries.board(franchise, last=FRIDAY, length=1, at=NOON).rows] == [None, None]


def test_the_board_takes_few_queries(franchise: Franchise, napoli: Any, django_assert_num_queries: Any) -> None:
    hand_in(napoli, FRIDAY, 4, "50.00")
    with django_assert_num_queries(2):
        queries.board(franchise, last=FRIDAY, length=28, at=NOON)


@pytest.fixture
def hilde_at_work(franchise: Franchise, signed_in: Any, hilde_on_platform: Any) -> Client:
    actions.join_head_office(franchise, user=hilde_on_platform)
    return signed_in(None, hilde_on_platform)


@pytest.mark.parametrize("period", ["day", "week", "month", "nonsense"])
def test_head_office_sees_its_stores(hilde_at_work: Client, napoli: Any, period: str) -> None:
    hand_in(napoli, FRIDAY, 4, "50.00", margherita=5)
    page = hilde_at_work.get(f"/hq/?period={period}").content.decode()
    assert "Pizzeria Napoli" in page and "Pizzeria Roma" in page and "margherita" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    "query", ["on=yesterday", "on=9999-99-99", "sort=;drop", "franchise=x", "on=1-1-1&sort=-change"]
)
def test_a_strange_address_is_no_crash(hilde_at_work: Client, query: str) -> None:
    assert hilde_at_work.get(f"/hq/?{query}").status_code == 200


def test_before_the_first_figure_the_page_stands(hilde_at_work: Client) -> None:
    assert hilde_at_work.get("/hq/").status_code == 200


def test_the_stores_come_as_a_file_without_formulas(hilde_at_work: Client, napoli: Any) -> None:
    hand_in(napoli, FRIDAY, 4, "50.00", **{"=cmd()": 5})
    text = hilde_at_work.get("/hq/?format=csv").content.decode()
    assert "Pizzeria Napoli,2026-05-02,2026-05-08,4,8,50.00,EUR,12.50,'=cmd()" in text


def test_head_office_without_a_franchise_is_told_so(signed_in: Any, hilde_on_platform: Any) -> None:
    page = signed_in(None, hilde_on_platform).get("/hq/").content.decode()
    assert "No franchise yet" in page


def test_head_office_of_one_franchise_sees_nothing_of_another(hilde_at_work: Client, napoli: Any, roma: Any) -> None:
    with tenants.platform():
        other = actions.found_franchise("Da Renzo", by=BY, at=NOON)
        Store.objects.filter(pizzeria_id=roma.id).update(franchise=other)
    page = hilde_at_work.get(f"/hq/?franchise={other.id}").content.decode()
    assert "Pizzeria Roma" not in page and "Da Renzo" not in page


def test_an_admin_sees_every_franchise(franchise: Franchise, signed_in: Any, ada_on_platform: Any) -> None:
    actions.found_franchise("Da Renzo", by=BY, at=NOON)
    page = signed_in(None, ada_on_platform).get("/hq/").content.decode()
    assert "Da Renzo" in page and "Da Ciro" in page


def test_a_day_before_all_days_is_no_crash(hilde_at_work: Client, franchise: Franchise, napoli: Any) -> None:
    hand_in(napoli, FRIDAY, 3, "30.00")
    assert hilde_at_work.get("/hq/?on=0001-01-01").status_code == 200
