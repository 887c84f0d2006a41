"""The platform's back office: finding a pizzeria, closing its doors and opening them again."""

from typing import Any

import pytest
from django.test import Client

import tenants
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from shared_apps.operations import actions, queries
from shared_apps.operations.errors import ReasonNeeded
from tenants.errors import AlreadySuspended, NotSuspended
from tenants.models import Pizzeria
from tests.cast import NOON

BY = Actor("platform", "ada", "admin")


@pytest.fixture
def row(napoli: Any, on_platform: None) -> Pizzeria:
    return Pizzeria.objects.get(id=napoli.id)


@pytest.fixture
def ada_at_work(signed_in: Any, ada_on_platform: Any) -> Client:
    return signed_in(None, ada_on_platform)


def test_suspending_closes_the_shop_and_is_kept(row: Pizzeria, at_napoli: Client) -> None:
    actions.suspend_shop(row, reason="  not  paid ", by=BY, at=NOON)
    assert at_napoli.get("/").status_code == 403
    entry = Entry.objects.get(fact="PizzeriaSuspended")
    assert (entry.payload["reason"], entry.by_id) == ("not paid", "ada")
    with pytest.raises(AlreadySuspended):
        actions.suspend_shop(row, reason="again", by=BY, at=NOON)


def test_a_suspended_shop_opens_again(row: Pizzeria, at_napoli: Client) -> None:
    with pytest.raises(NotSuspended):
        actions.reactivate_shop(row, reason="paid", by=BY, at=NOON)
    actions.suspend_shop(row, reason="not paid", by=BY, at=NOON)
    actions.reactivate_shop(row, reason="paid", by=BY, at=NOON)
    assert at_napoli.get("/healthz").status_code == 200
    assert at_napoli.get("/account/login/").status_code == 200


@pytest.mark.parametrize("reason", ["", "  ", " a "])
def test_no_door_is_closed_without_a_reason(row: Pizzeria, reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        actions.suspend_shop(row, reason=reason, by=BY, at=NOON)
    row.refresh_from_db()
    assert row.state == "active"


def test_suspending_one_shop_leaves_the_others_open(row: Pizzeria, at_roma: Client) -> None:
    actions.suspend_shop(row, reason="not paid", by=BY, at=NOON)
    assert at_roma.get("/account/login/").status_code == 200


def test_the_fleet_is_found_by_words_and_state(row: Pizzeria, roma: Any) -> None:
    assert [shop.slug for shop in queries.fleet(queries.Wish(words="NAPO"))] == ["napoli"]
    assert [shop.slug for shop in queries.fleet(queries.Wish(sort="-name"))] == ["roma", "napoli"]
    assert list(queries.fleet(queries.Wish(state="suspended"))) == []


def test_the_page_tells_the_size_of_a_shop(row: Pizzeria) -> None:
    page = queries.page_of_fleet(queries.Wish(), number="nonsense")
    assert all(shop.size > 100_000 for shop in page)


def test_admins_see_the_fleet_and_one_shop(ada_at_work: Client, row: Pizzeria) -> None:
    assert "Pizzeria Napoli" in ada_at_work.get("/platform/").content.decode()
    assert "Pizzeria Napoli" in ada_at_work.get("/platform/?q=nap&sort=-activity&page=99").content.decode()
    assert "napoli,Pizzeria Napoli,active" in ada_at_work.get("/platform/?format=csv").content.decode()
    assert ada_at_work.get("/platform/napoli/").status_code == 200
    assert ada_at_work.get("/platform/nobody/").status_code == 404


def test_an_admin_suspends_and_reactivates_by_the_page(ada_at_work: Client, row: Pizzeria) -> None:
    ada_at_work.post("/platform/napoli/suspend/", {"reason": "not paid"})
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("suspended", "not paid")
    assert "not paid" in ada_at_work.get("/platform/napoli/").content.decode()
    ada_at_work.post("/platform/napoli/reactivate/", {"reason": "paid"})
    row.refresh_from_db()
    assert row.state == "active"


def test_head_office_may_not_close_doors(signed_in: Any, hilde_on_platform: Any, row: Pizzeria) -> None:
    assert (
        signed_in(None, hilde_on_platform).post("/platform/napoli/suspend/", {"reason": "because"}).status_code == 403
    )
    with tenants.platform():
        assert Pizzeria.objects.get(id=row.id).state == "active"
