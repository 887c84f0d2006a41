"""How money speaks on the till's pages and papers: cents, ways of paying, places where cash lies."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date, format_datetime, get_timezone
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pizzeria import ledger, money
from tenant_apps.ordering.models import OrderType
from tenant_apps.payments import queries
from tenant_apps.payments.models import Method, Refund
from toolbox.templatetags import house

register = template.Library()


@register.filter
def cents(amount: int | str | None, currency: str = "EUR") -> str:
    """Show minor units as money: 950 -> €9.50; nothing for what is not there."""
    return "" if amount in (None, "") else house.money(queries.money(int(amount or 0), currency))


@register.filter
def figure(amount: int, currency: str = "EUR") -> str:
    """Show minor units as a field takes them: 950 -> 9.50, in Italian 9,50."""
    return money.figure(queries.money(int(amount), currency).amount, get_language() or "en")


@register.filter
def moment(value: datetime, zone: str) -> str:
    """Show day, year and time on the clock of ``zone``: what a document says of itself."""
    return format_datetime(value, "d MMM yyyy, HH:mm", tzinfo=get_timezone(zone), locale=get_language() or "en")


@register.filter
def dated(value: date | None) -> str:
    """Show a day with its year: 8 May 2026, 8 mag 2026; a dash for none."""
    return format_date(value, "d MMM yyyy", locale=get_language() or "en") if value else "–"


@register.filter
def percent(rate: str) -> str:
    """Show a rate without the zeros that say nothing: 10.00 -> 10."""
    try:
        return f"{Decimal(rate).normalize():f}"
    except InvalidOperation:
        return rate


@register.filter
def method_words(method: str) -> str:
    return str(Method(method).label) if method in Method.values else method


@register.filter
def reason_words(reason: str) -> str:
    return str(Refund.Reason(reason).label) if reason in Refund.Reason.values else reason


@register.filter
def type_words(order_type: str) -> str:
    return str(OrderType(order_type).label) if order_type in OrderType.values else order_type


@register.filter
def place_words(account: str) -> str:
    """Say where cash lies."""
    words = {
        ledger.DRAWER: _("Drawer"),
        "cash": _("Drawer"),
        ledger.SAFE: _("Safe"),
        ledger.BANK: _("Bank"),
        ledger.EXPENSES: _("Expenses"),
        ledger.ORDERS: _("A customer"),
        ledger.CLAIMS["platform"]: _("A customer"),
        ledger.CLAIMS["hq"]: _("A customer"),
        "terminal": _("Card machine"),
        "voucher": _("Meal vouchers"),
        "couriers": _("Couriers"),
    }
    return words.get(account, _("Courier") if account.startswith(ledger.courier("")) else account)


@register.filter
def name_in(id: str, names: dict[str, Any]) -> str:
    """Say who it is; somebody who is gone is nobody."""
    return str(names.get(str(id), "—"))


@register.filter
def minus(amount: int) -> int:
    return -int(amount)
