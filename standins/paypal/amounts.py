"""Amounts as PayPal writes them: ``{"currency_code": "EUR", "value": "12.50"}``, decimals by currency."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from standins.paypal.errors import Refused

_DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "SEK": 2, "DKK": 2, "NOK": 2, "PLN": 2, "CZK": 2, "HUF": 0, "JPY": 0}
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")
# The merchant's own price for receiving money: a share of it and a fixed part.
_SHARE, _FIXED = Decimal("0.034"), Decimal("0.35")


def read(amount: dict[str, Any], path: str) -> tuple[Decimal, str]:
    """Return the value and its currency; refused when nothing, negative, or finer than the currency."""
    currency = str(amount["currency_code"])
    if currency not in _DIGITS:
        raise Refused("CURRENCY_NOT_SUPPORTED", field=f"{path}/currency_code")
    value = number(amount, path)
    if value <= 0:
        raise Refused("CANNOT_BE_ZERO_OR_NEGATIVE", field=f"{path}/value")
    return value, currency


def number(amount: dict[str, Any] | None, path: str = "") -> Decimal:
    """Return the value alone; nothing is zero."""
    if amount is None:
        return Decimal(0)
    if not _NUMBER.match(amount["value"]):
        raise Refused("INVALID_PARAMETER_SYNTAX", field=f"{path}/value")
    value = Decimal(amount["value"])
    if value != rounded(value, amount["currency_code"]):
        raise Refused("DECIMAL_PRECISION", field=f"{path}/value")
    return value


def write(value: Decimal, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": str(rounded(value, currency))}


def rounded(value: Decimal, currency: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-_DIGITS.get(currency, 2)), ROUND_HALF_UP)


def minor(value: Decimal, currency: str) -> int:
    """Return whole cents: what a ledger is compared with."""
    return int(rounded(value, currency).scaleb(_DIGITS.get(currency, 2)))


def receiving_fee(value: Decimal, currency: str) -> Decimal:
    return min(value, rounded(value * _SHARE + _FIXED, currency))


def check_sums(unit: dict[str, Any], path: str) -> None:
    """Refuse a purchase unit whose breakdown or items do not add up, as PayPal does."""
    amount = unit["amount"]
    breakdown = amount.get("breakdown")
    if not breakdown:
        return
    plus = ("item_total", "tax_total", "shipping", "handling", "insurance")
    minus = ("discount", "shipping_discount")
    total = sum((number(breakdown.get(name), path) for name in plus), Decimal(0))
    total -= sum((number(breakdown.get(name), path) for name in minus), Decimal(0))
    if total != number(amount, path):
        raise Refused("AMOUNT_MISMATCH", field=f"{path}/amount/value")
    items = unit.get("items") or []
    if items and _items(items) != number(breakdown.get("item_total"), path):
        raise Refused("ITEM_TOTAL_MISMATCH", field=f"{path}/amount/breakdown/item_total")


def _items(items: list[dict[str, Any]]) -> Decimal:
    return sum((number(item["unit_amount"]) * int(item["quantity"]) for item in items), Decimal(0))
