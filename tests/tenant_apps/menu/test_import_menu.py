"""A menu as a file: out, changed in a spreadsheet, looked at, and into the draft with nothing lost."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from tenant_apps.menu import actions, drafts, importing
from tenant_apps.menu.errors import DraftMoved, EditRefused
from tenant_apps.menu.models import Ingredient, Product
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
BY, OTHER = Actor.system("test"), Actor("staff", "7", "Anna")
PAGE = "/manage/menu/import/"


@pytest.fixture
def owner(at_napoli):
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


def send(owner, data, scope="some"):
    return owner.post(
        PAGE, {"file": SimpleUploadedFile("menu", data), "scope": scope}, headers={"accept-language": "en"}
    )


def take(owner, answer):
    said = {name: answer.context[name] for name in ("sheet",)} | {"revision": answer.context["reading"].revision}
    return owner.post("/manage/menu/import/take/", said)


def edited(data, change):
    book = load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("scope", ["some", "whole"])
def test_what_was_taken_out_changes_nothing_when_it_comes_back(owner, kind, language, scope):
    file = owner.get(f"/manage/menu/export/{kind}/", headers={"accept-language": language})
    assert "attachment" in file["Content-Disposition"]
    answer = send(owner, file.content, scope)
    assert answer.status_code == 200, answer.context.get("problems")
    reading = answer.context["reading"]
    assert (reading.changes, reading.at_once) == ((), ())
    assert reading.sheet == drafts.read().sheet
    assert "nothing to change" in answer.content.decode()


def test_a_price_changed_in_a_spreadsheet_is_one_edit_of_the_draft(owner):
    Ingredient.objects.filter(name__it="pomodoro").update(out_since=NOON)
    Product.objects.filter(name__it="Diavola").update(photo="kept")
    ids = set(Product.objects.values_list("id", flat=True))

    def change(book):
        sheet = book["Products"]
        titles = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if row[titles.index("Name (it)")].value == "Diavola":
                row[titles.index("Price Classic")].value = 9.2
                row[titles.index("Name (it)")].value = "Diavola piccante"

    file = owner.get("/manage/menu/export/xlsx/", headers={"accept-language": "en"}).content
    answer = send(owner, edited(file, change), "whole")
    words = [change["en"] for change in answer.context["reading"].changes]
    assert len(words) == 2 and any("9.20" in word for word in words)
    assert drafts.read().changes == ()  # looked at only
    assert take(owner, answer).status_code == 302
    assert len(drafts.read().edits) == 1
    actions.publish_draft(by=BY, at=NOON)
    diavola = Product.objects.get(name__it="Diavola piccante")
    assert str(diavola.prices.get(size__name__en="Classic").price) == "9.20" and diavola.photo == "kept"
    assert set(Product.objects.values_list("id", flat=True)) == ids
    assert Ingredient.objects.filter(name__it="pomodoro", out_since=NOON).exists()


def test_what_is_not_to_be_had_counts_at_once(owner):
    water = Product.objects.filter(name__it__istartswith="Acqua").first()
    text = f"id,kind,category,name,price,available\n{water.id},drink,Bevande,{water.name['it']},{water.prices.get().price},no\n"
    answer = send(owner, text.encode())
    assert [change["en"].split(",")[0] for change in answer.context["reading"].at_once] == [water.name["en"]]
    take(owner, answer)
    water.refresh_from_db()
    assert not water.is_active


def test_the_template_is_read_as_it_is(owner):
    file = owner.get("/manage/menu/template.xlsx", headers={"accept-language": "it"}).content
    answer = send(owner, file)
    assert answer.status_code == 200, answer.context.get("problems")
    assert [change["it"] for change in answer.context["reading"].changes]


def test_every_problem_is_listed_by_row_and_column(owner):
    text = "kind,category,name,price,allergens\npizza,Pizze,A,x,none\npizza,,B,5,kiwi\n"
    answer = send(owner, text.encode())
    assert answer.status_code == 422
    assert [(p["row"], p["column"]) for p in answer.context["problems"]] == [
        (2, "price"),
        (3, "category"),
        (3, "allergens"),
    ]
    page = answer.content.decode()
    assert "Nothing was imported" in page and "14 EU allergens" in page
    assert drafts.read().changes == ()


def test_a_menu_that_cannot_be_sold_is_refused_as_a_whole(owner):
    text = "kind,category,name,price Gigante\npizza,Pizze,Margherita,30\n"
    answer = send(owner, text.encode())
    assert answer.status_code == 422 and "No dough comes in Gigante" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (b"PK\x03\x04broken", "damaged"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
    ids=["empty", "locked", "broken", "large"],
)
def test_a_file_that_cannot_be_read_says_what_to_do(owner, data, words):
    answer = send(owner, data)
    assert answer.status_code == 422 and words in answer.content.decode()


def test_whoever_else_changed_the_draft_is_not_overwritten(owner):
    answer = send(owner, b"kind,category,name,price\ndrink,Bevande,Chinotto,2.50\n")
    reading = answer.context["reading"]
    actions.edit_draft({"verb": "set_rules", "set": {"half": "average"}}, by=OTHER, at=NOON)
    with pytest.raises(DraftMoved):
        importing.take_file(reading.sheet.to_json(), revision=reading.revision, by=BY, at=NOON)
    assert take(owner, answer).status_code == 302
    assert len(drafts.read().edits) == 1


@pytest.mark.parametrize("sheet", ["", "{", "[]", "[" * 5000, '{"products": 1}', '{"other": []}'])
def test_a_confirmation_that_says_nothing_sensible_changes_nothing(owner, sheet):
    assert owner.post("/manage/menu/import/take/", {"sheet": sheet, "revision": "0"}).status_code == 302
    assert drafts.read().edits == ()


def test_a_sheet_that_is_none_is_refused():
    with pytest.raises(EditRefused):
        importing.take_file({"products": 1}, revision=None, by=BY, at=NOON)


def test_what_is_confirmed_is_what_was_shown(owner):
    answer = send(owner, b"kind,category,name,price\ndrink,Bevande,Chinotto,2.50\n")
    hidden = re.search(r'name="sheet" value="([^"]*)"', answer.content.decode())
    assert hidden and json.loads(answer.context["sheet"]) == answer.context["reading"].sheet.to_json()
    take(owner, answer)
    assert drafts.read().sheet == answer.context["reading"].sheet


def test_only_the_kinds_there_are(owner):
    assert owner.get("/manage/menu/export/pdf/").status_code == 404


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(min_size=1, max_size=400), start=st.sampled_from([b"", b"kind,category,name,price\n", b"PK\x03\x04"])
)
def test_any_bytes_are_answered(owner, data, start):
    assert send(owner, start + data).status_code in (200, 422)
