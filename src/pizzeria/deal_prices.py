"""What a meal deal takes off the lines that were chosen in it.

The deal's price stands in for the list price of what was chosen: the product in its size, or its two halves by the shop's
policy. Toppings, doughs and a split fee stay what they are, and upcharges come on top of the deal's price. All of it is
shared by list price, so that each line's VAT is that of its part, and nobody ever pays more than the list prices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pizzeria import lines as line_rules
from pizzeria.catalogue import Menu
from pizzeria.configuration import Invalid
from pizzeria.deals import Deal, DealChoice, DealRequest
from pizzeria.lines import PricedLine
from pizzeria.money import Money, allocate, quantum, round_to
from pizzeria.quotes import DealQuote


@dataclass(frozen=True, slots=True)
class Taken:
    """`savings`: what comes off each line, by line id, in whole cents."""

    quote: DealQuote
    savings: Mapping[str, Decimal]


def take(menu: Menu, request: DealRequest, lines: Mapping[str, PricedLine]) -> Taken:
    """The deal on these lines, by id, of which no other deal has one. Raises Invalid when they do not make it."""
    deal = deal_of(menu, request)
    picked = {choice.id: _picked(deal, choice, request, lines) for choice in deal.choices}
    if len(request.picks) != len(picked):
        raise Invalid("malformed", field="picks")
    step = quantum(menu.currency)
    list_prices = [line.total - line.extras() for line in picked.values()]
    instead = sum(list_prices, step * 0)
    upcharges = sum((_upcharge(menu, choice, picked[choice.id]) for choice in deal.choices), step * 0)
    price = min(deal.price.amount + upcharges, instead)
    shares = allocate(instead - price, list_prices, step)
    quoted = DealQuote(request, deal.name, Money(price, menu.currency), Money(instead, menu.currency))
    return Taken(quoted, {line.request.id: share for line, share in zip(picked.values(), shares, strict=True)})


def deal_of(menu: Menu, request: DealRequest) -> Deal:
    deal = menu.deals.get(request.deal)
    if deal is None:
        raise Invalid("unknown_deal", deal=request.deal)
    if not deal.available:
        raise Invalid("sold_out", name=deal.name)
    return deal


def _picked(deal: Deal, choice: DealChoice, request: DealRequest, lines: Mapping[str, PricedLine]) -> PricedLine:
    named = [line for picked, line in request.picks if picked == choice.id]
    line = lines.get(named[0]) if len(named) == 1 else None
    if line is None or line.request.quantity != 1:
        raise Invalid("deal_incomplete", name=deal.name, choice=choice.name)
    size = line.request.configuration.size or ""
    fits = (
        all(product.id in choice.products for product in line.products)
        and (not choice.sizes or size in choice.sizes)
        and (choice.halves or len(line.products) == 1)
    )
    if not fits:
        raise Invalid("deal_choice", name=deal.name, choice=choice.name, product=line.name)
    return line


def _upcharge(menu: Menu, choice: DealChoice, line: PricedLine) -> Decimal:
    """What the choice costs on top; of two halves by the policy that prices halves."""
    none = Money.zero(menu.currency)
    upcharges = [choice.upcharges.get(product.id, none).amount for product in line.products]
    return round_to(line_rules.of_halves(menu.policies, upcharges), quantum(menu.currency))
