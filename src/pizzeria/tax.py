"""Value added tax: the rate is the product's class times the order's type; prices include it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pizzeria.money import Money, allocate, quantum, round_to

DELIVERY = "delivery"
COLLECTION = "collection"
EAT_IN = "eat_in"
ORDER_TYPES = (DELIVERY, COLLECTION, EAT_IN)


class NoRate(LookupError):
    """No rate for this country, class and order type: a gap in the shop's settings, never a zero."""


@dataclass(frozen=True)
class TaxTable:
    """Percent by (class, order type); `cash_step` is what an all-cash total is rounded to, if anything."""

    country: str
    rates: Mapping[tuple[str, str], Decimal]
    cash_step: Decimal | None = None

    def rate(self, vat_class: str, order_type: str) -> Decimal:
        """The rate in percent. Raises NoRate."""
        try:
            return self.rates[vat_class, order_type]
        except KeyError:
            raise NoRate(f"{self.country} has no VAT rate for {vat_class!r}, {order_type!r}") from None

    def to_json(self) -> dict[str, Any]:
        rates: dict[str, dict[str, str]] = {}
        for (vat_class, order_type), rate in self.rates.items():
            rates.setdefault(vat_class, {})[order_type] = str(rate)
        step = None if self.cash_step is None else str(self.cash_step)
        return {"country": self.country, "rates": rates, "cash_step": step}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TaxTable:
        rates = {
            (vat_class, order_type): Decimal(rate)
            for vat_class, by_type in data["rates"].items()
            for order_type, rate in by_type.items()
        }
        step = data["cash_step"]
        return cls(data["country"], rates, None if step is None else Decimal(step))


def vat_within(gross: Decimal, rate: Decimal, step: Decimal) -> Decimal:
    """The tax that a tax-inclusive amount holds: gross x rate / (100 + rate), rounded half up."""
    return round_to(gross * rate / (100 + rate), step)


@dataclass(frozen=True, slots=True)
class VatRow:
    """All that is taxed at one rate: gross = net + vat."""

    rate: Decimal
    gross: Money
    vat: Money

    @property
    def net(self) -> Money:
        return self.gross - self.vat


def vat_shares(
    gross: Sequence[Decimal], rates: Sequence[Decimal], currency: str
) -> tuple[list[Decimal], tuple[VatRow, ...]]:
    """The VAT in every part and per rate: rounded once per rate, then shared out, so that both sums agree."""
    step = quantum(currency)
    parts = [step * 0] * len(gross)
    rows = []
    for rate in sorted(set(rates)):
        members = [i for i, other in enumerate(rates) if other == rate]
        amounts = [gross[i] for i in members]
        whole = sum(amounts, step * 0)
        vat = vat_within(whole, rate, step)
        for i, share in zip(members, allocate(vat, amounts, step), strict=True):
            parts[i] = share
        rows.append(VatRow(rate, Money(whole, currency), Money(vat, currency)))
    return parts, tuple(rows)


def _table(country: str, rows: Mapping[str, tuple[int, int, int]], cash_step: str | None) -> TaxTable:
    rates = {
        (vat_class, order_type): Decimal(percent)
        for vat_class, percents in rows.items()
        for order_type, percent in zip(ORDER_TYPES, percents, strict=True)
    }
    return TaxTable(country, rates, None if cash_step is None else Decimal(cash_step))


# Eating in is a service at 10 % whatever is served (DPR 633/1972, table A part III, no. 121); what leaves the
# shop is a sale of goods: prepared food 10 % (no. 80; law 178/2020, art. 1 c. 40), drinks at their own rate.
# Carriage by the seller follows what is carried (art. 12). Five-cent rounding of cash: decree 50/2017, art.
# 13-quater.
ITALY = _table(
    "IT",
    {  # class: (delivery, collection, eat in)
        "food": (10, 10, 10),
        "drink": (22, 22, 10),
        "alcohol": (22, 22, 10),
        "other": (22, 22, 22),
        "delivery": (10, 10, 10),
    },
    "0.05",
)
TABLES = {"IT": ITALY}


def table_of(country: str) -> TaxTable:
    """The table of an ISO 3166 country. Raises NoRate for one whose taxes nobody has entered: a guess would be owed."""
    try:
        return TABLES[country]
    except KeyError:
        raise NoRate(f"there is no VAT table for {country!r}, only for {', '.join(sorted(TABLES))}") from None
