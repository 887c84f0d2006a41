import json
from dataclasses import replace
from decimal import Decimal

import pytest

from pizzeria.catalogue import Size, by_id
from pizzeria.pricing import Discount, Fee, Half, Quote, Step, Topping, explain, line_sentence, settle, step_text
from pizzeria.snapshot import menu_from_json, menu_json, only
from pizzeria.tax import ITALY

from .card import HALF_CARDS, INGREDIENTS, MENU, PRODUCTS, SPLIT, eur, menu, order, pizza, plain
from .test_deals import AT_NOON, LUNCH, ordered, with_deals

BEFORE = (
    "deals",
    "included",
    "day_parts",
    "order_types",
    "oven_weight",
    "dough_balls",
    "tier",
    "premium",
    "substitute",
)


def before(data):
    """A snapshot as it was written before these fields existed."""
    if isinstance(data, list):
        return [before(item) for item in data]
    if isinstance(data, dict):
        return {key: before(value) for key, value in data.items() if key not in BEFORE}
    return data


@pytest.mark.parametrize("credit, removals", [(False, "none"), (True, "swap")])
def test_a_snapshot_of_before_reads_as_if_the_shop_had_not_used_what_is_new(credit, removals):
    plainer = menu(removals=removals, half="highest")
    plainer = replace(
        plainer, ingredients={k: replace(v, tier=1, premium=False) for k, v in plainer.ingredients.items()}
    )
    old = before(json.loads(json.dumps(menu_json(plainer))))
    del old["policies"]["removals"]
    old["policies"]["credit_removals"] = credit
    assert menu_from_json(old) == plainer


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


@pytest.mark.parametrize(
    "wish, quantity, card, english, italian",
    [
        (plain("water"), 1, SPLIT, "Water 1.50", "Acqua 1,50"),
        (plain("water"), 2, SPLIT, "2 x Water 1.50: 3.00", "2 x Acqua 1,50: 3,00"),
        (pizza(), 1, SPLIT, "Large Margherita 9.25", "Margherita Grande 9,25"),
        (
            pizza(half=Half("diavola", removed=("onion",)), toppings=["burrata left double"]),
            1,
            HALF_CARDS["highest"],
            "Large half Margherita / half Diavola, the dearer half 10.50 + burrata (left, double) 2.45, "
            "without onion (right) = 12.95",
            "metà Margherita / metà Diavola Grande, la metà più cara 10,50 + burrata (a sinistra, doppio) 2,45, "
            "senza cipolla (a destra) = 12,95",
        ),
        (
            pizza(half="diavola", dough="corn"),
            3,
            SPLIT,
            "3 x Large half Margherita / half Diavola, the dearer half 10.50 + two halves 0.50 + corn dough 1.55 "
            "= 12.55: 37.65",
            "3 x metà Margherita / metà Diavola Grande, la metà più cara 10,50 + due metà 0,50 + impasto di mais 1,55 "
            "= 12,55: 37,65",
        ),
        (
            pizza(half="diavola", toppings=["burrata left"]),
            1,
            HALF_CARDS["percent"],
            "Large half Margherita / half Diavola, 50 % of each half's pizza 9.875 + burrata (left) 1.225 = 11.10",
            "metà Margherita / metà Diavola Grande, 50 % della pizza di ogni metà 9,875 + burrata (a sinistra) 1,225 "
            "= 11,10",
        ),
        (
            pizza("diavola", removed=["salame"], toppings=["burrata"]),
            1,
            menu(removals="tier"),
            "Large Diavola 10.50 + burrata (instead of spicy salami), without spicy salami = 10.50",
            "Diavola Grande 10,50 + burrata (al posto di salame piccante), senza salame piccante = 10,50",
        ),
    ],
)
def test_a_line_is_one_sentence(wish, quantity, card, english, italian):
    line = order((wish, quantity), card=card).lines[0]
    assert line_sentence(line) == english
    assert line_sentence(line, "it") == italian


def test_the_sentence_of_a_line_in_a_deal_says_what_the_deal_costs():
    picks = (("main", "0"), ("drink", "1"))
    priced = ordered(pizza("diavola", toppings=["onion"]), plain("water"), deal=LUNCH)
    assert [line_sentence(line, "it", priced.deals) for line in priced.lines] == [
        "Diavola Grande 10,50 + cipolla 0,85 = 11,35; Pranzo: 9,00 invece di 12,00",
        "Acqua 1,50; Pranzo: 9,00 invece di 12,00",
    ]
    assert priced.deals[0].request.picks == picks
    assert "Lunch: 9.00 instead of 12.00" in squeeze(explain(priced))
    dear = replace(LUNCH, price=eur(20))
    none = ordered(pizza(), plain("water"), deal=dear, card=with_deals(SPLIT, dear))
    assert line_sentence(none.lines[1], "en", none.deals) == "Water 1.50; Lunch"


def test_a_quote_of_before_deals_swaps_and_names_of_halves_reads_as_it_was():
    stored = order(pizza(half="diavola", removed=["mozzarella"]), card=SPLIT).to_json()
    del stored["deals"], stored["lines"][0]["deal"], stored["lines"][0]["steps"][0]["params"]["names"]
    read = Quote.from_json(stored)
    assert read.deals == () and read.lines[0].deal == ""
    assert line_sentence(read.lines[0]).startswith("Large ½ Margherita · ½ Diavola, the dearer half 10.50 + two halves")
    discounted = order(pizza(), discounts=[Discount("p", "P", percent=Decimal(10))]).to_json()
    del discounted["discounts"][0]["kind"]
    assert Quote.from_json(discounted).discounts[0].kind == "discount"


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
    limited = replace(PRODUCTS[0], included=2, day_parts=(AT_NOON,), order_types=frozenset({"eat_in"}))
    spare = replace(INGREDIENTS[0], substitute="onion", tier=3, premium=True)
    rich = replace(SPLIT, products=by_id([limited, *PRODUCTS[1:]]), ingredients={**SPLIT.ingredients, "tomato": spare})
    sized = replace(SPLIT, sizes=by_id([Size("large", "Large", Decimal("1.5"), 2)]))
    noon = replace(
        LUNCH, day_parts=(AT_NOON,), order_types=frozenset({"eat_in"}), available=False, description="At noon"
    )
    for card in (MENU, SPLIT, rich, sized, with_deals(), with_deals(SPLIT, noon), menu(removals="tier")):
        assert menu_from_json(json.loads(json.dumps(menu_json(card)))) == card
    wish = pizza(half=Half("diavola", (Topping("anchovy", "right"),)))
    kept = only(SPLIT, [wish, plain("water")])
    assert set(kept.products) == {"margherita", "diavola", "water"}
    assert set(kept.ingredients) == {"tomato", "mozzarella", "salame", "onion", "anchovy"}
    assert set(kept.sizes) == {"large"}
    assert order(wish, card=kept) == order(wish, card=SPLIT)
