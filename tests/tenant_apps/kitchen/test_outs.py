"""What has run out: for how long, by whom, and taken back exactly."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tenant_apps.kitchen import outs, queries
from tenant_apps.kitchen.errors import BadOut
from tenant_apps.marketing.actions import ChoiceTerms
from tenant_apps.menu.models import Ingredient
from tests.orders import LUNCH
from tests.tenant_apps.marketing.conftest import add_deal, product

HX = {"HTTP_HX_REQUEST": "true"}
EN = {"Accept-Language": "en"}


@pytest.fixture
def tablet(open_napoli, clock, anna, signed_in):
    return signed_in(open_napoli, anna)


@pytest.fixture
def burrata(open_napoli):
    return Ingredient.objects.get(name__it="burrata")


def row(name):
    return next(one for one in outs.stock(at=LUNCH) if one.row.name["it"] == name)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2h", LUNCH + timedelta(hours=2)),
        ("", None),
        ((LUNCH + timedelta(hours=5)).isoformat(), LUNCH + timedelta(hours=5)),
    ],
)
def test_it_comes_back_when_it_was_said_to(tablet, burrata, said, until):
    assert tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": said}, **HX).status_code == 200
    burrata.refresh_from_db()
    assert (burrata.out_since, burrata.out_until) == (LUNCH, until)


def test_today_ends_with_the_business_day(open_napoli):
    assert outs.until("today", at=LUNCH) == queries.end_of_service(at=LUNCH)


@pytest.mark.parametrize("said", ["soon", "2026-05-08T09:00:00+00:00", "2026-05-09T09:00:00", "-1"])
def test_no_such_time_takes_nothing_off(tablet, burrata, said):
    with pytest.raises(BadOut):
        outs.until(said, at=LUNCH)
    assert tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": said}, **HX).status_code == 422
    burrata.refresh_from_db()
    assert burrata.out_since is None


def test_a_tap_says_how_to_take_it_back(tablet, burrata):
    answer = tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": "today"}, headers=EN, **HX)
    toast = answer.content.decode().partition("toast-line")[2]
    assert "burrata is out." in toast and f'action="/kitchen/ingredients/{burrata.id}/back/"' in toast


def test_taking_back_the_way_back_keeps_the_hour(tablet, burrata):
    tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": "2h"}, **HX)
    answer = tablet.post(f"/kitchen/ingredients/{burrata.id}/back/", **HX)
    undo = answer.content.decode().partition("toast-line")[2].partition('action="')[2].partition('"')[0]
    tablet.post(undo.replace("&amp;", "&"))
    burrata.refresh_from_db()
    assert burrata.out_until == LUNCH + timedelta(hours=2)


def test_who_took_it_off_and_when_is_said(tablet, burrata, anna):
    tablet.post(f"/kitchen/ingredients/{burrata.id}/out/", {"until": ""}, **HX)
    assert row("burrata").by == anna.name
    page = tablet.get("/kitchen/out/").content.decode()
    first = page[page.index("is-out") :].partition("</li>")[0]
    assert "burrata" in first and "12:30" in first and anna.name in first


def test_before_the_tap_it_is_said_what_goes_with_it(tablet):
    page = tablet.get("/kitchen/out/", headers=EN).content.decode()
    tomato = page[page.index("<strong>tomato</strong>") :].partition("</li>")[0]
    assert "Sells out:" in tomato and "Marinara" in tomato
    assert "No longer a topping" not in tomato
    ham = page[page.index("<strong>cooked ham</strong>") :].partition("</li>")[0]
    assert "Only without it:" in ham and "No longer a topping" in ham


def test_before_the_tap_it_is_said_which_deals_it_ends(tablet):
    only_marinara = ChoiceTerms({"it": "Una Marinara"}, {product("Marinara").id: Decimal(0)})
    add_deal(name={"it": "Pranzo", "en": "Lunch"}, choices=[only_marinara])
    assert row("pomodoro").effect.deals == ({"it": "Pranzo", "en": "Lunch"},)
    assert row("prosciutto cotto").effect.deals == ()
    page = tablet.get("/kitchen/out/", headers=EN).content.decode()
    tomato = page[page.index("<strong>tomato</strong>") :].partition("</li>")[0]
    assert "Ends the deals:" in tomato and "Lunch" in tomato


def test_the_page_costs_the_same_however_much_is_out(tablet, open_napoli, django_assert_max_num_queries):
    Ingredient.objects.update(out_since=LUNCH)
    with django_assert_max_num_queries(17):
        assert len(outs.stock(at=LUNCH)) > 40
