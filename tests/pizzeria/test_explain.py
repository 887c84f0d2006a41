from decimal import Decimal

import pytest

from pizzeria.pricing import Discount, Fee, Half, Quote, Step, Topping, explain, settle, step_text
from pizzeria.snapshot import menu_from_json, menu_json, only
from pizzeria.tax import ITALY

from .card import HALF_CARDS, MENU, SPLIT, eur, menu, order, pizza, plain


def squeeze(rows):
    return [" ".join(row.split()) for row in rows]


def test_a_price_explains_itself_in_italian():
    wish = pizza(half=Half("diavola", removed=("onion",)), dough="corn", toppings=["burrata left double"])
    off = Discount("w", {"en": "Welcome", "it": "Benvenuto"}, amount=eur(2))
    priced = order((wish, 2), plain("water"), card=SPLIT, fees=[Fee(eur("2.50"))], discounts=[off], minimum=eur(40))
    assert squeeze(explain(settle(priced, tax=ITALY, cash=True, tip=eur("1.01")), "it")) == [
        "2 x ½ Margherita · ½ Diavola, Grande 30,00 €",
        "½ Margherita · ½ Diavola (la metà più cara) 10,50 €",
        "+ due metà 0,50 €",
        "+ impasto di mais 1,55 €",
        "+ burrata (a sinistra, doppio) 2,45 €",
        "senza cipolla (a destra) 0,00 €",
        "Contiene: latte",
        "Può contenere: glutine, senape",
        "1 x Acqua 1,50 €",
        "Acqua 1,50 €",
        "Subtotale 31,50 €",
        "Benvenuto -2,00 €",
        "Consegna 2,50 €",
        "Totale 32,00 €",
        "di cui IVA 10 % 2,78 €",
        "di cui IVA 22 % 0,25 €",
        "Mancia 1,01 €",
        "Arrotondamento contanti -0,01 €",
        "Da pagare 33,00 €",
        "Mancano 10,50 € all'ordine minimo",
    ]


def test_a_price_explains_itself_in_english():
    rows = squeeze(explain(order(pizza(toppings=["burrata left", "burrata right double"])), "en"))
    assert rows[:4] == [
        "1 x Margherita, Large €12.93",
        "Margherita €9.25",
        "+ classic dough €0.00",
        "+ burrata (left normal, right double) €3.675",
    ]
    assert rows[-2:] == ["Total €12.93", "incl. VAT 10 % €1.18"]


@pytest.mark.parametrize(
    "policy, told",
    [
        ("average", ["½ Margherita · ½ Diavola (average of the halves)"]),
        ("sum", ["half Margherita", "half Diavola"]),
        ("percent", ["half Margherita (50 % of each half's pizza)", "half Diavola (50 % of each half's pizza)"]),
    ],
)
def test_every_policy_has_words(policy, told):
    steps = order(pizza(half="diavola"), card=HALF_CARDS[policy]).lines[0].steps
    assert [step_text(step) for step in steps[:-1]] == told


def test_a_swap_and_an_unnamed_fee_have_words():
    wish = pizza("diavola", removed=["salame"], toppings=["burrata"])
    steps = order(wish, card=menu(removals="swap")).lines[0].steps
    assert [step_text(step, "it") for step in steps[-2:]] == [
        "burrata (al posto di salame piccante)",
        "senza salame piccante",
    ]
    assert step_text(Step("credit", "", eur(-1)), "it") == "per quanto tolto"  # in quotes of before swaps had names
    assert "bag €0.10" in squeeze(explain(order(pizza(), fees=[Fee(eur("0.10"), "bag")])))
    assert step_text(Step("base", "Margherita", eur(1))) == "Margherita"


def test_a_quote_of_another_version_is_not_guessed_at():
    stored = order(pizza()).to_json()
    with pytest.raises(ValueError):
        Quote.from_json({**stored, "version": 2})


def test_a_stored_quote_has_the_figures_for_readers():
    priced = order(pizza(), fees=[Fee(eur(2))], discounts=[Discount("p", "P", percent=Decimal(10))], minimum=eur(10))
    stored = priced.to_json()
    assert [stored[key] for key in ("subtotal", "goods", "to_go", "total", "payable")] == [
        "9.25",
        "8.32",
        "1.68",
        "10.32",
        "10.32",
    ]


def test_the_snapshot_of_a_menu_is_exact_and_small():
    for card in (MENU, SPLIT):
        assert menu_from_json(menu_json(card)) == card
    wish = pizza(half=Half("diavola", (Topping("anchovy", "right"),)))
    kept = only(SPLIT, [wish, plain("water")])
    assert set(kept.products) == {"margherita", "diavola", "water"}
    assert set(kept.ingredients) == {"tomato", "mozzarella", "salame", "onion", "anchovy"}
    assert set(kept.sizes) == {"large"}
    assert order(wish, card=kept) == order(wish, card=SPLIT)
