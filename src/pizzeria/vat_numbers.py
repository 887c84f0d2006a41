"""VAT numbers as they are written on a bill."""

from __future__ import annotations

import re

# Member states with the letters that VIES uses: Greece is EL there.
_MEMBERS = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_MEMBERS.split())
_SHAPE = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,12}")


def clean(text: str, *, country: str = "IT") -> str:
    """Return the number as VIES writes it: capitals, no spaces, the country in front (added where it is missing).

    Raises ValueError when it cannot be one. Italian numbers are checked to the last digit
    (DPR 633/1972, art. 35: eleven digits, the last by the Luhn rule); of others only the shape.
    """
    number = re.sub(r"[\s.\-/]", "", text).upper()
    if number.isdigit():
        number = country + number
    if not _SHAPE.fullmatch(number) or number[:2] not in EU:
        raise ValueError(f"{text!r} is no VAT number")
    if number.startswith("IT") and not is_partita_iva(number[2:]):
        raise ValueError(f"{text!r} is no Italian VAT number")
    return number


def is_partita_iva(digits: str) -> bool:
    """Whether these are eleven digits whose last fits the others (Luhn, ISO/IEC 7812-1 annex B)."""
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()) or set(digits) == {"0"}:
        return False
    doubled = (int(digit) * 2 for digit in digits[1:10:2])
    total = sum(int(digit) for digit in digits[0:10:2]) + sum(each // 10 + each % 10 for each in doubled)
    return (10 - total % 10) % 10 == int(digits[10])
