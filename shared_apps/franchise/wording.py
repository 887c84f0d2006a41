"""A formula as people say it, and a month as it worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pizzeria.royalties import Sales, Terms, from_minor

# What the worked example is made of: goods 11,000.00 at 10 % VAT, a tenth of it off, fees at 22 %, refunds, tips.
EXAMPLE = Sales(
    goods=1_100_000,
    discounts=110_000,
    fees=61_000,
    refunds=22_000,
    vat=90_000,
    discounts_vat=10_000,
    fees_vat=11_000,
    refunds_vat=2_000,
    tips=15_000,
)
DAYS = 30


def month_name(month: date) -> str:
    """May 2026, maggio 2026."""
    return format_skeleton("yMMMM", month, locale=_language())


def day_name(day: date) -> str:
    """8 May 2026, 8 maggio 2026."""
    return format_date(day, "d MMMM y", locale=_language())


def percent(bps: int) -> str:
    """Return 5.25 % for 525 basis points, without needless zeros."""
    return f"{format_decimal(Decimal(bps) / 100, locale=_language())} %"


def amount(units: int, currency: str) -> str:
    return format_currency(from_minor(units, currency), currency, locale=_language())


def sentence(terms: Terms, *, currency: str) -> str:
    """Return the formula in words."""
    said = [_percents(terms), _basis(terms)]
    if terms.minimum:
        said.append(
            _("The royalty is at least %(amount)s a month; for a part of a month, its share by days.")
            % {"amount": amount(terms.minimum, currency)}
        )
    said.append(_("Tips and gift cards stay out."))
    return " ".join(said)


def _percents(terms: Terms) -> str:
    words = {"royalty": percent(terms.royalty_bps), "advertising": percent(terms.advertising_bps)}
    if terms.is_net:
        return (
            _("%(royalty)s royalty and %(advertising)s for the advertising fund, of the month's sales without VAT.")
            % words
        )
    return _("%(royalty)s royalty and %(advertising)s for the advertising fund, of the month's sales with VAT.") % words


def _basis(terms: Terms) -> str:
    discounts = _("Goods after discounts") if terms.deducts_discounts else _("Goods before discounts")
    fees = _("with delivery fees") if terms.counts_fees else _("without delivery fees")
    refunds = _("less refunds") if terms.deducts_refunds else _("refunds not deducted")
    return f"{discounts}, {fees}, {refunds}."


@dataclass(frozen=True)
class Step:
    """A row of the worked example: amount in minor units; ``is_sum`` where a line is drawn above."""

    label: str
    units: int
    is_sum: bool = False


def worked_example(terms: Terms) -> Sequence[Step]:
    """Return how the formula works out on a month that sold EXAMPLE."""
    sold = EXAMPLE
    steps = [Step(_("Goods"), sold.goods)]
    if terms.deducts_discounts:
        steps.append(Step(_("Discounts"), -sold.discounts))
    if terms.counts_fees:
        steps.append(Step(_("Delivery fees"), sold.fees))
    if terms.deducts_refunds:
        steps.append(Step(_("Refunds"), -sold.refunds))
    gross, charge = sum(step.units for step in steps), terms.charge(terms.base(sold), days=DAYS, of=DAYS)
    if terms.is_net:
        steps.append(Step(_("VAT in it"), charge.base - gross))
    steps.append(Step(_("Basis"), charge.base, is_sum=True))
    by_percent = replace(terms, minimum=0).charge(charge.base, days=DAYS, of=DAYS).royalty
    said = _("Royalty %(percent)s") % {"percent": percent(terms.royalty_bps)}
    steps.append(Step(said if charge.royalty == by_percent else _("Royalty, the least agreed"), charge.royalty))
    steps.append(
        Step(_("Advertising fund %(percent)s") % {"percent": percent(terms.advertising_bps)}, charge.advertising)
    )
    steps.append(Step(_("To pay"), charge.total, is_sum=True))
    return steps


def _language() -> str:
    return get_language() or "en"
