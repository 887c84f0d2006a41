"""One pizza: choosing size, dough, toppings and what is left out, with the price explained."""

import re

import pytest

from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions
from tenant_apps.menu.models import Dough, Ingredient, Product, RecipePart, Size
from tenants import memory
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")


@pytest.fixture
def margherita():
    return Product.objects.get(name__it="Margherita")


def get(client, path, data=None):
    return client.get(path, data or {}, headers={"Accept-Language": "en"})


def test_it_opens_as_on_the_card(at_napoli, margherita):
    text = get(at_napoli, f"/menu/{margherita.id}/").content.decode()
    assert "€6.50" in text and "Classic" in text and "gluten, milk" in text
    assert "without basil" in text and "without tomato" not in text


def test_every_choice_is_a_line_of_the_price(at_napoli, margherita):
    wish = {
        "product": str(margherita.id),
        "size": str(Size.objects.get(name__it="Maxi").id),
        "dough": str(Dough.objects.get(name__it="Integrale").id),
        f"topping-{Ingredient.objects.get(name__it='acciughe').id}": "whole:double",
        "removed": str(Ingredient.objects.get(name__it="basilico").id),
    }
    for path in (f"/menu/{margherita.id}/", "/menu/quote/"):
        text = get(at_napoli, path, wish).content.decode()
        assert "€21.00" in text  # 13.00 + 2.00 dough + 2 x 3.00
        for words in ("anchovies (double)", "without basil", "gluten, fish, milk"):
            assert words in text, words


def test_what_cannot_be_is_said_and_not_priced(at_napoli, margherita):
    wish = {"product": str(margherita.id), "size": "", "removed": str(Ingredient.objects.get(name__it="pomodoro").id)}
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "notice-bad" in text and 'type="button" disabled' in text


def test_a_dough_that_the_size_does_not_come_in_gives_way(at_napoli, margherita):
    without = Dough.objects.get(name__it="Impasto senza glutine")
    wish = {"product": str(margherita.id), "size": str(Size.objects.get(name__it="Baby").id), "dough": str(without.id)}
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "€5.00" in text and "Dough without gluten" not in text


def test_the_dough_without_gluten_warns(at_napoli, margherita):
    without = Dough.objects.get(name__it="Impasto senza glutine")
    wish = {
        "product": str(margherita.id),
        "size": str(Size.objects.get(name__it="Classica").id),
        "dough": str(without.id),
    }
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "not fit for coeliacs" in text and "May contain traces of:</span>" not in text and "gluten" in text


def test_what_ran_out_is_left_out_where_it_may_be(at_napoli):
    actions.eighty_six(Ingredient.objects.get(name__it="burrata"), until=None, by=Actor.system(), at=NOON)
    pizza = Product.objects.get(name__it="Mortadella e pistacchio")
    text = get(at_napoli, f"/menu/{pizza.id}/").content.decode()
    assert "Add to basket" in text and "without burrata" in text
    toppings = text.split('class="topping-list"')[1]
    assert "<span>burrata" not in toppings and "<span>buffalo mozzarella" in toppings


@pytest.fixture
def replaced(margherita):
    """Fior di latte, which nobody may leave out, is out, and tuna is offered instead."""
    cheese, tuna = (Ingredient.objects.get(name__it=name) for name in ("fior di latte", "tonno"))
    RecipePart.objects.filter(ingredient=cheese).update(removable=False)
    Ingredient.objects.filter(id=cheese.id).update(out_since=NOON, substitute=tuna)
    return cheese, tuna


def hidden(page):
    return [(name, value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)]


def test_what_may_not_be_left_out_is_on_the_card_with_its_substitute(at_napoli, margherita, replaced):
    cheese, tuna = replaced
    page = get(at_napoli, "/").content.decode()
    card = next(part for part in page.split("<article")[1:] if f'href="/menu/{margherita.id}/"' in part)
    assert "with tuna instead of fior di latte" in card and "fish" in card and "Out of" not in card
    assert {("removed", str(cheese.id)), ("topping", f"{tuna.id}:whole:normal")} <= set(hidden(card))


def test_what_may_not_be_left_out_gives_way_on_the_page_while_its_substitute_is_on_it(at_napoli, margherita, replaced):
    cheese, tuna = replaced
    page = get(at_napoli, f"/menu/{margherita.id}/").content.decode()
    assert "€6.50" in page and "notice-bad" not in page and ("removed", str(cheese.id)) in hidden(page)
    size, dough = Size.objects.get(name__it="Classica").id, Dough.objects.get(name__it="Classico, 24 ore").id
    wish = {"product": str(margherita.id), "size": str(size), "dough": str(dough), "removed": str(cheese.id)}
    kept = get(at_napoli, "/menu/quote/", wish | {f"topping-{tuna.id}": "whole"}).content.decode()
    assert "€6.50" in kept and "notice-bad" not in kept
    taken_off = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "is out of" in taken_off and "with tuna instead of fior di latte" in taken_off.lower()


def test_a_drink_has_no_dough_and_no_toppings(at_napoli):
    cola = Product.objects.get(name__it="Cola 33 cl")
    text = get(at_napoli, f"/menu/{cola.id}/").content.decode()
    assert "€2.50" in text and 'name="dough"' not in text and 'name="topping' not in text


def test_a_product_of_nobody_is_not_found(at_napoli):
    assert get(at_napoli, "/menu/01900000-0000-7000-8000-000000000000/").status_code == 404
    assert get(at_napoli, "/menu/quote/", {"product": "nonsense"}).status_code == 404


@pytest.fixture
def warm(monkeypatch):
    """This process remembers, as outside a test."""
    monkeypatch.setattr(memory, "_in_transaction", lambda: False)
    memory.forget()
    yield
    memory.forget()


def test_a_choice_is_priced_without_a_query(at_napoli, margherita, warm, django_assert_max_num_queries):
    wish = built(
        margherita, topping=[Ingredient.objects.get(name__it="olive nere").id], halves="1", half=pizza("Diavola")
    )
    get(at_napoli, "/menu/quote/", wish)
    # One at most, and that one only where the registry has just begun to listen for changes.
    with django_assert_max_num_queries(1):
        assert "½ Margherita · ½ Diavola" in get(at_napoli, "/menu/quote/", wish).content.decode()


def test_as_it_opens_it_is_one_page_for_all(at_napoli, margherita, warm, django_assert_max_num_queries):
    first = get(at_napoli, f"/menu/{margherita.id}/")
    with django_assert_max_num_queries(1):
        again = get(at_napoli, f"/menu/{margherita.id}/")
    assert again["ETag"] == first["ETag"]
    actions.eighty_six(Ingredient.objects.get(name__it="olive nere"), until=None, by=Actor.system(), at=NOON)
    assert "black olives" not in get(at_napoli, f"/menu/{margherita.id}/").content.decode()


def pizza(name):
    return str(Product.objects.get(name__it=name).id)


def built(product, **said):
    """What the form sends."""
    usual = {
        "product": str(product.id),
        "size": str(Size.objects.get(name__it="Classica").id),
        "dough": str(Dough.objects.get(is_usual=True).id),
    }
    return usual | said


def test_the_switch_asks_for_the_other_half_and_waits_for_it(at_napoli, margherita):
    text = get(at_napoli, "/menu/quote/", built(margherita, halves="1")).content.decode()
    assert "Choose the other half." in text and 'type="button" disabled' in text
    assert f'name="half" value="{pizza("Diavola")}"' in text
    assert f'name="half" value="{pizza("Cola 33 cl")}"' not in text
    assert at_napoli.post("/basket/add/", built(margherita, halves="1")).status_code == 422


def test_two_halves_with_a_topping_on_the_left_and_something_left_out_of_each(at_napoli, margherita):
    burrata, basil, salami = (
        str(Ingredient.objects.get(name__it=name).id) for name in ("burrata", "basilico", "salame piccante")
    )
    wish = built(margherita, halves="1", half=pizza("Diavola"), topping=burrata, removed=basil)
    wish |= {f"side-{burrata}": "left", f"amount-{burrata}": "double", "half-removed": salami}
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    for words in ("½ Margherita · ½ Diavola", "burrata (left, double)", "without basil (left)", "without spicy salami"):
        assert words in text, words
    assert "Price €11.00; contains gluten, milk; may contain" in text  # 8.00 + half of 2 x 3.00


def test_switched_off_the_other_half_is_gone(at_napoli, margherita):
    wish = built(margherita, half=pizza("Diavola"))
    assert "½" not in get(at_napoli, "/menu/quote/", wish).content.decode()


def test_what_was_left_out_of_another_half_is_forgotten(at_napoli, margherita):
    salami = str(Ingredient.objects.get(name__it="salame piccante").id)
    wish = built(margherita, halves="1", half=pizza("Marinara"), **{"half-removed": salami})
    text = get(at_napoli, "/menu/quote/", wish).content.decode()
    assert "½ Margherita · ½ Marinara" in text and "notice-bad" not in text


def test_a_topping_that_clashes_cannot_be_tapped_and_says_why(at_napoli, margherita):
    burrata, anchovies = (Ingredient.objects.get(name__it=name) for name in ("burrata", "acciughe"))
    Ingredient.objects.filter(id=burrata.id).update(clashes=[str(anchovies.id)])
    text = get(at_napoli, "/menu/quote/", built(margherita, topping=str(burrata.id))).content.decode()
    chip = text.split(f'id="t-{anchovies.id}"')[1].split("</label>")[0]
    assert "disabled" in chip.split(">")[0] and "do not go together" in chip


def test_when_no_topping_fits_any_more_it_is_said_once(at_napoli, margherita):
    ids = [str(id) for id in Ingredient.objects.toppings().values_list("id", flat=True)[4:12]]
    text = get(at_napoli, "/menu/quote/", built(margherita, topping=ids)).content.decode()
    assert text.count("8 toppings are the most for one side") == 1


def test_what_ran_out_while_it_was_chosen_offers_what_is_near(at_napoli, margherita):
    burrata = Ingredient.objects.get(name__it="burrata")
    Ingredient.objects.filter(id=burrata.id).update(substitute=Ingredient.objects.get(name__it="ricotta"))
    actions.eighty_six(burrata, until=None, by=Actor.system(), at=NOON)
    text = get(at_napoli, "/menu/quote/", built(margherita, topping=str(burrata.id))).content.decode()
    assert "With ricotta instead of burrata" in text and "Without burrata" in text
    # It says so itself, and keeps nothing else from being added.
    olives = Ingredient.objects.get(name__it="olive nere")
    assert "disabled" not in text.split(f'id="t-{olives.id}"')[1].split(">")[0]


def test_it_hands_on_what_it_was_opened_for(at_napoli, margherita):
    said = built(margherita, line="0190-x", deal_choice="first", secret="no")
    text = get(at_napoli, f"/menu/{margherita.id}/", said).content.decode()
    assert 'name="line" value="0190-x"' in text and 'name="deal_choice" value="first"' in text
    assert 'name="secret"' not in text and "Save the change" in text


@pytest.mark.parametrize(
    "nonsense",
    [{"topping": ["x", "x"]}, {"halves": "1", "half": "x"}, {"size": "x"}, {"quantity": "-3"}, {"configuration": "["}],
)
def test_nonsense_in_the_address_is_no_fault_of_ours(at_napoli, margherita, nonsense):
    assert get(at_napoli, "/menu/quote/", built(margherita, **nonsense)).status_code == 200
    assert get(at_napoli, f"/menu/{margherita.id}/", built(margherita, **nonsense)).status_code == 200


def test_what_is_only_brought_is_priced_too(at_napoli, margherita):
    Product.objects.filter(id=margherita.id).update(order_types=["delivery"])
    memory.forget()
    text = get(at_napoli, "/menu/quote/", {"product": str(margherita.id)}).content.decode()
    assert "€6.50" in text and "notice-bad" not in text


@pytest.mark.parametrize(
    ("ways", "other", "said"),
    [
        ([], [], ""),
        (["delivery"], [], "only delivery"),
        ([], ["collection"], "only collection"),
        (["delivery", "collection"], ["collection", "eat_in"], "only collection"),
    ],
)
def test_in_which_ways_alone_it_can_be_had_is_said_and_refuses_nothing(at_napoli, margherita, ways, other, said):
    Product.objects.filter(id=margherita.id).update(order_types=ways)
    Product.objects.filter(name__it="Marinara").update(order_types=other)
    memory.forget()
    text = get(at_napoli, "/menu/quote/", built(margherita, halves="1", half=pizza("Marinara"))).content.decode()
    assert "notice-bad" not in text
    assert re.findall(r'<span class="pill">(only [^<]*)</span>', text) == ([said] if said else [])


def test_halves_that_leave_in_different_ways_are_refused_with_something_run_out_too(at_napoli, margherita):
    Product.objects.filter(id=margherita.id).update(order_types=["collection"])
    Product.objects.filter(name__it="Mortadella e pistacchio").update(order_types=["delivery"])
    actions.eighty_six(Ingredient.objects.get(name__it="burrata"), until=None, by=Actor.system(), at=NOON)
    page = get(at_napoli, "/menu/quote/", built(margherita, halves="1", half=pizza("Mortadella e pistacchio")))
    assert page.status_code == 200 and "notice-bad" in page.content.decode()
