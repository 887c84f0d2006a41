"""The life of an invoice: drafted, finalised, asked for, paid; or void, or given up."""

from typing import Any

from .. import payments
from ..errors import StripeError
from ..routing import Books, Routes
from ..store import Thing
from . import calendar, coupons, lines

routes = Routes()
KIND = "invoice"
RETRY_AFTER = (3, 5, 7)  # days after each attempt that failed; Stripe chooses its own within two weeks
GRACE = calendar.HOUR  # a renewal stays a draft so long
_TOO_SMALL = payments.SMALLEST


def draft(books: Books, customer: Thing, found: list[Thing], *, at: int, reason: str, **more: Any) -> Thing:
    """A draft of these lines. `subscription`, `period`, `discounts` (ids), `rates` and Stripe's own fields say the rest."""
    subscription = more.get("subscription")
    start, end = more.get("period") or (at, at)
    invoice = books.new(
        KIND, "in", created=at, **_blank(books, customer, at),
        billing_reason=reason, currency=more.get("currency") or found[0]["currency"],
        collection_method=more.get("collection_method", "charge_automatically"),
        default_payment_method=more.get("default_payment_method"), default_tax_rates=more.get("rates") or [],
        description=more.get("description"), discounts=list(more.get("discounts") or []),
        lines={"object": "list", "data": found, "has_more": False, "total_count": len(found), "url": ""},
        metadata=more.get("metadata") or {}, parent=_parent(subscription), period_start=start, period_end=end,
        _subscription=subscription and subscription["id"], _days=more.get("days_until_due") or 0,
    )  # fmt: skip
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    add_up(books, invoice, at)
    if not more.get("preview"):
        if subscription:
            subscription["latest_invoice"] = invoice["id"]
        books.emit("invoice.created", invoice)
    return invoice


def _blank(books: Books, customer: Thing, at: int) -> Thing:
    """An invoice's head before anything is known but the customer."""
    nothing = (
        "account_tax_ids application automatically_finalizes_at custom_fields customer_account default_source due_date"
        " effective_at ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error"
        " latest_revision next_payment_attempt number on_behalf_of receipt_number rendering shipping_cost"
        " shipping_details statement_descriptor threshold_reason webhooks_delivered_at"
    )
    zero = (
        "amount_due amount_overpaid amount_paid amount_remaining amount_shipping attempt_count"
        " post_payment_credit_notes_amount pre_payment_credit_notes_amount starting_balance subtotal total"
    )
    moments = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        **dict.fromkeys(nothing.split()),
        **dict.fromkeys(zero.split(), 0),
        "account_country": "IT",
        "account_name": "PizzaMama",
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None,
        },
        "customer": customer["id"],
        **{f"customer_{name}": customer[name] for name in ("address", "email", "name", "phone", "shipping", "tax_exempt")},
        "customer_tax_ids": [
            {"type": tax_id["type"], "value": tax_id["value"]}
            for tax_id in reversed(books.all("tax_id", customer=customer["id"]))
        ],
        "issuer": {"type": "self"},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "status": "draft",
        "status_details": {"uncollectible": None},
        "status_transitions": dict.fromkeys(moments),
        "test_clock": customer["test_clock"],
        "total_pretax_credit_amounts": [],
        "_payments": {"object": "list", "data": [], "has_more": False, "url": "/v1/invoice_payments"},
        "_confirmation_secret": None,
    }  # fmt: skip


def _parent(subscription: Thing | None) -> Thing | None:
    if subscription is None:
        return None
    details = {
        "metadata": dict(subscription["metadata"]),
        "subscription": subscription["id"],
        "subscription_proration_date": None,
    }
    return {"type": "subscription_details", "subscription_details": details, "quote_details": None}


def add_up(books: Books, invoice: Thing, at: int) -> None:
    """The totals of what the lines are now."""
    discounts = coupons.lasting(books, invoice["discounts"], at)
    lines.add_up(books, invoice, discounts, invoice["default_tax_rates"])
    due = max(0, invoice["total"] + books.get("customer", invoice["customer"])["balance"])
    invoice |= {"amount_due": due, "amount_remaining": due}


# -- from draft to open -----------------------------------------------------------------------------
def finalise(books: Books, invoice: Thing, at: int) -> None:
    """Gives it its number; from here on it can no longer change. What is nothing is paid at once."""
    check_status(invoice, "draft", verb="finalized")
    customer = books.get("customer", invoice["customer"])
    add_up(books, invoice, at)
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] += 1
    _use_balance(invoice, customer)
    url = f"{books.store.url}/invoices/{invoice['id']}"
    invoice |= {
        "number": f"{customer['id'][-8:].upper()}-{number:04d}",
        "status": "open",
        "effective_at": at,
        "automatically_finalizes_at": None,
        "hosted_invoice_url": url,
        "invoice_pdf": f"{url}/pdf",
    }
    if invoice["collection_method"] == "send_invoice":
        invoice["due_date"] = at + invoice["_days"] * calendar.DAY
    invoice["status_transitions"]["finalized_at"] = at
    _spend_once(books, invoice)
    if invoice["amount_due"]:
        _ask_for_payment(books, invoice)
    books.emit("invoice.finalized", invoice)
    if not invoice["amount_due"]:
        settle(books, invoice, at)


def _use_balance(invoice: Thing, customer: Thing) -> None:
    """Credit of the customer (a negative balance) is used first; what is too little to charge waits there."""
    before = customer["balance"]
    due = invoice["total"] + before
    if 0 <= due < _TOO_SMALL and due:
        customer["balance"], charged = due, 0
    else:
        customer["balance"], charged = min(due, 0), max(due, 0)
    invoice |= {
        "starting_balance": before,
        "ending_balance": customer["balance"],
        "amount_due": charged,
        "amount_remaining": charged,
    }


def _spend_once(books: Books, invoice: Thing) -> None:
    """A coupon that counts once has counted."""
    subscription = books.find("subscription", invoice["_subscription"] or "")
    for part in invoice["total_discount_amounts"] if subscription else ():
        discount = books.get("discount", part["discount"])
        once = coupons.coupon_of(books, discount)["duration"] == "once"
        if subscription and once and discount["id"] in subscription["discounts"]:
            subscription["discounts"].remove(discount["id"])
            discount["end"] = discount["end"] or invoice["created"]
            books.emit("customer.discount.deleted", discount)


def _ask_for_payment(books: Books, invoice: Thing) -> None:
    wish = {"amount": invoice["amount_due"], "currency": invoice["currency"], "customer": invoice["customer"]}
    description = (
        "Subscription creation" if invoice["billing_reason"] == "subscription_create" else "Payment for Invoice"
    )
    save = {"setup_future_usage": "off_session"} if invoice["_subscription"] else {}
    intent = payments.create(books, wish | save | {"description": description})
    intent["_invoice"] = invoice["id"]
    payment = books.new(
        "invoice_payment", "inpay", created=invoice["created"], amount_paid=None, amount_requested=invoice["amount_due"],
        currency=invoice["currency"], invoice=invoice["id"], is_default=True,
        payment={"type": "payment_intent", "payment_intent": intent["id"]}, status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )  # fmt: skip
    invoice["_payments"]["data"] = [payment]
    invoice["_confirmation_secret"] = {"client_secret": intent["client_secret"], "type": "payment_intent"}


# -- money ------------------------------------------------------------------------------------------
def intent_of(books: Books, invoice: Thing) -> Thing:
    """The payment that this invoice asks for."""
    return books.get("payment_intent", invoice["_payments"]["data"][0]["payment"]["payment_intent"])


def method_of(books: Books, invoice: Thing) -> str | None:
    """The card to charge: the invoice's, the subscription's, the customer's."""
    customer = books.get("customer", invoice["customer"])
    subscription = books.find("subscription", invoice["_subscription"] or "")
    found: str | None = (
        invoice["default_payment_method"]
        or (subscription and subscription["default_payment_method"])
        or customer["invoice_settings"]["default_payment_method"]
    )
    return found


def charge(
    books: Books, invoice: Thing, at: int, *, method: str | None = None, off_session: bool = False,
    return_url: str | None = None,
) -> bool:  # fmt: skip
    """One attempt. Returns whether it was paid; what went wrong stands in the payment intent, and when to try again here.

    A card that asks for 3-D Secure (which then sends its owner to `return_url`) leaves the payment waiting for them
    (`invoice.payment_action_required`), or, with `off_session`, fails.
    """
    check_status(invoice, "open", "uncollectible", verb="paid")
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1, "next_payment_attempt": None}
    intent, method = intent_of(books, invoice), method or method_of(books, invoice)
    intent["_at"] = at
    if method is None:
        return _not_paid(books, invoice, at)
    try:
        way_back = {"return_url": return_url} if return_url else {}
        payments.confirm(books, intent, {"payment_method": method, "off_session": off_session} | way_back)
    except StripeError:
        return False  # the reaction to its failure has noted it
    return True if intent["status"] == "succeeded" else _not_paid(books, invoice, at)


@routes.on("payment_intent.succeeded")
def paid(books: Books, intent: Thing) -> None:
    if invoice := books.find(KIND, intent.get("_invoice", "")):
        settle(books, invoice, intent.get("_at") or calendar.now(books, invoice))


@routes.on("payment_intent.payment_failed")
def failed(books: Books, intent: Thing) -> None:
    if invoice := books.find(KIND, intent.get("_invoice", "")):
        _not_paid(books, invoice, intent.get("_at") or calendar.now(books, invoice))


@routes.on("payment_intent.requires_action")
def action_required(books: Books, intent: Thing) -> None:
    if invoice := books.find(KIND, intent.get("_invoice", "")):
        books.emit("invoice.payment_action_required", invoice)


def _not_paid(books: Books, invoice: Thing, at: int) -> bool:
    automatic = invoice["collection_method"] == "charge_automatically" and invoice["auto_advance"]
    tries = max(invoice["attempt_count"], 1)
    again = automatic and tries <= len(RETRY_AFTER) and invoice["billing_reason"] != "subscription_create"
    invoice |= {
        "attempted": True,
        "attempt_count": tries,
        "next_payment_attempt": at + RETRY_AFTER[tries - 1] * calendar.DAY if again else None,
    }
    books.emit("invoice.payment_failed", invoice)
    return False


def settle(books: Books, invoice: Thing, at: int, *, out_of_band: bool = False) -> None:
    """It is paid: by its payment, by credit, or because nothing was due."""
    due = invoice["amount_due"]
    invoice |= {
        "status": "paid", "amount_paid": due, "amount_remaining": 0, "attempted": True, "next_payment_attempt": None,
    }  # fmt: skip
    if out_of_band:
        invoice["amount_paid_off_stripe"] = due
    invoice["status_transitions"]["paid_at"] = at
    _note_payments(books, invoice, {"status": "paid", "amount_paid": due}, "paid_at", at)
    books.touch(invoice)
    books.emit("invoice.paid", invoice)
    books.emit("invoice.payment_succeeded", invoice)


def void(books: Books, invoice: Thing, at: int) -> None:
    check_status(invoice, "open", "uncollectible", verb="voided")
    _let_payment_go(books, invoice, at)
    invoice |= {"status": "void", "next_payment_attempt": None, "auto_advance": False}
    invoice["status_transitions"]["voided_at"] = at
    books.emit("invoice.voided", invoice)


def give_up(books: Books, invoice: Thing, at: int) -> None:
    check_status(invoice, "open", verb="marked uncollectible")
    invoice |= {"status": "uncollectible", "next_payment_attempt": None}
    invoice["status_transitions"]["marked_uncollectible_at"] = at
    books.emit("invoice.marked_uncollectible", invoice)


def _let_payment_go(books: Books, invoice: Thing, at: int) -> None:
    if invoice["_payments"]["data"] and intent_of(books, invoice)["status"] in payments.MAY["cancel"]:
        payments.cancel(books, intent_of(books, invoice), "void_invoice")
    _note_payments(books, invoice, {"status": "canceled"}, "canceled_at", at)


def _note_payments(books: Books, invoice: Thing, change: Thing, moment: str, at: int) -> None:
    """In the invoice and on its own shelf: after a restart these are two."""
    for listed in invoice["_payments"]["data"]:
        for payment in (listed, books.get("invoice_payment", listed["id"])):
            payment |= change | {"status_transitions": payment["status_transitions"] | {moment: at}}


def check_status(invoice: Thing, *allowed: str, verb: str) -> None:
    if invoice["status"] not in allowed:
        raise StripeError(
            f"This invoice is {invoice['status']}: only one that is {' or '.join(allowed)} can be {verb}.",
            code="invoice_already_paid" if invoice["status"] == "paid" and verb == "paid" else "invoice_not_editable",
        )
