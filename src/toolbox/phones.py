"""Phone numbers as people write them, brought to one form that can be looked for."""

import re

# What a number is called with from abroad; a number at home is written without it.
CALLING_CODES = {"IT": "39"}
LONGEST = 20


def bare(phone: str, *, country: str) -> str:
    """Return the digits alone, without the country's own calling code: "+39 333 12.34" is 3331234 in Italy."""
    digits = re.sub(r"\D", "", phone)
    is_abroad = phone.strip().startswith("+")
    if digits.startswith("00"):
        digits, is_abroad = digits[2:], True
    code = CALLING_CODES.get(country, "")
    if is_abroad and code and digits.startswith(code):
        digits = digits[len(code) :]
    return digits[-LONGEST:]
