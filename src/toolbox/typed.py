"""What people type, cleaned of what no row or page should hold."""

import unicodedata

# Control characters, halves of surrogate pairs, nobody's characters, and what is not seen but turns words around.
_MARKS = {"Cc", "Cs", "Co", "Cn", "Cf"}
_JOINER = "\u200d"  # between two pictures it makes one: a family, a cook


def clean(text: str, *, most: int) -> str:
    """Return the words alone, at most ``most`` long: nothing unseen (PostgreSQL takes no NUL), single spaces."""
    words = " ".join(text.split())
    seen = "".join(mark for place, mark in enumerate(words) if _is_seen(words, place))
    return " ".join(seen.split())[:most].strip()


def _is_seen(words: str, place: int) -> bool:
    if words[place] == _JOINER:
        return 0 < place < len(words) - 1 and _is_picture(words[place - 1]) and _is_picture(words[place + 1])
    return unicodedata.category(words[place]) not in _MARKS


def _is_picture(mark: str) -> bool:
    return unicodedata.category(mark) in {"So", "Sk"} or mark == "\ufe0f"
