"""The shop on a home screen: its manifest, its icons, and a phone that keeps nothing of anybody's."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tenant_apps.shop import actions, installing, look
from tenant_apps.shop.models import Shop
from tests.cast import NOON, Somebody

SCSS = Path(__file__).resolve().parents[3] / "src" / "static" / "scss" / "_tokens.scss"


@pytest.fixture(autouse=True)
def open_shop(inside_napoli):
    actions.open_shop({"name": "Pizzeria Napoli"}, week=actions.STARTER_WEEK, by=Somebody(), at=NOON)


def test_the_manifest_says_what_is_installed(at_napoli):
    Shop.objects.update(accent="sea")
    answer = at_napoli.get("/manifest.webmanifest", headers={"Accept-Language": "it"})
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["short_name"], told["display"]) == ("Pizzeria Napoli", "Napoli", "standalone")
    assert told["theme_color"] == look.ACCENTS["sea"]
    assert [shortcut["name"] for shortcut in told["shortcuts"]] == ["Menu", "I miei ordini"]
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_every_icon_is_as_large_as_it_says(at_napoli):
    for icon in at_napoli.get("/manifest.webmanifest").json()["icons"]:
        picture = Image.open(BytesIO(at_napoli.get(icon["src"]).content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_maskable_icon_fills_its_square_and_keeps_to_the_middle():
    icon = Image.open(BytesIO(look.icon("tomato", "maskable"))).convert("RGBA")
    ground = (*bytes.fromhex(look.ACCENTS["tomato"][1:]), 255)
    assert {icon.getpixel(corner) for corner in ((0, 0), (511, 0), (0, 511), (511, 511))} == {ground}
    painted = [
        (x - 256) ** 2 + (y - 256) ** 2
        for x in range(0, 512, 4)
        for y in range(0, 512, 4)
        if icon.getpixel((x, y)) != ground
    ]
    assert max(painted) <= (0.4 * 512) ** 2


@pytest.mark.parametrize("path", ["/icon/pink/192.png", "/icon/tomato/193.png"])
def test_there_are_no_other_icons(at_napoli, path):
    assert at_napoli.get(path).status_code == 404


def test_the_accents_are_those_of_the_style_sheet():
    found = dict(re.findall(r'^  "(\w+)": \((#[0-9a-f]{6})', SCSS.read_text(), re.M))
    assert found == look.ACCENTS
    assert set(found) == set(Shop.Accent.values)


@pytest.mark.parametrize(
    "name, short",
    [
        ("Napoli", "Napoli"),
        ("Pizzeria Da Ciro", "Da Ciro"),
        ("Antica Pizzeria Brandi", "Antica"),
        ("Supercalifragili", "Supercalifra"),
    ],
)
def test_what_stands_under_the_icon_is_short(name, short):
    assert installing._short(name) == short


def test_a_phone_keeps_files_and_one_page_and_asks_for_them_as_nobody(at_napoli):
    script = at_napoli.get("/worker.js")
    assert script["Content-Type"].startswith("text/javascript")
    kept = re.findall(r'"(/[^"]*)"', re.search(r"SHELL = \[(.*?)\]", script.content.decode())[1])
    assert [path for path in kept if not path.startswith(("/static/", "\\u002Dstatic"))] == ["/offline/"]
    assert 'credentials: "omit"' in script.content.decode()


def test_the_page_without_a_line_is_the_same_for_everybody(at_napoli):
    from shared_apps.accounts.models import User

    before = at_napoli.get("/offline/").content
    at_napoli.force_login(User.objects.create_user("giulia@example.test"))
    assert at_napoli.get("/offline/").content == before
    assert b"giulia" not in before


def test_roma_is_installed_as_roma(at_roma, roma):
    import tenants

    with tenants.inside(roma):
        actions.open_shop({"name": "Pizzeria Roma"}, week=actions.STARTER_WEEK, by=Somebody(), at=NOON)
    assert at_roma.get("/manifest.webmanifest").json()["name"] == "Pizzeria Roma"
