"""What is asked of Stripe for a subscription, one function a verb: a call's params in, requests out.

Each request carries the call's key (and the step's name), so that asking again does
nothing twice. No transaction is open here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import stripe

from shared_apps.billing import catalogue, plans
from shared_apps.billing.models import Subscription
from shared_apps.billing.reading import LIVE, is_due, never_began, subscription_in
from shared_apps.billing.stripe_client import Refused, speaking

Params = Mapping[str, Any]
_CLOCKS_DIFFER = timedelta(minutes=5)


def perform(verb: str, row: Subscription, params: Params, *, key: str) -> str:
    """Do it and return the customer's id. Raises Away (ask again with the same key), Declined or Refused."""
    with speaking() as api:
        asking = _Asking(api, key)
        customer = row.customer or asking.make_customer(row)
        if (act := _VERBS[verb]) is not None:
            act(asking, row, customer, params)
        return customer


class _Asking:
    """The client together with the key of the call under way."""

    def __init__(self, api: stripe.StripeClient, key: str) -> None:
        self.api, self.key = api, key

    def once(self, step: str) -> Any:
        return {"idempotency_key": f"{self.key}-{step}"}

    def withdraw(self, invoice: str) -> None:
        self.api.v1.invoices.void_invoice(invoice, options=self.once(f"void-{invoice}"))

    def make_customer(self, row: Subscription) -> str:
        params: Any = {**person(row), "metadata": {"pizzeria": str(row.pizzeria_id)}}
        if row.tax_id:
            params["tax_id_data"] = [tax_id(row)]
        return self.api.v1.customers.create(params=params, options=self.once("customer")).id


def person(row: Subscription) -> dict[str, Any]:
    """Whom the bills are made out to."""
    address = {"line1": row.street, "postal_code": row.postcode, "city": row.city, "country": row.country}
    return {
        "name": row.company,
        **({"email": row.email} if row.email else {}),
        "address": {name: value for name, value in address.items() if value},
        "preferred_locales": ["it" if row.country == "IT" else "en"],
    }


def tax_id(row: Subscription) -> dict[str, str]:
    return {"type": "eu_vat", "value": row.tax_id}


def items_of(
    plan: plans.Plan, interval: str, currency: str, *, instead_of: Params | None = None
) -> list[dict[str, str]]:
    """Return the two items of a subscription: the plan, and its fee per order. ``instead_of``: ids of those there are."""
    keys = plan.lookup_key(interval, currency), plan.meter_key(currency)
    ids = catalogue.price_ids(keys)
    there = instead_of or {}
    found = []
    for name, key in zip(("base", "meter"), keys, strict=True):
        known = {"id": there[name]} if there.get(name) else {}
        found.append({**known, "price": ids[key]})
    return found


def _subscribe(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    """Never a second one: what a press before this one began is either running or withdrawn."""
    if _has_one(asking, customer):  # its bank has confirmed it since we last read
        return
    _withdraw_unconfirmed(asking, customer)
    if not _pay(asking, row, customer, params):  # who comes back pays what is open from before
        return
    plan = plans.PLANS[params["plan"]]
    asked: dict[str, Any] = {
        "customer": customer,
        "items": items_of(plan, params["interval"], row.currency),
        "default_tax_rates": catalogue.tax_rates(row.country),
        "metadata": {"pizzeria": str(row.pizzeria_id), "call": asking.key},
    }
    if params.get("trial_end"):
        asked["trial_end"] = params["trial_end"]
    else:
        # The first bill is not charged along with this: below its bank may ask the card's owner, here it could not.
        asked["payment_behavior"] = "default_incomplete"
    if params.get("coupon"):
        asked["discounts"] = [discount(params["coupon"])]
    made = asking.api.v1.subscriptions.create(params=asked, options=asking.once("subscribe"))  # type: ignore[arg-type]
    first = str(made.latest_invoice)
    try:
        _collect(asking, first, customer, params)
    except stripe.CardError:  # all or nothing: a card that is declined leaves no half-made subscription behind
        asking.withdraw(first)
        raise


def _has_one(asking: _Asking, customer: str) -> bool:
    held = asking.api.v1.subscriptions.list(params={"customer": customer, "limit": 20}).data
    return any(each.status in LIVE for each in held)


def _withdraw_unconfirmed(asking: _Asking, customer: str) -> None:
    """Let go of what an earlier press began and the bank has not confirmed.

    Its bill is voided, not the subscription ended: the provider refuses the one for a bill that was paid this moment,
    the other would end what has just begun.
    """
    waiting = asking.api.v1.invoices.list(params={"customer": customer, "status": "open", "limit": 100}).data
    for invoice in waiting:
        raw = invoice.to_dict()
        made_by = subscription_in(raw).get("metadata") or {}
        if never_began(raw) and made_by.get("call") != asking.key:
            asking.withdraw(invoice.id)


def _change(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    plan = plans.PLANS[params["plan"]]
    asked: dict[str, Any] = {
        "items": items_of(plan, params["interval"], row.currency, instead_of=row.items),
        "proration_behavior": "always_invoice",
        "payment_behavior": "error_if_incomplete",
        "proration_date": params["proration_date"],
        "off_session": True,
    }
    if row.status == "trialing":  # nothing has been paid, so nothing is prorated
        asked |= {"proration_behavior": "none"}
        del asked["proration_date"]
    if ends_discount(row, params["interval"]):
        asked["discounts"] = ""
    asking.api.v1.subscriptions.update(row.reference, params=asked, options=asking.once("change"))  # type: ignore[arg-type]


def _cancel(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    asked: Any = {
        # Not cancel_at_period_end: for a yearly plan that is the end of the month its fee per order is collected by.
        "cancel_at": "max_period_end",
        "cancellation_details": {"feedback": params["reason"], "comment": params["words"]},
    }
    asking.api.v1.subscriptions.update(row.reference, params=asked, options=asking.once("cancel"))


def _keep(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    asking.api.v1.subscriptions.update(row.reference, params={"cancel_at": ""}, options=asking.once("keep"))


def _card(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    """Charge this card from now on, and try what is unpaid with it at once."""
    method = params["payment_method"]
    asking.api.v1.customers.update(
        customer, params={"invoice_settings": {"default_payment_method": method}}, options=asking.once("card")
    )
    _pay(asking, row, customer, params)


def _pay(asking: _Asking, row: Subscription, customer: str, params: Params) -> bool:
    """Collect every bill that is due, oldest first; also those of a plan that has ended.

    Return whether all are paid: the first one about which the bank asks the card's owner is the last that is tried.
    """
    if not row.reference:  # a card before the first subscription: nothing to collect
        return True
    listed = asking.api.v1.invoices.list(params={"customer": customer, "limit": 100}).data
    for invoice in sorted(listed, key=lambda each: each.created):
        if never_began(invoice.to_dict()):
            continue
        if _is_held(invoice):
            asking.api.v1.invoices.finalize_invoice(invoice.id, options=asking.once(f"finalise-{invoice.id}"))
        elif not is_due(invoice.to_dict(), row.reference):
            continue
        if not _collect(asking, invoice.id, customer, params):
            return False
    return True


def _collect(asking: _Asking, invoice: str, customer: str, params: Params) -> bool:
    """Charge the customer's card; return False where its bank wants to hear from the owner first (3-D Secure).

    ``back``: where the bank's page leads back to. Without it nobody is there whom a bank could ask, and it declines
    (https://docs.stripe.com/payments/3d-secure/authentication-flow).
    """
    once = asking.once(f"pay-{invoice}")
    asked_for = asking.api.v1.invoice_payments.list(params={"invoice": invoice, "status": "open", "limit": 1}).data
    if not asked_for:  # nothing was due
        return True
    if not params.get("back"):
        asking.api.v1.invoices.pay(invoice, params={"off_session": True}, options=once)
        return True
    settings = asking.api.v1.customers.retrieve(customer).to_dict().get("invoice_settings") or {}
    card: Any = {"payment_method": settings["default_payment_method"]} if settings.get("default_payment_method") else {}
    intent = asked_for[0].to_dict()["payment"]["payment_intent"]
    tried = asking.api.v1.payment_intents.confirm(intent, params={**card, "return_url": params["back"]}, options=once)
    return tried.status != "requires_action"


def _is_held(invoice: stripe.Invoice) -> bool:
    """Whether it is of a period that began while nothing was paid: such a draft goes on only when told to
    (https://docs.stripe.com/billing/subscriptions/overview).
    """
    return invoice.status == "draft" and not invoice.auto_advance and invoice.parent is not None


def _details(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    asked: Any = person(row)
    asking.api.v1.customers.update(customer, params=asked, options=asking.once("details"))
    known = asking.api.v1.customers.tax_ids.list(customer, params={"limit": 20}).data
    for old in known:
        if old.value != row.tax_id:
            asking.api.v1.customers.tax_ids.delete(customer, old.id, options=asking.once(f"forget-{old.id}"))
    if row.tax_id and row.tax_id not in {each.value for each in known}:
        wish: Any = tax_id(row)
        asking.api.v1.customers.tax_ids.create(customer, params=wish, options=asking.once("tax-id"))


def _coupon(asking: _Asking, row: Subscription, customer: str, params: Params) -> None:
    asked: Any = {"discounts": [discount(params["coupon"])]}
    asking.api.v1.subscriptions.update(row.reference, params=asked, options=asking.once("coupon"))


def ends_discount(row: Subscription, interval: str) -> bool:
    """Whether changing to this interval ends what is taken off for some months: it would be off a whole year."""
    return row.interval != interval == plans.YEAR and row.discount_ends_at is not None


def discount(wish: str) -> dict[str, str]:
    """``promo_…`` is a code that people type; anything else is a coupon's own id."""
    return {"promotion_code": wish} if wish.startswith("promo_") else {"coupon": wish}


_VERBS: Mapping[str, Callable[[_Asking, Subscription, str, Params], object] | None] = {
    "open": None,
    "subscribe": _subscribe,
    "change": _change,
    "cancel": _cancel,
    "keep": _keep,
    "card": _card,
    "pay": _pay,
    "details": _details,
    "coupon": _coupon,
}


def is_done(verb: str, row: Subscription, params: Params) -> bool:
    """Whether what was asked for stands in a row that has just been read. False also where the row does not show it: to
    ask for that once more does no harm.
    """
    if verb == "subscribe":
        return row.is_subscribed
    if verb == "change":
        return (row.plan, row.interval) == (params["plan"], params["interval"])
    if verb in ("cancel", "keep"):
        return (row.cancel_at is not None) == (verb == "cancel")
    return verb == "open" or (verb == "pay" and row.unpaid_since is None)


def find_customer(row: Subscription, *, since: datetime) -> str:
    """Return the customer that was made for this pizzeria without our hearing of it, "" for none. Raises Away or Refused."""
    from_then = {"gte": int((since - _CLOCKS_DIFFER).timestamp())}
    with speaking() as api:
        for customer in api.v1.customers.list(params={"created": from_then, "limit": 100}).auto_paging_iter():  # type: ignore[typeddict-item]
            if (customer.to_dict().get("metadata") or {}).get("pizzeria") == str(row.pizzeria_id):
                return customer.id
    return ""


def find_coupon(code: str) -> str | None:
    """Return what ``discount`` takes for a code that somebody typed, None when it is not valid. Raises Away.

    A coupon's own id is no code: it is nobody's secret, and what it is good for is ours to say.
    """
    with speaking() as api:
        found = api.v1.promotion_codes.list(params={"code": code, "active": True, "limit": 1}).data
    return found[0].id if found else None


def coupon_for(interval: str, wish: str) -> str:
    """Return the wish, or "" where it is off for some months and the plan is paid by the year. Raises Away or Refused.

    Each bill within the months is lowered whole, also one for a year
    (https://docs.stripe.com/billing/subscriptions/coupons#coupon-duration).
    """
    if not wish or interval != plans.YEAR:
        return wish
    with speaking() as api:
        coupon: Any = wish
        if "promotion_code" in discount(wish):
            coupon = api.v1.promotion_codes.retrieve(wish).to_dict()["promotion"]["coupon"]
        found = api.v1.coupons.retrieve(coupon if isinstance(coupon, str) else coupon["id"])
    return "" if found.duration == "repeating" else wish


def new_setup(customer: str, *, key: str) -> tuple[str, str]:
    """Return id and client secret of a SetupIntent, for the page where the card is typed. Raises Away or Refused."""
    with speaking() as api:
        made = api.v1.setup_intents.create(
            params={"customer": customer, "usage": "off_session", "allowed_payment_method_types": ["card"]},
            options={"idempotency_key": key},
        )
        return made.id, str(made.client_secret)


def card_of_setup(id: str, *, customer: str) -> str:
    """Return the payment method of a SetupIntent that has succeeded. Raises Refused for another's, Away."""
    with speaking() as api:
        found = api.v1.setup_intents.retrieve(id).to_dict()
    method = found.get("payment_method")
    if found.get("customer") != customer or found.get("status") != "succeeded" or not method:
        raise Refused("this card is not ready")
    return method if isinstance(method, str) else str(method["id"])


def bank_page(customer: str) -> str:
    """Return where a payment of this customer waits for them at their bank, "" for nowhere. Raises Away or Refused."""
    with speaking() as api:
        payments = api.v1.payment_intents.list(params={"customer": customer, "limit": 20}).data
    for payment in (each.to_dict() for each in payments):
        if payment["status"] == "requires_action":
            return str(((payment.get("next_action") or {}).get("redirect_to_url") or {}).get("url") or "")
    return ""


def tell_meter(customer: str, *, orders: int, at: datetime, key: str) -> None:
    """Hand in the orders of a day, as used at this moment. The meter takes each key once. Raises Away or Refused."""
    moment = int(at.timestamp())
    asked: Any = {
        "event_name": plans.METER,
        "identifier": key,
        "timestamp": moment,
        "payload": {"stripe_customer_id": customer, "value": str(orders)},
    }
    with speaking() as api:
        try:
            api.v1.billing.meter_events.create(params=asked, options={"idempotency_key": f"meter-{key}-{moment}"})
        except stripe.InvalidRequestError as error:
            if error.code != "duplicate_meter_event":
                raise
