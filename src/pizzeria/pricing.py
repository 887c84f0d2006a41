"""The one price engine: a menu, a basket and a tax table in, a Quote with its derivation out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pizzeria import lines as line_rules
from pizzeria.catalogue import Dough, Ingredient, Menu, MenuProduct, Policies, RecipePart, Size
from pizzeria.configuration import Configuration, Half, Invalid, Topping
from pizzeria.explain import explain, step_text
from pizzeria.lines import default_configuration, price_from
from pizzeria.money import Money, allocate, quantum
from pizzeria.quotes import (
    Discount,
    DiscountQuote,
    Fee,
    FeeQuote,
    LineQuote,
    LineRequest,
    Quote,
    Step,
    VatRow,
)
from pizzeria.tax import ORDER_TYPES, TaxTable, vat_within

__all__ = [
    "Configuration",
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
    "price_from",
    "quote",
    "replay",
    "settle",
    "step_text",
]

NOTHING = Decimal(0)


def quote(
    menu: Menu,
    lines: Sequence[LineRequest],
    *,
    order_type: str,
    tax: TaxTable,
    fees: Iterable[Fee] = (),
    discounts: Iterable[Discount] = (),
    minimum: Money | None = None,
) -> Quote:
    """The price of these lines, each with the steps that lead to it. An empty basket costs its fees.

    A basket below `minimum` is priced all the same: `quote.to_go` says what is missing. Raises Invalid when
    something cannot be ordered so, tax.NoRate when the tax table has a gap.
    """
    if order_type not in ORDER_TYPES:
        raise Invalid("unknown_order_type")
    currency = menu.currency
    zero = Money.zero(currency)
    priced = [line_rules.price(menu, request) for request in lines]
    dues = [line.total for line in priced]
    discounted = [_discount(item, priced, dues, currency) for item in discounts]
    charged = [_checked_fee(fee, currency) for fee in fees]

    gross = dues + [fee.amount.amount for fee in charged]
    rates = [tax.rate(line.product.vat_class, order_type) for line in priced]
    rates += [tax.rate(fee.vat_class, order_type) for fee in charged]
    vat, rows = _vat(gross, rates, currency)
    parts = list(zip(gross, rates, vat, strict=True))
    of_lines, of_fees = parts[: len(priced)], parts[len(priced) :]
    return Quote(
        currency=currency,
        order_type=order_type,
        lines=tuple(line.quoted(*part) for line, part in zip(priced, of_lines, strict=True)),
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
        discounts=[item.discount for item in stored.discounts],
        minimum=stored.minimum,
    )
    return settle(again, tax=tax, cash=stored.cash, tip=stored.tip)


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


def _vat(gross: Sequence[Decimal], rates: Sequence[Decimal], currency: str) -> tuple[list[Decimal], tuple[VatRow, ...]]:
    """The VAT in every part and per rate: rounded once per rate, then shared out, so that both sums agree."""
    step = quantum(currency)
    parts: list[Decimal] = [NOTHING] * len(gross)
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
