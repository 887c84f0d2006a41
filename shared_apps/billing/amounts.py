"""Minor units, as a provider counts, and what people read."""

from decimal import Decimal

from pizzeria.money import WHOLE_CURRENCIES, Money


def major(minor: int, currency: str) -> Decimal:
    """Return 69.00 for 6900 EUR; yen have no cents."""
    return Decimal(minor) if currency in WHOLE_CURRENCIES else Decimal(minor).scaleb(-2)


def money(minor: int, currency: str) -> Money:
    return Money(major(minor, currency), currency)
