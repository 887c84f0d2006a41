"""A placed order as it would be after an edit: each line, what is different, what it costs more or less."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pizzeria import amending, oven, pricing, snapshot
from pizzeria.catalogue import Menu, Name
from pizzeria.configuration import Configuration, Invalid
from pizzeria.deals import DealRequest
from pizzeria.money import Money
from pizzeria.oven import Load
from pizzeria.quotes import DealQuote, LineQuote, Quote, name_json
from pizzeria.tax import TaxTable
from tenant_apps.marketing import queries as marketing
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Basket, BasketLine, Order, OrderLine
from tenant_apps.shop import queries as shops


@dataclass(frozen=True)
class DraftLine:
    """One line of the draft. ``agreed`` is the placed line it stands for; ``extra`` are pieces more than were agreed, or
    a line that is new, at today's price; both None when ``problem`` says why it cannot be had.
    """

    line: BasketLine
    name: Name
    agreed: LineQuote | None
    extra: LineQuote | None
    problem: Invalid | None

    @property
    def total(self) -> Money | None:
        parts = [part.total for part in (self.agreed, self.extra) if part]
        return Money.sum(parts, parts[0].currency) if parts else None

    @property
    def shown(self) -> LineQuote | None:
        """The line's words: size, dough, toppings, allergens."""
        return self.agreed or self.extra

    @property
    def is_new(self) -> bool:
        return self.line.agreed_id is None


@dataclass(frozen=True)
class Draft:
    """``after`` is the price that would be agreed, of ``kept`` (agreed line -> how many stay) and ``fresh``.

    ``deals`` are those of the fresh lines; what was agreed has its own in ``before``.
    """

    basket: Basket
    order: Order
    catalogue: Menu
    lines: tuple[DraftLine, ...]
    struck: tuple[OrderLine, ...]
    before: Quote
    after: Quote
    kept: dict[str, int]
    fresh: tuple[LineQuote, ...]
    deals: tuple[DealQuote, ...] = ()

    @property
    def difference(self) -> Money:
        return self.after.total - self.before.total

    @property
    def more(self) -> Money | None:
        """What is to be paid on top, if anything."""
        return self.difference if self.difference.amount > 0 else None

    @property
    def less(self) -> Money | None:
        """What is given back, as a positive amount."""
        return -self.difference if self.difference.amount < 0 else None

    @property
    def problems(self) -> tuple[DraftLine, ...]:
        return tuple(item for item in self.lines if item.problem)

    @property
    def is_changed(self) -> bool:
        was = {str(line.id): line.quantity for line in self.order.standing}
        return bool(self.fresh) or self.kept != was

    @property
    def can_confirm(self) -> bool:
        return self.is_changed and bool(self.after.lines) and not self.problems


def draft(basket: Basket, order: Order, *, at: datetime) -> Draft:
    """Price the draft: what was agreed keeps its price, pieces and lines that are new have today's."""
    catalogue = marketing.price_menu(at=at)
    shop = shops.the_shop()
    table, local = prices.table_of(shop), (order.requested_for or at).astimezone(shop.zone)
    standing = order.standing
    before = quote_of(order)
    agreed = {str(row.id): line for row, line in zip(standing, before.lines, strict=True)}
    rows = list(basket.lines.kept().order_by("id"))
    today = _Today(catalogue, order.order_type, table, local)
    taken = {group: _taken(members, today) for group, members in _fresh_deals(rows).items()}
    lines = tuple(
        _of_deal(row, taken[row.deal_group])
        if row.agreed_id is None and row.deal_group
        else _joined(_priced(row, agreed.get(str(row.agreed_id)), today))
        for row in rows
    )
    bought = [quote for quote in taken.values() if isinstance(quote, Quote)]
    deals = tuple(deal for quote in bought for deal in quote.deals)
    savings = [saving for quote in bought for saving in quote.discounts]
    kept = {str(item.line.agreed_id): item.agreed.quantity for item in lines if item.agreed}
    fresh = tuple(item.extra for item in lines if item.extra)
    after = amending.amend(before, keep=kept, fresh=fresh, fresh_deals=deals, fresh_discounts=savings, tax=table)
    left = {str(row.agreed_id) for row in rows}
    struck = tuple(row for row in standing if str(row.id) not in left)
    return Draft(basket, order, catalogue, lines, struck, before, after, kept, fresh, deals)


def quote_of(order: Order) -> Quote:
    """Return the order's quote with its lines named by the rows that stand for them."""
    stored = Quote.from_json(order.quote)
    rows = order.standing
    named = {line.id: str(row.id) for row, line in zip(rows, stored.lines, strict=True)}
    discounts = tuple(
        replace(item, discount=replace(item.discount, lines=tuple(named[id] for id in item.discount.lines)))
        for item in stored.discounts
    )
    lines = tuple(replace(line, id=str(row.id)) for row, line in zip(rows, stored.lines, strict=True))
    deals = tuple(replace(deal, request=deal.request.renamed(named)) for deal in stored.deals)
    return replace(stored, lines=lines, discounts=discounts, deals=deals)


def changes(was: Iterable[OrderLine], drafted: Draft) -> list[dict[str, Any]]:
    """Return what is different, in both languages: for the history, the kitchen and the customer.

    Each has ``kind`` (removed, quantity or added), ``quantity`` with ``was`` before it, ``name``, ``size``, ``details``
    and ``amount``, which is negative for what is taken off.
    """
    found = []
    sizes = {line.id: line for line in drafted.before.lines}
    for row in was:
        before, left = sizes[str(row.id)], drafted.kept.get(str(row.id), 0)
        if left != row.quantity:
            kind = "quantity" if left else "removed"
            amount = before.unit.rounded() * left - before.total
            found.append(_change(kind, before, quantity=left, was=row.quantity, amount=amount))
    found += [_change("added", line, quantity=line.quantity, was=0, amount=line.due) for line in drafted.fresh]
    return found


def load_of(draft: Draft) -> Load:
    """Return what it asks of the kitchen, what was agreed as the menu of its day weighed it."""
    fresh = {line.id for line in draft.fresh}
    old = [line for line in draft.after.lines if line.id not in fresh]
    return oven.load(_menu_then(draft), old) + oven.load(draft.catalogue, draft.fresh)


def load_before(draft: Draft) -> Load:
    return oven.load(_menu_then(draft), draft.before.lines)


def _menu_then(draft: Draft) -> Menu:
    """Today's menu with what has left it since, as it was when the order was placed."""
    then = snapshot.menu_from_json(draft.order.quote["menu"])
    today = draft.catalogue
    return replace(today, products={**then.products, **today.products}, sizes={**then.sizes, **today.sizes})


def _change(kind: str, line: LineQuote, *, quantity: int, was: int, amount: Money) -> dict[str, Any]:
    return {
        "kind": kind,
        "quantity": quantity,
        "was": was,
        "name": name_json(line.name),
        "size": None if line.size is None else name_json(line.size),
        "details": prices.details(line),
        "amount": amount.to_json(),
    }


@dataclass(frozen=True)
class _Today:
    """What things cost now; what is served at certain hours only must be so at the hour the order is for."""

    catalogue: Menu
    order_type: str
    tax: TaxTable
    local: datetime

    def quote(self, requests: Sequence[pricing.LineRequest], deals: Sequence[DealRequest] = ()) -> Quote:
        return pricing.quote(
            self.catalogue, requests, order_type=self.order_type, tax=self.tax, when=self.local, deals=deals
        )


def _fresh_deals(rows: Iterable[BasketLine]) -> dict[UUID, list[BasketLine]]:
    """The new lines of each deal by its group."""
    found: dict[UUID, list[BasketLine]] = {}
    for row in rows:
        if row.agreed_id is None and row.deal_group:
            found.setdefault(row.deal_group, []).append(row)
    return found


def _taken(rows: Sequence[BasketLine], today: _Today) -> Quote | Invalid:
    """The deal of these lines as it is charged today, or why it cannot be had."""
    first = rows[0]
    picks = tuple((row.deal_choice, _new(row)) for row in rows)
    try:
        return today.quote(
            [_request(row, row.quantity) for row in rows], [DealRequest(str(first.deal_group), str(first.deal), picks)]
        )
    except Invalid as invalid:
        return invalid


def _of_deal(row: BasketLine, taken: Quote | Invalid) -> DraftLine:
    if isinstance(taken, Invalid):
        return DraftLine(row, row.name, None, None, taken)
    line = next(line for line in taken.lines if line.id == _new(row))
    return DraftLine(row, line.name, None, line, None)


def _priced(row: BasketLine, agreed: LineQuote | None, today: _Today) -> DraftLine:
    keeps = min(row.quantity, agreed.quantity) if agreed else 0
    kept = replace(agreed, quantity=keeps, total=(agreed.unit * keeps).rounded()) if agreed else None
    if row.quantity == keeps:
        return DraftLine(row, agreed.name if agreed else row.name, kept, None, None)
    try:
        extra = today.quote([_request(row, row.quantity - keeps)]).lines[0]
    except Invalid as invalid:
        return DraftLine(row, agreed.name if agreed else row.name, kept, None, invalid)
    return DraftLine(row, extra.name, kept, extra, None)


def _request(row: BasketLine, quantity: int) -> pricing.LineRequest:
    return pricing.LineRequest(Configuration.from_json(row.configuration), quantity, _new(row))


def _new(row: BasketLine) -> str:
    return f"new-{row.id}"


def _joined(item: DraftLine) -> DraftLine:
    """Pieces more at the agreed price are the same line, grown."""
    agreed, extra = item.agreed, item.extra
    if not agreed or not extra or agreed.unit != extra.unit or agreed.vat_rate != extra.vat_rate:
        return item
    quantity = agreed.quantity + extra.quantity
    grown = replace(agreed, quantity=quantity, total=(agreed.unit * quantity).rounded())
    return DraftLine(item.line, item.name, grown, None, None)
