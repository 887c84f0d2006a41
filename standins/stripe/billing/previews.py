"""What the next invoice would say: of a subscription as it is, changed, or not yet begun. Nothing is kept."""

from copy import deepcopy

from .. import customers
from ..errors import StripeError
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, coupons, invoices, items, subscriptions
from .strict import off, only

routes = Routes()


@routes.post("/v1/invoices/create_preview")
def create_preview(request: Request, books: Books) -> Thing:
    params = request.params
    only(
        params,
        "customer",
        "subscription",
        "subscription_details",
        "discounts",
        "automatic_tax",
        "preview_mode",
        "currency",
    )
    off(params, "automatic_tax")
    wish = params.get("subscription_details") or {}
    only(
        wish, "items", "proration_behavior", "proration_date", "cancel_at_period_end", "cancel_now", "trial_end",
        "billing_cycle_anchor", "default_tax_rates",
    )  # fmt: skip
    if "subscription" not in params:
        return _of_new(books, params, wish)
    subscription = deepcopy(books.get("subscription", params["subscription"], "subscription"))
    if "discounts" in params:
        customer = books.get("customer", subscription["customer"])
        at = calendar.now(books, customer)
        subscription["discounts"] = [
            coupons.sketch(books, each, customer, at)[0]["id"] for each in params["discounts"] or []
        ]
    return _of_changed(books, subscription, wish)


def _of_new(books: Books, params: Thing, wish: Thing) -> Thing:
    if "items" not in wish:
        raise StripeError("You must pass a subscription, or items.", param="subscription")
    known = params.get("customer")
    customer = books.get("customer", known, "customer") if known else customers.blank(books)
    try:
        return _of_begun(books, customer, params, wish)
    finally:
        if not known:  # who has no record yet may ask too: it lasts as long as the answer
            books.remove(customer)


def _of_begun(books: Books, customer: Thing, params: Thing, wish: Thing) -> Thing:
    at = calendar.now(books, customer)
    end = wish.get("trial_end")
    begun = {key: wish[key] for key in ("items", "default_tax_rates") if key in wish}
    subscription = subscriptions.sketch(books, customer, begun | ({"trial_end": end} if end else {}), at)
    found = [coupons.sketch(books, each, customer, at)[0]["id"] for each in params.get("discounts") or []]
    subscription["discounts"] = found
    start = subscription["trial_end"] or at
    lines = items.begin(books, subscription, items.of(subscription), start)
    return _shown(books, subscription, lines, [], at=start, reason="upcoming", period=(at, start))


def _of_changed(books: Books, subscription: Thing, wish: Thing) -> Thing:
    at = wish.get("proration_date") or calendar.now(books, subscription)
    if wish.get("trial_end") == "now" and subscription["status"] == "trialing":
        subscription["status"] = "active"
    restart = wish.get("billing_cycle_anchor") == "now" or wish.get("trial_end") == "now"
    behavior = wish.get("proration_behavior", "create_prorations")
    prorate = behavior != "none" and wish.get("trial_end") != "now"
    change = items.Change()
    if "items" in wish or restart:
        change = items.change(books, subscription, wish.get("items") or [], at, prorate=prorate, restart=restart)
    subscription["cancel_at_period_end"] = wish.get("cancel_at_period_end", subscription["cancel_at_period_end"])
    if change.restarts or behavior == "always_invoice":
        pending = items.waiting(books, subscription["customer"], subscription["id"])
        return _shown(books, subscription, change.lines, pending, at=at, reason="subscription_update", period=(at, at))
    return next_invoice(books, subscription, at, change.lines)


def next_invoice(books: Books, subscription: Thing, at: int, more: list[Thing] | None = None) -> Thing:
    """The renewal to come, with what was counted so far. Raises Stripe's `invoice_upcoming_none`."""
    subscription = deepcopy(subscription)
    if subscription["status"] not in ("trialing", "active", "past_due", "unpaid"):
        raise StripeError("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")
    ends = min(item["current_period_end"] for item in items.of(subscription))
    due = [item for item in items.of(subscription) if item["current_period_end"] == ends]
    start = due[0]["current_period_start"]
    found = [] if subscription["status"] == "trialing" else items.counted(books, subscription, due, ends)
    if not subscriptions.ends_by(subscription, ends):
        found += items.begin(books, subscription, due, ends)
    pending = items.waiting(books, subscription["customer"], subscription["id"])
    if not found and not pending and not more:
        raise StripeError("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")
    found = (more or []) + found
    return _shown(books, subscription, found, pending, at=ends, reason="upcoming", period=(start, ends))


def _shown(
    books: Books, subscription: Thing, found: list[Thing], pending: list[Thing], *, at: int, reason: str,
    period: tuple[int, int],
) -> Thing:  # fmt: skip
    waiting = deepcopy(pending)
    invoice = subscriptions.bill(books, subscription, found, waiting, at=at, reason=reason, period=period, preview=True)
    books.remove(invoice)
    invoice["id"] = f"upcoming_{invoice['id']}"
    invoice["next_payment_attempt"] = at + invoices.GRACE if reason == "upcoming" else at
    return invoice
