"""How search engines and link previews see a shop: addresses by language, data that is true, pictures that are no SVG."""

import json
import re
from datetime import date, time
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from pizzeria import hours
from tenant_apps.menu import cards
from tenant_apps.menu.models import Ingredient, Product, RecipePart
from tenant_apps.shop.models import Closure, Shop
from tenant_apps.shop.templatetags import shop_found
from tests.cast import NOON

pytestmark = pytest.mark.usefixtures("starter_menu")
MAPS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def text(client, path="/", language="it"):
    return client.get(path, headers={"Accept-Language": language}).content.decode()


def told(page):
    """The structured data of a page; there is one block of it."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(block)


def head(page, kind, name):
    return re.search(rf'<meta {kind}="{name}" content="([^"]*)">', page)[1]


def links(page, rel):
    return re.findall(rf'<link rel="{rel}"(?: hreflang="([\w-]+)")? href="([^"]+)">', page)


def product_page(name="Diavola"):
    return f"/menu/{Product.objects.get(name__it=name).id}/"


def test_a_search_engine_learns_where_the_shop_is_when_it_is_open_and_what_it_has(at_napoli):
    found = told(text(at_napoli))
    assert (found["@type"], found["name"], found["acceptsReservations"]) == ("Restaurant", "Pizzeria Napoli", False)
    assert found["address"]["streetAddress"] == "Via dei Tribunali 32"
    assert re.fullmatch(r"EUR \d+\.\d\d-\d+\.\d\d", found["priceRange"])
    items = [item for section in found["hasMenu"]["hasMenuSection"] for item in section["hasMenuItem"]]
    assert len(items) == 40
    assert all(item["image"].startswith("http://napoli.localhost") for item in items)


def test_the_week_is_told_by_the_hours_that_days_share():
    openings = [hours.Opening(weekday, time(18, 30), time(1)) for weekday in (1, 2, 3)]
    week = shop_found._week((*openings, hours.Opening(6, time(0), time(0))))
    days = [[day.rpartition("/")[2] for day in entry["dayOfWeek"]] for entry in week]
    assert days == [["Tuesday", "Wednesday", "Thursday"], ["Sunday"]]
    assert [(entry["opens"], entry["closes"]) for entry in week] == [("18:30", "01:00"), ("00:00", "23:59")]


def test_a_day_on_which_nothing_can_be_had_is_told_as_closed(at_napoli):
    Closure.objects.create(day=date(2026, 8, 15))
    (closed,) = told(text(at_napoli))["specialOpeningHoursSpecification"]
    assert (closed["validFrom"], closed["opens"], closed["closes"]) == ("2026-08-15", "00:00", "00:00")


def test_nothing_is_claimed_of_diets_or_allergens(at_napoli):
    words = json.dumps(told(text(at_napoli)))
    assert "suitableForDiet" not in words and "Diet" not in words


def test_an_address_that_is_not_known_is_not_made_up(at_napoli):
    Shop.objects.update(street="", phone="")
    found = told(text(at_napoli))
    assert "address" not in found and "telephone" not in found


def test_words_of_an_owner_cannot_end_the_data(at_napoli):
    Product.objects.filter(name__it="Diavola").update(name={"it": "</script><script>alert(1)</script>"})
    page = text(at_napoli)
    assert "alert(1)</script>" not in page
    assert "</script><script>alert(1)</script>" in json.dumps(told(page)).replace("\\/", "/")


def test_every_script_of_a_page_is_a_file_or_data(at_napoli):
    """The policy forbids scripts in pages; JSON-LD is data that no browser runs, and the only exception."""
    for path in ("/", product_page()):
        tags = re.findall(r"<script[^>]*>", text(at_napoli, path))
        kinds = [tag for tag in tags if "src=" not in tag]
        assert kinds == ['<script type="application/ld+json">']


def test_a_product_has_words_a_picture_and_an_offer_of_its_own(at_napoli):
    page = text(at_napoli, product_page())
    item = told(page)
    assert (item["@type"], item["name"]) == ("MenuItem", "Diavola")
    assert item["offers"]["priceSpecification"]["minPrice"] == "6.00"
    assert head(page, "property", "og:title") == "Diavola · Pizzeria Napoli"
    assert head(page, "name", "description").startswith("Diavola: ")
    assert head(page, "property", "og:image").endswith(".png")


def test_what_is_out_is_told_as_out(at_napoli):
    RecipePart.objects.update(removable=False)
    Ingredient.objects.filter(name__it="burrata").update(out_since=NOON)
    items = [i for s in told(text(at_napoli))["hasMenu"]["hasMenuSection"] for i in s["hasMenuItem"]]
    out = [item["name"] for item in items if item["offers"]["availability"].endswith("OutOfStock")]
    assert out == ["Mortadella e pistacchio"]


@pytest.mark.parametrize("language, address", [("it", "/"), ("en", "/?lang=en")])
def test_each_language_has_an_address_that_speaks_it(at_napoli, language, address):
    """Whatever the browser asks for; the house's own language has the bare address."""
    page = text(at_napoli, f"/?lang={language}", language="fr")
    assert f'<html lang="{language}"' in page
    ((_, canonical),) = links(page, "canonical")
    assert canonical.endswith(f"napoli.localhost:8000{address}")
    assert dict(links(page, "alternate")).keys() == {"it", "en", "x-default"}


def test_a_language_nobody_speaks_is_no_address(at_napoli):
    assert '<html lang="it"' in text(at_napoli, "/?lang=xx")


def test_choosing_a_language_leaves_the_address_that_names_another(at_napoli):
    page = text(at_napoli, "/?lang=en&q=diavola")
    assert 'name="next" value="/?q=diavola"' in page


def test_the_sitemap_has_every_page_in_every_language(at_napoli):
    tree = ElementTree.fromstring(at_napoli.get("/sitemap.xml").content)
    places = [place.text for place in tree.findall("s:url/s:loc", MAPS)]
    assert len(places) == len(set(places)) == 2 * 41
    for url in tree.findall("s:url", MAPS):
        languages = [link.get("hreflang") for link in url.findall("x:link", MAPS)]
        assert languages == ["it", "en", "x-default"]


def test_what_is_off_the_menu_is_not_in_the_sitemap(at_napoli):
    path = product_page()
    assert path in at_napoli.get("/sitemap.xml").content.decode()
    Product.objects.filter(name__it="Diavola").update(is_active=False)
    assert path not in at_napoli.get("/sitemap.xml").content.decode()


def test_search_engines_are_asked_to_stay_away_from_a_demo(at_napoli, at_platform):
    for client in (at_napoli, at_platform):
        assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    assert head(text(at_napoli), "name", "robots") == "noindex"


def test_a_shop_in_production_lets_them_in_but_not_to_work_or_to_people(at_napoli, settings):
    settings.SEARCHABLE = True
    lines = at_napoli.get("/robots.txt").content.decode().splitlines()
    for closed in ("/manage/", "/kitchen/", "/counter/", "/account/", "/basket/", "/checkout/", "/orders/"):
        assert f"Disallow: {closed}" in lines
    assert "Disallow: /" not in lines
    assert lines[-1].startswith("Sitemap: ") and lines[-1].endswith("/sitemap.xml")
    assert 'name="robots"' not in text(at_napoli)


def test_a_link_preview_is_a_picture_of_the_product(at_napoli):
    address = re.search(r"/menu/[\w-]+/picture/\w+\.png", text(at_napoli, product_page()))[0]
    answer = at_napoli.get(address)
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert "immutable" in answer["Cache-Control"]


def test_the_shops_own_is_of_the_first_three(at_napoli):
    page = text(at_napoli)
    address = head(page, "property", "og:image").partition(":8000")[2]
    assert Image.open(BytesIO(at_napoli.get(address).content)).size == (1200, 630)
    assert head(page, "name", "twitter:card") == "summary_large_image"


def test_a_shop_with_nothing_on_its_menu_has_an_empty_table(at_napoli):
    Product.objects.update(is_active=False)
    address = head(text(at_napoli), "property", "og:image").partition(":8000")[2]
    assert at_napoli.get(address).status_code == 200


@pytest.mark.parametrize("old", ["0000000000", "x"])
def test_an_old_link_leads_to_the_picture_of_today(at_napoli, old):
    id = Product.objects.get(name__it="Diavola").id
    first = at_napoli.get(f"/menu/{id}/picture/{old}.png")
    assert first.status_code == 302
    assert at_napoli.get(first.url).status_code == 200
    assert at_napoli.get(f"/menu/picture/{old}.png").status_code == 302


def test_nobody_gets_a_picture_of_what_is_not_there(at_napoli):
    assert at_napoli.get("/menu/00000000-0000-7000-8000-000000000000/picture/1.png").status_code == 404


def test_cards_know_the_hours_of_what_they_show(at_napoli):
    """On a Friday noon in Rome lunch is on; in the evening its card says when it is, and cannot be added by a tap."""
    lunch = [{"days": [0, 1, 2, 3, 4], "from": "12:00", "to": "15:00"}]
    Product.objects.filter(name__it="Diavola").update(day_parts=lunch, order_types=["collection"])
    id = str(Product.objects.get(name__it="Diavola").id)
    at_noon = cards.card_of(id, at=NOON.replace(hour=11))
    in_the_evening = cards.card_of(id, at=NOON.replace(hour=18))
    assert (at_noon.is_offered, in_the_evening.is_offered) == (True, False)
    assert in_the_evening.hours["it"] == "lun-ven 12:00-15:00"
    assert cards.on_sale(at=NOON.replace(hour=11)).until == NOON.replace(hour=13)  # 15:00 in Rome


def test_a_card_says_when_it_is_not_served_and_in_which_way_only(at_napoli):
    lunch = [{"days": [0, 1, 2, 3, 4, 5, 6], "from": "03:00", "to": "03:01"}]
    Product.objects.filter(name__it="Diavola").update(day_parts=lunch, order_types=["collection"])
    (found,) = re.findall(r"<article.*?</article>", text(at_napoli, "/?q=diavola"), re.S)
    assert "03:00-03:01" in found and "solo ritiro" in found
    assert "/basket/add/" not in found
