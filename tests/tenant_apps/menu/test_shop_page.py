"""The shop page: the menu of one pizzeria, the same for everybody."""

import re

import pytest
from django.utils import translation

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, cards, queries
from tenant_apps.menu.models import Ingredient, Product, RecipePart
from tenants import memory
from tenants.actions import raise_cache_generation
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
BY = Actor.system("test")


def page(client, path="/", **headers):
    return client.get(path, headers={"Accept-Language": "it", **headers})


def test_the_menu_shows_names_prices_hours_and_allergens(at_napoli):
    text = page(at_napoli).content.decode()
    for words in ("Margherita", "Pizze rosse", "Tiramisù", "5,00", "latte", "Via dei Tribunali 32"):
        assert words in text, words
    assert text.count("<article") == 40


def test_it_speaks_english_to_who_asks(at_napoli):
    assert "Tomato pizzas" in at_napoli.get("/", headers={"Accept-Language": "en"}).content.decode()


def test_few_queries_make_it(at_napoli, monkeypatch, django_assert_max_num_queries):
    """Outside a transaction, where what it reads once it knows."""
    page(at_napoli)
    monkeypatch.setattr(memory, "_in_transaction", lambda: False)
    memory.forget()
    with django_assert_max_num_queries(26):
        page(at_napoli)
    memory.forget()


def test_a_browser_that_has_it_gets_304(at_napoli):
    first = page(at_napoli)
    again = page(at_napoli, **{"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_each_visitor_gets_a_token_of_their_own_that_works(napoli):
    from django.test import Client

    tokens = set()
    for _ in range(2):
        client = Client(HTTP_HOST=napoli.host, enforce_csrf_checks=True)
        text = page(client).content.decode()
        found = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text))
        assert len(found) == 1 and "token-of-this-visitor" not in text
        tokens |= found
        answer = client.post("/language/", {"language": "en", "csrfmiddlewaretoken": found.pop()})
        assert answer.status_code == 302
    assert len(tokens) == 2


@pytest.mark.parametrize(
    "words, found",
    [("diavola", "Diavola"), ("acciughe", "Napoli"), ("anchovies", "Napoli"), ("GORGONZOLA noci", "Speck")],
)
def test_it_can_be_searched_by_name_and_ingredient_in_both_languages(at_napoli, words, found):
    text = at_napoli.get("/", {"q": words}, headers={"Accept-Language": "it"}).content.decode()
    assert found in text and "Marinara" not in text


def test_left_out_allergens_hide_what_may_contain_them_too(at_napoli):
    text = at_napoli.get("/?without=gluten&traces=1", headers={"Accept-Language": "it"}).content.decode()
    assert "Panna cotta" in text and "Margherita" not in text and "caprese" not in text


def test_what_is_out_shows_as_sold_out_and_cannot_be_added_by_a_tap(at_napoli):
    RecipePart.objects.update(removable=False)
    burrata = Ingredient.objects.get(name__it="burrata")
    actions.eighty_six(burrata, until=None, by=BY, at=NOON)
    text = page(at_napoli).content.decode()
    assert text.count("is-out") == 1
    card = next(card for section in cards.sections(at=NOON) for card in section.cards if card.is_out)
    assert card.name["it"] == "Mortadella e pistacchio"
    actions.restore_ingredient(burrata, by=BY, at=NOON)
    assert "is-out" not in page(at_napoli).content.decode()


def test_a_product_off_the_menu_is_not_shown(at_napoli):
    Product.objects.filter(name__it="Diavola").update(is_active=False)
    assert "Diavola" not in page(at_napoli).content.decode()


def test_an_empty_menu_says_so(at_napoli):
    Product.objects.all().delete()
    assert page(at_napoli).status_code == 200


def test_pictures_are_drawn_and_kept_for_ever(at_napoli):
    address = re.search(r'src="(/menu/[^"]+\.svg)"', page(at_napoli).content.decode())[1]
    picture = at_napoli.get(address)
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content
    assert "immutable" in picture["Cache-Control"]


def test_three_words_say_what_a_pizza_is():
    translation.activate("it")
    words = {card.name["it"]: card.first_words for section in cards.sections(at=NOON) for card in section.cards}
    assert words["Margherita"] == "pomodoro, fior di latte, basilico"
    assert words["Marinara"] == "pomodoro, aglio, origano"
    assert words["Napoli"] == "fior di latte, acciughe, capperi"
    assert words["Tiramisù"] == ""


def test_a_kept_page_needs_no_query_and_knows_of_every_edit(at_napoli, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(memory, "_in_transaction", lambda: False)
    memory.forget()
    first = page(at_napoli)
    # One at most, and that one only where the registry has just begun to listen for changes.
    with django_assert_max_num_queries(1):
        again = page(at_napoli)
    assert again["ETag"] == first["ETag"]
    Product.objects.filter(name__it="Diavola").update(name={"it": "Infernale"})
    raise_cache_generation()
    edited = page(at_napoli, **{"If-None-Match": first["ETag"]})
    assert edited.status_code == 200 and "Infernale" in edited.content.decode()
    memory.forget()


def test_a_word_that_waits_is_said_to_the_one_it_is_for(at_napoli, napoli):
    from django.test import Client

    product = Product.objects.get(name__it="Cola 33 cl")
    page(at_napoli)
    at_napoli.post("/basket/add/", {"product": str(product.id), "next": "/"}, headers={"Accept-Language": "en"})
    assert "is in the basket" in at_napoli.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "is in the basket" not in page(Client(HTTP_HOST=napoli.host)).content.decode()


def test_what_somebody_signed_in_sees_is_the_same_page(at_napoli):
    from shared_apps.accounts.models import User

    at_napoli.force_login(User.objects.create_user("giulia@example.test"))
    assert "giulia@example.test" not in page(at_napoli).content.decode()


def test_a_draft_is_arranged_like_the_menu_on_sale_and_drawn_where_it_stands():
    """Whoever has a Menu and says where its products stand gets the same cards; nothing is read from rows."""
    menu, known = queries.price_menu(at=NOON), cards.pictures(at=NOON)
    diavola = next(product for product in menu.products.values() if product.name["it"] == "Diavola")
    shelves = [
        cards.Shelf("new", {"it": "Novità"}, (cards.Stand(diavola.id, {"it": "Piccante"}), cards.Stand("unknown"))),
        cards.Shelf("empty", {"it": "Vuota"}),
    ]
    section, *others = cards.arrange(menu, shelves, known, is_draft=True)
    assert (section.name, others) == ({"it": "Novità"}, [])
    assert [(card.id, card.description) for card in section.cards] == [(diavola.id, {"it": "Piccante"})]
    assert section.cards[0].drawn.startswith("<svg")
    assert cards.shown((section,))["on_menu"][:1] == ["gluten"]
