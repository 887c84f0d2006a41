"""How many of each are open: what to put the pans out for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from pizzeria.tickets import Made, Tally, tally
from tenant_apps.kitchen import queries
from tenant_apps.kitchen.queries import Ticket
from toolbox.i18n import text


@dataclass(frozen=True)
class AllDay:
    """``now``: on the tickets that are open; ``later``: in the orders whose time is not near yet."""

    now: Tally
    later: Tally


def all_day(*, at: datetime, station: str = "") -> AllDay:
    board = queries.board(at=at, station=station)
    return AllDay(of_tickets(board.tickets), of_tickets(board.later))


def of_tickets(tickets: Iterable[Ticket]) -> Tally:
    """Count what is open on these tickets, in the reader's language."""
    made = [
        Made(row.item, row.line.quantity, text(row.size))  # type: ignore[arg-type]
        for ticket in tickets
        for row in ticket.lines
        if row.is_open
    ]
    return tally(made, get_language() or "en")
