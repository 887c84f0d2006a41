"""What a store owes its franchise: a declared formula on the sales of a month, and what later counts change of it.

All amounts are whole minor units (cents). A day's base is linear in what was sold, so that lines sum to orders, orders to
days and days to months without a cent of difference; percents are taken once, of a month's base, and rounded half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from pizzeria.money import quantum

WHOLE = 10_000  # basis points


class NotWhole(ValueError):
    """An amount is finer than its currency's smallest unit: it was not rounded where it came from."""


def to_minor(amount: Decimal, currency: str) -> int:
    """9.50 EUR -> 950, 950 JPY -> 950. Raises NotWhole."""
    units = amount / quantum(currency)
    if units != int(units):
        raise NotWhole(f"{amount} is no whole amount of {currency}")
    return int(units)


def from_minor(units: int, currency: str) -> Decimal:
    return units * quantum(currency)


@dataclass(frozen=True, slots=True)
class Sales:
    """What a line, an order or a day sold, VAT included, in minor units; the amounts ending in ``vat`` are part of them.

    ``goods`` before ``discounts``; ``vat`` is what goods less discounts hold. ``refunds`` is what was given back, whatever
    of it was sold when. ``tips`` are nobody's sales and enter no base.
    """

    goods: int = 0
    discounts: int = 0
    fees: int = 0
    refunds: int = 0
    vat: int = 0
    discounts_vat: int = 0
    fees_vat: int = 0
    refunds_vat: int = 0
    tips: int = 0

    def __add__(self, other: Sales) -> Sales:
        return Sales(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Terms:
    """The formula: percents in basis points (500 is 5 %), the least royalty of a whole month, and what is in the base.

    Tips and gift cards are in no base, whatever is declared.
    """

    royalty_bps: int
    advertising_bps: int
    minimum: int = 0
    is_net: bool = True
    deducts_discounts: bool = True
    counts_fees: bool = False
    deducts_refunds: bool = True

    def base(self, sales: Sales) -> int:
        """What of these sales the percents are taken of; below zero where more was given back than sold."""
        return self.counted(sales) - self.vat_out(sales)

    def counted(self, sales: Sales) -> int:
        """What of these sales counts, with VAT."""
        total = sales.goods
        if self.deducts_discounts:
            total -= sales.discounts
        if self.counts_fees:
            total += sales.fees
        return total - sales.refunds if self.deducts_refunds else total

    def vat_out(self, sales: Sales) -> int:
        """The VAT in what counts, that is taken out of it; zero where the basis is with VAT."""
        if not self.is_net:
            return 0
        total = sales.vat if self.deducts_discounts else sales.vat + sales.discounts_vat
        if self.counts_fees:
            total += sales.fees_vat
        return total - sales.refunds_vat if self.deducts_refunds else total

    def charge(self, base: int, *, days: int, of: int) -> Charge:
        """What a month's base costs a store that was in the franchise on ``days`` of its ``of`` days.

        The minimum counts by days. Without one, a month that gave back more than it sold is a credit.
        """
        royalty = _share(base, self.royalty_bps, WHOLE)
        if self.minimum:
            royalty = max(royalty, _share(self.minimum, days, of))
        return Charge(base, royalty, _share(base, self.advertising_bps, WHOLE))


@dataclass(frozen=True, slots=True)
class Charge:
    """A month's base and the two sums on it; as a correction, what is added to those of before."""

    base: int = 0
    royalty: int = 0
    advertising: int = 0

    @property
    def total(self) -> int:
        return self.royalty + self.advertising

    def __add__(self, other: Charge) -> Charge:
        return Charge(self.base + other.base, self.royalty + other.royalty, self.advertising + other.advertising)

    def __sub__(self, other: Charge) -> Charge:
        return Charge(self.base - other.base, self.royalty - other.royalty, self.advertising - other.advertising)

    def __bool__(self) -> bool:
        return bool(self.base or self.royalty or self.advertising)


@dataclass(frozen=True)
class Settled:
    """A frozen month of a store: the terms of then, its days in the franchise, and all that was charged for it so far."""

    terms: Terms
    days: int
    of: int
    charged: Charge


@dataclass(frozen=True)
class Change:
    """One day of a frozen month that is counted otherwise now; ``before`` is its base as last charged."""

    day: date
    sales: Sales
    before: int
    now: int

    @property
    def difference(self) -> int:
        return self.now - self.before


def correct(settled: Settled, counted: Mapping[date, tuple[Sales, int]]) -> tuple[list[Change], Charge]:
    """Return the days whose base is another now, and what is still to be charged for the month.

    ``counted`` holds the days that were counted again, with the base last charged for each. What was charged and every
    correction sum to what the terms of then say of the newest count.
    """
    terms = settled.terms
    found = [Change(day, sales, before, terms.base(sales)) for day, (sales, before) in sorted(counted.items())]
    changes = [change for change in found if change.difference]
    if not changes:
        return [], Charge()
    base = settled.charged.base + sum(change.difference for change in changes)
    return changes, terms.charge(base, days=settled.days, of=settled.of) - settled.charged


# --- Months ------------------------------------------------------------------------------------


def month_of(day: date) -> date:
    """The first day of its month, which is how months are named here."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month ``count`` months later; before, with a negative one."""
    years, months = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(years, months + 1, 1)


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def months(first: date, last: date) -> Iterable[date]:
    """Every month from that of ``first`` to that of ``last``, both included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = month_after(month)


def span_in(month: date, joined: date, left: date | None = None) -> tuple[date, date] | None:
    """The first and last day of the month on which a store belonged to the franchise; None where on no day."""
    first, last = max(month, joined), min(last_day(month), left or date.max)
    return (first, last) if first <= last else None


def _share(amount: int, part: int, whole: int) -> int:
    """amount x part / whole, halves away from zero."""
    return int((Decimal(amount) * part / whole).quantize(Decimal(1), ROUND_HALF_UP))
