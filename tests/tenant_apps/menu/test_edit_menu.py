"""The owner's editor: in place, journalled, and taken back with one tap."""

import json
from decimal import Decimal

import pytest

from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import actions
from tenant_apps.menu.errors import NoSuchSize
from tenant_apps.menu.models import Category, Product, ProductPrice, Size
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
BY = Actor.system("test")


@pytest.fixture
def owner(at_napoli):
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


@pytest.fixture
def diavola():
    return Product.objects.get(name__it="Diavola")


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_price_may_have_a_comma_in_any_language(owner, diavola, language):
    row = diavola.prices.get(size__name__it="Classica")
    said = {"size": row.size_id, "price": "9,20"}
    owner.post(f"/manage/menu/products/{diavola.id}/price/", said, headers={"accept-language": language})
    row.refresh_from_db()
    assert row.price == Decimal("9.20")


def test_a_price_is_changed_in_place_and_undone(owner, diavola):
    row = ProductPrice.objects.get(product=diavola, size__name__it="Classica")
    answer = owner.post(
        f"/manage/menu/products/{diavola.id}/price/",
        {"size": row.size_id, "price": "9.20"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204
    row.refresh_from_db()
    assert row.price == Decimal("9.20")
    owner.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    row.refresh_from_db()
    assert row.price == Decimal("8.00")
    changes = Entry.objects.filter(fact="ProductChanged").order_by("id").values_list("payload", flat=True)
    assert [list(change["changed"].values()) for change in changes] == [[["8.00", "9.20"]], [["9.20", "8.00"]]]


@pytest.mark.parametrize("price", ["-1", "abc", "", "1.234", "10000"])
def test_what_is_no_price_changes_nothing(owner, diavola, price):
    row = ProductPrice.objects.get(product=diavola, size__name__it="Classica")
    owner.post(
        f"/manage/menu/products/{diavola.id}/price/",
        {"size": row.size_id, "price": price},
        headers={"HX-Request": "true"},
    )
    row.refresh_from_db()
    assert row.price == Decimal("8.00")


def test_a_size_the_product_does_not_come_in_has_no_price(diavola):
    with pytest.raises(NoSuchSize):
        actions.price_product(diavola, size=None, price=Decimal(1), by=BY, at=NOON)


def test_the_same_price_again_is_no_news(diavola):
    size = Size.objects.get(name__it="Maxi").id
    actions.price_product(diavola, size=size, price=Decimal("16.00"), by=BY, at=NOON)
    assert not Entry.objects.filter(fact="ProductChanged").exists()


def test_a_name_in_each_language_and_back(owner, diavola):
    answer = owner.post(
        f"/manage/menu/products/{diavola.id}/name/",
        {"name_it": "Infernale", "name_en": "Hellish"},
        headers={"HX-Request": "true"},
    )
    diavola.refresh_from_db()
    assert diavola.name == {"it": "Infernale", "en": "Hellish"}
    owner.post(json.loads(answer["HX-Trigger"])["toast"]["undo"])
    diavola.refresh_from_db()
    assert diavola.name == {"it": "Diavola", "en": "Diavola"}


def test_a_product_needs_a_name(owner, diavola):
    answer = owner.post(f"/manage/menu/products/{diavola.id}/name/", {"name_it": " ", "name_en": ""})
    assert answer.status_code == 302
    diavola.refresh_from_db()
    assert diavola.name["it"] == "Diavola"


def test_off_the_menu_and_on_again_without_javascript(owner, diavola):
    for said, expected in (({}, False), ({"is_active": "on"}, True)):
        assert owner.post(f"/manage/menu/products/{diavola.id}/offer/", said).status_code == 302
        diavola.refresh_from_db()
        assert diavola.is_active is expected


def test_categories_move_one_place_and_stop_at_the_ends(owner):
    first, second, *_ = Category.objects.all()
    owner.post(f"/manage/menu/categories/{second.id}/up/")
    assert list(Category.objects.all())[:2] == [second, first]
    owner.post(f"/manage/menu/categories/{second.id}/up/")
    assert Category.objects.first() == second
    owner.post(f"/manage/menu/categories/{second.id}/down/")
    assert Category.objects.first() == first


def test_categories_not_named_come_after():
    *_, last = Category.objects.all()
    actions.order_categories([last.id], by=BY, at=NOON)
    assert Category.objects.first() == last and Category.objects.count() == 5


def test_the_editor_shows_everything_in_few_queries(owner, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        text = owner.get("/manage/menu/").content.decode()
    assert "Diavola" in text and 'value="8,00"' in text


def test_only_who_may_edit_the_menu_sees_the_editor(at_napoli):
    assert at_napoli.get("/manage/menu/").status_code == 302
    at_napoli.force_login(User.objects.create_user("anna@example.test", role="kitchen"))
    assert at_napoli.get("/manage/menu/").status_code == 403


CSV = 'kind,category,name,size,price,ingredients,allergens\npizza,Pizze,Nostra,Unica 33,7.00,"pomodoro, provola","gluten, milk"\n'


def upload(client, text):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/manage/menu/import/", {"file": SimpleUploadedFile("menu.csv", text.encode())})


def test_a_file_is_looked_at_before_it_takes_the_menus_place(owner):
    looked = upload(owner, CSV)
    assert looked.status_code == 200 and Product.objects.count() == 40
    done = owner.post("/manage/menu/import/", {"text": CSV})
    assert done.status_code == 302
    assert [str(product) for product in Product.objects.all()] == ["Nostra"]
    assert Size.objects.get().diameter == 33


def test_a_file_with_mistakes_changes_nothing_and_says_which_rows(owner):
    looked = upload(owner, CSV + "pizza,Pizze,Altra,Unica,x,,none\n")
    assert looked.status_code == 422 and "3" in looked.content.decode()
    assert owner.post("/manage/menu/import/", {"text": CSV + "bad"}).status_code in (302, 422)
    assert Product.objects.count() == 40


def test_the_starter_menu_is_for_a_shop_without_one(owner):
    owner.post("/manage/menu/starter/")
    assert Product.objects.count() == 40
    Product.objects.all().delete()
    Category.objects.all().delete()
    assert "starter" in owner.get("/manage/menu/").content.decode()
    owner.post("/manage/menu/starter/")
    assert Product.objects.count() == 40


def test_the_same_name_again_is_no_news(diavola):
    actions.rename_product(diavola, name={"it": "Diavola"}, by=BY, at=NOON)
    assert not Entry.objects.filter(fact="ProductChanged").exists()
