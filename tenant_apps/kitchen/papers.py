"""What is printed, before it is paper: the labels of an order's boxes, its ticket, and what an edit changed.

All of it in the shop's language: the one that food law wants on food sold there, and that its kitchen speaks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_time, get_timezone

import tenants
from pizzeria.tax import DELIVERY
from pizzeria.tickets import Item
from pizzeria.words import ALLERGENS, text_of
from tenant_apps.kitchen.errors import NothingToPrint
from tenant_apps.kitchen.queries import Ticket, TicketLine
from tenant_apps.menu.models import Product

ALONE = ("pizza",)  # kinds that go into a box each
SEALED = ("drink",)  # kinds that carry their maker's label


@dataclass(frozen=True)
class Head:
    """What is the same on every paper of an order. ``when``: for whom it must be ready, on the shop's clock."""

    shop: str
    called: str
    number: int
    how: str
    is_delivery: bool
    out_by: str
    when: str
    name: str
    language: str


@dataclass(frozen=True)
class Label:
    """One box: the ``place``-th of ``of``. ``many`` pieces in it, allergens in words as the law names them."""

    head: Head
    place: int
    of: int
    many: int
    item: Item
    title: str
    size: str
    contains: Sequence[str]
    may_contain: Sequence[str]


@dataclass(frozen=True)
class Row:
    """A line of a ticket; ``change`` is "new" or "struck" where an edit changed it."""

    many: int
    item: Item
    title: str
    size: str
    allergens: Sequence[str]
    change: str


@dataclass(frozen=True)
class Sheet:
    """A kitchen ticket; ``is_change``: only what an edit changed."""

    head: Head
    rows: Sequence[Row]
    note: str
    station: str
    is_change: bool


def labels(ticket: Ticket) -> list[Label]:
    """Return a label for each pizza and one for each line of other food; what is sealed has its own.

    Raises NothingToPrint.
    """
    head, spoken = head_of(ticket), language()
    kinds = dict(Product.objects.filter(id__in=[row.line.product_id for row in ticket.lines]).values_list("id", "kind"))
    boxes = list(_boxes(ticket.lines, {str(id): kind for id, kind in kinds.items()}))
    if not boxes:
        raise NothingToPrint(number=ticket.order.called)
    return [
        Label(
            head=head,
            place=place,
            of=len(boxes),
            many=many,
            item=row.item,
            title=title(row.item, spoken),
            size=text_of(row.size, spoken),
            contains=_allergens(row.line.allergens, spoken),
            may_contain=_allergens(row.line.may_contain, spoken),
        )
        for place, (row, many) in enumerate(boxes, start=1)
    ]


def sheet(ticket: Ticket, *, station: str = "", is_change: bool = False) -> Sheet:
    """Return the ticket, or of it only what was changed. Raises NothingToPrint."""
    spoken = language()
    rows = [
        Row(
            many=row.line.quantity,
            item=row.item,
            title=title(row.item, spoken),
            size=text_of(row.size, spoken),
            allergens=_allergens(row.line.allergens, spoken),
            change=row.change,
        )
        for row in ticket.lines
        if row.change or not is_change
    ]
    if not rows:
        raise NothingToPrint(number=ticket.order.called)
    return Sheet(head_of(ticket), rows, ticket.order.note, station, is_change)


def head_of(ticket: Ticket) -> Head:
    here = tenants.current()
    order, zone = ticket.order, here.timezone if here else "UTC"
    is_delivery = order.order_type == DELIVERY
    return Head(
        shop=here.name if here else "",
        called=order.called,
        number=order.number,
        how=str(order.get_order_type_display()),
        is_delivery=is_delivery,
        out_by=_hour(ticket.out_by, zone),
        when=_hour(order.promised_to if is_delivery else ticket.out_by, zone),
        name=(order.name.split() or [""])[0],
        language=language(),
    )


def title(item: Item, language: str) -> str:
    """Return what it is called; of two halves the names stand in their columns."""
    return "½ + ½" if item.left.name else text_of(item.name, language)


def _boxes(rows: Sequence[TicketLine], kinds: dict[str, str]) -> Iterator[tuple[TicketLine, int]]:
    for row in rows:
        kind = kinds.get(str(row.line.product_id), "pizza" if row.item.dough else "food")
        if row.change == "struck" or kind in SEALED:
            continue
        if kind in ALONE:
            yield from ((row, 1) for _ in range(row.line.quantity))
        else:
            yield row, row.line.quantity


def _allergens(codes: Sequence[str], language: str) -> list[str]:
    return [text_of(ALLERGENS[code], language) for code in codes]


def _hour(moment: datetime | None, zone: str) -> str:
    return format_time(moment, "HH:mm", tzinfo=get_timezone(zone)) if moment else ""


def language() -> str:
    """Return the language of the shop's papers."""
    here = tenants.current()
    return here.language if here else "it"
