"""Pictures for link previews: what is drawn on the menu, large, 1200 by 630 pixels, as PNG."""

import hashlib
from collections.abc import Iterable, Sequence

from pizzeria.catalogue import MenuProduct
from pizzeria.configuration import Configuration
from tenant_apps.menu import cards
from tenant_apps.menu.cards import Card, Pictures, Section
from toolbox import raster

WIDTH, HEIGHT = 1200, 630
_TABLE, _CLOTH = "#fff9f0", "#fbe6d4"
# x, y and size: one in the middle; three side by side, the middle one in front.
_ALONE = ((300, 15, 600),)
_THREE = ((-90, 130, 560), (730, 130, 560), (275, -10, 650))


def product(found: MenuProduct, known: Pictures) -> bytes:
    return _laid([found], known, _ALONE)


def shop(first: Sequence[MenuProduct], known: Pictures) -> bytes:
    """Return the first of the menu on one table; an empty table when there is nothing yet."""
    if len(first) < len(_THREE):
        return _laid(first[:1], known, _ALONE)
    return _laid([first[1], first[2], first[0]], known, _THREE)


def first(sections: Iterable[Section]) -> list[Card]:
    return [card for section in sections for card in section.cards][: len(_THREE)]


def version(sections: Iterable[Section]) -> str:
    """Return a word that changes with the picture."""
    return hashlib.blake2s("|".join(card.picture for card in first(sections)).encode(), digest_size=5).hexdigest()


def _laid(products: Iterable[MenuProduct], known: Pictures, places: Iterable[tuple[int, int, int]]) -> bytes:
    drawn = [
        raster.inside(cards.draw(item, Configuration(item.id), known), x=x, y=y, size=size)
        for item, (x, y, size) in zip(products, places, strict=False)
    ]
    table = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_TABLE}"/><path d="M0 400H1200V630H0Z" fill="{_CLOTH}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{table}{"".join(drawn)}</svg>'
    return raster.png(svg, width=WIDTH)
