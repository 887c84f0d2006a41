from string import Formatter

import pytest

from pizzeria.words import ALLERGENS, DAYS, LANGUAGES, REFUSALS, WORDS

PHRASES = {**REFUSALS, **WORDS, **ALLERGENS, **{day["en"]: day for day in DAYS}}


@pytest.mark.parametrize("code", PHRASES)
def test_what_is_said_in_one_language_is_said_in_the_other_about_the_same_things(code):
    phrase = PHRASES[code]
    assert set(phrase) == set(LANGUAGES) and all(phrase.values())
    gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in phrase.values()]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize("text", [text for phrase in PHRASES.values() for text in phrase.values()])
def test_nobody_is_shouted_at(text):
    assert "!" not in text
