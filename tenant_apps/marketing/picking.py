"""Choosing inside a deal: what can be had for each choice, and a first proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pizzeria import deals as rules
from pizzeria import lines, pricing, suggestions, tax
from pizzeria.availability import one_way
from pizzeria.catalogue import Menu, MenuProduct, Size
from pizzeria.configuration import Configuration, Invalid
from pizzeria.deals import Deal, DealChoice, DealRequest
from pizzeria.money import Money
from pizzeria.pricing import LineRequest
from pizzeria.suggestions import Suggestion

Wished = Mapping[str, tuple[str, str]]  # choice id -> (product id, size id)


@dataclass(frozen=True)
class Option:
    """``changed``: how it is made today, where it cannot be made as it stands on the menu."""

    product: MenuProduct
    upcharge: Money | None
    is_chosen: bool
    changed: Suggestion | None = None


@dataclass(frozen=True)
class Asked:
    """One choice as the page shows it: what can be had, what of it is chosen, and in which sizes it comes."""

    choice: DealChoice
    options: tuple[Option, ...]
    sizes: tuple[Size, ...]
    pick: Configuration | None


@dataclass(frozen=True)
class Offer:
    """A deal being chosen. ``quote`` is None while something is missing; ``problem`` says what."""

    deal: Deal
    asked: tuple[Asked, ...]
    quote: pricing.Quote | None
    problem: Invalid | None


def offer(menu: Menu, deal: Deal, wished: Wished, *, local: datetime | None, order_type: str | None) -> Offer:
    """Return the deal with these wishes; where there is none, or one that cannot be had, with the first that can."""
    asked = tuple(
        _asked(menu, choice, wished.get(choice.id, ("", "")), local=local, order_type=order_type)
        for choice in deal.choices
    )
    try:
        return Offer(deal, asked, _price(menu, deal, asked, local=local, order_type=order_type), None)
    except Invalid as invalid:
        return Offer(deal, asked, None, invalid)


def configured(menu: Menu, choice: DealChoice, product: str, size: str) -> Configuration:
    """Return the product as this choice serves it: in that size if it comes in it, else in its first.

    Of which something has run out: with its substitute, else without it. Raises Invalid.
    """
    usual = _as_on_the_menu(menu, choice, product, size)
    changed = _changed(menu, usual)
    return changed.configuration if changed else usual


def _changed(menu: Menu, usual: Configuration) -> Suggestion | None:
    return next(iter(suggestions.suggestions(menu, usual)), None)


def _as_on_the_menu(menu: Menu, choice: DealChoice, product: str, size: str) -> Configuration:
    usual = pricing.default_configuration(menu, product)
    found = menu.products[product]
    offered = [size.id for size in _sizes(menu, choice, found)]
    if not offered or not found.is_built:
        return usual
    chosen = size if size in offered else usual.size if usual.size in offered else offered[0]
    return lines.in_size(menu, usual, chosen)


def _asked(
    menu: Menu, choice: DealChoice, wish: tuple[str, str], *, local: datetime | None, order_type: str | None
) -> Asked:
    products = rules.left(menu, choice, local=local, order_type=order_type)
    ids = [product.id for product in products]
    chosen = wish[0] if wish[0] in ids else next(iter(ids), "")
    options = tuple(
        Option(
            item,
            choice.upcharges.get(item.id),
            item.id == chosen,
            _changed(menu, _as_on_the_menu(menu, choice, item.id, wish[1])),
        )
        for item in products
    )
    if not chosen:
        return Asked(choice, options, (), None)
    sizes = _sizes(menu, choice, menu.products[chosen])
    return Asked(choice, options, sizes, configured(menu, choice, chosen, wish[1]))


def _sizes(menu: Menu, choice: DealChoice, product: MenuProduct) -> tuple[Size, ...]:
    """Those the product comes in here."""
    return tuple(
        size for id, size in menu.sizes.items() if id in product.prices and (not choice.sizes or id in choice.sizes)
    )


def _price(
    menu: Menu, deal: Deal, asked: tuple[Asked, ...], *, local: datetime | None, order_type: str | None
) -> pricing.Quote:
    picked = [LineRequest(item.pick, 1, item.choice.id) for item in asked if item.pick]
    request = DealRequest(deal.id, deal.id, tuple((line.id, line.id) for line in picked))
    # The rates do not matter: prices include the tax, and none is shown here.
    way = order_type or one_way(
        [deal, *(menu.products[line.configuration.product] for line in picked)], tax.ORDER_TYPES
    )
    return pricing.quote(menu, picked, order_type=way, tax=tax.ITALY, deals=[request], when=local)
