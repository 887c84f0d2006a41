"""What customers see of the shop on other rooms' pages: whether it is open, and how one gets the food."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date, format_time
from django import template
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pizzeria.hours import Status, business_day
from tenant_apps.shop import queries
from tenant_apps.shop.queries import Timetable
from toolbox import freshness

register = template.Library()
# So long before the last order it is said when that is.
LAST_HOUR = timedelta(hours=1)


@register.inclusion_tag("shop/now.html", takes_context=True)
def shop_now(context: Mapping[str, Any]) -> dict[str, Any]:
    """Draw whether the shop takes orders and until or from when, the ways to get the food, and how long it takes.

    Notes on the request when this will have changed.
    """
    request = context["request"]
    at = request.at
    table = queries.timetable(at=at)
    ways = _ways(request, table)
    freshness.true_until(request, table.shop.busy_until if table.shop.extra(at=at) else None)
    best = _best(ways.values())
    shop = table.shop
    return {
        "shop": shop,
        "is_open": best.is_open,
        "words": _words(table, best, at),
        "ways": ways,
        "ready_in": shop.preparation_minutes + shop.extra(at=at),
        "brought_in": shop.preparation_minutes + shop.extra(at=at) + shop.delivery_minutes,
    }


@register.inclusion_tag("shop/closed.html", takes_context=True)
def shop_closed(context: Mapping[str, Any], order_type: str = "") -> dict[str, Any]:
    """Draw when orders are taken again, in whatever way or in this one; nothing while they are taken."""
    request = context["request"]
    table = queries.timetable(at=request.at)
    ways = _ways(request, table)
    best = ways.get(order_type) or _best(ways.values())
    return {"is_open": best.is_open, "words": _words(table, best, request.at), "opens_at": best.opens_at}


def _ways(request: HttpRequest, table: Timetable) -> dict[str, Status]:
    """How it stands with each way of getting the food; notes when that will have changed."""
    ways = {kind: queries.status_of(table, kind, at=request.at) for kind in table.shop.order_types()}
    for status in ways.values():
        for moment in (status.last_order_at, status.opens_at):
            freshness.true_until(request, moment)
    for moment in (table.shop.busy_until, *map(_told_from, ways.values())):
        if moment and moment > request.at:
            freshness.true_until(request, moment)
    # "today" and "tomorrow" are words that age too.
    freshness.true_until(request, _midnight(table, request.at))
    return ways


def _best(ways: Collection[Status]) -> Status:
    """The way that is open, or the one that opens first."""
    known = [status for status in ways if status.is_open or status.opens_at]
    return min(known, key=lambda status: (not status.is_open, status.opens_at), default=Status(is_open=False))


def _words(table: Timetable, status: Status, at: datetime) -> str:
    """Return the pill's words: open until, opens at, paused until, closed; on a closed day also why."""
    reason = "" if status.is_open else _reason(table, at)
    return f"{reason}. {_when_words(table, status, at)}" if reason else _when_words(table, status, at)


def _reason(table: Timetable, at: datetime) -> str:
    """Return what the shop says of being closed on this day, as it was written."""
    today = business_day(at, table.shop.zone)
    return next((closure.reason.rstrip(". ") for closure in table.closures if closure.day == today), "")


def _when_words(table: Timetable, status: Status, at: datetime) -> str:
    if status.is_open:
        return _open_words(table, status, at)
    if table.shop.is_paused(at=at) and status.opens_at == table.shop.paused_until:
        return _("Orders again from %(time)s") % {"time": _time(table, status.opens_at)}
    if status.opens_at is None:
        return _("Closed")
    opens, today = status.opens_at.astimezone(table.shop.zone).date(), at.astimezone(table.shop.zone).date()
    words = {"time": _time(table, status.opens_at)}
    if opens == today:
        return _("Opens at %(time)s") % words
    if opens == today + timedelta(days=1):
        return _("Opens tomorrow at %(time)s") % words
    day = format_date(opens, "EEEE d MMMM" if (opens - today).days > 6 else "EEEE", locale=get_language() or "en")
    return _("Opens %(day)s at %(time)s") % {**words, "day": day}


def _open_words(table: Timetable, status: Status, at: datetime) -> str:
    """Return until when it is open; near the end also until when one can order, which is earlier."""
    if status.closes_at is None:
        return _("Open")
    words = {"time": _time(table, status.closes_at)}
    told_from = _told_from(status)
    if told_from and at >= told_from and status.last_order_at != status.closes_at:
        return _("Open until %(time)s, order by %(last)s") % {**words, "last": _time(table, status.last_order_at)}
    return _("Open until %(time)s") % words


def _told_from(status: Status) -> datetime | None:
    return status.last_order_at - LAST_HOUR if status.last_order_at else None


def _time(table: Timetable, moment: datetime | None) -> str:
    assert moment is not None
    return format_time(moment.astimezone(table.shop.zone), "HH:mm", locale=get_language() or "en")


def _midnight(table: Timetable, at: datetime) -> datetime:
    day = at.astimezone(table.shop.zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=table.shop.zone)
