"""A menu page that stays open hears what has run out, and fetches only the cards that differ."""

import re
from datetime import timedelta

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, cards, changing
from tenant_apps.menu.models import Ingredient, Product
from tenants import memory
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
BY = Actor.system("test")


@pytest.fixture
def burrata():
    return Ingredient.objects.get(name__it="burrata")


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setenv("NOW", NOON.isoformat())


def the_page():
    """What an open page says of itself."""
    sections = cards.sections(at=NOON)
    return {
        "shape": changing.shape(sections),
        "have": ".".join(card.mark for section in sections for card in section.cards),
    }


def ask(client, page=None):
    return client.get("/menu/changed/", page or {}, headers={"Accept-Language": "en"}).content.decode()


def test_the_page_says_its_shape_and_the_mark_of_every_card(at_napoli, noon):
    text = at_napoli.get("/").content.decode()
    page = the_page()
    assert f'data-shape="{page["shape"]}"' in text
    assert re.findall(r'data-mark="(\w+)"', text) == page["have"].split(".")


def test_nothing_changed_and_only_the_ear_comes_back(at_napoli, noon):
    text = ask(at_napoli, the_page())
    assert 'id="ear"' in text and "data-live-url" in text and "card-" not in text


def test_only_the_cards_that_need_it_change_and_undo_brings_them_back(at_napoli, noon, burrata):
    before = the_page()
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    text = ask(at_napoli, before)
    assert text.count("<li id=") == 1 and "Mortadella and pistachio" in text
    assert "without burrata" in text and 'name="removed"' in text
    during = the_page()
    actions.restore_ingredient(burrata, by=BY, at=NOON)
    assert the_page() == before
    assert ask(at_napoli, during).count("<li id=") == 1 and "card-" not in ask(at_napoli, before)


def test_the_swapped_card_can_be_ordered_from(at_napoli, noon, burrata, settings):
    from django.test import Client

    before = the_page()
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    strict = Client(HTTP_HOST=at_napoli.defaults["HTTP_HOST"], enforce_csrf_checks=True)
    card = ask(strict, before)
    said = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', card))
    assert strict.post("/basket/add/", said).status_code == 302
    assert "without burrata" in strict.get("/basket/", headers={"Accept-Language": "en"}).content.decode()


def test_a_product_that_leaves_changes_the_shape_and_all_of_the_menu_comes(at_napoli, noon):
    before = the_page()
    page = {**before, "shape": "00000000"}
    text = ask(at_napoli, page)
    assert 'id="menu"' in text and text.count("data-mark=") == before["have"].count(".") + 1


def test_it_says_when_something_comes_back_by_itself(at_napoli, noon, burrata):
    assert "data-live-in" not in ask(at_napoli)
    actions.eighty_six(burrata, until=NOON + timedelta(minutes=90), by=BY, at=NOON)
    assert 'data-live-in="5401"' in ask(at_napoli)


@pytest.mark.parametrize("page", ["cards", "whole"])
def test_what_is_served_at_certain_hours_is_drawn_anew_when_they_are_over(at_napoli, noon, monkeypatch, page):
    """As outside a transaction, where a process remembers what it has drawn."""
    lunch = [{"days": list(range(7)), "from": "11:00", "to": "15:00"}]
    Product.objects.filter(name__it="Margherita").update(day_parts=lunch)
    monkeypatch.setattr(memory, "_in_transaction", lambda: False)
    memory.forget()
    known = {"shape": the_page()["shape"] if page == "cards" else "older", "have": ""}

    def asked():
        return re.sub(r'(csrfmiddlewaretoken" value=|data-live-url=)"[^"]*"', "", ask(at_napoli, known))

    at_lunch = asked()
    monkeypatch.setenv("NOW", (NOON + timedelta(hours=6)).isoformat())
    kept = asked()
    memory.forget()
    assert kept == asked() != at_lunch
    memory.forget()
