"""What a menu's file gets wrong is said by row, in words."""

from pizzeria import menu_csv

HEAD = "kind,name,category,size,price,ingredients\n"


def problems(rows: str) -> list[str]:
    _sheet, found = menu_csv.read(HEAD + rows)
    return [f"{problem.row}: {problem.text('en')}" for problem in found]


def test_a_second_price_for_the_same_size_names_the_first_row() -> None:
    said = problems("pizza,Margherita,Classics,30,7.00,\npizza,Margherita,Classics,30,8.00,\n")
    assert "3: Margherita has a price for this size already, in row 2." in said


def test_a_row_that_contradicts_an_earlier_one_names_it() -> None:
    said = problems("pizza,Margherita,Classics,30,7.00,Basil\npizza,Margherita,Classics,33,8.00,Rocket\n")
    assert "3: “ingredients” of Margherita is not what row 2 says." in said


def test_a_file_without_rows_says_so() -> None:
    assert len(problems("")) == 1
