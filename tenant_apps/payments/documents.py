"""What stands on a receipt or a credit note, as plain JSON: frozen when it is issued. Amounts are whole minor units."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pizzeria import order_flow
from pizzeria.ledger import in_proportion
from pizzeria.money import Money
from pizzeria.quotes import Quote, name_json
from pizzeria.refunds import by_weight
from pizzeria.tax import vat_within
from tenant_apps.ordering.models import Order
from tenant_apps.payments import till_queries
from tenant_apps.payments.models import Method, Payment, Receipt, Refund, RefundLine, RefundPart
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


def of_refund(refund: Refund, receipt: Receipt) -> Content | None:
    """Return the content of a credit note for money that went back, for which lines and with which VAT.

    None when the receipt does not say any more what it goes back for. What is for no line in particular takes of each
    rate what is left of it; the last of a receipt takes what is left, so that no cent of VAT stays behind.
    """
    parts = list(refund.parts.standing().select_related("payment"))
    rows = list(refund.lines.select_related("line"))
    named = [row for row in rows if _stands_on(receipt, row)]
    sold = sum(row.amount for row in named)
    # What was paid beyond the price of an order that was changed stands on no receipt.
    over = 0 if refund.order.state in order_flow.LOST else refund.of_excess
    paid = sum(part.amount for part in parts) - sum(row.amount for row in rows) + sold - over
    tip = sum(part.tip for part in parts)
    left = _left(receipt)
    goods = min(sold - over if rows else paid - tip, max(left["total"], 0))
    if refund.amount != sum(part.amount for part in parts):
        goods = min(goods, max(paid - tip, 0))  # a part of it could not go back
    if not rows and _is_all_back(refund):
        goods = max(left["total"], 0)  # what coins could not pay goes with the rest
    if goods + tip <= 0:
        return None
    is_rest = not rows and goods == left["total"]
    return {
        **_head(refund.order),
        "seller": receipt.content["seller"],  # whoever sold it gives it back
        "corrects": _named(receipt),
        "refund": str(refund.id),
        "reason": refund.reason,
        "note": refund.note,
        **(_bill(receipt.content) | {"already_back": left["back"]} if is_rest else _bill_of(named)),
        "vat": left["vat"] if goods == left["total"] else _vat_in(goods, named, left["vat"]),
        "total": goods,
        "tip": tip,
        "rounding": paid - tip - goods,
        "paid": paid,
        "payments": [_given_back(part) for part in parts],
    }


def of_cancelling(receipt: Receipt, reason: str) -> Content:
    """Return the content of the credit note that takes back all of a receipt that earlier ones have left of it."""
    left = _left(receipt)
    return {
        **receipt.content,
        **{name: left[name] for name in ("total", "tip", "paid", "vat")},
        "already_back": left["back"],
        "corrects": _named(receipt),
        "reason": reason,
        "note": "",
    }


def _left(receipt: Receipt) -> Content:
    """What credit notes have left of a receipt: its total, tip, what was paid, VAT by rate; and ``back`` that they took."""
    earlier = [note.content for note in receipt.credit_notes.all()]
    content = receipt.content
    left = {name: content[name] - sum(note[name] for note in earlier) for name in ("total", "tip", "paid")}
    vat = _less(content["vat"], [row for note in earlier for row in note["vat"]])
    return left | {"vat": vat, "back": content["total"] - left["total"]}


def _is_all_back(refund: Refund) -> bool:
    """Whether nothing is left here of what was paid for an order that nobody gets."""
    order = refund.order
    return order.state in order_flow.LOST and all(payment.left == 0 for payment in order.payments.all())


def _stands_on(receipt: Receipt, row: RefundLine) -> bool:
    """Whether the receipt names the line it goes back for: it was written before an edit struck it."""
    struck = row.line.removed_in if row.line else None
    return struck is None or bool(receipt.content["order"]["revision"] < struck)


def _bill(content: Content) -> Content:
    return {name: content[name] for name in ("lines", "discounts", "fees")}


def _bill_of(rows: Iterable[RefundLine]) -> Content:
    lines = [
        {
            "name": row.line.name if row.line else None,
            "size": None,
            "quantity": row.quantity,
            "total": row.amount,
            "vat_rate": str(row.vat_rate),
        }
        for row in rows
    ]
    return {"lines": lines, "discounts": [], "fees": []}


def _vat_in(goods: int, rows: Sequence[RefundLine], left: Sequence[Content]) -> list[Content]:
    """The VAT of so much: as these rows are taxed, or without them as what is left of the receipt."""
    there: dict[str, Counter[str]] = {}
    for row in rows:
        there.setdefault(str(row.vat_rate), Counter()).update(gross=row.amount, vat=row.vat)
    if not rows:
        there = {row["rate"]: Counter(gross=row["gross"], vat=max(row["vat"], 0)) for row in left if row["gross"] > 0}
    shares = by_weight(goods, {rate: sums["gross"] for rate, sums in there.items()})
    return [
        _vat(Decimal(rate), gross, in_proportion(there[rate]["vat"], gross, there[rate]["gross"]))
        for rate, gross in sorted(shares.items())
        if gross
    ]


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
