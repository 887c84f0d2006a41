"""The life of a subscription: begun, on trial, paid, in arrears, ended."""

from typing import Any

from .. import setup_intents
from ..charges import merge
from ..errors import StripeError
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, coupons, invoices, items, lines
from .strict import off, only

routes = Routes()
KIND = "subscription"
ALIVE = ("trialing", "active", "past_due", "unpaid", "paused", "incomplete")
_PLAIN = ("description", "default_payment_method", "collection_method", "days_until_due")


def create(books: Books, params: Thing) -> Thing:
    """A new subscription with its first invoice. Raises 400 where there is no card to charge, and 402 when asked to."""
    _check_params(params)
    customer = books.get("customer", params["customer"], "customer")
    at = calendar.now(books, customer)
    trial_end = _trial_end(params, at)
    subscription = _blank(books, customer, params, at)
    _fill(books, subscription, params, at, trial_end)
    automatic = subscription["collection_method"] == "charge_automatically"
    behavior = params.get("payment_behavior", "allow_incomplete")
    if automatic and not trial_end and behavior == "allow_incomplete":
        _check_has_card(books, subscription, customer)
    subscription["discounts"] = redeemed(books, params.get("discounts"), customer, subscription, at)
    books.emit("customer.subscription.created", subscription)
    _first_invoice(books, subscription, customer, at, params)
    if behavior == "default_incomplete" and trial_end:
        _ask_for_card(books, subscription)
    return subscription


def sketch(books: Books, customer: Thing, params: Thing, at: int) -> Thing:
    """One that is only thought of (a preview): nothing is kept, announced or asked for."""
    subscription = _blank(books, customer, params, at)
    books.remove(subscription)
    _fill(books, subscription, params, at, _trial_end(params, at))
    return subscription


def _check_params(params: Thing) -> None:
    only(
        params, "customer", "items", "trial_end", "trial_period_days", "trial_settings", "payment_behavior", "metadata",
        "payment_settings", "default_tax_rates", "discounts", "proration_behavior", "billing_mode", "cancel_at",
        "cancel_at_period_end", "off_session", "currency", "automatic_tax", "billing_cycle_anchor", *_PLAIN,
    )  # fmt: skip
    off(params, "automatic_tax")


def _blank(books: Books, customer: Thing, params: Thing, at: int) -> Thing:
    nothing = (
        "application application_fee_percent billing_cycle_anchor_config billing_thresholds cancel_at canceled_at"
        " customer_account days_until_due default_payment_method default_source description ended_at latest_invoice"
        " managed_payments next_pending_invoice_item_invoice on_behalf_of pause_collection"
        " pending_invoice_item_interval pending_setup_intent pending_update presentment_details schedule status_details"
        " transfer_data trial_end trial_start"
    )
    settings = {"payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off"}
    subscription = books.new(
        KIND, "sub", created=at, **dict.fromkeys(nothing.split()),
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None}, billing_cycle_anchor=at,
        billing_mode={"type": "flexible", "flexible": None, "updated_at": None} | (params.get("billing_mode") or {}),
        billing_schedules=[], cancel_at_period_end=False,
        cancellation_details={"comment": None, "feedback": None, "feedback_option": None, "reason": None},
        collection_method="charge_automatically", currency=params.get("currency", "eur"), customer=customer["id"],
        default_tax_rates=rates(books, params), discounts=[],
        invoice_settings={"account_tax_ids": None, "custom_fields": None, "description": None, "footer": None,
                          "issuer": {"type": "self"}},
        items={}, metadata={}, payment_settings=settings | (params.get("payment_settings") or {}), start_date=at,
        status="incomplete", test_clock=customer["test_clock"],
        trial_settings=params.get("trial_settings") or {"end_behavior": {"missing_payment_method": "create_invoice"}},
        _told=False, _upcoming=0,
    )  # fmt: skip
    merge(subscription, params, *_PLAIN)
    return subscription


def _fill(books: Books, subscription: Thing, params: Thing, at: int, trial_end: int | None) -> None:
    found = [items.new_item(books, subscription, wish, at, trial_end or at) for wish in params["items"]]
    subscription["items"] = {
        "object": "list", "data": found, "has_more": False, "total_count": len(found),
        "url": f"/v1/subscription_items?subscription={subscription['id']}",
    }  # fmt: skip
    items.check(subscription)
    subscription["currency"] = found[0]["price"]["currency"]
    if trial_end:
        subscription |= {
            "status": "trialing", "trial_start": at, "trial_end": trial_end, "billing_cycle_anchor": trial_end,
        }  # fmt: skip
    if params.get("billing_cycle_anchor", at) not in (at, "now"):
        raise StripeError("The stand-in starts a cycle now or at the end of the trial.", param="billing_cycle_anchor")
    subscription["cancel_at_period_end"] = params.get("cancel_at_period_end", False)
    subscription["cancel_at"] = params.get("cancel_at")


def _trial_end(params: Thing, at: int) -> int | None:
    if "trial_period_days" in params and "trial_end" in params:
        raise StripeError("Received both trial_end and trial_period_days.", param="trial_period_days")
    if days := params.get("trial_period_days"):
        return at + int(days) * calendar.DAY
    end = params.get("trial_end")
    if end in (None, "now"):
        return None
    if int(end) <= at:
        raise StripeError("Invalid trial_end: must be in the future.", param="trial_end")
    return int(end)


def _check_has_card(books: Books, subscription: Thing, customer: Thing) -> None:
    if not subscription["default_payment_method"] and not customer["invoice_settings"]["default_payment_method"]:
        raise StripeError(
            "This customer has no attached payment source or default payment method. Please consider adding a default"
            " payment method.",
            code="resource_missing",
        )


def ends_by(subscription: Thing, moment: int) -> bool:
    """Whether it has been cancelled for then, or for earlier."""
    cancel_at = subscription["cancel_at"]
    return bool(subscription["cancel_at_period_end"]) or (cancel_at is not None and cancel_at <= moment)


def rates(books: Books, params: Thing) -> list[Thing]:
    return [books.get("tax_rate", id, "default_tax_rates") for id in params.get("default_tax_rates") or []]


def redeemed(books: Books, wish: Any, customer: Thing, subscription: Thing, at: int) -> list[str]:
    """The ids of the discounts that are wished for; "" is none."""
    return [coupons.redeem(books, each, customer, at=at, subscription=subscription["id"])["id"] for each in wish or []]


def _first_invoice(books: Books, subscription: Thing, customer: Thing, at: int, params: Thing) -> None:
    if subscription["status"] == "trialing":
        found = [lines.for_trial(books, each, at, subscription["trial_end"]) for each in items.of(subscription)]
    else:
        found = items.begin(books, subscription, items.of(subscription), at)
    pending = items.waiting(books, customer["id"], subscription["id"])
    invoice = bill(books, subscription, found, pending, at=at, reason="subscription_create", period=(at, at))
    invoices.finalise(books, invoice, at)
    if invoice["status"] == "open":
        _collect_first(books, subscription, invoice, at, params)


def _collect_first(books: Books, subscription: Thing, invoice: Thing, at: int, params: Thing) -> None:
    if subscription["collection_method"] == "send_invoice":
        set_status(books, subscription, "active")
        return
    behavior = params.get("payment_behavior", "allow_incomplete")
    if behavior == "default_incomplete":
        return
    paid = invoices.charge(books, invoice, at, off_session=params.get("off_session", False))
    if not paid and behavior == "error_if_incomplete":
        error = invoices.intent_of(books, invoice)["last_payment_error"] or {}
        books.remove(subscription)
        invoices.void(books, invoice, at)
        raise StripeError(
            error.get("message", "The payment needs its owner."), status=402, type="card_error", code=error.get("code")
        )


def bill(
    books: Books, subscription: Thing, found: list[Thing], pending: list[Thing], *, at: int, reason: str,
    period: tuple[int, int], preview: bool = False,
) -> Thing:  # fmt: skip
    """A draft for a subscription: these lines and what was waiting."""
    customer = books.get("customer", subscription["customer"])
    invoice = invoices.draft(
        books, customer, [item["_line"] for item in pending] + found, at=at, reason=reason, subscription=subscription,
        period=period, currency=subscription["currency"], discounts=subscription["discounts"], preview=preview,
        rates=subscription["default_tax_rates"], collection_method=subscription["collection_method"],
        days_until_due=subscription["days_until_due"], metadata={},
    )  # fmt: skip
    if not preview:
        items.take_up(books, pending, invoice)
    return invoice


def _ask_for_card(books: Books, subscription: Thing) -> None:
    wish = {"customer": subscription["customer"], "usage": "off_session"}
    intent = setup_intents.create(Request("POST", "/v1/setup_intents", wish), books)
    intent["_subscription"] = subscription["id"]
    subscription["pending_setup_intent"] = intent["id"]


@routes.on("setup_intent.succeeded")
def card_given(books: Books, intent: Thing) -> None:
    """The card that was asked for when a trial began becomes the subscription's."""
    if subscription := books.find(KIND, intent.get("_subscription", "")):
        change = {"default_payment_method": intent["payment_method"], "pending_setup_intent": None}
        tell(books, subscription, change)


# -- what becomes of it -------------------------------------------------------------------------------
def tell(books: Books, subscription: Thing, change: Thing) -> None:
    """Writes the change and announces it, with what was before."""
    before = {name: subscription[name] for name, value in change.items() if subscription[name] != value}
    subscription |= change
    books.touch(subscription)
    if before:
        books.emit("customer.subscription.updated", subscription, before)


def set_status(books: Books, subscription: Thing, status: str) -> None:
    tell(books, subscription, {"status": status})
    customer = books.get("customer", subscription["customer"])
    customer["delinquent"] = any(
        other["status"] in ("past_due", "unpaid") for other in books.all(KIND, customer=customer["id"])
    )


def end(books: Books, subscription: Thing, at: int, *, reason: str, details: Thing | None = None) -> None:
    """It is over. Its unpaid invoices stay, and nobody tries to collect them any more."""
    said = subscription["cancellation_details"] | (details or {})
    subscription |= {
        "status": "canceled", "canceled_at": subscription["canceled_at"] or at, "ended_at": at,
        "cancellation_details": said | {"reason": said["reason"] or reason},
    }  # fmt: skip
    books.touch(subscription)
    for invoice in books.all(invoices.KIND, _subscription=subscription["id"]):
        if invoice["status"] in ("open", "draft"):
            invoice |= {"auto_advance": False, "next_payment_attempt": None, "automatically_finalizes_at": None}
            books.touch(invoice)
    books.emit("customer.subscription.deleted", subscription)


@routes.on("customer.deleted")
def customer_gone(books: Books, customer: Thing) -> None:
    for subscription in books.all(KIND, customer=customer["id"]):
        if subscription["status"] in ALIVE:
            end(books, subscription, calendar.now(books, subscription), reason="cancellation_requested")


@routes.on("invoice.paid")
def invoice_paid(books: Books, invoice: Thing) -> None:
    subscription = books.find(KIND, invoice["_subscription"] or "")
    if subscription is None or subscription["status"] not in ("incomplete", "past_due", "unpaid", "paused"):
        return
    _keep_card(books, subscription, invoice)
    owed = [
        other
        for other in books.all(invoices.KIND, _subscription=subscription["id"], status="open")
        if other["attempted"]
    ]
    if not owed:
        set_status(books, subscription, "active")


def _keep_card(books: Books, subscription: Thing, invoice: Thing) -> None:
    wish = subscription["payment_settings"]["save_default_payment_method"]
    if wish == "on_subscription" and invoice["_payments"]["data"]:
        subscription["default_payment_method"] = invoices.intent_of(books, invoice)["payment_method"]


@routes.on("invoice.voided")
def invoice_withdrawn(books: Books, invoice: Thing) -> None:
    """Without its first invoice, one that has not begun never will."""
    subscription = books.find(KIND, invoice["_subscription"] or "")
    if subscription is not None and subscription["status"] == "incomplete":
        subscription["ended_at"] = calendar.now(books, subscription)
        set_status(books, subscription, "incomplete_expired")


@routes.on("invoice.payment_failed")
def invoice_failed(books: Books, invoice: Thing) -> None:
    subscription = books.find(KIND, invoice["_subscription"] or "")
    if subscription is None or subscription["status"] not in ("active", "past_due"):
        return
    if subscription["status"] == "active":
        set_status(books, subscription, "past_due")
    if invoice["attempt_count"] > len(invoices.RETRY_AFTER):
        wish = after_retries(books)
        if wish == "canceled":
            end(books, subscription, calendar.now(books, subscription), reason="payment_failed")
        elif wish == "unpaid":
            set_status(books, subscription, "unpaid")


def after_retries(books: Books) -> str:
    """What the account's settings say becomes of a subscription when the last attempt failed."""
    settings = books.find("_billing_settings", "_billing_settings")
    return str(settings["after_retries"]) if settings else "unpaid"


@routes.post("/_billing")
def choose(request: Request, books: Books) -> Thing:
    """`{"after_retries": "unpaid" | "canceled" | "past_due"}`: what Stripe has in its Dashboard."""
    settings = books.find("_billing_settings", "_billing_settings")
    settings = settings or books.new("_billing_settings", "_", id="_billing_settings")
    settings["after_retries"] = request.params["after_retries"]
    return settings
