"""Everybody can read it: the colours of the tokens, held to WCAG's contrast, in the light and in the dark."""

import re
from pathlib import Path

import pytest

SCSS = Path(__file__).resolve().parents[2] / "src" / "static" / "scss"
TOKENS = (SCSS / "_tokens.scss").read_text()
SCREENS = (SCSS / "_screens.scss").read_text()
AA, AAA, NOT_TEXT = 4.5, 7.0, 3.0

HEX = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})")
THEMES = {
    theme: dict(HEX.findall(re.search(rf"@mixin {theme} \{{(.*?)\n\}}", TOKENS, re.S).group(1)))
    for theme in ("light", "dark")
}
ACCENTS = {
    name: tuple(re.findall("#[0-9a-f]{6}", values))
    for name, values in re.findall(r'^  "(\w+)": \(([^)]*)\)', TOKENS, re.M)
}


def contrast(one: str, two: str) -> float:
    """WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", ["text", "text-soft"])
@pytest.mark.parametrize("ground", ["page", "card", "raised", "sunken"])
def test_text_is_legible_on_every_ground(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= AA


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("meaning", ["good", "wait", "bad", "info"])
def test_a_pill_is_legible(theme: str, meaning: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[f"{meaning}-ink"], colours[f"{meaning}-soft"]) >= AA
    assert contrast(colours[f"{meaning}-ink"], colours["page"]) >= AA


@pytest.mark.parametrize("theme", THEMES)
def test_a_field_has_an_edge_one_sees(theme: str) -> None:
    assert contrast(THEMES[theme]["line-strong"], THEMES[theme]["card"]) >= NOT_TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fill", ["good", "bad"])
def test_a_filled_button_is_legible(theme: str, fill: str) -> None:
    assert contrast("#ffffff", THEMES[theme][fill]) >= AA


def test_there_are_eight_accents() -> None:
    assert len(ACCENTS) == 8


@pytest.mark.parametrize("name", ACCENTS)
def test_an_accent_works_as_a_button_and_as_text(name: str) -> None:
    fill, light_text, light_soft, dark_text, dark_soft = ACCENTS[name]
    light, dark = THEMES["light"], THEMES["dark"]
    assert contrast("#ffffff", fill) >= AA
    assert all(
        contrast(light_text, ground) >= AA for ground in (light["page"], light["card"], light["sunken"], light_soft)
    )
    assert all(contrast(dark_text, ground) >= AA for ground in (dark["page"], dark["card"], dark["sunken"], dark_soft))


@pytest.mark.parametrize("ink", ["text", "text-soft", "good-ink", "bad-ink", "wait-ink"])
@pytest.mark.parametrize("ground", ["page", "card"])
def test_the_kitchen_reads_at_two_metres(ink: str, ground: str) -> None:
    screen = dict(HEX.findall(SCREENS))
    assert contrast(screen[ink], screen[ground]) >= AAA
