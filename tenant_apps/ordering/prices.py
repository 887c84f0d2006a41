"""What a basket costs now: the engine's quote of what can be had, and what cannot with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from pizzeria import lines as line_rules
from pizzeria import pricing, suggestions, tax
from pizzeria.catalogue import Menu, Name
from pizzeria.configuration import Configuration
from pizzeria.deals import DealRequest
from pizzeria.money import Money
from pizzeria.quotes import DealQuote
from tenant_apps.marketing import queries as marketing
from tenant_apps.ordering.models import Basket, BasketLine
from tenant_apps.shop import queries as shops
from tenant_apps.shop.models import Shop
from tenant_apps.shop.queries import Timetable
from tenants.memory import confirmed


@dataclass(frozen=True)
class PricedLine:
    """One line with its price, or with the reason why there is none, and what could be had instead for how much."""

    line: BasketLine
    name: Name
    quote: pricing.LineQuote | None
    problem: pricing.Invalid | None
    instead: tuple[tuple[suggestions.Suggestion, Money], ...] = ()


@dataclass(frozen=True)
class PricedDeal:
    """A deal in the basket with what was chosen in it, and what all of it costs, or why it cannot be had so."""

    id: str
    deal: str
    name: Name
    lines: tuple[PricedLine, ...]
    quote: DealQuote | None
    total: Money | None
    problem: pricing.Invalid | None

    @property
    def request(self) -> DealRequest:
        return _deal_request(self.deal, [priced.line for priced in self.lines])


@dataclass(frozen=True)
class PricedBasket:
    """``quote`` is the price of the lines that can be had; nothing is left out silently: ``lines`` has them all.

    ``entries`` are the same lines as people read them: a deal is one entry, with its lines inside.
    """

    basket: Basket
    table: Timetable
    catalogue: Menu
    lines: tuple[PricedLine, ...]
    entries: tuple[PricedLine | PricedDeal, ...]
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


def price(basket: Basket, *, at: datetime, order_type: str | None = None, when: datetime | None = None) -> PricedBasket:
    """Price the basket on the menu of this moment. What cannot be ordered so never raises: it is shown.

    ``when``: what is served at certain hours only must be served then; without it nobody asks.
    """
    with confirmed():
        table, catalogue = shops.timetable(at=at), marketing.price_menu(at=at)
    terms = _Terms(catalogue, order_type or usual_type(basket, table.shop), table_of(table.shop), _local(when, table))
    entries = tuple(_entries(basket.lines.kept(), terms))
    lines = tuple(line for entry in entries for line in _lines(entry))
    return PricedBasket(basket, table, catalogue, lines, entries, _quote(entries, terms, table.shop))


def usual_type(basket: Basket, shop: Shop) -> str:
    """The basket's order type, or the shop's first when the shop has stopped offering it."""
    offered = shop.order_types()
    return basket.order_type if basket.order_type in offered or not offered else offered[0]


def table_of(shop: Shop) -> tax.TaxTable:
    return tax.table_of(shop.country)


def payable_in_cash(priced: PricedBasket, *, tip: Money | None = None) -> Money:
    """Return what changes hands when all of it is paid in cash: Italy rounds that to five cents."""
    return pricing.settle(priced.quote, tax=table_of(priced.shop), cash=True, tip=tip).payable


@dataclass(frozen=True)
class _Terms:
    """What every price of one basket has in common."""

    catalogue: Menu
    order_type: str
    tax: tax.TaxTable
    local: datetime | None

    def quote(self, lines: Iterable[BasketLine], **terms: Any) -> pricing.Quote:
        requests = [_request(line) for line in lines]
        return pricing.quote(
            self.catalogue, requests, order_type=self.order_type, tax=self.tax, when=self.local, **terms
        )

    def price(self, request: pricing.LineRequest) -> Money:
        quote = pricing.quote(self.catalogue, [request], order_type=self.order_type, tax=self.tax, when=self.local)
        return quote.total


def _local(when: datetime | None, table: Timetable) -> datetime | None:
    return when.astimezone(table.shop.zone) if when else None


def _entries(lines: Iterable[BasketLine], terms: _Terms) -> Iterable[PricedLine | PricedDeal]:
    """Every line, those of one deal together; a deal's lines were written together, so they stand together."""
    for group, members in groupby(lines, key=lambda line: line.deal_group):
        if group is None:
            yield from (_priced(line, terms) for line in members)
        else:
            yield _priced_deal([_priced(line, terms) for line in members], terms)


def _lines(entry: PricedLine | PricedDeal) -> tuple[PricedLine, ...]:
    return entry.lines if isinstance(entry, PricedDeal) else (entry,)


def _quote(entries: tuple[PricedLine | PricedDeal, ...], terms: _Terms, shop: Shop) -> pricing.Quote:
    good = [entry for entry in entries if not entry.problem]
    lines = [priced.line for entry in good for priced in _lines(entry)]
    is_delivery = terms.order_type == tax.DELIVERY
    currency = terms.catalogue.currency
    fee = Money(shop.delivery_fee, currency)
    return terms.quote(
        lines,
        fees=[pricing.Fee(fee)] if is_delivery and fee and lines else [],
        minimum=Money(shop.minimum_order, currency) if is_delivery and lines else None,
        deals=[entry.request for entry in good if isinstance(entry, PricedDeal)],
    )


def _priced(line: BasketLine, terms: _Terms) -> PricedLine:
    try:
        alone = terms.quote([line]).lines[0]
    except pricing.Invalid as invalid:
        return PricedLine(line, line.name, None, invalid, tuple(_instead(line, terms)))
    return PricedLine(line, alone.name, alone, None)


def _instead(line: BasketLine, terms: _Terms) -> Iterable[tuple[suggestions.Suggestion, Money]]:
    """What is nearest to a line of which something has run out, with its price."""
    request = _request(line)
    for found in suggestions.suggestions(terms.catalogue, request.configuration):
        try:
            yield found, terms.price(replace(request, configuration=found.configuration))
        except pricing.Invalid:
            continue  # what runs out is not all that may be wrong with it


def _priced_deal(lines: list[PricedLine], terms: _Terms) -> PricedDeal:
    """The deal of these lines; when one of them cannot be had, all of it cannot."""
    first = lines[0].line
    group, deal = str(first.deal_group), str(first.deal)
    known = terms.catalogue.deals.get(deal)
    name = known.name if known else marketing.name_of(deal)
    problem = next((priced.problem for priced in lines if priced.problem), None)
    quote = None
    if problem is None:
        try:
            rows = [priced.line for priced in lines]
            quote = terms.quote(rows, deals=[_deal_request(deal, rows)])
        except pricing.Invalid as invalid:
            problem = invalid
    if quote is None:
        stopped = tuple(replace(priced, problem=priced.problem or problem) for priced in lines)
        return PricedDeal(group, deal, name, stopped, None, None, problem)
    return PricedDeal(group, deal, name, tuple(lines), quote.deals[0], quote.total, None)


def _deal_request(deal: str, lines: list[BasketLine]) -> DealRequest:
    return DealRequest(str(lines[0].deal_group), deal, tuple((line.deal_choice, str(line.id)) for line in lines))


def _request(line: BasketLine) -> pricing.LineRequest:
    return pricing.LineRequest(Configuration.from_json(line.configuration), line.quantity, str(line.id))


def check(configuration: Configuration, quantity: int, *, order_type: str, at: datetime) -> Name:
    """Return what this would be called on a bill. Raises pricing.Invalid when it cannot be ordered now, in this way."""
    request = pricing.LineRequest(configuration, quantity)
    catalogue = marketing.price_menu(at=at)
    return pricing.quote(catalogue, [request], order_type=order_type, tax=tax.ITALY).lines[0].name


def check_deal(lines: Sequence[BasketLine], *, order_type: str, at: datetime) -> list[Name]:
    """Return what the lines of a deal would be called on a bill. Raises pricing.Invalid."""
    terms = _Terms(marketing.price_menu(at=at), order_type, tax.ITALY, None)
    quote = terms.quote(lines, deals=[_deal_request(str(lines[0].deal), list(lines))])
    return [line.name for line in quote.lines]


def usual(product: str, *, at: datetime) -> Configuration:
    """What one tap adds now, as the menu card says it: without what has run out. Raises pricing.Invalid."""
    catalogue = marketing.price_menu(at=at)
    wish = line_rules.default_configuration(catalogue, product)
    spare = suggestions.spare(catalogue, wish)
    return spare.configuration if spare else wish


def details(line: pricing.LineQuote) -> list[dict[str, Any]]:
    """What is out of the ordinary about a line, in both languages: what a ticket prints and a customer reads."""
    wanted = [step for step in line.steps if step.kind in ("half", "dough", "topping", "removal")]
    rows: list[dict[str, Any]] = [
        {
            "kind": step.kind,
            "text": {language: pricing.step_text(step, language, reason=False) for language in ("it", "en")},
        }
        for step in wanted
    ]
    if note := line.configuration.note:
        rows.append({"kind": "note", "text": {"it": note, "en": note}})
    return rows
