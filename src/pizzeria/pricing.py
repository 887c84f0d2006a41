"""The one price engine: a menu, a basket and a tax table in, a Quote with its derivation out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from pizzeria import checks, deal_prices
from pizzeria import lines as line_rules
from pizzeria.catalogue import Dough, Ingredient, Menu, MenuProduct, Policies, RecipePart, Size
from pizzeria.configuration import Configuration, Half, Invalid, Topping
from pizzeria.deals import Deal, DealChoice, DealRequest
from pizzeria.explain import explain, line_sentence, step_text
from pizzeria.lines import default_configuration, price_from
from pizzeria.money import Money, allocate, quantum
from pizzeria.quotes import (
    DealQuote,
    Discount,
    DiscountQuote,
    Fee,
    FeeQuote,
    LineQuote,
    LineRequest,
    Quote,
    Step,
)
from pizzeria.tax import ORDER_TYPES, TaxTable, VatRow, vat_shares

__all__ = [
    "Configuration",
    "Deal",
    "DealChoice",
    "DealQuote",
    "DealRequest",
    "Discount",
    "DiscountQuote",
    "Dough",
    "Fee",
    "FeeQuote",
    "Half",
    "Ingredient",
    "Invalid",
    "LineQuote",
    "LineRequest",
    "Menu",
    "MenuProduct",
    "Policies",
    "Quote",
    "RecipePart",
    "Size",
    "Step",
    "Topping",
    "VatRow",
    "default_configuration",
    "explain",
    "line_sentence",
    "price_from",
    "quote",
    "replay",
    "settle",
    "step_text",
]

NOTHING = Decimal(0)


class Terms(TypedDict, total=False):
    """What else a quote may be given.

    minimum: of the order; below it the basket is priced all the same, and `quote.to_go` says what is missing.
    deals: each made of lines by their ids, before any discount.
    when: the shop's local time the order is for; without it nobody asks whether that is when things are served.
    """

    fees: Iterable[Fee]
    discounts: Iterable[Discount]
    minimum: Money | None
    deals: Iterable[DealRequest]
    when: datetime | None


def quote(menu: Menu, lines: Sequence[LineRequest], *, order_type: str, tax: TaxTable, **terms: Unpack[Terms]) -> Quote:
    """The price of these lines, each with the steps that lead to it. An empty basket costs its fees.

    Raises Invalid when something cannot be ordered so, tax.NoRate when the tax table has a gap.
    """
    if order_type not in ORDER_TYPES:
        raise Invalid("unknown_order_type")
    currency, minimum, when = menu.currency, terms.get("minimum"), terms.get("when")
    zero = Money.zero(currency)
    priced = [line_rules.price(menu, request) for request in lines]
    for line in priced:
        for product in line.products:
            checks.check_offered(product, local=when, order_type=order_type)
    dues = [line.total for line in priced]
    taken = [_deal(menu, request, priced, dues) for request in _checked_deals(menu, terms, order_type)]
    deal_of = {line: deal.request.id for deal in taken for _, line in deal.request.picks}
    discounted = [_saving(deal) for deal in taken if deal.saving]
    discounted += [_discount(item, priced, dues, currency) for item in terms.get("discounts", ())]
    charged = [_checked_fee(fee, currency) for fee in terms.get("fees", ())]

    gross = dues + [fee.amount.amount for fee in charged]
    rates = [tax.rate(line.product.vat_class, order_type) for line in priced]
    rates += [tax.rate(fee.vat_class, order_type) for fee in charged]
    vat, rows = vat_shares(gross, rates, currency)
    parts = list(zip(gross, rates, vat, strict=True))
    of_lines, of_fees = parts[: len(priced)], parts[len(priced) :]
    return Quote(
        currency=currency,
        order_type=order_type,
        lines=tuple(
            line.quoted(*part, deal=deal_of.get(line.request.id, ""))
            for line, part in zip(priced, of_lines, strict=True)
        ),
        fees=tuple(
            FeeQuote(fee, rate, Money(held, currency)) for fee, (_, rate, held) in zip(charged, of_fees, strict=True)
        ),
        discounts=tuple(discounted),
        subtotal=Money(sum((line.total for line in priced), zero.amount), currency),
        vat=rows,
        total=Money(sum(gross, zero.amount), currency),
        minimum=minimum and minimum + zero,  # the sum refuses another currency
        tip=zero,
        rounding=zero,
        deals=tuple(taken),
    )


def settle(priced: Quote, *, tax: TaxTable, cash: bool = False, tip: Money | None = None) -> Quote:
    """The same quote with what changes hands: a tip, and the rounding when all of it is paid in cash.

    Only `tip`, `rounding`, `cash` and so `payable` differ. Raises Invalid for a negative tip, or one on a
    collection.
    """
    given = Money.zero(priced.currency) if tip is None else tip
    if given.amount < 0 or given != given.rounded():
        raise Invalid("bad_amount", name=str(given))
    if given and priced.order_type == "collection":
        raise Invalid("no_tip")
    due = priced.total + given
    rounding = due.rounded(tax.cash_step) - due if cash and tax.cash_step else Money.zero(priced.currency)
    return replace(priced, tip=given, rounding=rounding, cash=cash)


def replay(stored: Quote, menu: Menu, tax: TaxTable) -> Quote:
    """The stored request priced again: equal on the menu and table of its day, today's price on today's."""
    again = quote(
        menu,
        [LineRequest(line.configuration, line.quantity, line.id) for line in stored.lines],
        order_type=stored.order_type,
        tax=tax,
        fees=[item.fee for item in stored.fees],
        discounts=[item.discount for item in stored.discounts if item.kind != "deal"],
        minimum=stored.minimum,
        deals=[deal.request for deal in stored.deals],
    )
    return settle(again, tax=tax, cash=stored.cash, tip=stored.tip)


def _checked_deals(menu: Menu, terms: Terms, order_type: str) -> Iterator[DealRequest]:
    """The deals that may be had now. A line is part of one of them only, or it would be saved on twice."""
    seen: set[str] = set()
    for request in terms.get("deals", ()):
        checks.check_offered(deal_prices.deal_of(menu, request), local=terms.get("when"), order_type=order_type)
        named = [line for _, line in request.picks]
        if len(set(named)) < len(named) or seen.intersection(named):
            raise Invalid("malformed", field="picks")
        seen.update(named)
        yield request


def _deal(menu: Menu, request: DealRequest, priced: Sequence[line_rules.PricedLine], dues: list[Decimal]) -> DealQuote:
    """Takes what the deal saves off `dues`."""
    places = {line.request.id: i for i, line in enumerate(priced)}
    deal = deal_prices.take(menu, request, {id: priced[i] for id, i in places.items()})
    for id, saved in deal.savings.items():
        dues[places[id]] -= saved
    return deal.quote


def _saving(deal: DealQuote) -> DiscountQuote:
    lines = tuple(line for _, line in deal.request.picks)
    return DiscountQuote(Discount(deal.request.id, deal.name, amount=deal.saving, lines=lines), deal.saving, "deal")


def _discount(
    discount: Discount, priced: Sequence[line_rules.PricedLine], dues: list[Decimal], currency: str
) -> DiscountQuote:
    """Takes the discount off `dues`, shared by what each line still costs."""
    if (discount.amount is None) == (discount.percent is None):
        raise ValueError(f"the discount {discount.id!r} is an amount or a percentage")
    chosen = [i for i, line in enumerate(priced) if not discount.lines or line.request.id in discount.lines]
    open_dues = [dues[i] for i in chosen]
    whole = Money(sum(open_dues, quantum(currency) * 0), currency)
    if discount.amount is not None:
        wanted = discount.amount
    else:
        wanted = (whole * ((discount.percent or NOTHING) / 100)).rounded()
    if wanted.amount < 0 or wanted != wanted.rounded():
        raise Invalid("bad_amount", name=discount.label)
    taken = min(wanted, whole)  # never below nothing
    for i, share in zip(chosen, allocate(taken.amount, open_dues, quantum(currency)), strict=True):
        dues[i] -= share
    return DiscountQuote(discount, taken)


def _checked_fee(fee: Fee, currency: str) -> Fee:
    if fee.amount.amount < 0 or fee.amount + Money.zero(currency) != fee.amount.rounded():
        raise Invalid("bad_amount", name=fee.label or fee.kind)
    return fee
