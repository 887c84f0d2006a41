"""The menu without an allergen: two levels, counted, and remembered for the visit."""

import re

import pytest

from tenant_apps.menu.models import Product

pytestmark = pytest.mark.usefixtures("starter_menu")


def shown(client, address="/"):
    text = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    return text, text.count("data-mark=")


@pytest.fixture
def traced():
    """A drink that may contain milk and does not."""
    Product.objects.filter(name__it="Cola 33 cl").update(may_contain=["milk"])


def test_what_contains_it_is_hidden_and_what_may_is_marked(at_napoli, traced):
    text, many = shown(at_napoli, "/?without=milk&chosen=1")
    assert "Margherita" not in re.sub(r"<script.*?</script>", "", text, flags=re.S)
    assert "Cola 33 cl" in text and "may contain milk" in text
    assert f"{many} dishes without milk" in text


def test_the_switch_hides_what_may_contain_it_too(at_napoli, traced):
    _, some = shown(at_napoli, "/?without=milk&chosen=1")
    text, fewer = shown(at_napoli, "/?without=milk&traces=1&chosen=1")
    assert fewer < some and "may contain milk" not in text


def test_it_is_remembered_until_it_is_taken_back(at_napoli, traced):
    _, some = shown(at_napoli, "/?without=milk&traces=1&chosen=1")
    assert shown(at_napoli)[1] == some
    assert shown(at_napoli, "/?q=cola")[1] == 0
    _, everything = shown(at_napoli, "/?chosen=1&q=")
    assert everything == shown(at_napoli)[1] > some


def test_what_is_no_allergen_hides_nothing(at_napoli):
    _, everything = shown(at_napoli)
    assert shown(at_napoli, "/?without=bread&chosen=1")[1] == everything
    at_napoli.cookies["avoid"] = "bread.traces.<script>"
    text, many = shown(at_napoli)
    assert many == everything and "<script>bread" not in text


def test_the_whole_menu_is_one_tap_away(at_napoli):
    text, some = shown(at_napoli, "/?without=milk&chosen=1")
    assert 'href="/?without="' in text
    assert shown(at_napoli, "/?without=")[1] > some and shown(at_napoli)[1] > some
