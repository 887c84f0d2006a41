"""The owner's editor: every change is in the draft, seen by nobody else, until it is published."""

import json
from decimal import Decimal

import pytest

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions, drafts
from tenant_apps.menu.models import Category, Product, ProductPrice, Size
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")


@pytest.fixture
def owner(at_napoli):
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


@pytest.fixture
def diavola():
    return Product.objects.get(name__it="Diavola")


def cell(product, size="Classica"):
    return f"price:products:{product.id}:{Size.objects.get(name__it=size).id}"


def drafted(what, row):
    return drafts.read().sheet.table(what)[str(row.id)]


PAGES = ["", "toppings/", "doughs/", "prices/", "translations/", "rules/", "versions/", "preview/", "import/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_of_the_editor_opens_in_both_languages(owner, page, language):
    answer = owner.get(f"/manage/menu/{page}", headers={"accept-language": language})
    assert answer.status_code == 200


@pytest.mark.parametrize("what", ["categories", "products", "sizes", "toppings", "doughs"])
def test_what_is_there_opens_and_saved_as_it_is_changes_nothing(owner, what):
    table = {"toppings": "ingredients"}.get(what, what)
    for row in drafts.read().sheet.rows(table):
        page = owner.get(f"/manage/menu/{what}/{row.key}/")
        assert page.status_code == 200
        form = page.context["form"]
        said = {
            bound.html_name: value if isinstance(value := bound.value(), list) else ("" if value is None else value)
            for bound in form
        }
        said = {name: value for name, value in said.items() if value is not False}
        answer = owner.post(f"/manage/menu/{what}/{row.key}/", said)
        assert answer.status_code == 302, answer.context["form"].errors
    assert drafts.read().edits == ()


def test_a_price_in_its_cell_is_drafted_published_and_sold(owner, diavola):
    row = ProductPrice.objects.get(product=diavola, size__name__it="Classica")
    answer = owner.post("/manage/menu/cells/", {cell(diavola): "9,20"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.price == Decimal("8.00")
    page = owner.get("/manage/menu/", headers={"accept-language": "it"}).content.decode()
    assert 'value="9,20"' in page and "Diavola, Classica: 8,00 → 9,20" in page
    owner.post("/manage/menu/draft/publish/")
    assert diavola.prices.get(size__name__it="Classica").price == Decimal("9.20")
    assert Entry.objects.filter(fact="MenuPublished").count() == 1


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_price_may_have_a_comma_in_any_language(owner, diavola, language):
    owner.post("/manage/menu/cells/", {cell(diavola): "9,20"}, headers={"accept-language": language})
    assert drafted("products", diavola).prices[str(Size.objects.get(name__it="Classica").id)] == Decimal("9.20")


@pytest.mark.parametrize("price", ["-1", "abc", "1.234", "10000"])
def test_what_is_no_price_changes_nothing_and_is_said(owner, diavola, price):
    answer = owner.post(
        "/manage/menu/cells/",
        {cell(diavola): price, "cells": "1"},
        headers={"HX-Request": "true", "accept-language": "en"},
    )
    assert "Diavola" in json.loads(answer["HX-Trigger"])["toast"]["text"]
    assert drafts.read().edits == ()


def test_an_empty_price_takes_the_size_away_and_the_same_price_again_is_no_edit(owner, diavola):
    owner.post("/manage/menu/cells/", {cell(diavola): "8,00", cell(diavola, "Maxi"): ""})
    prices = drafted("products", diavola).prices
    assert str(Size.objects.get(name__it="Maxi").id) not in prices and len(prices) == 2
    assert len(drafts.read().edits) == 1


def test_a_name_in_its_cell_is_the_one_of_the_pages_language(owner, diavola):
    said = {f"name:products:{diavola.id}": "Hellish"}
    owner.post("/manage/menu/cells/", said, headers={"accept-language": "en"})
    assert drafted("products", diavola).name == {"it": "Diavola", "en": "Hellish"}


def test_undo_redo_and_taking_all_of_it_back(owner, diavola):
    for price in ("9", "10"):
        owner.post("/manage/menu/cells/", {cell(diavola): price})
    size = str(Size.objects.get(name__it="Classica").id)
    for verb, price in (("undo", 9), ("redo", 10), ("undo", 9), ("discard", 8), ("redo", 9)):
        owner.post(f"/manage/menu/draft/{verb}/")
        assert drafted("products", diavola).prices[size] == price, verb
    assert owner.post("/manage/menu/draft/burn/").status_code == 404


def test_off_the_menu_and_on_again_at_once_without_javascript(owner, diavola):
    for said, expected in (({}, False), ({"is_active": "on"}, True)):
        assert owner.post(f"/manage/menu/products/{diavola.id}/offer/", said).status_code == 302
        diavola.refresh_from_db()
        assert diavola.is_active is expected
    assert drafts.read().edits == ()


def test_the_switch_is_taken_back_by_its_toast(owner, diavola):
    answer = owner.post(f"/manage/menu/products/{diavola.id}/offer/", {}, headers={"HX-Request": "true"})
    owner.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    diavola.refresh_from_db()
    assert diavola.is_active


def names(what):
    return [row.name["it"] for row in drafts.read().sheet.rows(what)]


def test_categories_move_one_place_and_stop_at_the_ends(owner):
    first, second, *_ = Category.objects.all()
    for way, expected in (("up", [second, first]), ("up", [second, first]), ("down", [first, second])):
        owner.post(f"/manage/menu/categories/{second.id}/move/", {"way": way})
        assert names("categories")[:2] == [str(row.name["it"]) for row in expected], way


def test_a_product_pushed_past_the_end_goes_on_into_the_next_category(owner):
    red, white, *_ = Category.objects.all()
    *_, last = red.products.all()
    owner.post(f"/manage/menu/products/{last.id}/move/", {"way": "down"})
    moved = drafted("products", last)
    assert moved.category == str(white.id)
    there = [row.key for row in drafts.read().sheet.products if row.category == str(white.id)]
    assert there[0] == str(last.id)
    owner.post(f"/manage/menu/products/{last.id}/move/", {"way": "up"})
    assert drafts.read().changes == ()


def test_a_product_is_dropped_before_another_and_chosen_into_a_category(owner, diavola):
    red, white, *_ = Category.objects.all()
    margherita = Product.objects.get(name__it="Margherita")
    owner.post(f"/manage/menu/products/{diavola.id}/move/", {"before": margherita.id, "category": red.id})
    assert names("products")[:2] == ["Diavola", "Margherita"]
    owner.post(f"/manage/menu/products/{diavola.id}/move/", {"category": white.id})
    assert drafted("products", diavola).category == str(white.id)


def test_a_copy_stands_beside_what_it_was_made_from(owner, diavola):
    owner.post(f"/manage/menu/products/{diavola.id}/copy/")
    found = names("products")
    assert found[found.index("Diavola") + 1] == "Diavola (copia)"


def test_a_category_goes_with_its_products_and_comes_back_whole(owner):
    red, *_ = Category.objects.all()
    before = drafts.read().sheet
    owner.post(f"/manage/menu/categories/{red.id}/remove/")
    assert not [row for row in drafts.read().sheet.products if row.category == str(red.id)]
    owner.post("/manage/menu/draft/undo/")
    assert drafts.read().sheet == before


def test_many_prices_are_shown_before_they_are_drafted(owner, diavola):
    said = {"percent": "5", "step": "0.50", "products": [str(diavola.id)]}
    page = owner.get("/manage/menu/prices/", said)
    assert [(row["old"], row["new"]) for row in page.context["preview"]] == [
        (Decimal("6.00"), Decimal("6.50")), (Decimal("8.00"), Decimal("8.50")), (Decimal("16.00"), Decimal("17.00"))
    ]  # fmt: skip
    assert drafts.read().edits == ()
    owner.post("/manage/menu/prices/", said)
    assert sorted(drafted("products", diavola).prices.values()) == [Decimal("6.50"), Decimal("8.50"), Decimal("17.00")]


@pytest.mark.parametrize("wrong", [{"percent": ""}, {"products": []}, {"percent": "900"}, {"step": "7"}])
def test_a_change_of_prices_that_says_too_little_changes_none(owner, diavola, wrong):
    said = {"percent": "5", "step": "0.50", "products": [str(diavola.id)], **wrong}
    assert owner.post("/manage/menu/prices/", said).status_code == 422
    assert drafts.read().edits == ()


def test_a_text_that_is_missing_is_marked_and_filled_in(owner, diavola):
    owner.post("/manage/menu/translations/", {f"name:products:{diavola.id}:en": ""})
    page = owner.get("/manage/menu/translations/?missing", headers={"accept-language": "en"})
    assert page.context["missing"] == 1 and "Diavola" in page.content.decode()
    owner.post("/manage/menu/translations/", {f"name:products:{diavola.id}:en": "Devil"})
    assert drafted("products", diavola).name["en"] == "Devil"


def test_the_rules_are_declared_in_the_draft_and_hold_when_it_is_published(owner):
    said = {"half": "average", "half_percent": "50", "split_fee": "1,00", "side_share": "60", "light": "50"}
    said |= {"double": "150", "removals": "swap", "toppings_per_side": ""}
    assert owner.post("/manage/menu/rules/", said).status_code == 302
    owner.post("/manage/menu/draft/publish/")
    from tenant_apps.menu import queries

    rules = queries.rules()
    assert (rules.half, rules.split_fee, rules.side_share, rules.double) == (
        "average", Decimal("1.00"), Decimal("0.60"), Decimal("1.50")
    )  # fmt: skip
    assert (rules.removals, rules.toppings_per_side) == ("swap", None)


def test_hours_and_ways_are_said_by_row_and_an_unfinished_one_is_refused(owner, diavola):
    address = f"/manage/menu/categories/{diavola.category_id}/"
    name = {"name_it": "Rosse", "station": "oven"}
    assert owner.post(address, {**name, "days-0": ["0", "1"], "from-0": "12:00"}).status_code == 422
    said = {**name, "days-0": ["0", "1"], "from-0": "12:00", "to-0": "15:00", "order_types": ["collection"]}
    assert owner.post(address, said).status_code == 302
    row = drafted("categories", diavola.category)
    assert [part.to_json() for part in row.day_parts] == [{"days": [0, 1], "from": "12:00", "to": "15:00"}]
    assert row.order_types == ("collection",)


def test_the_preview_shows_the_draft_to_staff_alone(owner, diavola):
    owner.post("/manage/menu/cells/", {f"name:products:{diavola.id}": "Infernale"}, headers={"accept-language": "it"})
    seen = owner.get("/manage/menu/preview/", headers={"accept-language": "it"})
    assert "Infernale" in seen.content.decode() and "no-store" in seen["Cache-Control"]
    assert "Infernale" not in owner.get("/", headers={"accept-language": "it"}).content.decode()


def test_a_version_goes_into_the_draft_before_it_is_the_menu_again(owner, diavola):
    owner.post("/manage/menu/cells/", {cell(diavola): "9"})
    owner.post("/manage/menu/draft/publish/")
    owner.post("/manage/menu/versions/", {"number": "1"})
    assert diavola.prices.get(size__name__it="Classica").price == 9
    owner.post("/manage/menu/draft/publish/")
    assert diavola.prices.get(size__name__it="Classica").price == 8
    for nonsense in ("77", "x", "9" * 30):
        owner.post("/manage/menu/versions/", {"number": nonsense})
    assert drafts.read().edits == ()


def test_the_editor_shows_everything_in_few_queries(owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        text = owner.get("/manage/menu/", headers={"accept-language": "it"}).content.decode()
    assert "Diavola" in text and 'value="8,00"' in text


def test_only_who_may_edit_the_menu_sees_the_editor(at_napoli):
    assert at_napoli.get("/manage/menu/").status_code == 302
    at_napoli.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    assert at_napoli.get("/manage/menu/").status_code == 403


def test_two_who_edit_at_once_are_told_and_nothing_is_lost(owner, at_napoli, diavola):
    opened = owner.get("/manage/menu/").context["draft"].revision
    edit = {"verb": "translate_rows", "texts": [["products", str(diavola.id), "name", "it", "Infernale"]]}
    actions.edit_draft(edit, by=Actor("staff", "anna"), at=NOON)
    address = f"/manage/menu/products/{diavola.id}/"
    form = owner.get(address).context["form"]
    said = {bound.html_name: value for bound in form if (value := bound.value()) is not None and value is not False}
    said |= {"name_en": "Hellish"}
    refused = owner.post(address, {**said, "revision": opened}, headers={"accept-language": "en"})
    text = refused.content.decode()
    assert refused.status_code == 409 and "Infernale" in text and 'value="Hellish"' in text
    now = refused.context["draft"].revision
    assert owner.post(address, {**said, "revision": now}).status_code == 302
    assert drafted("products", diavola).name == {"it": "Infernale", "en": "Hellish"}


def test_one_who_edits_alone_is_never_told_to_look_again(owner, diavola):
    opened = owner.get("/manage/menu/").context["draft"].revision
    for price in ("9", "10"):
        owner.post("/manage/menu/cells/", {cell(diavola): price, "revision": opened})
    assert len(drafts.read().edits) == 2


def test_the_starter_menu_is_for_a_shop_without_one(owner):
    owner.post("/manage/menu/starter/")
    assert Product.objects.count() == 40
    for category in list(Category.objects.all()):
        owner.post(f"/manage/menu/categories/{category.id}/remove/")
    for what, rows in (("toppings", "ingredients"), ("doughs", "doughs"), ("sizes", "sizes")):
        for row in drafts.read().sheet.rows(rows):
            owner.post(f"/manage/menu/{what}/{row.key}/remove/")
    owner.post("/manage/menu/draft/publish/")
    assert "starter" in owner.get("/manage/menu/").content.decode()
    owner.post("/manage/menu/starter/")
    assert Product.objects.count() == 40
