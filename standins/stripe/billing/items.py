"""What a subscription is made of: its items, what a change of them costs, and what waits for the next invoice."""

import secrets
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal

from ..errors import StripeError
from ..routing import Books
from ..store import Thing
from . import calendar, coupons, lines, meters
from .strict import only

_ITEM = ("id", "price", "quantity", "deleted", "clear_usage", "metadata", "discounts")


def new_item(books: Books, subscription: Thing, wish: Thing, start: int, end: int) -> Thing:
    """An item of a price. Raises 400 for a price that is not recurring, or a quantity of what is counted."""
    only(wish, *_ITEM)
    price = books.get("price", wish.get("price", ""), "items[price]")
    if not price["active"] or price["type"] != "recurring":
        raise StripeError("The price specified is inactive or not recurring.", code="price_inactive", param="items")
    metered = price["recurring"]["usage_type"] == "metered"
    if metered and "quantity" in wish:
        raise StripeError("You cannot set the quantity of a metered price.", param="items[quantity]")
    item = {
        "id": f"si_{secrets.token_hex(7)}",
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": start,
        "current_period_end": end,
        "current_period_start": start,
        "current_trial": None,
        "discounts": [],
        "metadata": wish.get("metadata") or {},
        "quantity": None if metered else wish.get("quantity", 1),
        "subscription": subscription["id"],
        "tax_rates": [],
    }
    return _priced(item, price)


def _priced(item: Thing, price: Thing) -> Thing:
    recurring = price["recurring"]
    plan = {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": recurring["meter"],
        "nickname": price["nickname"],
        "product": price["product"],
        "usage_type": recurring["usage_type"],
    }
    item |= {"price": deepcopy(price), "plan": plan}
    return item


def of(subscription: Thing) -> list[Thing]:
    found: list[Thing] = subscription["items"]["data"]
    return found


def metered(item: Thing) -> bool:
    return bool(item["price"]["recurring"]["usage_type"] == "metered")


def interval(item: Thing) -> tuple[str, int]:
    return item["price"]["recurring"]["interval"], item["price"]["recurring"]["interval_count"]


def check(subscription: Thing) -> None:
    """Raises 400 for two currencies, for one price twice, and for two intervals where the billing mode is classic."""
    items = of(subscription)
    if not items:
        raise StripeError("A subscription must have at least one active plan.", param="items")
    if len({item["price"]["currency"] for item in items}) > 1:
        raise StripeError("The prices of one subscription have one currency.", param="items")
    if len({item["price"]["id"] for item in items}) < len(items):
        raise StripeError("Cannot add multiple subscription items with the same plan.", param="items")
    if len({interval(item) for item in items}) > 1 and subscription["billing_mode"]["type"] == "classic":
        raise StripeError(
            "Currency and interval fields must match across all plans of this subscription.", param="items"
        )


# -- changing them ----------------------------------------------------------------------------------
@dataclass
class Change:
    """What follows of a change: lines to ask for or give back, and whether a new period begins at once."""

    lines: list[Thing] = field(default_factory=list)
    restarts: bool = False


def change(
    books: Books, subscription: Thing, wish: list[Thing], at: int, *, prorate: bool, restart: bool = False
) -> Change:
    """Changes the items in place and says what it costs. Nothing else is touched, so that a preview may ask too."""
    before = {item["id"]: deepcopy(item) for item in of(subscription)}
    _rewrite(books, subscription, wish, at)
    check(subscription)
    on_trial = subscription["status"] == "trialing"
    after = {item["id"]: item for item in of(subscription)}
    turned = any(id in before and interval(item) != interval(before[id]) for id, item in after.items())
    done = Change(restarts=(turned or restart) and not on_trial)
    share = coupons.share(books, coupons.lasting(books, subscription["discounts"], at))
    if prorate and not on_trial:
        done.lines = _prorations(books, before, after, at, share, done)
        if not done.restarts and subscription["billing_mode"]["type"] == "flexible":
            done.lines += _used_so_far(books, subscription, before, at)
    if done.restarts:
        done.lines += _restart(books, subscription, before, at)
    return done


def _rewrite(books: Books, subscription: Thing, wish: list[Thing], at: int) -> None:
    items = of(subscription)
    for each in wish:
        only(each, *_ITEM)
        item = next((item for item in items if item["id"] == each["id"]), None) if "id" in each else None
        if "id" in each and item is None:
            raise StripeError(f"No such subscription item: '{each['id']}'", code="resource_missing", param="items[id]")
        if item is None:
            first = items[0]
            start, end = first["current_period_start"], first["current_period_end"]
            items.append(new_item(books, subscription, each, at, end if end > at else start))
        elif each.get("deleted"):
            items.remove(item)
        else:
            _write(books, item, each)


def _write(books: Books, item: Thing, wish: Thing) -> None:
    if "price" in wish:
        price = books.get("price", wish["price"], "items[price]")
        if price["recurring"] is None or not price["active"]:
            raise StripeError("The price specified is inactive or not recurring.", code="price_inactive", param="items")
        _priced(item, price)
    if metered(item):
        item["quantity"] = None
    else:
        item["quantity"] = wish.get("quantity", item["quantity"] or 1)
    item["metadata"] |= wish.get("metadata") or {}


def _prorations(
    books: Books, before: dict[str, Thing], after: dict[str, Thing], at: int, share: Decimal, done: Change
) -> list[Thing]:
    found = []
    for id, old in before.items():
        new = after.get(id)
        if not metered(old) and (done.restarts or new is None or _differs(old, new)):
            found.append(lines.for_proration(books, old, at, share, back=True))
    for id, new in after.items():
        fresh = id not in before or _differs(before[id], new)
        if not metered(new) and fresh and not done.restarts:
            whole = before.get(id, new) | {"price": new["price"], "quantity": new["quantity"]}
            found.append(lines.for_proration(books, whole, at, share, back=False))
    return found


def _used_so_far(books: Books, subscription: Thing, before: dict[str, Thing], at: int) -> list[Thing]:
    """What was counted until another price holds, at the old one: so with flexible billing
    (https://docs.stripe.com/billing/subscriptions/billing-mode). What is counted from here on has the new one.
    """
    found = []
    for item in of(subscription):
        old = before.get(item["id"])
        if old and metered(old) and metered(item) and old["price"]["id"] != item["price"]["id"]:
            found.append(_usage(books, subscription, old, at))
            item["billed_until"] = at
    return found


def _differs(old: Thing, new: Thing) -> bool:
    return bool((old["price"]["id"], old["quantity"]) != (new["price"]["id"], new["quantity"]))


def _restart(books: Books, subscription: Thing, before: dict[str, Thing], at: int) -> list[Thing]:
    """A new period for every item from now on: what was counted so far, and the whole of what is agreed."""
    used = counted(books, subscription, list(before.values()), at)
    subscription["billing_cycle_anchor"] = at
    return used + begin(books, subscription, of(subscription), at)


# -- periods ----------------------------------------------------------------------------------------
def begin(books: Books, subscription: Thing, items: list[Thing], at: int) -> list[Thing]:
    """Starts the next period of these items; returns what has to be paid in advance."""
    found = []
    for item in items:
        end = calendar.period_end(subscription["billing_cycle_anchor"], at, item["price"]["recurring"])
        item |= {"current_period_start": at, "current_period_end": end}
        if not metered(item):
            found.append(lines.for_item(books, item, at, end))
    return found


def counted(books: Books, subscription: Thing, items: list[Thing], at: int) -> list[Thing]:
    """What was used of the metered ones in the period that ends, as far as it was not billed before."""
    return [_usage(books, subscription, item, at) for item in items if metered(item)]


def _usage(books: Books, subscription: Thing, item: Thing, end: int) -> Thing:
    start = max(item["current_period_start"], item["billed_until"] or 0)
    many = meters.usage(books, item["price"]["recurring"]["meter"], subscription["customer"], start, end)
    found = lines.for_item(books, item, start, end, quantity=many)
    found["_meter"] = item["price"]["recurring"]["meter"]
    found["_price"] = item["price"]
    return found


# -- what waits for the next invoice ------------------------------------------------------------------
def keep(books: Books, customer: Thing, line: Thing, at: int) -> Thing:
    """A line that the next invoice takes up."""
    details = line["parent"]["subscription_item_details"] or {}
    parent = {"subscription": line["subscription"], "subscription_item": details.get("subscription_item")}
    names = ("amount", "currency", "description", "discountable", "metadata", "period", "pricing", "quantity")
    item = books.new(
        "invoiceitem", "ii", created=at, **{name: line[name] for name in names}, customer=customer["id"],
        customer_account=None, date=at, discounts=[], frozen_fields=[], invoice=None, invoicing_rules=[],
        net_amount=line["amount"],
        parent={"type": "subscription_details", "subscription_details": parent} if line["subscription"] else None,
        proration=bool(details.get("proration")), proration_details=None, quantity_decimal=line["quantity_decimal"],
        tax_rates=[], test_clock=customer["test_clock"], _line=line,
    )  # fmt: skip
    del item["created"]  # it has a date instead
    (line["parent"]["subscription_item_details"] or line["parent"]["invoice_item_details"])["invoice_item"] = item["id"]
    books.emit("invoiceitem.created", item)
    return item


def waiting(books: Books, customer: str, subscription: str | None = None) -> list[Thing]:
    """The items that no invoice has yet: those of the subscription and of none, oldest first."""
    found = reversed(books.all("invoiceitem", customer=customer, invoice=None))
    return [item for item in found if item["_line"]["subscription"] in (None, subscription)]


def take_up(books: Books, items: list[Thing], invoice: Thing) -> None:
    for item in items:
        item["invoice"] = invoice["id"]
        books.touch(item)
