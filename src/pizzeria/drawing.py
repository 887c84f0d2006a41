"""A pizza drawn from what is on it, so that a shop looks good before anyone has taken a photograph.

``svg`` gives one self-contained picture: attributes only (no style, no script, no
filter), the same bytes for the same recipe, under 12 kB. Left and right are drawn
where they are, which shows halves without any further word.
"""

import hashlib
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Literal

from pizzeria import plates
from pizzeria.glyphs import GLYPHS, Glyph
from pizzeria.kitchen_words import ALIASES, SPREADS

Side = Literal["whole", "left", "right"]
Amount = Literal["light", "normal", "double"]
Split = Literal["", "line", "open"]

SIZE = 400
_MIDDLE = SIZE / 2
_CRUST, _SAUCE, _REACH = 186, 158, 138  # radii: the rim, what is spread, how far out toppings lie

SAUCES = {
    "tomato_sauce": ("#cf4227", "#b93419", "#e2603d"),
    "white_sauce": ("#f8ecd2", "#ecd9b2", "#fffaf0"),
    "pesto": ("#84a043", "#6b8733", "#a3bb63"),
    "pumpkin_cream": ("#e89a3f", "#d48328", "#f6b768"),
    "pistachio_cream": ("#a9b862", "#8f9f49", "#c5d088"),
    "truffle_cream": ("#d9c8a9", "#bfa984", "#ebdfc8"),
    "barbecue": ("#7d2f1c", "#642212", "#99452d"),
}
_SEAM = "#f3cf94"
_BARE = "#f0d49a"  # dough with oil, where no sauce goes from edge to edge
CHEESES = {
    "mozzarella": ("#fff6dc", "#f3dca4", "#e0b25c"),
    "buffalo_mozzarella": ("#fffdf4", "#efe3c8", "#e3cfa0"),
    "provola": ("#f9dfa0", "#e6bb63", "#c98f3b"),
    "gorgonzola": ("#f9f3de", "#e3d9b4", "#6f8f98"),
}


@dataclass(frozen=True)
class Layer:
    """Something on the pizza: the glyph code of an ingredient, where it lies and how much of it."""

    code: str
    side: Side = "whole"
    amount: Amount = "normal"


@dataclass(frozen=True)
class Recipe:
    """What to draw. The same ``seed`` lays the same things in the same places; use the product's id.

    ``split``: "line" draws where two recipes meet, "open" leaves the right half bare, for one still to be chosen.
    """

    seed: str
    layers: tuple[Layer, ...] = ()
    dark_dough: bool = False
    split: Split = ""

    @classmethod
    def of(cls, seed: str, codes: Iterable[str], *, dark_dough: bool = False) -> "Recipe":
        """Return a recipe of whole, normal portions."""
        return cls(str(seed), tuple(Layer(code) for code in codes if code), dark_dough)

    def chance(self, code: str) -> random.Random:
        """Return the dice of one layer: its own, so that the rest stays where it lies when a topping comes or goes."""
        return random.Random(f"{self.seed} {code}")


def halves(left: Sequence[str], right: Sequence[str]) -> tuple[Layer, ...]:
    """Return the layers of two recipes on one base; what is on both lies on the whole pizza."""
    on_both = [code for code in dict.fromkeys(left) if code in right]
    return (
        *(Layer(code) for code in on_both),
        *(Layer(code, "left") for code in dict.fromkeys(left) if code not in on_both),
        *(Layer(code, "right") for code in dict.fromkeys(right) if code not in on_both),
    )


@lru_cache(maxsize=4096)
def svg(recipe: Recipe, *, title: str = "") -> str:
    """Return the pizza as an ``<svg>`` element, scaled to its box.

    With a ``title`` it is read aloud as a picture; without one it is decoration.
    Codes nobody has drawn yet are left out.
    """
    chance = random.Random(recipe.seed)
    prefix = "p" + hashlib.blake2s(repr(recipe).encode(), digest_size=3).hexdigest()
    parts = [*_dough(chance, prefix, dark=recipe.dark_dough)]
    spread, laid = _sorted(recipe.layers)
    parts += _spread(recipe, prefix, spread)
    parts += _laid(recipe, prefix, laid)
    return _picture("".join(parts), title)


@lru_cache(maxsize=512)
def plate(code: str, *, title: str = "") -> str:
    """Return the picture of something that is no pizza: a drink, a dessert, a fried thing; a plate when nobody drew it."""
    return _picture(plates.PLATES.get(_word(code), plates.PLATES["plate"]), title)


@lru_cache(maxsize=512)
def symbol(code: str) -> str:
    """Return one ingredient alone as a ``<symbol>``, drawn by ``<use href="#g-code">`` wherever a page needs it.

    Sauces and cheeses are a dab of their colour.
    """
    shape, box = _alone(code)
    return f'<symbol id="{symbol_id(code)}" viewBox="{box}">{shape}</symbol>'


def symbol_id(code: str) -> str:
    return "g-" + "".join(letter if letter.isalnum() else "-" for letter in _word(code))


def _alone(code: str) -> tuple[str, str]:
    glyph = _glyph(code)
    spread = _spread_code(code)
    if spread:
        fill, edge, *_ = (SAUCES | CHEESES)[spread]
        shape = f'<path d="M-22-2C-21-17-3-22 10-17C24-11 26 7 15 16C4 23-13 21-19 12C-22 7-22 3-22-2Z" fill="{fill}" stroke="{edge}" stroke-width="3"/>'
    else:
        shape = glyph.shape if glyph else ""
    half = 1.5 * glyph.radius if glyph else 27
    return shape, f"{-half:g} {-half:g} {2 * half:g} {2 * half:g}"


def _picture(body: str, title: str) -> str:
    spoken = f' role="img" aria-label="{escape(title)}"' if title else ' aria-hidden="true"'
    words = f"<title>{escape(title)}</title>" if title else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {SIZE} {SIZE}"{spoken}>{words}{body}</svg>'


def _spread_code(code: str) -> str:
    """Return the sauce or melted cheese that ``code`` stands for, or an empty word."""
    code = SPREADS.get(_word(code), _word(code))
    return code if code in SAUCES or code in CHEESES else ""


def _glyph(code: str) -> Glyph | None:
    return GLYPHS.get(ALIASES.get(_word(code), _word(code)))


def _word(code: str) -> str:
    return code.strip().lower().replace("-", "_")


def _sorted(layers: tuple[Layer, ...]) -> tuple[list[Layer], list[tuple[Layer, Glyph]]]:
    """Part what is spread from what is laid on, each in the order of laying."""
    spread, laid = [], []
    for layer in layers:
        if code := _spread_code(layer.code):
            spread.append(Layer(code, layer.side, layer.amount))
        elif glyph := _glyph(layer.code):
            laid.append((layer, glyph))
    spread.sort(key=lambda layer: (layer.code in CHEESES, layer.side != "whole"))
    covering = [layer for layer in spread if layer.code in SAUCES and layer.side == "whole"]
    spread = [layer for layer in dict.fromkeys(spread) if layer not in covering[:-1]]
    laid.sort(key=lambda pair: pair[1].floor)
    return spread, laid


def _round(
    chance: random.Random, radius: float, wobble: float, *, points: int = 14, x: float = _MIDDLE, y: float = _MIDDLE
) -> str:
    """Return the path of a circle that a hand has drawn: arcs from middle to middle of wobbling corners."""
    corners = []
    for number in range(points):
        angle = math.tau * number / points
        reach = radius * (1 + chance.uniform(-wobble, wobble)) / math.cos(math.pi / points) ** 0.5
        corners.append((round(x + reach * math.cos(angle)), round(y + reach * math.sin(angle))))
    at_x, at_y = _between(corners[-1], corners[0])
    path = [f"M{at_x} {at_y}q"]
    for number, (corner_x, corner_y) in enumerate(corners):
        to_x, to_y = _between(corners[number], corners[(number + 1) % points])
        path.append(f"{corner_x - at_x} {corner_y - at_y} {to_x - at_x} {to_y - at_y} ")
        at_x, at_y = to_x, to_y
    return "".join(path).replace(" -", "-").rstrip() + "z"


def _between(one: tuple[int, int], two: tuple[int, int]) -> tuple[int, int]:
    return (one[0] + two[0]) // 2, (one[1] + two[1]) // 2


def _dough(chance: random.Random, prefix: str, *, dark: bool) -> Iterable[str]:
    light, middle, deep, char = (
        ("#c89a63", "#a8743d", "#845425", "#4a2c14") if dark else ("#f3c987", "#dfa257", "#b9742f", "#6e3c16")
    )
    yield (
        f'<defs><radialGradient id="{prefix}d"><stop offset=".8" stop-color="{deep}"/><stop offset=".86" stop-color="{light}"/>'
        f'<stop offset=".94" stop-color="{middle}"/><stop offset="1" stop-color="{deep}"/></radialGradient></defs>'
    )
    yield f'<ellipse cx="{_MIDDLE:g}" cy="208" rx="188" ry="186" fill="#3a2010" fill-opacity=".16"/>'
    yield f'<path d="{_round(chance, _CRUST, 0.016, points=16)}" fill="url(#{prefix}d)"/>'
    blisters = []
    for _ in range(15):
        angle, reach = chance.uniform(0, math.tau), chance.uniform(_SAUCE + 8, _CRUST - 7)
        x, y, turn = _MIDDLE + reach * math.cos(angle), _MIDDLE + reach * math.sin(angle), math.degrees(angle) + 90
        blisters.append(
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{chance.uniform(4, 12):.0f}" ry="{chance.uniform(2, 5):.0f}" transform="rotate({turn:.0f} {x:.0f} {y:.0f})"/>'
        )
    yield f'<g fill="{char}" fill-opacity=".42">{"".join(blisters)}</g>'


def _spread(recipe: Recipe, prefix: str, spread: list[Layer]) -> Iterable[str]:
    """Yield sauces edge to edge, then cheeses in molten islands; a side is cut off at the middle."""
    sides = {layer.side for layer in spread} - {"whole"}
    if recipe.split == "open":
        sides |= {"right"}
    for side in sorted(sides):
        yield f'<clipPath id="{prefix}{side}"><rect x="{0 if side == "left" else _MIDDLE:g}" width="{_MIDDLE:g}" height="{SIZE}"/></clipPath>'
    cheeses = sum(layer.code in CHEESES for layer in spread)
    edge = _round(recipe.chance(""), _SAUCE, 0.022, points=18)
    if not any(layer.code in SAUCES and layer.side == "whole" for layer in spread):
        yield f'<path d="{edge}" fill="{_BARE}"/>'
    for layer in spread:
        clip = f' clip-path="url(#{prefix}{layer.side})"' if layer.side != "whole" else ""
        chance = recipe.chance(layer.code)
        drawn = _sauce(chance, layer, edge) if layer.code in SAUCES else _melted(chance, layer, cheeses)
        yield f"<g{clip}>{drawn}</g>"
    if recipe.split == "open":
        yield f'<g clip-path="url(#{prefix}right)"><path d="{edge}" fill="{_BARE}"/></g>'
    if recipe.split:
        yield f'<path d="M{_MIDDLE:g} {_MIDDLE - _SAUCE}V{_MIDDLE + _SAUCE}" stroke="{_SEAM}" stroke-width="5" stroke-opacity=".8"/>'


def _sauce(chance: random.Random, layer: Layer, edge: str) -> str:
    fill, deep, light = SAUCES[layer.code]
    dabs = []
    for tone, share in ((deep, 4), (light, 4)):
        paths = "".join(
            _round(chance, chance.uniform(12, 26), 0.2, points=6, x=x, y=y)
            for x, y in _places(chance, share, 26, [], layer.side)
        )
        dabs.append(f'<path d="{paths}" fill="{tone}" fill-opacity=".45"/>')
    return f'<path d="{edge}" fill="{fill}" stroke="{deep}" stroke-width="4"/>{"".join(dabs)}'


def _melted(chance: random.Random, layer: Layer, cheeses: int) -> str:
    fill, edge, toast = CHEESES[layer.code]
    many = {"light": 7, "normal": 12, "double": 16}[layer.amount] // (1 if layer.side == "whole" else 2)
    many = max(3, round(many * min(1, 2.2 / cheeses)))
    places = _places(chance, many, 40, [], layer.side)
    islands = "".join(_round(chance, chance.uniform(21, 35), 0.2, points=7, x=x, y=y) for x, y in places)
    spots = "".join(
        f'<ellipse cx="{x + chance.uniform(-12, 12):.0f}" cy="{y + chance.uniform(-12, 12):.0f}" rx="{chance.uniform(3, 8):.0f}" ry="{chance.uniform(2, 5):.0f}"/>'
        for x, y in places[::2]
    )
    return f'<path d="{islands}" fill="{fill}" stroke="{edge}" stroke-width="6" stroke-linejoin="round" paint-order="stroke"/><g fill="{toast}" fill-opacity=".5">{spots}</g>'


def _laid(recipe: Recipe, prefix: str, laid: list[tuple[Layer, Glyph]]) -> Iterable[str]:
    if not laid:
        return
    names = {glyph.shape: f"{prefix}{number}" for number, glyph in enumerate(dict.fromkeys(glyph for _, glyph in laid))}
    yield "<defs>" + "".join(f'<g id="{name}">{shape}</g>' for shape, name in names.items()) + "</defs>"
    portions = [(_portion(layer, glyph), glyph) for layer, glyph in laid]
    room = sum(many * glyph.radius**2 for many, glyph in portions) / 10500
    pieces = sum(many for many, _ in portions) / (64 - 3 * min(10, len(laid)))
    crowd = max(1.0, room, pieces)
    taken: list[tuple[float, float, float]] = []
    for layer, glyph in laid:
        chance = recipe.chance(layer.code)
        many = max(1, round(_portion(layer, glyph) / crowd)) if glyph.pieces > 1 else 1
        for x, y in _places(chance, many, glyph.radius, taken, layer.side, middle=glyph.pieces == 1):
            taken.append((x, y, glyph.radius))
            turn = chance.randrange(360) if glyph.pieces > 1 else chance.randrange(-20, 20)
            scale = chance.uniform(1, 1.2)
            yield f'<use href="#{names[glyph.shape]}" transform="translate({x:.0f} {y:.0f})rotate({turn})scale({scale:.2g})"/>'


def _portion(layer: Layer, glyph: Glyph) -> float:
    return (
        glyph.pieces
        * {"light": 0.6, "normal": 1.0, "double": 1.7}[layer.amount]
        * (1 if layer.side == "whole" else 0.5)
    )


def _places(
    chance: random.Random,
    many: int,
    radius: float,
    taken: list[tuple[float, float, float]],
    side: Side,
    *,
    middle: bool = False,
) -> list[tuple[float, float]]:
    """Return spots in the disc, each the roomiest of a dozen tries: even, yet not in rows."""
    shift = {"whole": 0.0, "left": -_REACH / 2, "right": _REACH / 2}[side]
    if middle:
        return [(_MIDDLE + shift, _MIDDLE)]
    places: list[tuple[float, float]] = []
    for _ in range(many):
        tries = [_try(chance, radius, side) for _ in range(12)]
        best = max(
            tries,
            key=lambda spot: min(
                [math.dist(spot, (x, y)) - far for x, y, far in taken]
                + [math.dist(spot, place) - radius for place in places]
                + [SIZE]
            ),
        )
        places.append(best)
    return places


def _try(chance: random.Random, radius: float, side: Side) -> tuple[float, float]:
    reach = (_REACH + 12 - min(radius, 24) / 2) * math.sqrt(chance.random())
    angle = chance.uniform(0, math.tau)
    x, y = reach * math.cos(angle), reach * math.sin(angle)
    if side != "whole":
        x = max(abs(x), min(radius, 14)) * (-1 if side == "left" else 1)
    return _MIDDLE + x, _MIDDLE + y
