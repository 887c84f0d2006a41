"""/v1/subscriptions and /v1/subscription_items."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from ..charges import merge
from ..errors import StripeError
from ..listing import matching, page
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, coupons, cycle, invoices, items, lines, subscriptions
from .strict import off, only

routes = Routes()
KIND = subscriptions.KIND
_PERIOD_ENDS: dict[str, Callable[[Iterable[int]], int]] = {"min_period_end": min, "max_period_end": max}


@routes.post("/v1/subscriptions")
def create(request: Request, books: Books) -> Thing:
    return subscriptions.create(books, request.params)


@routes.get("/v1/subscriptions")
def list_subscriptions(request: Request, books: Books) -> Thing:
    """Those that live; `status=all` for all of them."""
    wish = request.params.get("status")
    params = {key: value for key, value in request.params.items() if key != "status"}
    found = matching(books, KIND, params, "customer", "test_clock", "collection_method")
    if price := params.get("price"):
        found = [one for one in found if any(item["price"]["id"] == price for item in items.of(one))]
    if wish is None:
        found = [one for one in found if one["status"] != "canceled"]
    elif wish != "all":
        ended = ("canceled", "incomplete_expired")
        found = [one for one in found if one["status"] == wish or (wish == "ended" and one["status"] in ended)]
    return page(found, params, request.path)


@routes.get("/v1/subscriptions/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(KIND, id)


@routes.post("/v1/subscriptions/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    subscription, params = books.get(KIND, id), request.params
    only(
        params, "items", "cancel_at_period_end", "cancel_at", "cancellation_details", "default_payment_method",
        "default_tax_rates", "description", "discounts", "metadata", "payment_behavior", "payment_settings",
        "proration_behavior", "proration_date", "trial_end", "trial_settings", "pause_collection", "collection_method",
        "days_until_due", "off_session", "billing_cycle_anchor", "automatic_tax",
    )  # fmt: skip
    off(params, "automatic_tax")
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise StripeError("A canceled subscription can only update its cancellation_details and metadata.",
                          code="resource_missing")  # fmt: skip
    before = deepcopy(subscription)
    at = calendar.now(books, subscription)
    _say(books, subscription, params, at)
    _when_it_ends(subscription, params, at)
    change = _change(books, subscription, params, at)
    if change and params.get("payment_behavior") == "error_if_incomplete":
        return _all_or_nothing(books, subscription, before, change, params, at)
    _announce(books, subscription, before)
    if change:
        _invoice(books, subscription, change, params, at)
    return subscription


def _say(books: Books, subscription: Thing, params: Thing, at: int) -> None:
    """What can be said at any time and costs nothing."""
    if given := params.get("default_payment_method"):
        books.get("payment_method", given, "default_payment_method")
    merge(
        subscription, params, "default_payment_method", "description", "collection_method", "days_until_due",
        "trial_settings", "pause_collection",
    )  # fmt: skip
    if subscription["pause_collection"]:
        subscription["pause_collection"] = {"resumes_at": None} | subscription["pause_collection"]
    if "default_tax_rates" in params:
        subscription["default_tax_rates"] = subscriptions.rates(books, params)
    if "discounts" in params:
        customer = books.get("customer", subscription["customer"])
        subscription["discounts"] = subscriptions.redeemed(books, params["discounts"], customer, subscription, at)
    subscription["payment_settings"] |= params.get("payment_settings") or {}
    subscription["cancellation_details"] |= params.get("cancellation_details") or {}


def _when_it_ends(subscription: Thing, params: Thing, at: int) -> None:
    """`cancel_at_period_end` and its taking back; a moment of its own, or the end of the first or the last period.

    Of items with periods of their own, `cancel_at_period_end` means the first that ends (Stripe's changelog,
    2025-07-30.basil).
    """
    if "cancel_at" not in params and "cancel_at_period_end" not in params:
        return
    at_period_end = params.get("cancel_at_period_end", False)
    wish = "min_period_end" if at_period_end else params.get("cancel_at") or None
    if isinstance(wish, str):
        wish = _PERIOD_ENDS[wish](item["current_period_end"] for item in items.of(subscription))
    subscription |= {
        "cancel_at_period_end": at_period_end, "cancel_at": wish, "canceled_at": at if wish else None,
    }  # fmt: skip
    subscription["cancellation_details"]["reason"] = "cancellation_requested" if wish else None


def _change(books: Books, subscription: Thing, params: Thing, at: int) -> items.Change | None:
    """What other items or another trial cost; None when neither was asked for."""
    restart = params.get("billing_cycle_anchor") == "now" or _ends_trial(books, subscription, params, at)
    if "items" not in params and not restart:
        return None
    return items.change(
        books, subscription, params.get("items") or [], params.get("proration_date", at), restart=restart,
        prorate=params.get("proration_behavior", "create_prorations") != "none" and not _trial_ended(params),
    )  # fmt: skip


def _trial_ended(params: Thing) -> bool:
    return bool(params.get("trial_end") == "now")


def _ends_trial(books: Books, subscription: Thing, params: Thing, at: int) -> bool:
    """Moves the end of the trial. Returns whether it ends now, so that paying begins."""
    wish = params.get("trial_end")
    if wish is None:
        return False
    if wish == "now":
        if subscription["status"] != "trialing":
            return False
        subscription |= {"trial_end": at, "status": "active"}
        return True
    if int(wish) <= at:
        raise StripeError("Invalid trial_end: must be in the future.", param="trial_end")
    subscription |= {
        "trial_end": int(wish), "trial_start": subscription["trial_start"] or at, "status": "trialing",
        "billing_cycle_anchor": int(wish), "_told": False,
    }  # fmt: skip
    for item in items.of(subscription):
        item["current_period_end"] = int(wish)
    return False


def _announce(books: Books, subscription: Thing, before: Thing) -> None:
    changed = {
        name: value for name, value in before.items() if subscription[name] != value and not name.startswith("_")
    }
    if changed:
        books.emit("customer.subscription.updated", subscription, changed)


def _invoice(books: Books, subscription: Thing, change: items.Change, params: Thing, at: int) -> Thing | None:
    """Asks for it now, or keeps it for the next invoice."""
    customer = books.get("customer", subscription["customer"])
    if not (change.restarts or params.get("proration_behavior") == "always_invoice"):
        for line in change.lines:
            items.keep(books, customer, line, at)
        return None
    pending = items.waiting(books, customer["id"], subscription["id"])
    if not change.lines and not pending:
        return None
    reason, period = "subscription_update", (at, at)
    invoice = subscriptions.bill(books, subscription, change.lines, pending, at=at, reason=reason, period=period)
    invoice["parent"]["subscription_details"]["subscription_proration_date"] = params.get("proration_date", at)
    invoices.finalise(books, invoice, at)
    automatic = subscription["collection_method"] == "charge_automatically"
    if invoice["status"] == "open" and automatic and params.get("payment_behavior") != "default_incomplete":
        invoices.charge(books, invoice, at, off_session=params.get("off_session", False))
    return invoice


def _all_or_nothing(
    books: Books, subscription: Thing, before: Thing, change: items.Change, params: Thing, at: int
) -> Thing:
    """The change holds only if it was paid for."""
    invoice = _invoice(books, subscription, change, params, at)
    if invoice is None or invoice["status"] == "paid":
        _announce(books, subscription, before)
        return subscription
    error = invoices.intent_of(books, invoice)["last_payment_error"] or {}
    invoices.void(books, invoice, at)
    subscription.clear()
    subscription |= before
    raise StripeError(error.get("message", "The payment needs its owner."), status=402, type="card_error",
                      code=error.get("code"), decline_code=error.get("decline_code"))  # fmt: skip


@routes.delete("/v1/subscriptions/{id}")
def cancel(request: Request, books: Books, id: str) -> Thing:
    """It ends now. `prorate` gives the unused time back, `invoice_now` asks for what was counted."""
    subscription, params = books.get(KIND, id), request.params
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise StripeError(f"No such subscription: '{id}'", status=404, code="resource_missing", param="id")
    at = calendar.now(books, subscription)
    back: list[Thing] = []
    if params.get("prorate") and subscription["status"] != "trialing":
        share = coupons.share(books, coupons.lasting(books, subscription["discounts"], at))
        licensed = [item for item in items.of(subscription) if not items.metered(item)]
        back = [lines.for_proration(books, item, at, share, back=True) for item in licensed]
    if params.get("invoice_now"):
        cycle.last_invoice(books, subscription, at, back)
    else:
        customer = books.get("customer", subscription["customer"])
        for line in back:
            items.keep(books, customer, line, at)
    subscriptions.end(
        books, subscription, at, reason="cancellation_requested", details=params.get("cancellation_details")
    )
    return subscription


@routes.post("/v1/subscriptions/{id}/resume")
def resume(request: Request, books: Books, id: str) -> Thing:
    """One that was paused for want of a card goes on when its invoice is paid."""
    subscription = books.get(KIND, id)
    if subscription["status"] != "paused":
        raise StripeError("Only a paused subscription can be resumed.", param="id")
    at = calendar.now(books, subscription)
    subscription |= {"billing_cycle_anchor": at, "status_details": None}
    found = items.begin(books, subscription, items.of(subscription), at)
    invoice = subscriptions.bill(books, subscription, found, [], at=at, reason="subscription_cycle", period=(at, at))
    invoices.finalise(books, invoice, at)
    if invoice["status"] == "open":
        invoices.charge(books, invoice, at)
    if subscription["status"] == "active":
        books.emit("customer.subscription.resumed", subscription)
    return subscription


@routes.delete("/v1/subscriptions/{id}/discount")
def delete_discount(request: Request, books: Books, id: str) -> Thing:
    subscription = books.get(KIND, id)
    subscription["discounts"] = []
    return {"object": "discount", "deleted": True}


# -- items --------------------------------------------------------------------------------------------
@routes.get("/v1/subscription_items")
def list_items(request: Request, books: Books) -> Thing:
    subscription = books.get(KIND, request.params["subscription"], "subscription")
    return page(items.of(subscription), request.params, request.path)


@routes.get("/v1/subscription_items/{id}")
def retrieve_item(request: Request, books: Books, id: str) -> Thing:
    return _item(books, id)[1]


@routes.post("/v1/subscription_items")
def create_item(request: Request, books: Books) -> Thing:
    params = dict(request.params)
    id = params.pop("subscription")
    before = {item["id"] for item in items.of(books.get(KIND, id, "subscription"))}
    subscription = update(_as_update(params, {}), books, id)
    return next(item for item in items.of(subscription) if item["id"] not in before)


@routes.post("/v1/subscription_items/{id}")
def update_item(request: Request, books: Books, id: str) -> Thing:
    subscription, _item_of_it = _item(books, id)
    update(_as_update(request.params, {"id": id}), books, subscription["id"])
    return _item(books, id)[1]


@routes.delete("/v1/subscription_items/{id}")
def delete_item(request: Request, books: Books, id: str) -> Thing:
    subscription, _item_of_it = _item(books, id)
    update(_as_update(request.params, {"id": id, "deleted": True}), books, subscription["id"])
    return {"id": id, "object": "subscription_item", "deleted": True}


def _as_update(params: Thing, item: Thing) -> Request:
    own = ("price", "quantity", "metadata", "clear_usage")
    wish: dict[str, Any] = {key: value for key, value in params.items() if key not in own}
    wish["items"] = [item | {key: value for key, value in params.items() if key in own}]
    return Request("POST", "/v1/subscriptions", wish)


def _item(books: Books, id: str) -> tuple[Thing, Thing]:
    for subscription in books.all(KIND):
        for item in items.of(subscription):
            if item["id"] == id:
                return subscription, item
    raise StripeError(f"No such subscription_item: '{id}'", status=404, code="resource_missing", param="item")
