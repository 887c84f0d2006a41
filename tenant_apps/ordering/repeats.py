"""What became of an order's lines since: gone, out, dearer, cheaper or just as they were."""

from dataclasses import dataclass
from datetime import datetime

from pizzeria import pricing
from pizzeria.configuration import Configuration, Invalid
from pizzeria.money import Money
from tenant_apps.menu import queries as menu
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.shop import queries as shops

OUT = frozenset({"sold_out", "recipe_sold_out"})  # it comes back; whatever else is wrong does not by itself


@dataclass(frozen=True)
class RepeatLine:
    """A line as it was and as it would be. ``kind``: gone, out, dearer, cheaper or same; ``now`` is None of the first two."""

    line: OrderLine
    kind: str
    before: Money
    now: Money | None
    problem: Invalid | None = None

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
    catalogue = menu.price_menu(at=at)
    items = []
    for line in order.standing:
        before = Money(line.total, order.currency)
        try:
            wish = Configuration.from_json(line.configuration)
            request = pricing.LineRequest(wish, line.quantity)
            tax = prices.table_of(shops.timetable(at=at).shop)
            now = pricing.quote(catalogue, [request], order_type=order.order_type, tax=tax).lines[0].total
        except Invalid as invalid:
            items.append(RepeatLine(line, "out" if invalid.code in OUT else "gone", before, None, invalid))
        else:
            kind = "same" if now == before else "dearer" if now > before else "cheaper"
            items.append(RepeatLine(line, kind, before, now))
    left = [item for item in items if item.now is not None]
    return Repeat(
        order,
        tuple(items),
        Money.sum((item.before for item in left), order.currency),
        Money.sum((item.now for item in left if item.now), order.currency),
    )
