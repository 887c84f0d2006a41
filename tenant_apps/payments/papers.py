"""Receipts and the end of the day as files: A4 and the 80 mm roll, in the language of the shop."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

import tenants
from tenant_apps.payments import figures, queries, till_queries
from tenant_apps.payments.models import DayClose, Receipt
from tenant_apps.payments.templatetags import till
from toolbox import roll, sheets

_DATA = Path(__file__).parent / "data"
_SUMS = ("tips", "rounding", "platform_fee", "provider_fee", "disputed", "difference", "expenses", "claims", "advance")


def receipt_pdf(receipt: Receipt) -> bytes:
    """Return the receipt on A4. Raises NoPdf."""
    return sheets.pdf(_receipt(receipt), css=_css("till"))


def receipt_roll(receipt: Receipt) -> bytes:
    """Return the receipt as a page 80 mm wide. Raises NoPdf."""
    return roll.pdf([_receipt(receipt)], css=_css("till") + _css("roll"))


def close_pdf(close: DayClose) -> bytes:
    """Return the end of a day on A4. Raises NoPdf."""
    with override(_language()):
        page = close_page(close.figures) | {"close": close, "language": _language(), "zone": _zone()}
        return sheets.pdf(render_to_string("payments/paper/close.html", page), css=_css("till"))


def close_page(found: dict[str, Any]) -> dict[str, Any]:
    """Return what a page of a day's figures shows beside them: who the people in it are, whether they add up."""
    people = [row[name] for row in found["cash"]["counts"] for name in ("user", "signed_by", "by")]
    people += [row["user"] for row in found["cash"]["couriers"]]
    return {"figures": found, "names": till_queries.names(people), "balances": figures.balances(found)}


def close_rows(close: DayClose) -> Iterator[list[object]]:
    """Return the figures as rows of a file: the day, what it is, of what, and how much in plain decimals."""
    for what, of, amount in _amounts(close.figures):
        day = close.business_day.isoformat()
        yield [close.number, day, what, of, queries.money(amount, close.currency).to_json()]


def _amounts(found: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    sales, cash = found["sales"], found["cash"]
    for rate in sales["by_vat"]:
        yield from ((name, f"{till.percent(rate['rate'])}%", rate[name]) for name in ("gross", "net", "vat"))
    yield from (("sales", row["type"], row["gross"]) for row in sales["by_type"])
    yield from ((name, "", sales[name]) for name in ("discounts", "fees"))
    for tender in found["tenders"]:
        yield from ((name, tender["method"], tender[name]) for name in ("captured", "refunded", "net"))
    yield from (("refunds", row["reason"], row["amount"]) for row in found["refunds"])
    yield from ((name, "", found.get(name, 0)) for name in _SUMS)
    yield from (("cash", name, cash[name]) for name in ("drawer", "safe"))


def _receipt(receipt: Receipt) -> str:
    with override(_language()):
        page = {
            "receipt": receipt,
            "said": receipt.said,
            "language": _language(),
            "zone": _zone(),
            "title": title(receipt),
        }
        return render_to_string("payments/paper/receipt.html", page)


def title(receipt: Receipt) -> str:
    words = _("Credit note") if receipt.corrects_id else _("Receipt")
    return f"{words} {receipt.name}"


@cache
def _css(name: str) -> str:
    return (_DATA / f"{name}.css").read_text()


def _language() -> str:
    here = tenants.current()
    return here.language if here else "it"


def _zone() -> str:
    here = tenants.current()
    return here.timezone if here else "UTC"
