"""A menu from a file: what is right becomes a menu, what is wrong is said by row."""

from decimal import Decimal

import pytest

from pizzeria import menu_csv

HEAD = "kind,category,name,size,price,ingredients,allergens,may_contain,description,name_en\n"
GOOD = HEAD + (
    'pizza,Pizze,Margherita,Classica 32 cm,"6,50","pomodoro, mozzarella","gluten, latte",,La regina,Queen Margherita\n'
    "pizza,Pizze,Margherita,Maxi (45),€ 13.00,,,,,Queen Margherita\n"
    "topping,,mozzarella,,1.50,,milk,soia,,\n"
    "topping,,mozzarella,Maxi,3.00,,,,,\n"
    "dough,,Classico,,0,,glutine,,,\n"
    "alcohol,Bevande,Birra,33 cl,3.50,,gluten,,,\n"
    "drink,Bevande,Acqua,,1.20,,nessuno,,,\n"
)


def problems(text, language="en"):
    return [(problem.row, problem.code) for problem in menu_csv.read(text, language="it")[1]]


def test_a_good_file_is_a_whole_menu():
    sheet, wrong = menu_csv.read(GOOD)
    assert wrong == ()
    assert [(size.key, size.diameter, size.is_usual) for size in sheet.sizes] == [
        ("classica", 32, True),
        ("maxi", 45, False),
    ]
    margherita, birra, acqua = sheet.products
    assert margherita.prices == {"classica": Decimal("6.50"), "maxi": Decimal("13.00")}
    assert margherita.name == {"it": "Margherita", "en": "Queen Margherita"}
    assert margherita.recipe == (("pomodoro", True), ("mozzarella", True))
    assert margherita.allergens == ("gluten", "milk") and margherita.description == {"it": "La regina"}
    assert (birra.kind, birra.vat_class, birra.name) == ("drink", "alcohol", {"it": "Birra 33 cl"})
    assert acqua.allergens == () and acqua.prices == {"": Decimal("1.20")}
    mozzarella, pomodoro = sheet.ingredients
    assert mozzarella.prices == {"classica": Decimal("1.50"), "maxi": Decimal("3.00")}
    assert (mozzarella.allergens, mozzarella.may_contain) == (("milk",), ("soybeans",))
    assert not pomodoro.prices
    assert sheet.doughs[0].is_usual and sheet.doughs[0].prices == {"classica": Decimal("0.00"), "maxi": Decimal("0.00")}


def test_semicolons_and_a_mark_of_excel_are_read_too():
    text = "\ufeffkind;category;name;price;allergens;ingredients\npizza;Pizze;Bianca;5,00;gluten;olio, rosmarino\n"
    sheet, wrong = menu_csv.read(text)
    assert wrong == () and [key for key, _ in sheet.products[0].recipe] == ["olio", "rosmarino"]
    assert sheet.sizes[0].name == {"it": "Normale", "en": "Regular"}
    assert sheet.products[0].prices == {"only": Decimal("5.00")}


@pytest.mark.parametrize(
    "row, code",
    [
        ("panino,Pizze,Bianca,,5,,none,,,", "kind"),
        ("pizza,,Bianca,,5,,none,,,", "blank"),
        ("pizza,Pizze,,,5,,none,,,", "blank"),
        ("pizza,Pizze,Bianca,,,,none,,,", "no_price"),
        ("pizza,Pizze,Bianca,,cinque,,none,,,", "price"),
        ("pizza,Pizze,Bianca,,-5,,none,,,", "price"),
        ("pizza,Pizze,Bianca,,5.005,,none,,,", "price"),
        ("pizza,Pizze,Bianca,,99999,,none,,,", "price"),
        ("pizza,Pizze,Bianca,,NaN,,none,,,", "price"),
        ("pizza,Pizze,Bianca,,5,,kiwi,,,", "allergen"),
        ("pizza,Pizze,Bianca,,5,,none,kiwi,,", "allergen"),
        ("pizza,Pizze,Bianca,,5,olio,,,,", "undeclared"),
        ("pizza,Pizze,Bianca,,5,,none,,,,too,many", "too_wide"),
    ],
)
def test_each_mistake_is_said_with_its_row(row, code):
    assert problems(HEAD + row + "\n") == [(2, code)]


def test_every_mistake_of_a_file_is_listed_at_once():
    text = HEAD + "pizza,Pizze,A,,x,,none,,,\n,,,,,,,,,\npizza,Pizze,B,,y,,kiwi,,,\npizza,Pizze,C,,5,,none,,,\n"
    assert problems(text) == [(2, "price"), (4, "price"), (4, "allergen")]


def test_two_prices_for_one_size_are_refused():
    text = HEAD + "pizza,Pizze,A,Maxi,5,,none,,,\npizza,Pizze,a,maxi 45,6,,,,,\n"
    assert problems(text) == [(3, "twice")]


def test_a_later_row_may_not_contradict():
    text = HEAD + "pizza,Pizze,A,Baby,5,,none,,,\npizza,Pizze,A,Maxi,6,,milk,,,\n"
    assert problems(text) == [(3, "differs")]


def test_a_topping_in_a_size_no_pizza_has():
    text = HEAD + "pizza,Pizze,A,Baby,5,,none,,,\ntopping,,mais,Maxi,1,,none,,,\n"
    assert problems(text) == [(3, "no_pizza_size")]


@pytest.mark.parametrize(
    "text, codes",
    [
        ("", ["empty"]),
        ("\n", ["empty"]),
        (HEAD, ["empty"]),
        ("kind,name\npizza,A\n", ["no_column"]),
        ("kind,name,price,colour\npizza,A,5,red\n", ["unknown_column"]),
        ("name_it,kind,price,category,allergens\nA,pizza,5,P,none\n", []),
    ],
)
def test_the_columns_are_checked_first(text, codes):
    assert [code for _, code in problems(text)] == codes


def test_a_file_has_an_end():
    rows = "".join(f"drink,Bevande,Acqua {number},,1,,none,,,\n" for number in range(menu_csv.MOST_ROWS + 1))
    assert problems(HEAD + rows)[-1][1] == "too_long"


def test_problems_speak_both_languages():
    problem = menu_csv.read(HEAD + "pizza,Pizze,A,,x,,none,,,\n")[1][0]
    assert problem.text("en") == "“x” is no price. Write it as 9.50."
    assert problem.text("it") == "«x» non è un prezzo. Scrivilo come 9,50."


def test_a_file_in_the_old_encoding_is_read():
    assert menu_csv.decoded("città".encode("cp1252")) == "città"
    assert menu_csv.decoded("\ufeffcittà".encode()) == "città"
