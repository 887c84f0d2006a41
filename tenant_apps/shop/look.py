"""What a shop looks like outside its pages: the colours of its accent and the icon on a home screen."""

from functools import lru_cache

from django.conf import settings

from toolbox import raster

# The fills of src/static/scss/_tokens.scss (a test compares them): what is outside a page knows no style sheet.
ACCENTS = {
    "tomato": "#c8321f",
    "basil": "#2f6b45",
    "crust": "#95590f",
    "olive": "#5a6320",
    "aubergine": "#6b2f5c",
    "sea": "#1f5f7a",
    "brick": "#8f3d22",
    "night": "#2f3a56",
}
PAGE = "#fff9f0"
_SLICE = settings.SRC / "static" / "pictures" / "favicon.svg"

# By name: how many pixels wide, how round the corners are, how much of the width the slice takes. A maskable icon is
# cut by the phone: it fills the square and keeps to the middle four fifths.
ICONS = {"180": (180, 0, 0.72), "192": (192, 0.22, 0.72), "512": (512, 0.22, 0.72), "maskable": (512, 0, 0.56)}


@lru_cache(maxsize=len(ACCENTS) * len(ICONS))
def icon(accent: str, name: str) -> bytes:
    """Return the icon as PNG: a slice on the accent's colour. Raises KeyError for an accent or a name there is none of."""
    width, corner, share = ICONS[name]
    edge = 32 * (1 - share) / 2
    ground = f'<rect width="32" height="32" rx="{32 * corner:g}" fill="{ACCENTS[accent]}"/>'
    slice = raster.inside(_SLICE.read_text(), x=edge, y=edge - 0.6, size=32 * share)  # its box has more room above
    return raster.png(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{ground}{slice}</svg>', width=width)
