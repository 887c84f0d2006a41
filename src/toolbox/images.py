"""Photographs that strangers send: opened with suspicion, turned upright, cropped, and written anew without their past."""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import IO

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError
from PIL.AvifImagePlugin import AvifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

# Decoders that may touch the bytes. What the file calls itself says nothing; SVG is a program and not among them.
KINDS = tuple(plugin.format for plugin in (JpegImageFile, PngImageFile, WebPImageFile, AvifImageFile))
MOST_PIXELS = 50_000_000
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}
_ENCODERS = {"webp": ("WEBP", {"quality": 78, "method": 4}), "jpg": ("JPEG", {"quality": 82, "progressive": True})}
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError)

_loading = threading.Lock()


class NotAPhoto(ValueError):
    """The bytes are no photograph that can be taken: ``code`` is unreadable, too_many_pixels or too_small."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Focus:
    """What must stay in the picture: from 0 (left, top) to 100 (right, bottom), in percent of what can be cut off."""

    x: int = 50
    y: int = 50


def opened(file: IO[bytes], *, smallest: tuple[int, int], largest_side: int) -> Image.Image:
    """Return the picture as one sees it: upright, in sRGB on white, at most so large, with nothing but its pixels.

    Only the size is read before it is known to fit. Raises NotAPhoto.
    """
    try:
        image = Image.open(file, formats=KINDS)
        if image.width * image.height > MOST_PIXELS:
            raise NotAPhoto("too_many_pixels")
        image.draft("RGB", (largest_side, largest_side))  # a JPEG is decoded smaller where that is enough
        with _whole():
            image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((largest_side, largest_side), Image.Resampling.LANCZOS)
        plain = _on_white(_in_srgb(upright))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPhoto("too_many_pixels") from None
    except (UnidentifiedImageError, *_BROKEN) as error:
        if isinstance(error, NotAPhoto):
            raise
        raise NotAPhoto("unreadable") from error
    if plain.width < smallest[0] or plain.height < smallest[1]:
        raise NotAPhoto("too_small")
    return plain


@contextmanager
def _whole() -> Iterator[None]:
    """Take no half picture for a whole one, also where somebody allowed that for the whole process: WeasyPrint does."""
    with _loading:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def cropped(image: Image.Image, *, ratio: Fraction, focus: Focus) -> Image.Image:
    """Return the largest part of this shape (width to height), as near to the focus as the picture allows."""
    width, height = image.size
    if Fraction(width, height) > ratio:
        part = int(height * ratio), height
    else:
        part = width, int(width / ratio)
    left = (width - part[0]) * focus.x // 100
    top = (height - part[1]) * focus.y // 100
    return image.crop((left, top, left + part[0], top + part[1]))


def written(
    image: Image.Image, *, widths: Sequence[int], kinds: Sequence[str] = tuple(TYPES)
) -> Iterator[tuple[int, str, bytes]]:
    """Yield width, kind and bytes of each file; a width that the picture does not have is left out."""
    for width in widths:
        if width > image.width:
            continue
        small = image.resize((width, round(width * image.height / image.width)), Image.Resampling.LANCZOS)
        for kind in kinds:
            name, options = _ENCODERS[kind]
            out = io.BytesIO()
            small.save(out, name, **options)
            yield width, kind, out.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Telephones photograph in wider colours than browsers assume of a file without a profile."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "L"):
        with suppress(ImageCms.PyCMSError, *_BROKEN):  # a broken profile is no reason to refuse a good picture
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed or image
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        return _bare(Image.alpha_composite(white, seen).convert("RGB"))
    return _bare(image.convert("RGB"))


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: no EXIF with where it was taken, no comments, no colour profile."""
    image.info = {}
    image.getexif().clear()
    return image
