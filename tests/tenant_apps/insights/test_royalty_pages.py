"""The owner's royalties: the store's own statements, and a day of them down to the order line."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.franchise import actions as franchise
from shared_apps.franchise.models import Franchise
from tenant_apps.insights import actions
from tenant_apps.ordering.models import Order
from tests.shared_apps.franchise.conftest import BY, JANUARY, JUNE, MAY, TERMS, declare, freeze, moment, take_in
from tests.tenant_apps.insights.test_takings import DAY, order

NOW = moment(6, 10)
DAYS = "/manage/royalties/days/"


@pytest.fixture(autouse=True)
def tenth_of_june(open_napoli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", NOW.isoformat())


@pytest.fixture
def da_ciro(open_napoli: Any, roma: Any) -> Iterator[Franchise]:
    """napoli and roma in one franchise; each sold an order on 8 May and handed it in."""
    with tenants.platform():
        made = franchise.found_franchise("Da Ciro", by=BY, at=JANUARY)
        declare(made, MAY, TERMS, at=JANUARY)
        for here in (open_napoli, roma):
            take_in(made, here, at=JANUARY)
    for number, (here, price) in enumerate([(open_napoli, "110.00"), (roma, "777.70")], start=41):
        with tenants.inside(here):
            order(number, lines=[(price, "0", "10")])
            actions.hand_in_days(DAY, DAY, at=moment(5, 9))
    yield made


@pytest.fixture
def at_work(open_napoli: Any, ciro: Any, signed_in: Any) -> Client:
    return signed_in(open_napoli, ciro)


def shown(client: Client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_outside_a_franchise_nothing_is_owed(at_work: Client) -> None:
    assert "Nothing is owed" in shown(at_work, "/manage/royalties/")
    assert "/manage/royalties/" not in shown(at_work, "/manage/")
    assert at_work.get("/manage/royalties/2026-05/").status_code == 404
    assert at_work.get(f"{DAYS}{DAY}/").status_code == 404


def test_a_store_sees_its_own_statements_and_no_other_stores(at_work: Client, da_ciro: Franchise) -> None:
    page = shown(at_work, "/manage/royalties/")
    assert "May 2026" in page and "June 2026" in page and "€7.00" in page  # 5 and 2 % of 100.00
    assert "€49.49" not in page  # roma's
    assert 'href="/manage/royalties/"' in shown(at_work, "/manage/")


def test_a_statement_leads_to_its_days(at_work: Client, da_ciro: Franchise) -> None:
    page = shown(at_work, "/manage/royalties/2026-05/")
    assert f'href="{DAYS}2026-05-08/"' in page and "€100.00" in page and "€707.00" not in page


def test_the_paper_is_the_stores_own(at_work: Client, da_ciro: Franchise) -> None:
    answer = at_work.get("/manage/royalties/2026-05/statement.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == 'inline; filename="pizzeria-napoli-2026-05.pdf"'


def test_a_day_goes_down_to_the_order_line(at_work: Client, da_ciro: Franchise) -> None:
    page = shown(at_work, f"{DAYS}2026-05-08/")
    assert "#41" in page and "Margherita" in page and "€110.00" in page and "€100.00" in page
    assert "Delivery fee" in page and "does not count" in page
    assert "#42" not in page  # roma's


def test_after_freezing_the_orders_stand_beside_what_was_charged(
    at_work: Client, da_ciro: Franchise, napoli: Any
) -> None:
    with tenants.platform():
        freeze(da_ciro, MAY, at=moment(6, 1))
    assert "The orders below sum to what was charged." in shown(at_work, f"{DAYS}2026-05-08/")
    with tenants.inside(napoli):
        order(43, lines=[("22.00", "0", "10")])
    page = shown(at_work, f"{DAYS}2026-05-08/")
    assert "€20.00" in page and "come as a correction in the next statement" in page


def test_after_its_correction_a_day_is_in_order_again(at_work: Client, da_ciro: Franchise, napoli: Any) -> None:
    with tenants.platform():
        freeze(da_ciro, MAY, at=moment(6, 1))
    with tenants.inside(napoli):
        Order.objects.filter(number=41).update(state="cancelled")
        actions.hand_in_days(DAY, DAY, at=moment(6, 9))
    assert "with corrections of -€7.00" in shown(at_work, "/manage/royalties/2026-06/")
    with tenants.platform():
        freeze(da_ciro, JUNE, at=moment(7, 1))
    page = shown(at_work, f"{DAYS}2026-05-08/")
    assert "The orders below sum to what was charged." in page and "No order counts on this day." in page


@pytest.mark.parametrize("path", ["2026-04/", "2026-13/", "hello/", "days/2026-04-30/", "days/2026-02-31/", "days/x/"])
def test_what_is_not_there_is_not_found(at_work: Client, da_ciro: Franchise, path: str) -> None:
    assert at_work.get(f"/manage/royalties/{path}").status_code == 404


def test_a_day_before_the_store_joined_is_not_shown(at_work: Client, da_ciro: Franchise, napoli: Any) -> None:
    with tenants.platform():
        da_ciro.stores.filter(pizzeria=napoli.id).update(joined_at=moment(5, 9))
    assert at_work.get(f"{DAYS}{DAY}/").status_code == 404
    assert at_work.get(f"{DAYS}{DAY + timedelta(days=1)}/").status_code == 200


def test_only_the_owner_sees_them(open_napoli: Any, mara: Any, signed_in: Any, da_ciro: Franchise) -> None:
    manager = signed_in(open_napoli, mara)
    assert manager.get("/manage/royalties/").status_code == 403
    assert 'href="/manage/royalties/"' not in shown(manager, "/manage/")
