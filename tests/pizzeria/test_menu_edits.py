"""Edits of a written menu: total, exact to take back, the same every time."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pizzeria import menu_sheet
from pizzeria.menu_checks import REFUSALS, Refused, check
from pizzeria.menu_diff import diff
from pizzeria.menu_edits import apply, fold
from pizzeria.menu_keys import identified
from pizzeria.menu_sheet import ROWS, MenuSheet, row_json
from pizzeria.menu_values import MOST_PRICE

STARTER = Path(__file__).parents[2] / "tenant_apps/menu/data/starter.toml"
numbers = iter(range(1, 10_000))
SHEET = identified(menu_sheet.from_data(tomllib.loads(STARTER.read_text())), new=lambda: str(UUID(int=next(numbers))))


def key(what, name):
    return next(row.key for row in SHEET.rows(what) if row.name["it"] == name)


DIAVOLA, CLASSICA = key("products", "Diavola"), key("sizes", "Classica")
whats = st.sampled_from(sorted(ROWS))
prices = st.decimals("0", "99", places=2).map(str)


@st.composite
def edits(draw):
    """An edit of the starter menu that mostly makes sense."""
    what = draw(whats)
    row = draw(st.sampled_from(SHEET.rows(what)))
    other = draw(st.sampled_from(SHEET.rows(what)))
    sized = draw(st.sampled_from([item for item in SHEET.products if item.kind == "pizza"]))
    size = draw(st.sampled_from(SHEET.sizes)).key
    category = draw(st.sampled_from(SHEET.categories)).key
    return draw(
        st.sampled_from(
            [
                {"verb": "remove_row", "what": what, "key": row.key},
                {"verb": "move_row", "what": what, "key": row.key, "before": other.key},
                {"verb": "move_row", "what": "products", "key": sized.key, "before": None, "category": category},
                {"verb": "copy_product", "key": sized.key, "new": str(UUID(int=draw(st.integers(20_000, 30_000))))},
                {"verb": "price_rows", "prices": [["products", sized.key, size, draw(st.none() | prices)]]},
                {
                    "verb": "raise_prices",
                    "what": "products",
                    "keys": [sized.key],
                    "percent": str(draw(st.integers(-90, 90))),
                    "amount": draw(prices),
                    "step": draw(st.sampled_from(["0.01", "0.10", "0.50", "1.00"])),
                },
                {"verb": "translate_rows", "texts": [[what, row.key, "name", "en", draw(st.text("abc ", max_size=9))]]},
                {"verb": "change_row", "what": "products", "key": sized.key, "set": {"halves": draw(st.booleans())}},
                {"verb": "set_rules", "set": {"half": draw(st.sampled_from(["", "highest", "average"]))}},
                {"verb": "replace_menu", "sheet": SHEET.to_json()},
            ]
        )
    )


@given(st.lists(edits(), max_size=8))
def test_folding_is_the_same_every_time_also_after_the_edits_were_kept_as_json(said):
    once = fold(SHEET, said)
    assert fold(SHEET, json.loads(json.dumps(said))) == once
    check(once)


@given(st.lists(edits(), max_size=6), edits())
def test_an_edit_leaves_the_menu_it_is_made_of_as_it_was(said, last):
    before = fold(SHEET, said)
    kept = before.to_json()
    fold(before, [last])
    assert before.to_json() == kept


@given(st.lists(edits(), max_size=8))
def test_a_sheet_is_read_back_from_json_as_it_was(said):
    sheet = fold(SHEET, said)
    assert MenuSheet.from_json(json.loads(json.dumps(sheet.to_json()))) == sheet


@given(st.lists(edits(), max_size=8))
def test_a_difference_is_said_exactly_where_there_is_one(said):
    sheet = fold(SHEET, said)
    assert diff(sheet, sheet) == ()
    assert bool(diff(SHEET, sheet)) == (sheet != SHEET)
    assert all(change["it"] and change["en"] for change in diff(SHEET, sheet))


def test_a_product_moved_before_one_of_another_category_stays_where_it_is():
    """Hypothesis found it: the list differed, and no word could be said of how."""
    last = [row for row in SHEET.products if row.category == SHEET.categories[0].key][-1]
    first = next(row for row in SHEET.products if row.category == SHEET.categories[1].key)
    for before in (first.key, None):
        assert apply(SHEET, {"verb": "move_row", "what": "products", "key": last.key, "before": before}) == SHEET


@given(st.lists(edits(), max_size=8))
def test_going_back_to_a_menu_is_exact(said):
    sheet = fold(SHEET, said)
    back = apply(sheet, {"verb": "replace_menu", "sheet": SHEET.to_json()})
    assert back == SHEET


nonsense = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([DIAVOLA, "products"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["key", "row", "name", "x"]), inner),
    max_leaves=6,
)
FIELDS = [
    "what",
    "key",
    "row",
    "set",
    "before",
    "category",
    "new",
    "prices",
    "keys",
    "percent",
    "amount",
    "step",
    "texts",
    "sheet",
]
VERBS = ["add_row", "change_row", "remove_row", "move_row", "copy_product", "price_rows", "raise_prices"]
VERBS += ["translate_rows", "set_rules", "replace_menu", "burn"]


@given(nonsense | st.fixed_dictionaries({"verb": st.sampled_from(VERBS)}, optional=dict.fromkeys(FIELDS, nonsense)))
def test_nonsense_is_refused_by_name_or_makes_a_menu_that_can_be_sold(edit):
    try:
        made = apply(SHEET, edit)
    except Refused as refused:
        assert refused.code in REFUSALS and refused.text("it") and refused.text("en")
    else:
        check(made)


@given(edits(), st.sampled_from(VERBS), st.sampled_from(FIELDS), nonsense)
def test_an_edit_with_one_wrong_field_breaks_nothing(edit, verb, field, value):
    try:
        check(apply(SHEET, {**edit, "verb": verb, field: value}))
    except Refused as refused:
        assert refused.code in REFUSALS


def test_a_price_says_what_it_was_and_is_in_both_languages():
    sheet = apply(SHEET, {"verb": "price_rows", "prices": [["products", DIAVOLA, CLASSICA, "9.20"]]})
    assert diff(SHEET, sheet) == ({"en": "Diavola, Classic: 8.00 → 9.20", "it": "Diavola, Classica: 8,00 → 9,20"},)


@pytest.mark.parametrize(
    ("percent", "amount", "step", "expected"),
    [
        ("5", "0", "0.50", "8.50"),  # 8.40
        ("5", "0", "0.10", "8.40"),
        ("3", "0", "0.50", "8.00"),  # 8.24
        ("3.125", "0", "0.50", "8.50"),  # 8.25: half of a step goes up
        ("0", "0.30", "0.01", "8.30"),
        ("-5", "0", "0.50", "7.50"),  # 7.60
        ("-90", "-5", "0.50", "0.50"),  # never for nothing
        ("10", "1", "1.00", "10.00"),  # 9.80
    ],
)
def test_prices_are_raised_and_rounded(percent, amount, step, expected):
    edit = {"verb": "raise_prices", "what": "products", "keys": [DIAVOLA], "percent": percent, "amount": amount}
    made = apply(SHEET, {**edit, "step": step}).table("products")[DIAVOLA]
    assert made.prices[CLASSICA] == Decimal(expected)


def test_what_costs_nothing_stays_so_and_nothing_costs_more_than_can_be_written():
    plain = SHEET.doughs[0]
    edit = {"verb": "raise_prices", "what": "doughs", "keys": [plain.key], "amount": "1", "step": "0.50"}
    assert apply(SHEET, edit).doughs[0].prices == plain.prices
    dear = {"verb": "raise_prices", "what": "products", "keys": [DIAVOLA], "amount": str(MOST_PRICE)}
    with pytest.raises(Refused, match="would cost more"):
        apply(SHEET, dear)


def test_a_size_goes_with_its_prices_an_ingredient_with_every_mention():
    sheet = apply(SHEET, {"verb": "remove_row", "what": "sizes", "key": CLASSICA})
    assert all(CLASSICA not in row.prices for row in (*sheet.products, *sheet.doughs, *sheet.ingredients))
    assert sum(row.is_usual for row in sheet.sizes) == 1
    basil = key("ingredients", "basilico")
    named = apply(SHEET, {"verb": "change_row", "what": "products", "key": DIAVOLA, "set": {"excluded": [basil]}})
    sheet = apply(named, {"verb": "remove_row", "what": "ingredients", "key": basil})
    assert basil not in json.dumps(sheet.to_json())


def test_only_one_size_is_the_usual_one():
    maxi = key("sizes", "Maxi")
    sheet = apply(SHEET, {"verb": "change_row", "what": "sizes", "key": maxi, "set": {"is_usual": True}})
    assert [row.key for row in sheet.sizes if row.is_usual] == [maxi]


def test_the_last_dough_of_a_size_stays_while_pizzas_come_in_it():
    edits = [{"verb": "remove_row", "what": "doughs", "key": row.key} for row in SHEET.doughs[:2]]
    with pytest.raises(Refused, match="No dough comes in"):
        apply(apply(SHEET, edits[0]), edits[1])


def test_what_is_on_sale_this_minute_stays_when_a_menu_takes_the_place_of_another():
    off = apply(
        SHEET, {"verb": "change_row", "what": "products", "key": DIAVOLA, "set": {"is_active": False, "photo": "x"}}
    )
    back = apply(off, {"verb": "replace_menu", "sheet": SHEET.to_json()}).table("products")[DIAVOLA]
    assert (back.is_active, back.photo) == (False, "x")


def test_an_edit_of_what_others_removed_is_left_out_and_the_rest_holds():
    gone = apply(SHEET, {"verb": "remove_row", "what": "products", "key": DIAVOLA})
    edits = [
        {"verb": "price_rows", "prices": [["products", DIAVOLA, CLASSICA, "9"]]},
        {"verb": "set_rules", "set": {"half": "average"}},
    ]
    assert fold(gone, edits).rules.half == "average"


def test_names_find_the_ids_a_shop_has_and_only_what_is_new_gets_one():
    words = menu_sheet.from_data(tomllib.loads(STARTER.read_text()))
    assert identified(words, new=lambda: pytest.fail("nothing is new"), like=SHEET) == SHEET
    renamed = apply(SHEET, {"verb": "translate_rows", "texts": [["products", DIAVOLA, "name", "it", "Infernale"]]})
    renamed = apply(renamed, {"verb": "translate_rows", "texts": [["products", DIAVOLA, "name", "en", "Hellish"]]})
    fresh = identified(words, new=lambda: "new", like=renamed)
    assert [row.key for row in fresh.products].count("new") == 1


@pytest.mark.parametrize("row", [{"key": "x"}, {"key": "", "name": {"it": "a"}}, {"key": "x", "name": {"it": " "}}, 3])
def test_a_row_without_what_it_needs_is_refused(row):
    with pytest.raises(Refused):
        apply(SHEET, {"verb": "add_row", "what": "categories", "row": row})


def test_a_row_leaves_out_what_is_as_usual():
    assert row_json(SHEET.rules) == {}
    assert set(row_json(SHEET.sizes[0])) == {"key", "name", "diameter"}
