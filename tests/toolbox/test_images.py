"""Photographs from strangers: upright, cropped, without their past; and whatever is none is refused, never a crash."""

import contextlib
import io
import zipfile
import zlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from toolbox import images
from toolbox.images import Focus, NotAPhoto

RED, BLUE = (220, 30, 30), (30, 30, 220)
ORIENTATION, GPS = 0x0112, 0x8825


def halves(width=1600, height=1200, *, colours=(RED, BLUE), mode="RGB"):
    """A picture whose left half has one colour and whose right half another."""
    image = Image.new(mode, (width, height), colours[0])
    image.paste(colours[1], (width // 2, 0, width, height))
    return image


def sent(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(data, **limits):
    return images.opened(io.BytesIO(data), **({"smallest": (640, 480), "largest_side": 1920} | limits))


def refused(data):
    with pytest.raises(NotAPhoto) as error:
        opened(data)
    return error.value.code


def near(pixel, colour):
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_kinds_that_telephones_and_cameras_write(kind):
    image = opened(sent(halves(), kind))
    assert image.mode == "RGB" and image.size == (1600, 1200)
    assert near(image.getpixel((100, 100)), RED) and near(image.getpixel((1500, 100)), BLUE)


def test_a_photo_taken_with_the_telephone_held_upright_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turned by 90 degrees: what is stored left is seen on top
    image = opened(sent(halves(), exif=exif))
    assert image.size == (1200, 1600)
    assert near(image.getpixel((600, 100)), RED) and near(image.getpixel((600, 1500)), BLUE)


def test_where_and_when_it_was_taken_is_not_in_what_is_written():
    exif = Image.Exif()
    exif[0x010F], exif[GPS] = "Secret camera", {1: "N", 2: (40.0, 50.0, 0.0)}
    data = sent(halves(), exif=exif, comment=b"Secret note")
    assert b"Secret" in data
    for _, kind, written in images.written(opened(data), widths=[640]):
        assert b"Secret" not in written
        assert not Image.open(io.BytesIO(written)).getexif()
        assert kind in images.TYPES


def test_what_is_appended_to_a_picture_does_not_survive():
    """A polyglot: a JPEG to one reader, an archive or a page with a script to another."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("page.html", "<script>alert(1)</script>")
    data = sent(halves()) + archive.getvalue() + b"<script>alert(1)</script>"
    for _, _, written in images.written(opened(data), widths=[640]):
        assert b"<script>" not in written and not zipfile.is_zipfile(io.BytesIO(written))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a" + bytes(200),
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0not much of a jpeg",
        sent(halves(), "BMP"),
        sent(halves(), "TIFF"),
        sent(halves(), "GIF"),
        sent(halves())[:3000],
        sent(halves(), "PNG")[:2000],
        sent(halves(), "WEBP")[:600],
    ],
    ids=["empty", "svg", "xml", "gif", "pdf", "head", "bmp", "tiff", "real-gif", "cut-jpeg", "cut-png", "cut-webp"],
)
def test_what_is_no_photo_is_refused(data):
    assert refused(data) == "unreadable"


def test_half_a_picture_is_refused_also_where_pdfs_are_drawn(monkeypatch):
    """WeasyPrint lets Pillow take half a picture for a whole one, in the whole process."""
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refused(sent(halves())[:3000]) == "unreadable"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_bomb_is_refused_before_it_is_unpacked():
    """A PNG of a few bytes that says it is 30,000 by 30,000 pixels."""

    def chunk(name, body):
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    side = (30_000).to_bytes(4, "big")
    head = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    assert refused(data) == "too_many_pixels"
    side = (8_000).to_bytes(4, "big")  # below Pillow's own limit, above ours
    head = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    assert refused(data) == "too_many_pixels"


def test_a_stamp_is_too_small():
    assert refused(sent(halves(320, 240))) == "too_small"


def test_a_huge_photo_is_made_smaller_on_the_way_in():
    assert max(opened(sent(halves(6000, 4000))).size) <= 1920


def test_see_through_parts_become_white():
    image = halves(mode="RGBA", colours=((0, 0, 0, 0), (*BLUE, 255)))
    assert opened(sent(image, "PNG")).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_ways_to_store_colours(mode):
    kind = "JPEG" if mode in ("L", "CMYK") else "PNG"
    assert opened(sent(halves().convert(mode), kind)).mode == "RGB"


@pytest.mark.parametrize(("focus", "colour"), [(Focus(0, 50), RED), (Focus(100, 50), BLUE)])
def test_the_focus_decides_what_is_cut_off(focus, colour):
    wide = halves(4000, 1000)
    crop = images.cropped(wide, ratio=Fraction(4, 3), focus=focus)
    assert {crop.getpixel((x, 500)) for x in range(0, crop.width, 50)} == {colour}


@given(
    width=st.integers(1, 500),
    height=st.integers(1, 500),
    x=st.integers(0, 100),
    y=st.integers(0, 100),
)
def test_a_crop_has_its_shape_and_stays_inside(width, height, x, y):
    crop = images.cropped(Image.new("L", (width, height), 7), ratio=Fraction(4, 3), focus=Focus(x, y))
    assert crop.width <= width and crop.height <= height
    assert crop.width == width or crop.height == height
    assert abs(crop.width - crop.height * 4 / 3) <= 4 / 3
    assert not crop.width or not crop.height or set(crop.tobytes()) == {7}


def test_no_width_is_written_that_the_picture_does_not_have():
    found = list(images.written(halves(800, 600), widths=(320, 640, 1280)))
    assert [(width, kind) for width, kind, _ in found] == [(w, k) for w in (320, 640) for k in images.TYPES]
    for width, _, data in found:
        assert Image.open(io.BytesIO(data)).size == (width, width * 3 // 4)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_photo_or_refused(data):
    for start in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\x00\x00\x00WEBPVP8 "):
        assert refused(start + data) in ("unreadable", "too_small", "too_many_pixels")


WHOLE = {kind: sent(halves(700, 500), kind) for kind in ("JPEG", "PNG", "WEBP")}


@given(kind=st.sampled_from(sorted(WHOLE)), place=st.floats(0, 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_photo_is_taken_or_refused_and_never_a_crash(kind, place, byte, cut):
    data = bytearray(WHOLE[kind])
    at = int(place * (len(data) - 1))
    data[at] = byte
    with contextlib.suppress(NotAPhoto):
        opened(bytes(data[:at] if cut else data))
