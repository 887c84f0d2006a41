"""From the draft to the menu: all at once, in the rows there are, and never half seen."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction

import tenants
from pizzeria.menu_catalogue import price_menu
from pizzeria.menu_sheet import EMPTY
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions, drafts, loading, queries, starter
from tenant_apps.menu.errors import DraftMoved, EditRefused, NoSuchVersion, NothingToPublish
from tenant_apps.menu.models import Ingredient, MenuDraft, MenuVersion, Product, ProductPrice, Size
from tests.cast import NOON

ANNA, CIRO = Actor("staff", "anna", "manager"), Actor("owner", "ciro", "owner")


def edit(verb, **said):
    return actions.edit_draft({"verb": verb, **said}, by=CIRO, at=NOON)


def product(name):
    return next(row for row in loading.read_sheet().products if row.name["it"] == name)


def reprice(name, price):
    row = product(name)
    prices = [["products", row.key, size, price] for size in row.prices]
    return edit("price_rows", prices=prices)


def publish(**said):
    return actions.publish_draft(by=CIRO, at=NOON, **said)


@pytest.mark.usefixtures("starter_menu")
class TestInTheRows:
    def test_what_was_published_is_what_the_rows_say(self):
        sheet = loading.read_sheet()
        sizes, ingredients = sheet.sizes, sheet.ingredients
        edit("remove_row", what="sizes", key=sizes[0].key)
        edit("remove_row", what="ingredients", key=ingredients[7].key)
        edit("remove_row", what="categories", key=sheet.categories[3].key)
        edit("move_row", what="products", key=sheet.products[0].key, before=None, category=sheet.categories[1].key)
        edit("copy_product", key=sheet.products[2].key, new="01a20582-445d-70c5-87d2-4b049d0ad0b3")
        said = {"clashes": [ingredients[9].key], "substitute": ingredients[10].key, "tier": 2, "is_premium": True}
        edit("change_row", what="ingredients", key=ingredients[8].key, set=said)
        hours = [{"days": [0], "from": "12:00", "to": "15:00"}]
        edit("change_row", what="categories", key=sheet.categories[0].key, set={"day_parts": hours})
        edit("set_rules", set={"half": "average", "split_fee": "1.00"})
        wanted = drafts.read().sheet
        publish()
        assert loading.read_sheet() == wanted
        assert drafts.read().changes == () and drafts.read().edits == ()

    def test_the_preview_prices_as_the_published_menu_will(self):
        reprice("Diavola", "9.90")
        edit("set_rules", set={"half": "average"})
        wanted = price_menu(drafts.read().sheet, currency="EUR")
        publish()
        assert queries.read_price_menu(at=NOON) == wanted

    def test_what_stays_keeps_its_id_its_row_and_that_it_is_out(self):
        burrata = Ingredient.objects.get(name__it="burrata")
        actions.eighty_six(burrata, until=None, by=CIRO, at=NOON)
        ids = set(Product.objects.values_list("id", flat=True))
        untouched = set(ProductPrice.objects.exclude(product__name__it="Diavola").values_list("id", flat=True))
        reprice("Diavola", "9.90")
        edit("change_row", what="ingredients", key=str(burrata.id), set={"tier": 3})
        publish()
        burrata.refresh_from_db()
        assert burrata.is_out(at=NOON) and burrata.tier == 3
        assert set(Product.objects.values_list("id", flat=True)) == ids
        assert untouched <= set(ProductPrice.objects.values_list("id", flat=True))

    def test_what_is_switched_off_meanwhile_stays_off(self):
        actions.edit_draft({"verb": "replace_menu", "sheet": loading.read_sheet().to_json()}, by=CIRO, at=NOON)
        reprice("Diavola", "9.90")
        actions.offer_product(Product.objects.get(name__it="Diavola"), is_active=False, by=ANNA, at=NOON)
        publish()
        assert not Product.objects.get(name__it="Diavola").is_active

    def test_undo_is_exact(self):
        before = drafts.read().sheet
        reprice("Diavola", "9.90")
        assert drafts.read().sheet != before
        assert actions.undo_edit(by=CIRO, at=NOON).sheet == before == drafts.read().sheet

    def test_each_publication_is_kept_with_its_changes_and_announced_once(self, monkeypatch):
        raised = []
        monkeypatch.setattr(actions, "raise_cache_generation", lambda: raised.append(1))
        reprice("Cola 33 cl", "2.80")
        reprice("Cola 33 cl", "3.10")
        version = publish()
        assert version.number == 2 and version.by_name == "owner"
        assert [change["it"] for change in version.changes] == ["Cola 33 cl: 2,50 → 3,10"]
        assert Entry.objects.get(fact="MenuPublished").payload == {"version": 2, "changes": 1}
        assert len(raised) == 1

    def test_a_shop_that_kept_no_version_can_go_back_to_before_its_first_draft(self):
        MenuVersion.objects.all().delete()
        before = loading.read_sheet()
        reprice("Diavola", "9.90")
        publish()
        actions.draft_version(1, by=CIRO, at=NOON)
        publish()
        assert loading.read_sheet() == before

    def test_only_so_many_versions_are_kept(self, monkeypatch):
        monkeypatch.setattr(actions, "VERSIONS_KEPT", 2)
        for price in ("1", "2", "3"):
            reprice("Diavola", price)
            publish()
        assert list(MenuVersion.objects.values_list("number", flat=True)) == [4, 3]
        with pytest.raises(NoSuchVersion):
            actions.draft_version(1, by=CIRO, at=NOON)

    def test_nothing_is_not_published(self):
        with pytest.raises(NothingToPublish):
            publish()
        assert MenuVersion.objects.count() == 1

    @pytest.mark.parametrize("nonsense", [None, {}, {"verb": "burn"}, {"verb": "replace_menu", "sheet": 3}])
    def test_nonsense_leaves_the_draft_as_it_was(self, nonsense):
        with pytest.raises(EditRefused):
            actions.edit_draft(nonsense, by=CIRO, at=NOON)
        assert drafts.read().edits == ()

    def test_a_draft_that_somebody_else_moved_is_not_published_unseen(self):
        seen = reprice("Diavola", "9.90").revision
        row = product("Margherita")
        theirs = {"verb": "remove_row", "what": "products", "key": row.key}
        actions.edit_draft(theirs, by=ANNA, at=NOON)
        with pytest.raises(DraftMoved) as moved:
            publish(revision=seen)
        assert [change["it"] for change in moved.value.changes] == ["Tolto: Margherita"]
        publish(revision=moved.value.revision)
        assert not Product.objects.filter(name__it="Margherita").exists()

    def test_what_was_published_by_somebody_else_moves_the_draft_too(self):
        seen = drafts.read().revision
        reprice("Diavola", "9.90")
        publish()
        with pytest.raises(DraftMoved):
            actions.edit_draft({"verb": "set_rules", "set": {}}, revision=seen, by=ANNA, at=NOON)

    def test_one_edit_takes_few_statements(self, django_assert_max_num_queries):
        row = product("Diavola")
        with django_assert_max_num_queries(17):
            edit("price_rows", prices=[["products", row.key, next(iter(row.prices)), "9.90"]])


def everything_at(price):
    """Put every price of pizzas and toppings to one amount and publish: what is mixed then shows."""
    sheet = loading.read_sheet()
    rows = [("products", row) for row in sheet.products] + [("ingredients", row) for row in sheet.ingredients]
    prices = [[what, row.key, size, price] for what, row in rows for size in row.prices]
    edit("price_rows", prices=prices)
    publish()


def amounts(menu):
    products = {price.amount for item in menu.products.values() for price in item.prices.values()}
    return products | {price.amount for price in menu.topping_prices.values()}


@pytest.fixture
def torn(torino, monkeypatch):
    """torino, where somebody publishes another menu between the first and the last query of a checkout's reading."""
    with tenants.inside(torino):
        actions.load_menu(starter.menu(), source="starter", by=CIRO, at=NOON)
        everything_at("5.00")
    real, published = queries._ingredients, []

    def publish_elsewhere():
        try:
            with tenants.inside(torino):
                everything_at("6.00")
        finally:
            connection.close()

    def slow(at):
        if not published:
            published.append(threading.Thread(target=publish_elsewhere))
            published[0].start()
            published[0].join()
        return real(at)

    monkeypatch.setattr(queries, "_ingredients", slow)
    with tenants.inside(torino):
        yield


@pytest.mark.race
@pytest.mark.usefixtures("torn")
def test_a_checkout_never_mixes_the_prices_of_two_menus():
    with transaction.atomic():
        assert amounts(queries.price_menu(at=NOON)) == {Decimal("6.00")}


@pytest.mark.race
@pytest.mark.usefixtures("torn")
def test_read_only_once_they_would_be_mixed():
    with transaction.atomic():
        assert amounts(queries.read_price_menu(at=NOON)) == {Decimal("5.00"), Decimal("6.00")}


@pytest.mark.usefixtures("inside_napoli")
def test_a_shop_without_a_menu_has_an_empty_draft_and_can_begin_with_a_category():
    assert drafts.read().sheet == EMPTY and not MenuDraft.objects.exists()
    row = {"key": "01a20582-445d-70c5-87d2-4b049d0ad0b3", "name": {"it": "Pizze"}, "station": "oven"}
    edit("add_row", what="categories", row=row)
    publish()
    assert [item.name for item in loading.read_sheet().categories] == [{"it": "Pizze"}]
    assert not Size.objects.exists()
