"""What a basket costs now: the engine's quote of what can be had, and what cannot with the reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pizzeria import lines as line_rules
from pizzeria import pricing, tax
from pizzeria.catalogue import Menu, Name
from pizzeria.configuration import Configuration
from pizzeria.money import Money
from tenant_apps.menu import queries as menu
from tenant_apps.ordering.models import Basket, BasketLine
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from tenant_apps.shop.queries import Timetable


@dataclass(frozen=True)
class PricedLine:
    """One line with its price, or with the reason why there is none."""

    line: BasketLine
    name: Name
    quote: pricing.LineQuote | None
    problem: pricing.Invalid | None


@dataclass(frozen=True)
class PricedBasket:
    """``quote`` is the price of the lines that can be had; nothing is left out silently: ``lines`` has them all."""

    basket: Basket
    table: Timetable
    catalogue: Menu
    lines: tuple[PricedLine, ...]
    quote: pricing.Quote

    @property
    def shop(self) -> Shop:
        return self.table.shop

    @property
    def order_type(self) -> str:
        return self.quote.order_type

    @property
    def count(self) -> int:
        return sum(priced.line.quantity for priced in self.lines)

    @property
    def problems(self) -> tuple[PricedLine, ...]:
        return tuple(priced for priced in self.lines if priced.problem)

    @property
    def can_check_out(self) -> bool:
        return bool(self.lines) and not self.problems and not self.quote.to_go


def price(basket: Basket, *, at: datetime, order_type: str | None = None) -> PricedBasket:
    """Price the basket on the menu of this moment. What cannot be ordered so never raises: it is shown."""
    table = shops.timetable(at=at)
    catalogue = menu.price_menu(at=at)
    lines = tuple(_priced(line, catalogue) for line in basket.lines.kept())
    quote = _quote(lines, catalogue, table.shop, order_type or usual_type(basket, table.shop))
    return PricedBasket(basket, table, catalogue, lines, quote)


def usual_type(basket: Basket, shop: Shop) -> str:
    """The basket's order type, or the shop's first when the shop has stopped offering it."""
    offered = shop.order_types()
    return basket.order_type if basket.order_type in offered or not offered else offered[0]


def table_of(shop: Shop) -> tax.TaxTable:
    return tax.TABLES.get(shop.country, tax.ITALY)


def payable_in_cash(priced: PricedBasket) -> Money:
    """Return what changes hands when all of it is paid in cash: Italy rounds that to five cents."""
    return pricing.settle(priced.quote, tax=table_of(priced.shop), cash=True).payable


def _quote(lines: tuple[PricedLine, ...], catalogue: Menu, shop: Shop, order_type: str) -> pricing.Quote:
    requests = [_request(priced.line) for priced in lines if not priced.problem]
    is_delivery = order_type == tax.DELIVERY
    fee = Money(shop.delivery_fee, catalogue.currency)
    return pricing.quote(
        catalogue,
        requests,
        order_type=order_type,
        tax=table_of(shop),
        fees=[pricing.Fee(fee)] if is_delivery and fee and requests else [],
        minimum=Money(shop.minimum_order, catalogue.currency) if is_delivery and requests else None,
    )


def _priced(line: BasketLine, catalogue: Menu) -> PricedLine:
    try:
        request = _request(line)
        alone = pricing.quote(catalogue, [request], order_type=tax.COLLECTION, tax=tax.ITALY).lines[0]
    except pricing.Invalid as invalid:
        return PricedLine(line, line.name, None, invalid)
    return PricedLine(line, alone.name, alone, None)


def _request(line: BasketLine) -> pricing.LineRequest:
    return pricing.LineRequest(Configuration.from_json(line.configuration), line.quantity, str(line.id))


def check(configuration: Configuration, quantity: int, *, at: datetime) -> Name:
    """Return what this would be called on a bill. Raises pricing.Invalid when it cannot be ordered now."""
    request = pricing.LineRequest(configuration, quantity)
    catalogue = menu.price_menu(at=at)
    return pricing.quote(catalogue, [request], order_type=tax.COLLECTION, tax=tax.ITALY).lines[0].name


def usual(product: str, *, at: datetime) -> Configuration:
    """The product as the menu card shows it, for a one-tap add. Raises pricing.Invalid."""
    return line_rules.default_configuration(menu.price_menu(at=at), product)


def details(line: pricing.LineQuote) -> list[dict[str, Any]]:
    """What is out of the ordinary about a line, in both languages: what a ticket prints and a customer reads."""
    wanted = [step for step in line.steps if step.kind in ("half", "dough", "topping", "removal")]
    rows: list[dict[str, Any]] = [
        {"kind": step.kind, "text": {language: pricing.step_text(step, language) for language in ("it", "en")}}
        for step in wanted
    ]
    if note := line.configuration.note:
        rows.append({"kind": "note", "text": {"it": note, "en": note}})
    return rows
