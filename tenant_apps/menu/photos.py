"""Photographs of products: kept in the shop's own storage under names that nobody guesses, shown in place of the drawing.

A photo is one word, ``<token>-<largest width>-<focus>``: everything a page needs to
draw it without asking the storage. Its files never change; another crop is another photo.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.menu.errors import NoSuchPhoto
from tenant_apps.menu.facts import ProductChanged
from tenant_apps.menu.models import Product
from tenants.actions import raise_cache_generation
from tenants.storage import own
from toolbox import images

SHAPE = Fraction(4, 3)
WIDTHS = (320, 640, 1280)
SMALLEST = (640, 480)
WHOLE = 1920
MOST_BYTES = 15_000_000
# A photo that is no longer shown can be put back for so long.
KEPT = timedelta(days=7)
# Column and row of nine: left, middle, right; top, middle, bottom.
FOCUSES = tuple(f"{x}{y}" for y in range(3) for x in range(3))
CENTRE = "11"
_NAME = re.compile(r"(?P<token>[0-9a-f]{32})-(?P<largest>\d{3,4})-(?P<focus>[0-2]{2})")


@dataclass(frozen=True)
class Photo:
    """What the name of a photo says."""

    name: str
    token: str
    widths: tuple[int, ...]
    focus: str

    @property
    def width(self) -> int:
        """The one for browsers that choose for themselves nothing."""
        return WIDTHS[1]

    @property
    def height(self) -> int:
        return int(self.width / SHAPE)

    @property
    def src(self) -> str:
        return address(self.name, self.width)

    @property
    def largest(self) -> str:
        """The address for those who show it large: link previews, search engines."""
        return address(self.name, self.widths[-1])

    @property
    def srcsets(self) -> Mapping[str, str]:
        """By type of file, the best first, every width there is."""
        return {
            images.TYPES[kind]: ", ".join(f"{address(self.name, width, kind)} {width}w" for width in self.widths)
            for kind in images.TYPES
        }


def of(name: str) -> Photo | None:
    """Return the photo of that name, None for no name and for what is none."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    widths = tuple(width for width in WIDTHS if width <= int(found["largest"]))
    return Photo(name, found["token"], widths, found["focus"]) if widths else None


def address(name: str, width: int, kind: str = "jpg") -> str:
    return reverse("menu:photo-file", args=[name, width, kind])


def write_files(file: IO[bytes], *, focus: str = CENTRE) -> str:
    """Crop, encode and store what somebody sent; return the photo's name. Raises images.NotAPhoto, writes nothing then.

    The whole picture is kept beside the crops, so that another crop needs no second upload.
    """
    whole = images.opened(file, smallest=SMALLEST, largest_side=WHOLE)
    crop = images.cropped(whole, ratio=SHAPE, focus=images.Focus(int(focus[0]) * 50, int(focus[1]) * 50))
    files = {f"{width}.{kind}": data for width, kind, data in images.written(crop, widths=WIDTHS)}
    if not files or crop.width < SMALLEST[0]:
        raise images.NotAPhoto("too_small")
    token = secrets.token_hex(16)
    for _, kind, data in images.written(whole, widths=[whole.width], kinds=["jpg"]):
        files[f"whole.{kind}"] = data
    for name, data in files.items():
        default_storage.save(f"photos/{token}/{name}", ContentFile(data))
    return f"{token}-{max(width for width in WIDTHS if width <= crop.width)}-{focus}"


def crop_again(photo: Photo, *, focus: str) -> str:
    """Return the name of the same picture cropped round another focus. Raises NoSuchPhoto when its files are gone."""
    with _stored(photo, "whole.jpg") as whole:
        return write_files(whole, focus=focus)


def read_file(photo: Photo, file: str) -> bytes:
    """Return the bytes of one of its files. Raises NoSuchPhoto."""
    with _stored(photo, file) as stored:
        return stored.read()


@transaction.atomic
def show_photo(product: Product, name: str, *, by: Actor, at: datetime) -> str:
    """Show this photo of the product, its drawing when empty; return what was shown before. Raises NoSuchPhoto."""
    if name and ((photo := of(name)) is None or not default_storage.exists(own(f"photos/{photo.token}/whole.jpg"))):
        raise NoSuchPhoto()
    row = Product.objects.select_for_update().get(id=product.id)
    if row.photo != name:
        Product.objects.filter(id=row.id).update(photo=name)
        journal.record(ProductChanged(str(row.id), {"photo": [row.photo, name]}), by=by, at=at)
        raise_cache_generation()
    return row.photo


def forget_photos(*, at: datetime) -> int:
    """Delete the files of photos that no product has shown for a week; return of how many."""
    shown = {photo.token for name in _names() if (photo := of(name))}
    gone = 0
    for token in _tokens():
        if token not in shown and _is_old(token, at=at):
            _delete(token)
            gone += 1
    return gone


def _names() -> Collection[str]:
    return Product.objects.exclude(photo="").values_list("photo", flat=True)


def _tokens() -> list[str]:
    try:
        return default_storage.listdir(own("photos"))[0]
    except FileNotFoundError:
        return []  # a shop without a single photo has no folder


def _is_old(token: str, *, at: datetime) -> bool:
    files = default_storage.listdir(own(f"photos/{token}"))[1]
    moments = [default_storage.get_modified_time(own(f"photos/{token}/{file}")) for file in files]
    return all(moment < at - KEPT for moment in moments)


def _delete(token: str) -> None:
    for file in default_storage.listdir(own(f"photos/{token}"))[1]:
        default_storage.delete(own(f"photos/{token}/{file}"))
    default_storage.delete(own(f"photos/{token}"))


def _stored(photo: Photo, file: str) -> IO[bytes]:
    try:
        return default_storage.open(own(f"photos/{photo.token}/{file}"))
    except FileNotFoundError:
        raise NoSuchPhoto() from None
