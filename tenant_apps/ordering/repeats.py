"""What became of an order's lines since: gone, out, dearer, cheaper or just as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from pizzeria import pricing
from pizzeria.configuration import Configuration, Invalid
from pizzeria.deals import DealRequest
from pizzeria.money import Money
from tenant_apps.marketing import queries as marketing
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.shop import queries as shops

OUT = frozenset({"sold_out", "recipe_sold_out"})  # it comes back; whatever else is wrong does not by itself


@dataclass(frozen=True)
class RepeatLine:
    """A line as it was and as it would be. ``kind``: gone, out, dearer, cheaper or same; ``now`` is None of the first two.

    ``deal`` and ``choice``: what it was chosen for, while that deal can still be had with all its lines.
    """

    line: OrderLine
    kind: str
    before: Money
    now: Money | None
    problem: Invalid | None = None
    deal: str = ""
    choice: str = ""

    @property
    def can_be_had(self) -> bool:
        return self.now is not None


@dataclass(frozen=True)
class Repeat:
    """``before`` and ``now`` are the sums of the lines that can still be had."""

    order: Order
    items: tuple[RepeatLine, ...]
    before: Money
    now: Money

    @property
    def is_same(self) -> bool:
        return all(item.kind == "same" for item in self.items)

    @property
    def can_be_had(self) -> bool:
        return any(item.can_be_had for item in self.items)


def repeat(order: Order, *, at: datetime) -> Repeat:
    """Compare what was ordered with today's menu."""
    items = []
    for _group, together in groupby(order.standing, key=lambda line: line.deal_group or line.id):
        lines = list(together)
        items += _as_a_deal(order, lines, at=at) or [_alone(order, line, at=at) for line in lines]
    left = [item for item in items if item.now is not None]
    return Repeat(
        order,
        tuple(items),
        Money.sum((item.before for item in left), order.currency),
        Money.sum((item.now for item in left if item.now), order.currency),
    )


def _alone(order: Order, line: OrderLine, *, at: datetime) -> RepeatLine:
    try:
        (now,) = _quote(order, [line], at=at).lines
    except Invalid as invalid:
        kind = "out" if invalid.code in OUT else "gone"
        return RepeatLine(line, kind, _before(order, line), None, invalid)
    return _compared(order, line, now)


def _as_a_deal(order: Order, lines: list[OrderLine], *, at: datetime) -> list[RepeatLine]:
    """The lines of a deal at the deal's price of today; none when they were no deal, or it cannot be had so any more."""
    asked = _deal_of(order, lines)
    if asked is None:
        return []
    try:
        quote = _quote(order, lines, at=at, deals=[asked])
    except Invalid:
        return []
    choices = {line: choice for choice, line in asked.picks}
    return [
        _compared(order, line, now, deal=asked.deal, choice=choices[str(line.id)])
        for line, now in zip(lines, quote.lines, strict=True)
    ]


def _quote(order: Order, lines: list[OrderLine], *, at: datetime, deals: Sequence[DealRequest] = ()) -> pricing.Quote:
    requests = [
        pricing.LineRequest(Configuration.from_json(line.configuration), line.quantity, str(line.id)) for line in lines
    ]
    tax = prices.table_of(shops.timetable(at=at).shop)
    return pricing.quote(marketing.price_menu(at=at), requests, order_type=order.order_type, tax=tax, deals=deals)


def _deal_of(order: Order, lines: list[OrderLine]) -> DealRequest | None:
    """What was asked for with these lines: the order's quote knows which of them answered which choice."""
    if lines[0].deal_group is None:
        return None
    group = str(lines[0].deal_group)
    agreed = pricing.Quote.from_json(order.quote)
    deal = next((deal.request for deal in agreed.deals if deal.request.id == group), None)
    if deal is None:
        return None
    configurations = {line.id: line.configuration.to_json() for line in agreed.lines if line.deal == group}
    open_lines, picks = list(lines), []
    for choice, id in deal.picks:
        line = next((line for line in open_lines if line.configuration == configurations.get(id)), None)
        if line is None:
            return None
        open_lines.remove(line)
        picks.append((choice, str(line.id)))
    return DealRequest(group, deal.deal, tuple(picks))


def _compared(
    order: Order, line: OrderLine, quoted: pricing.LineQuote, *, deal: str = "", choice: str = ""
) -> RepeatLine:
    before, now = _before(order, line), quoted.due
    kind = "same" if now == before else "dearer" if now > before else "cheaper"
    return RepeatLine(line, kind, before, now, deal=deal, choice=choice)


def _before(order: Order, line: OrderLine) -> Money:
    return Money(line.total - line.discount, order.currency)
