"""A placed order edited: what was agreed keeps its price, what comes new has today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pizzeria.money import Money, allocate, quantum, round_to
from pizzeria.pricing import settle
from pizzeria.quotes import DealQuote, DiscountQuote, LineQuote, Quote
from pizzeria.tax import TaxTable, vat_shares


def amend(
    agreed: Quote,
    *,
    keep: Mapping[str, int],
    fresh: Sequence[LineQuote] = (),
    fresh_deals: Sequence[DealQuote] = (),
    fresh_discounts: Sequence[DiscountQuote] = (),
    tax: TaxTable,
) -> Quote:
    """The order with the agreed lines named in `keep` (id -> how many now), then the fresh ones.

    Of the fresh lines that were chosen in a deal the deals come in `fresh_deals`, what these save in `fresh_discounts`.

    Fees and the tip stay. A discount is taken again from what is left of its lines, and is gone with the last of them;
    a deal is gone with the first. With all kept as they were it is the agreed quote itself.
    """
    currency = agreed.currency
    step = quantum(currency)
    lines = [_resized(line, keep[line.id]) for line in agreed.lines if line.id in keep] + list(fresh)
    dues = [line.total.amount for line in lines]
    # What deals save is taken first, as it is when an order is priced.
    offered = sorted([*agreed.discounts, *fresh_discounts], key=lambda item: item.kind != "deal")
    discounts = [taken for item in offered if (taken := _again(item, lines, dues, currency))]
    fees = list(agreed.fees)
    gross = dues + [item.amount.amount for item in fees]
    vat, rows = vat_shares(gross, [line.vat_rate for line in lines] + [item.vat_rate for item in fees], currency)
    held = [Money(amount, currency) for amount in vat]
    amended = replace(
        agreed,
        lines=tuple(
            replace(line, discount=Money(line.total.amount - due, currency), vat=part)
            for line, due, part in zip(lines, dues, held, strict=False)
        ),
        fees=tuple(replace(item, vat=part) for item, part in zip(fees, held[len(lines) :], strict=True)),
        discounts=tuple(discounts),
        deals=(*_whole(agreed.deals, keep), *fresh_deals),
        subtotal=Money.sum((line.total for line in lines), currency),
        vat=rows,
        total=Money(sum(gross, step * 0), currency),
    )
    return settle(amended, tax=tax, cash=agreed.cash, tip=agreed.tip)


def _whole(deals: Sequence[DealQuote], keep: Mapping[str, int]) -> list[DealQuote]:
    """The deals of which every line stays."""
    return [deal for deal in deals if all(line in keep for _, line in deal.request.picks)]


def _resized(line: LineQuote, quantity: int) -> LineQuote:
    total = Money(round_to(line.unit.amount * quantity, quantum(line.unit.currency)), line.unit.currency)
    return replace(line, quantity=quantity, total=total)


def _again(item: DiscountQuote, lines: Sequence[LineQuote], dues: list[Decimal], currency: str) -> DiscountQuote | None:
    """Takes the discount off `dues`, shared by what each of its lines still costs; None when none of them is left."""
    discount = item.discount
    chosen = [i for i, line in enumerate(lines) if not discount.lines or line.id in discount.lines]
    if not chosen or (item.kind == "deal" and len(chosen) < len(discount.lines)):
        return None
    whole = Money(sum((dues[i] for i in chosen), quantum(currency) * 0), currency)
    percent = (discount.percent or Decimal(0)) / 100
    wanted = (whole * percent).rounded() if discount.amount is None else discount.amount
    taken = min(wanted, whole)
    shares = allocate(taken.amount, [dues[i] for i in chosen], quantum(currency))
    for i, share in zip(chosen, shares, strict=True):
        dues[i] -= share
    return replace(item, amount=taken)
