"""What stands on a receipt or a credit note, as plain JSON: frozen when it is issued. Amounts are whole minor units."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pizzeria.money import Money
from pizzeria.quotes import Quote, name_json
from pizzeria.tax import vat_within
from tenant_apps.ordering.models import Order
from tenant_apps.payments import till_queries
from tenant_apps.payments.models import Method, Payment, Receipt, Refund, RefundPart
from tenant_apps.payments.queries import Standing, minor
from tenant_apps.shop import queries as shops

# An issued receipt keeps who sold it, whatever the shop is called later.
_SELLER = (
    *("name", "street", "postcode", "city", "country", "phone", "email"),
    *("legal_name", "legal_address", "vat_number"),
)
Content = dict[str, Any]


def of_order(standing: Standing) -> Content:
    """Return a receipt's content: the order as it stands now, and how it was paid."""
    order = standing.order
    quote = Quote.from_json(order.quote)
    total, tip = _cents(quote.total), _cents(quote.tip)
    payments = [_payment(one) for one in standing.payments if one.captured and one.state != Payment.State.VOIDED]
    paid = sum(one.amount for one in standing.held)
    return {
        **_head(order),
        "lines": [
            {
                "name": name_json(line.name),
                "size": name_json(line.size) if line.size else None,
                "quantity": line.quantity,
                "total": _cents(line.total),
                "vat_rate": str(line.vat_rate),
            }
            for line in quote.lines
        ],
        "discounts": [
            {"label": name_json(item.discount.label), "amount": _cents(item.amount)} for item in quote.discounts
        ],
        "fees": [
            {"label": name_json(item.fee.label) if item.fee.label else None, "amount": _cents(item.amount)}
            for item in quote.fees
        ],
        "vat": [_vat(row.rate, _cents(row.gross), _cents(row.vat)) for row in quote.vat],
        "total": total,
        "tip": tip,
        "rounding": till_queries.rounding(standing),
        "paid": paid,
        "payments": payments,
    }


def of_refund(refund: Refund, receipt: Receipt) -> Content:
    """Return the content of a credit note for money that went back, for which lines and with which VAT."""
    parts = refund.parts.standing().select_related("payment")
    tip = sum(part.tip for part in parts)
    lines = list(refund.lines.select_related("line"))
    sums: dict[str, list[int]] = {}
    for line in lines:
        gross_and_vat = sums.setdefault(str(line.vat_rate), [0, 0])
        gross_and_vat[0] += line.amount
        gross_and_vat[1] += line.vat
    return {
        **_head(refund.order),
        "corrects": _named(receipt),
        "reason": refund.reason,
        "note": refund.note,
        "lines": [
            {
                "name": line.line.name if line.line else None,
                "size": None,
                "quantity": line.quantity,
                "total": line.amount,
                "vat_rate": str(line.vat_rate),
            }
            for line in lines
        ],
        "discounts": [],
        "fees": [],
        "vat": [_vat(Decimal(rate), gross, vat) for rate, (gross, vat) in sorted(sums.items())],
        "total": refund.amount - tip,
        "tip": tip,
        "rounding": 0,
        "paid": refund.amount,
        "payments": [_given_back(part) for part in parts],
    }


def of_cancelling(receipt: Receipt, reason: str) -> Content:
    """Return the content of the credit note that takes back all of a receipt that earlier ones have left of it."""
    earlier = [note.content for note in receipt.credit_notes.all()]
    content = dict(receipt.content)
    back = {"total": 0, "tip": 0, "paid": 0}
    for note in earlier:
        for name in back:
            back[name] += note[name]
    vat = _less(content["vat"], [row for note in earlier for row in note["vat"]])
    return {
        **content,
        **{name: content[name] - amount for name, amount in back.items()},
        "already_back": back["total"],
        "vat": vat,
        "corrects": _named(receipt),
        "reason": reason,
        "note": "",
    }


def vat_of(gross: int, rate: Decimal) -> int:
    """The VAT in a gross amount, in minor units, rounded half up."""
    return int(vat_within(Decimal(gross), rate, Decimal(1)))


def _head(order: Order) -> Content:
    shop = shops.the_shop()
    seller = {name: getattr(shop, name) for name in _SELLER}
    return {
        "seller": seller,
        "language": order.language,
        "currency": order.currency,
        "order": {
            "id": str(order.id),
            "number": order.number,
            "called": order.called,
            "type": order.order_type,
            "revision": order.revision,
            "placed_at": order.placed_at.isoformat(),
        },
    }


def _payment(payment: Payment) -> Content:
    change = payment.tendered - payment.amount if payment.tendered is not None else 0
    return {
        "method": payment.method,
        "amount": payment.captured,
        "tendered": payment.tendered,
        "change": change,
        "label": payment.label,
    }


def _given_back(part: RefundPart) -> Content:
    if part.handed_over_at:
        return {"method": Method.CASH, "amount": part.amount, "tendered": None, "change": 0, "label": ""}
    return {**_payment(part.payment), "amount": part.amount}


def _vat(rate: Decimal, gross: int, vat: int) -> Content:
    return {"rate": str(rate), "gross": gross, "net": gross - vat, "vat": vat}


def _less(rows: Iterable[Content], back: Iterable[Content]) -> list[Content]:
    left = {Decimal(row["rate"]): [row["gross"], row["vat"]] for row in rows}
    for row in back:
        gross_and_vat = left.setdefault(Decimal(row["rate"]), [0, 0])
        gross_and_vat[0] -= row["gross"]
        gross_and_vat[1] -= row["vat"]
    return [_vat(rate, gross, vat) for rate, (gross, vat) in left.items()]


def _named(receipt: Receipt) -> Content:
    return {"name": receipt.name, "issued_at": receipt.issued_at.isoformat()}


def _cents(money: Money) -> int:
    return minor(money.amount, money.currency)
