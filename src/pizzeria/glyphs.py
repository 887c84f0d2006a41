"""The shapes of what goes on a pizza, each about 40 units wide round its own middle, for a pizza of 400.

Flat colours in two or three tones, SVG attributes only. ``radius`` keeps neighbours
apart, ``pieces`` is how many a normal portion has on a whole pizza, ``floor`` is the
order of laying on: 1 under everything, 5 on top.
"""

from typing import NamedTuple


class Glyph(NamedTuple):
    shape: str
    radius: int
    pieces: int
    floor: int = 3


_RING = "M{0} 0A{0} {0} 0 1 1-{0} 0A{0} {0} 0 1 1 {0} 0ZM{1} 0A{1} {1} 0 1 0-{1} 0A{1} {1} 0 1 0 {1} 0Z"


def _spots(fill: str, *spots: tuple[float, float, float]) -> str:
    circles = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}"/>' for x, y, r in spots)
    return f'<g fill="{fill}">{circles}</g>'


def _lines(stroke: str, width: float, path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round"/>'


def _fill(fill: str, path: str) -> str:
    return f'<path d="{path}" fill="{fill}"/>'


def _disc(fill: str, radius: float) -> str:
    return f'<circle r="{radius:g}" fill="{fill}"/>'


def _olive(dark: str, light: str) -> str:
    return f'<path d="{_RING.format(11, 4.5)}" fill="{dark}"/>' + _lines(light, 2, "M-7.500-3.500A8 8 0 0 1-1-8")


def _pepper(dark: str, light: str) -> str:
    return _fill(dark, "M-22 7C-12-12 10-14 23-3C19 2 16 4 12 4C3-3-6 2-14 12C-18 13-21 11-22 7Z") + _lines(
        light, 2.5, "M-17 5C-9-7 6-9 16-3"
    )


def _leaf(dark: str, light: str, vein: str) -> str:
    return (
        _fill(dark, "M0-25C14-18 17 3 0 25C-17 3-14-18 0-25Z")
        + _fill(light, "M0-25C14-18 17 3 0 25Z")
        + _lines(vein, 1.6, "M0-19V21M0-7l7-6M0-7l-7-6M0 4l8-6M0 4l-8-6")
    )


def _ribbon(meat: str, dark: str, fat: str) -> str:
    band = "M-33 8C-28-11-15-16-5-6C4 3 12 1 20-11C26-17 35-11 33-2C28 15 13 21 1 12C-7 6-14 9-20 17C-27 22-35 17-33 8Z"
    return (
        _fill(meat, band)
        + _lines(fat, 4, "M-28 8C-23-5-14-8-6-1C4 9 16 6 25-6")
        + _lines(dark, 1.6, "M-25 15C-17 4-9 2-2 7C8 14 20 10 28-1")
    )


def _blob(fill: str, edge: str) -> str:
    path = "M-20-3C-18-16-2-20 10-14C22-9 24 6 14 14C4 21-12 19-18 11C-21 6-21 2-20-3Z"
    return f'<path d="{path}" fill="{fill}" stroke="{edge}" stroke-width="2"/>'


def _cubes(light: str, dark: str) -> str:
    return _fill(dark, "M-9-6L4-11L11-4L9 8L-4 12L-11 5Z") + _fill(light, "M-9-6L4-11L11-4L-2 1Z")


GLYPHS: dict[str, Glyph] = {
    # leaves
    "basil": Glyph(_leaf("#357a44", "#4b9a57", "#27602f"), 19, 6, 5),
    "spinach": Glyph(
        _fill("#2f6d3a", "M0 24C-5 17-20 13-20-2C-20-15-7-22 0-22C7-22 20-15 20-2C20 13 5 17 0 24Z")
        + _lines("#74ad6c", 1.8, "M0-14V20M0-4l9-8M0-4l-9-8M0 7l10-8M0 7l-10-8"),
        18,
        8,
        4,
    ),
    "rocket": Glyph(
        _fill(
            "#4c9140",
            "M0 28C-1 16-7 16-9 10C-5 10-3 8-5 4C-10 4-13 0-12-5C-8-4-5-6-6-10C-8-16-5-25 0-28C5-25 8-16 6-10C5-6 8-4 12-5C13 0 10 4 5 4C3 8 5 10 9 10C7 16 1 16 0 28Z",
        )
        + _lines("#2c672c", 1.6, "M0-20V24M0-4l6-1M0-4l-6-1M0 8l5 1M0 8l-5 1"),
        19,
        10,
        5,
    ),
    "radicchio": Glyph(
        _fill("#7d2347", "M0 24C-6 16-20 12-19-3C-18-16-6-22 0-22C6-22 18-16 19-3C20 12 6 16 0 24Z")
        + _lines("#f3dbe4", 2.4, "M0-12V22M0 0l9-8M0 0l-9-8M0 10l7-6M0 10l-7-6"),
        18,
        8,
        4,
    ),
    "oregano": Glyph(
        _spots("#4f6b2c", (-7, -3, 1.8), (-2, 4, 1.4), (4, -5, 1.6), (8, 3, 1.8), (1, -1, 1.2), (-5, 8, 1.3)), 9, 14, 5
    ),
    # vegetables
    "tomato": Glyph(
        _disc("#b92a1b", 17)
        + _disc("#e2492f", 14.5)
        + _spots("#f59a6b", (0, -7, 4.6), (-6.3, 4, 4.6), (6.3, 4, 4.6))
        + _spots(
            "#ffe0a8",
            (-1, -8, 1.3),
            (1.4, -5.500, 1.3),
            (-7.500, 4, 1.3),
            (-5, 6, 1.3),
            (6, 2.500, 1.3),
            (7.500, 5.500, 1.3),
        ),
        18,
        8,
    ),
    "dried_tomato": Glyph(
        _fill("#8e1d16", "M-20 2C-17-11-3-15 9-12C20-9 24 2 17 9C8 16-13 15-20 2Z")
        + _lines("#c4483a", 2.4, "M-13 1C-6-7 7-8 14-2M-8 8C-1 3 8 3 13 6"),
        18,
        7,
    ),
    "mushroom": Glyph(
        '<path d="M-22 3C-22-17 22-17 22 3C22 9 13 10 7 6C6 11 6 15 7 20C4 24-4 24-7 20C-6 15-6 11-7 6C-13 10-22 9-22 3Z" fill="#f1e6d2" stroke="#9d7f5c" stroke-width="2"/>'
        + _lines("#8a6848", 2.4, "M-14 3C-9-5 9-5 14 3"),
        20,
        9,
    ),
    "porcini": Glyph(
        '<path d="M-24 2C-24-18 24-18 24 2C24 8 14 8 9 6C8 12 10 17 11 22C4 26-4 26-11 22C-10 17-8 12-9 6C-14 8-24 8-24 2Z" fill="#e8d3ad" stroke="#7a4f2a" stroke-width="2"/>'
        + _fill("#9a6334", "M-22 0C-20-16 20-16 22 0C10-6-10-6-22 0Z"),
        21,
        8,
    ),
    "olive": Glyph(_olive("#2c2631", "#7b7184"), 11, 12, 4),
    "green_olive": Glyph(_olive("#7d8d35", "#c6d183"), 11, 12, 4),
    "onion": Glyph(
        _lines("#8f366c", 3.6, "M-20 9A21 21 0 0 1 20 9")
        + _lines("#ead0e0", 3.6, "M-14.500 10A15.500 15.500 0 0 1 14.500 10")
        + _lines("#b56294", 3.2, "M-9 11A10 10 0 0 1 9 11"),
        17,
        10,
    ),
    "pepper": Glyph(_pepper("#cf3226", "#f0786a"), 17, 9),
    "yellow_pepper": Glyph(_pepper("#e9a51f", "#fbdc82"), 17, 9),
    "artichoke": Glyph(
        _fill("#8f9c4a", "M-18-9C-14-22 14-22 18-9C16 7 7 18 0 23C-7 18-16 7-18-9Z")
        + _fill("#c7cd86", "M-12-8C-8-17 8-17 12-8C11 4 5 12 0 16C-5 12-11 4-12-8Z")
        + _fill("#f0ebc0", "M-6-5C-4-11 4-11 6-5C5 3 3 7 0 10C-3 7-5 3-6-5Z"),
        19,
        7,
    ),
    "aubergine": Glyph(
        _disc("#4c2149", 24)
        + _disc("#dcc79c", 20.500)
        + _lines("#86633f", 3.4, "M-14-9L6-19M-18 3L16-12M-12 14L18-1")
        + _spots("#b99a64", (-6, 7, 1.4), (5, 9, 1.4), (9, 4, 1.2)),
        24,
        7,
        2,
    ),
    "courgette": Glyph(
        _disc("#3b7a37", 18)
        + _disc("#d3e3a6", 15)
        + _spots("#f3f6d8", (0, -7, 2.2), (6, -2, 2.2), (4, 6, 2.2), (-4, 6, 2.2), (-6, -2, 2.2)),
        18,
        9,
    ),
    "corn": Glyph(
        _fill("#f4c33a", "M-7 2C-8-7 8-7 7 2C6 9-6 9-7 2Z") + _fill("#fbe08a", "M-4-1C-4-5 3-5 3-1C2 1-3 1-4-1Z"),
        9,
        22,
        4,
    ),
    "potato": Glyph(
        '<ellipse rx="22" ry="17" fill="#f4dc92" stroke="#c8963f" stroke-width="2.500"/>'
        + _spots("#d9a94e", (-8, -4, 2.600), (6, 5, 3), (9, -5, 1.8)),
        20,
        9,
        2,
    ),
    "pumpkin": Glyph(_cubes("#f6a04a", "#db7620"), 13, 12),
    "chilli": Glyph(
        _fill("#cf1c1c", "M-20-7C-9-6 6-1 22 13C4 14-15 9-23 0C-23-4-22-6-20-7Z")
        + _lines("#f37a6e", 1.8, "M-15-2C-5 1 4 4 12 9")
        + _lines("#3b7a37", 3.4, "M-22-4L-29-10"),
        20,
        8,
        4,
    ),
    "jalapeno": Glyph(
        f'<path d="{_RING.format(13, 8)}" fill="#3f8a3a"/>'
        + _spots("#eef2c8", (-4, 0, 2.2), (4, 1, 2.2), (0, -4, 1.8), (0, 4, 2)),
        13,
        10,
        4,
    ),
    "caper": Glyph(_disc("#64742f", 7) + _fill("#8b9a4d", "M-4-4C-1-7 4-5 4-1C1 1-3 0-4-4Z"), 8, 16, 4),
    "garlic": Glyph(
        '<path d="M-9 5C-11-5 0-13 5-10C11-6 10 7 3 9C-2 10-7 9-9 5Z" fill="#fdf6e3" stroke="#d8c08a" stroke-width="1.600"/>'
        + _lines("#e0cc9c", 1.5, "M-4 4C-4-2 1-6 4-6"),
        11,
        11,
        4,
    ),
    "broccoli": Glyph(
        _fill("#a9c47a", "M-6 4L-3 20C-1 22 2 22 4 20L7 4Z")
        + _spots("#3f7d36", (-11, -2, 9), (11, -2, 9), (0, 2, 8))
        + _spots("#5b9a4b", (-4, -10, 9), (7, -10, 8), (-10, -5, 4), (10, -4, 4)),
        20,
        8,
    ),
    "asparagus": Glyph(
        _lines("#6f9a45", 7, "M-24 8L18-8")
        + _fill("#4f7a35", "M12-13C20-17 29-15 30-11C28-6 22-3 16-2Z")
        + _lines("#4f7a35", 2, "M-10-1l3 4M0-5l3 4"),
        21,
        8,
    ),
    "pineapple": Glyph(
        '<path d="M-17 13L-10-13C-3-17 7-17 12-12L17 12C7 18-7 18-17 13Z" fill="#f7cd3f" stroke="#d9a526" stroke-width="2"/>'
        + _lines("#dda92b", 1.8, "M-6-12L-9 12M1-14V14M8-12L11 12"),
        18,
        9,
    ),
    "pear": Glyph(
        '<path d="M0-24C6-24 7-16 7-10C8-3 18 2 17 13C16 22 6 25 0 25C-6 25-16 22-17 13C-18 2-8-3-7-10C-7-16-6-24 0-24Z" fill="#f9f0ce" stroke="#bfc865" stroke-width="3"/>'
        + _fill("#b0904e", "M0 5C3 8 3 14 0 17C-3 14-3 8 0 5Z"),
        20,
        7,
    ),
    "walnut": Glyph(
        _fill("#a9743c", "M0-15C-15-20-22-2-16 9C-11 18-3 17 0 13C3 17 11 18 16 9C22-2 15-20 0-15Z")
        + _lines("#d3a468", 2.4, "M-4-9C-13-8-13 6-6 8M4-9C13-8 13 6 6 8M0-11V9"),
        16,
        9,
        4,
    ),
    "pistachio": Glyph(_fill("#7fa043", "M-7 3L-2-7L6-4L5 5L-3 7Z") + _fill("#a9c46a", "M-2-7L6-4L1 0Z"), 8, 20, 5),
    "truffle": Glyph(
        _disc("#2f241d", 16) + _lines("#8f7a66", 1.5, "M-10-5C-4-1 2-9 9-6M-11 4C-5 0 3 9 10 3M-3-13C-6-4 3 2-2 12"),
        16,
        8,
        4,
    ),
    # meat
    "salame": Glyph(
        _disc("#97201a", 24)
        + _disc("#b93329", 21.500)
        + _spots(
            "#e79684",
            (-9, -9, 2.600),
            (6, -12, 2),
            (12, 2, 2.800),
            (-2, 1, 2.200),
            (-13, 5, 2),
            (3, 12, 2.600),
            (-6, 13, 1.600),
        )
        + _lines("#d0604f", 2, "M-15-10A18 18 0 0 1-2-18"),
        24,
        9,
        2,
    ),
    "ham": Glyph(
        '<path d="M-29-4C-25-22 0-25 15-18C32-12 32 9 20 18C5 28-20 22-27 12C-32 6-31 1-29-4Z" fill="#f3b2ab" stroke="#df8a86" stroke-width="2.500"/>'
        + _lines("#dc8584", 2.4, "M-19-2C-8-11 8-10 19-1M-15 10C-4 3 9 4 17 10")
        + _lines("#fbd9d3", 2.4, "M-16-11C-6-16 4-16 11-13"),
        27,
        7,
        2,
    ),
    "prosciutto": Glyph(_ribbon("#c9574f", "#a53c38", "#f9ddd2"), 25, 7, 4),
    "speck": Glyph(_ribbon("#93323a", "#6d1f28", "#efc3ba"), 25, 7, 4),
    "bacon": Glyph(_ribbon("#a8402f", "#7a2a1f", "#f3cfa9"), 22, 8),
    "mortadella": Glyph(
        '<path d="M-27-2C-25-21 2-26 17-17C32-8 29 14 15 20C-2 27-28 18-27-2Z" fill="#f2b8b4" stroke="#e09a98" stroke-width="2"/>'
        + _spots(
            "#fff1ec", (-12, -8, 3.400), (5, -12, 2.800), (13, 3, 3.400), (-3, 4, 3), (-14, 8, 2.600), (4, 14, 2.600)
        )
        + _spots("#8fae52", (-4, -13, 2), (16, -7, 2), (-8, 13, 2)),
        27,
        6,
        4,
    ),
    "sausage": Glyph(
        _fill("#8d4f39", "M-16-2C-15-14 4-17 13-9C20-1 15 13 4 14C-9 16-17 8-16-2Z")
        + _fill("#b06d52", "M-11-4C-9-12 4-13 9-7C6-1-6 2-11-4Z")
        + _spots("#e8bfa6", (-5, 6, 2.200), (6, 4, 1.800), (0, -8, 1.500))
        + _spots("#475527", (9, -3, 1.400), (-9, 2, 1.400)),
        17,
        10,
    ),
    "wurstel": Glyph(
        _disc("#a8452f", 14) + _disc("#e2a085", 11.500) + _lines("#f4c6b1", 2, "M-6-4A8 8 0 0 1 3-8"), 14, 11
    ),
    "nduja": Glyph(
        '<path d="M-19 1C-17-13 0-17 12-12C23-7 22 8 12 14C0 20-19 16-19 1Z" fill="#e2742c" fill-opacity=".7"/>'
        + _fill("#ad2318", "M-11 0C-10-9 2-11 9-7C15-2 12 7 5 9C-4 11-12 8-11 0Z")
        + _spots("#e0563f", (-4, -3, 2), (4, 1, 2.200), (0, 5, 1.500)),
        18,
        8,
    ),
    "chicken": Glyph(_blob("#eecb9c", "#c79257") + _lines("#a9713c", 2.6, "M-10-8L4 12M0-12L13 7"), 19, 8),
    # fish
    "anchovy": Glyph(
        _fill("#6a5443", "M-32 2C-18-11 15-10 32 0C15 9-18 12-32 2Z")
        + _fill("#a58b74", "M-30 1C-16-9 14-8 30 0C14 2-14 3-30 1Z")
        + _lines("#ddcbb6", 1.6, "M-24 2C-9 0 9 0 24 0"),
        22,
        7,
        4,
    ),
    "tuna": Glyph(
        _fill("#c9a289", "M-21 2C-17-14 7-16 19-7C24 4 14 15 0 15C-12 16-21 12-21 2Z")
        + _lines("#a87c62", 2, "M-15 0C-5-6 7-7 16-2M-12 8C-3 3 7 3 14 6")
        + _lines("#e9d0bf", 2.4, "M-11-7C-3-11 5-11 11-8"),
        19,
        9,
    ),
    "prawn": Glyph(
        _fill("#f28a66", "M12-19C-8-23-24-9-21 8C-19 18-9 22 1 18C-5 16-8 11-7 6C-6-3 4-9 15-7C19-9 17-18 12-19Z")
        + _fill("#dc5737", "M1 18l11 8l-1-9l9 2l-9-10l-11 3Z")
        + _lines("#fccdb8", 2, "M-1-19l2 9M-13-12l7 7M-20 0l10 4"),
        21,
        8,
        4,
    ),
    "salmon": Glyph(
        _blob("#f58d5f", "#e06f42")
        + _lines("#fcc9ae", 2, "M-13-4C-4-11 6-10 15-3M-14 4C-4-3 7-2 16 5M-9 12C-2 6 6 7 11 11"),
        20,
        7,
        4,
    ),
    "mussel": Glyph(
        _fill("#2b2f3d", "M-23 6C-23-12-4-21 14-16C25-13 26-2 18 7C8 17-20 18-23 6Z")
        + _fill("#8f96ac", "M-19 5C-18-9-2-16 13-13C20-11 21-3 14 4C5 12-17 13-19 5Z")
        + _fill("#f0a250", "M-13 3C-11-6 1-11 10-8C15-5 12 1 6 4C-1 7-12 8-13 3Z"),
        20,
        8,
        4,
    ),
    "squid": Glyph(
        f'<path d="{_RING.format(18, 9)}" fill="#fbeee6" stroke="#e3c7b8" stroke-width="2"/>'
        + _lines("#fffaf6", 2.4, "M-12-6A14 14 0 0 1-2-14"),
        18,
        8,
        4,
    ),
    # cheese laid on top, egg
    "egg": Glyph(
        '<path d="M-37-3C-38-26-12-38 9-34C31-30 41-9 35 11C30 31 7 39-13 34C-32 29-36 14-37-3Z" fill="#fffdf8" stroke="#efe2cb" stroke-width="2.500"/>'
        + _disc("#ef9a1a", 16)
        + _disc("#f9b63c", 13.500)
        + _spots("#fff0c4", (-5, -5, 3.500)),
        40,
        1,
        4,
    ),
    "burrata": Glyph(
        '<path d="M-40 2C-40-24-20-39 2-39C26-39 41-20 40 2C39 26 22 40-1 40C-24 40-40 24-40 2Z" fill="#fffefa" stroke="#e4d9c4" stroke-width="2.500"/>'
        + _fill("#efe6d4", "M-31 18C-16 34 22 34 36 10C38 28 20 38-1 38C-16 38-27 30-31 18Z")
        + _lines("#dccfb6", 2.6, "M-10-24C-3-16 5-16 12-25M-4-30C-1-25 3-25 7-30M-16-14C-6-6 8-6 18-15")
        + _spots("#9db455", (-22, 4, 3), (20, 6, 2.500), (4, 16, 2.200)),
        44,
        1,
        4,
    ),
    "parmesan": Glyph(
        '<path d="M-24 6L-7-10L24-8L10 9Z" fill="#f9e9b8" stroke="#d9ba6a" stroke-width="1.800"/>'
        + _lines("#e7cd87", 1.6, "M-12 2L14-1"),
        17,
        9,
        5,
    ),
    "feta": Glyph(_cubes("#fffdf6", "#e6dcc8"), 12, 12, 4),
    "goat_cheese": Glyph(
        _disc("#e9dfca", 18) + _disc("#fffdf7", 15) + _lines("#efe6d3", 2, "M-8-3A9 9 0 0 1 4-9"), 18, 7, 4
    ),
    "ricotta": Glyph(
        _fill("#e9dfcb", "M-17 3C-18-11-2-18 9-13C20-9 20 6 12 12C2 18-16 14-17 3Z")
        + _fill("#fffdf7", "M-15 0C-15-11 0-16 9-11C17-7 16 4 9 8C0 12-13 9-15 0Z"),
        17,
        9,
        4,
    ),
    "fries": Glyph(
        _fill("#e2a93a", "M-22-4L20-9L22-3L-20 3Z")
        + _fill("#f7d36b", "M-22-4L20-9L20-6L-21-1Z")
        + _fill("#f1c455", "M-12 12L14-2L17 3L-9 17Z"),
        18,
        11,
        4,
    ),
}
