"""The owner's photographs: cropped, shown in place of the drawing, put back, and nobody else's."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import tenants
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.menu import photos
from tenant_apps.menu.errors import NoSuchPhoto
from tenant_apps.menu.models import Product
from tenants.storage import own
from tests.cast import NOON
from toolbox import clock

pytestmark = pytest.mark.usefixtures("starter_menu")
BY = Actor.system("test")


@pytest.fixture
def owner(at_napoli):
    at_napoli.force_login(User.objects.create_user("ciro@example.test", role="owner"))
    return at_napoli


@pytest.fixture
def diavola():
    return Product.objects.get(name__it="Diavola")


def picture(width=1600, height=1000, *, left="red", right="blue", kind="JPEG"):
    image = Image.new("RGB", (width, height), left)
    image.paste(right, (width // 2, 0, width, height))
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def send(owner, product, data=None, **fields):
    file = SimpleUploadedFile("whatever.txt", picture() if data is None else data, content_type="text/plain")
    address = f"/manage/menu/products/{product.id}/photo/"
    return owner.post(address, {"file": file, **fields}, headers={"accept-language": "en"})


def address(photo, width=640, kind="jpg"):
    return f"/menu/photos/{photo.name}/{width}.{kind}"


def shown(product):
    product.refresh_from_db()
    return photos.of(product.photo)


def test_a_photo_is_shown_in_every_width_and_kind(owner, diavola):
    assert owner.get(f"/manage/menu/products/{diavola.id}/photo/").status_code == 200
    assert send(owner, diavola).status_code == 302
    photo = shown(diavola)
    assert photo.widths == (320, 640, 1280)
    for width in photo.widths:
        for kind, type in (("webp", "image/webp"), ("jpg", "image/jpeg")):
            answer = owner.get(address(photo, width, kind))
            assert answer["Content-Type"] == type and "immutable" in answer["Cache-Control"]
            assert Image.open(io.BytesIO(answer.content)).size == (width, width * 3 // 4)
    assert Entry.objects.filter(fact="ProductChanged").latest("id").payload["changed"] == {"photo": ["", photo.name]}


def test_customers_see_it_at_once_with_its_size_known(owner, diavola):
    before = owner.get("/").content.decode()
    send(owner, diavola)
    page = owner.get("/").content.decode()
    photo = shown(diavola)
    assert photo.token not in before and address(photo) in page
    assert f'src="{address(photo)}" alt="" width="640" height="480"' in page


def test_the_focus_says_what_stays_and_can_be_changed_later(owner, diavola):
    send(owner, diavola, picture(3000, 800), focus="01")
    first = shown(diavola)
    assert colour(first) == "red"
    owner.post(f"/manage/menu/products/{diavola.id}/photo/", {"focus": "21"})
    second = shown(diavola)
    assert colour(second) == "blue" and second.token != first.token
    owner.post(f"/manage/menu/products/{diavola.id}/photo/", {"focus": "21"})
    assert shown(diavola) == second  # the same crop once more is no news
    answer = owner.get(f"/manage/menu/products/{diavola.id}/photo/whole.jpg")
    assert Image.open(io.BytesIO(answer.content)).size[0] == photos.WHOLE


def colour(photo):
    image = Image.open(io.BytesIO(photos.read_file(photo, "320.jpg")))
    red, _, blue = image.getpixel((160, 120))
    return "red" if red > blue else "blue"


def test_it_is_taken_off_and_put_back(owner, diavola):
    send(owner, diavola)
    photo = shown(diavola)
    answer = owner.post(f"/manage/menu/products/{diavola.id}/photo/remove/", follow=True)
    assert shown(diavola) is None and photo.name in answer.content.decode()
    owner.post(f"/manage/menu/products/{diavola.id}/photo/back/", {"photo": photo.name})
    assert shown(diavola) == photo


@pytest.mark.parametrize("name", ["../../secret", "0" * 32 + "-1280-11", "", "x"])
def test_nothing_but_a_photo_of_this_shop_is_put_back(owner, diavola, name):
    send(owner, diavola)
    before = shown(diavola)
    owner.post(f"/manage/menu/products/{diavola.id}/photo/back/", {"photo": name})
    assert shown(diavola) == (before if name else None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG or WebP"),
        (picture()[:5000], "JPEG, PNG or WebP"),
        (picture(400, 300), "640 by 480"),
        (b"", "submitted file is empty"),
    ],
    ids=["svg", "cut off", "small", "empty"],
)
def test_what_is_no_photo_is_refused_with_what_to_do(owner, diavola, data, words):
    answer = send(owner, diavola, data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert shown(diavola) is None


def test_too_large_a_file_is_not_even_opened(owner, diavola, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 1000)
    answer = send(owner, diavola)
    assert answer.status_code == 422 and "15 MB" in answer.content.decode()


def test_without_a_file_the_page_says_so(owner, diavola):
    answer = owner.post(f"/manage/menu/products/{diavola.id}/photo/", {}, headers={"accept-language": "en"})
    assert answer.status_code == 422 and "Choose a photo first" in answer.content.decode()


def test_napolis_photo_is_nothing_in_roma(owner, diavola, roma, at_roma):
    send(owner, diavola)
    photo = shown(diavola)
    assert at_roma.get(address(photo)).status_code == 404
    with tenants.inside(roma), pytest.raises(NoSuchPhoto):
        photos.read_file(photo, "640.jpg")
    assert owner.get(address(photo)).status_code == 200


@pytest.mark.parametrize("file", ["999.jpg", "640.svg", "whole.jpg", "640.gif"])
def test_only_the_files_there_are(owner, diavola, file):
    send(owner, diavola)
    assert owner.get(f"/menu/photos/{shown(diavola).name}/{file}").status_code == 404


def test_photos_that_are_no_longer_shown_go_after_a_week(owner, diavola):
    send(owner, diavola)
    old = shown(diavola)
    send(owner, diavola)
    now = clock.now()
    assert photos.forget_photos(at=now) == 0
    assert default_storage.exists(own(f"photos/{old.token}/whole.jpg"))
    assert photos.forget_photos(at=now + photos.KEPT + timedelta(minutes=1)) >= 1
    assert not default_storage.exists(own(f"photos/{old.token}"))
    assert photos.read_file(shown(diavola), "640.webp")
    with pytest.raises(NoSuchPhoto):
        photos.show_photo(diavola, old.name, by=BY, at=NOON)


def test_tidying_up_touches_no_other_house(diavola, roma):
    with tenants.inside(roma):
        default_storage.save("photos/abc/whole.jpg", ContentFile(b"roma's"))
    photos.forget_photos(at=clock.now() + timedelta(days=30))
    with tenants.inside(roma):
        assert default_storage.exists(own("photos/abc/whole.jpg"))
        assert photos.forget_photos(at=clock.now() + timedelta(days=30)) == 1
        assert photos.forget_photos(at=clock.now() + timedelta(days=30)) == 0
