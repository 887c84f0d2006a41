"""What is written is read back the same, what is read is laid over what there is, and no bytes break the reader."""

import csv
import io
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pizzeria import menu_csv, menu_sheet
from pizzeria.menu_files import cells, columns, writing
from pizzeria.menu_files.tables import PROBLEMS, Problem, Table, guarded, unguarded
from pizzeria.menu_sheet import EMPTY, MenuSheet
from tests.pizzeria.menus import menus

LANGUAGES = st.sampled_from(["it", "en"])
HEAD = "kind,category,name,price Classica,price Maxi,ingredients,allergens\n"


def as_tables(menu, language):
    """A workbook as it comes back: every cell as text."""
    return [
        Table(sheet.name, sheet.head, tuple((number, tuple(map(str, row))) for number, row in enumerate(sheet.rows, 2)))
        for sheet in writing.workbook(menu, language=language)
    ]


def read(text, like=EMPTY, **how):
    return menu_csv.read_tables([menu_csv.table(text)], **({"language": "it", "like": like} | how))


def bare(menu):
    """A menu of one category, two sizes, one dough and two pizzas, as a file brings it; its keys are words."""
    sheet, wrong = menu_csv.read(menu)
    assert not wrong
    return sheet


MENU = bare(
    HEAD + "pizza,Pizze,Margherita,6.50,9.00,\"pomodoro, mozzarella\",gluten\n"
    "pizza,Pizze,Diavola,8.00,11.00,\"pomodoro, salame\",gluten\n"
    "topping,,mozzarella,1.50,2.50,,milk\n"
    "dough,,Classico,0,0,,gluten\n"
)  # fmt: skip


@settings(max_examples=40)
@given(menus(), LANGUAGES, st.booleans(), st.booleans())
def test_a_csv_that_was_written_is_the_same_menu_again(menu, language, is_known, is_whole):
    text = menu_csv.write(menu, language=language)
    found, wrong = read(text, menu if is_known else EMPTY, language=language, is_whole=is_whole)
    assert wrong == ()
    assert found == menu


@settings(max_examples=40)
@given(menus(), LANGUAGES, st.booleans(), st.booleans())
def test_a_workbook_that_was_written_is_the_same_menu_again(menu, language, is_known, is_whole):
    found, wrong = menu_csv.read_tables(
        as_tables(menu, language), language=language, like=menu if is_known else EMPTY, is_whole=is_whole
    )
    assert wrong == ()
    assert found == menu


@settings(max_examples=40)
@given(menus())
def test_a_file_in_one_language_is_read_in_the_other(menu):
    found, wrong = read(menu_csv.write(menu, language="it"), menu, language="en")
    assert not wrong and found == menu


@given(st.text())
@example("'=1")
@example("'''@")
def test_no_cell_is_a_formula_and_none_loses_a_sign(text):
    written = guarded(text)
    assert not written or written[0] not in "=+-@\t\r"
    assert unguarded(written) == text


@settings(max_examples=40)
@given(menus(), LANGUAGES)
def test_no_cell_of_a_written_file_is_a_formula(menu, language):
    text = menu_csv.write(menu, language=language).lstrip("\ufeff")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if language == "it" else ","):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_menu_or_a_list_of_problems(data):
    for start in (b"", HEAD.encode(), b"kind;name;price\n", b"\xff\xfe"):
        _, wrong = menu_csv.read(menu_csv.decoded(start + data))
        assert all(problem.text(language) for problem in wrong for language in ("it", "en"))


ROW = st.lists(
    st.one_of(
        st.sampled_from(["pizza", "topping", "size", "Margherita", "6,50", "", "none", "1", "sì", "=1", "lun 12:00-13:00"]),
        st.text(max_size=6),
    ),
    max_size=12,
)  # fmt: skip


@given(
    st.lists(st.sampled_from([column.title("it") for column in columns.COLUMNS]), max_size=10),
    st.lists(ROW, max_size=6),
)
def test_any_table_is_a_menu_that_can_be_kept_or_a_list_of_problems(head, rows):
    table = Table("", tuple(head), tuple((number, tuple(row)) for number, row in enumerate(rows, 2)))
    found, wrong = menu_csv.read_tables([table], language="it", like=MENU)
    assert all(problem.text(language) for problem in wrong for language in ("it", "en"))
    if not wrong:
        assert MenuSheet.from_json(found.to_json()) == found


# --- laid over what there is --------------------------------------------------------------------------------


def test_new_prices_change_nothing_else():
    rich = replace(
        MENU,
        products=tuple(replace(row, photo="abc", halves=False, description={"it": "Buona"}) for row in MENU.products),
    )
    found, wrong = read("kind,category,name,price Maxi\npizza,Pizze,diavola,12.50\n", rich, is_whole=False)
    assert not wrong
    margherita, diavola = rich.products
    assert found.products == (
        margherita,
        replace(diavola, prices={**diavola.prices, "maxi": Decimal("12.50")}),
    )
    assert replace(found, products=()) == replace(rich, products=())


def test_the_whole_menu_lets_go_of_what_is_not_in_it_but_only_of_what_it_lists():
    text = HEAD + 'pizza,Pizze,Margherita,7.00,9.00,"pomodoro, mozzarella",\n'
    whole, wrong = read(text, MENU)
    assert not wrong
    assert [row.name["it"] for row in whole.products] == ["Margherita"]
    assert whole.products[0].allergens == ("gluten",)  # an empty cell says nothing of allergens
    assert whole.ingredients == MENU.ingredients and whole.doughs == MENU.doughs
    added, _ = read(text, MENU, is_whole=False)
    assert len(added.products) == 2


def test_an_ingredient_that_goes_is_named_nowhere():
    ids = {row.key: row for row in MENU.ingredients}
    clashing = replace(ids["salame"], clashes=("mozzarella",), substitute="mozzarella")
    menu = replace(MENU, ingredients=(ids["mozzarella"], ids["pomodoro"], clashing))
    text = (
        HEAD + 'pizza,Pizze,Diavola,8,11,"pomodoro, salame",\ntopping,,salame,1,1,,none\ntopping,,pomodoro,1,1,,none\n'
    )
    found, wrong = read(text, menu)
    assert not wrong
    assert [row.key for row in found.ingredients] == ["salame", "pomodoro"]
    assert found.ingredients[0].clashes == () and found.ingredients[0].substitute == ""


def test_an_id_makes_a_new_name_of_the_same_product():
    margherita = MENU.products[0]
    text = f"id,kind,category,name,price Classica\n{margherita.key},pizza,Pizze,Regina,6.50\n"
    found, _ = read(text, MENU, is_whole=False)
    assert found.products[0] == replace(margherita, name={"it": "Regina"})


def test_a_word_in_another_language_is_added_to_the_one_there_is():
    found, _ = read("kind,category,name,name_en,price Maxi\npizza,Pizze,Margherita,Queen,9\n", MENU, is_whole=False)
    assert found.products[0].name == {"it": "Margherita", "en": "Queen"}


def test_an_empty_cell_clears_what_may_be_empty():
    described = replace(MENU, products=tuple(replace(row, description={"it": "x"}, code="7") for row in MENU.products))
    text = "kind,category,name,description,code,price Maxi\npizza,Pizze,Margherita,,,9\n"
    found, _ = read(text, described, is_whole=False)
    assert (found.products[0].description, found.products[0].code) == ({}, "")
    assert found.products[1] == described.products[1]


def test_recipes_keep_what_cannot_be_left_out():
    fixed = replace(
        MENU, products=(replace(MENU.products[0], recipe=(("pomodoro", False), ("mozzarella", True))), MENU.products[1])
    )
    text = HEAD + 'pizza,Pizze,Margherita,6.50,9,"mozzarella, pomodoro, basilico",gluten\n'
    found, _ = read(text, fixed, is_whole=False)
    assert found.products[0].recipe == (("mozzarella", True), ("pomodoro", False), ("basilico", True))


def test_the_starter_menu_goes_out_and_comes_back():
    file = Path(__file__).resolve().parents[2] / "tenant_apps" / "menu" / "data" / "starter.toml"
    data = tomllib.loads(file.read_text())
    starter = menu_sheet.from_data(data)
    found, wrong = read(menu_csv.write(starter, language="it"), starter)
    assert not wrong and found == starter


# --- what is wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "row", "code", "column"),
    [
        ("Disponibile", "forse", "yes_no", "Disponibile"),
        ("IVA", "tanta", "choice", "IVA"),
        ("Orari", "sempre", "hours", "Orari"),
        ("Orari", "lun 25:00-26:00", "hours", "Orari"),
        ("Modi", "drone", "choice", "Modi"),
        ("Postazione", "cantina", "choice", "Postazione"),
        ("Aggiunte incluse", "99", "number", "Aggiunte incluse"),
        ("Aggiunte incluse", "tre", "number", "Aggiunte incluse"),
        ("Senza queste aggiunte", "kiwi", "unknown_part", ""),
        ("Non si tolgono", "kiwi", "not_in_recipe", "Non si tolgono"),
        ("Codice", "x" * 41, "text", "Codice"),
        ("Nome (en)", "x" * 81, "text", "Nome"),
        ("Descrizione (it)", "x" * 301, "text", "Descrizione (it)"),
    ],
)
def test_each_cell_says_what_is_wrong_with_it_and_where(head, row, code, column):
    _, wrong = read(f'Tipo,Categoria,Nome,Prezzo Maxi,{head}\npizza,Pizze,Margherita,9,"{row}"\n', MENU)
    assert [(problem.row, problem.code, problem.column) for problem in wrong] == [(2, code, column)]


def test_a_calculated_cell_is_not_believed():
    table = Table(
        "Products", ("kind", "category", "name", "price"), ((2, ("drink", "B", "Water", "1")),), frozenset({(2, 3)})
    )
    _, wrong = menu_csv.read_tables([table], language="en")
    assert [(p.sheet, p.row, p.column, p.code) for p in wrong] == [("Products", 2, "price", "formula")]


def test_a_column_twice_is_one_too_many():
    _, wrong = read("kind,category,name,price,Prezzo,PRICE\n")
    assert [problem.code for problem in wrong][:1] == ["twice_column"]


def test_what_cannot_be_opened_is_a_problem_like_another():
    _, wrong = menu_csv.read_tables([Problem(1, "locked")], language="it")
    assert [problem.code for problem in wrong] == ["locked"]


def test_every_problem_speaks_both_languages():
    assert all(set(words) == {"it", "en"} for words in PROBLEMS.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lun-ven 12:00-15:00", [{"days": [0, 1, 2, 3, 4], "from": "12:00", "to": "15:00"}]),
        ("Saturday, sun 18.30 - 1:00", [{"days": [5, 6], "from": "18:30", "to": "01:00"}]),
        ("ven-lun 9:00-10:00; 20:00-21:00", [
            {"days": [0, 4, 5, 6], "from": "09:00", "to": "10:00"},
            {"days": list(range(7)), "from": "20:00", "to": "21:00"},
        ]),
    ],
)  # fmt: skip
def test_hours_as_people_write_them(text, expected):
    assert [part.to_json() for part in cells.READ["hours"](text)] == expected
