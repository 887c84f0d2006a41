"""Coupons, the codes that stand for them, and what a discount takes off an invoice's lines."""

import secrets
from decimal import ROUND_HALF_UP, Decimal

from ..charges import merge
from ..errors import StripeError
from ..listing import matching, page
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar
from .strict import only

routes = Routes()


@routes.post("/v1/coupons")
def create(request: Request, books: Books) -> Thing:
    params = request.params
    only(
        params, "amount_off", "applies_to", "currency", "duration", "duration_in_months", "id", "max_redemptions",
        "metadata", "name", "percent_off", "redeem_by",
    )  # fmt: skip
    if ("amount_off" in params) == ("percent_off" in params):
        raise StripeError("You must pass either percent_off or amount_off.", param="percent_off")
    if "amount_off" in params and "currency" not in params:
        raise StripeError("You must pass currency when passing amount_off.", param="currency")
    if (params.get("duration") == "repeating") != ("duration_in_months" in params):
        raise StripeError("duration_in_months goes with the duration repeating.", param="duration_in_months")
    if "id" in params and books.find("coupon", params["id"]):
        raise StripeError("Coupon already exists.", code="resource_already_exists", param="id")
    coupon = books.new(
        "coupon", "co", id=params.get("id") or secrets.token_urlsafe(6), amount_off=params.get("amount_off"),
        currency=params.get("currency"), duration=params.get("duration", "once"),
        duration_in_months=params.get("duration_in_months"), max_redemptions=params.get("max_redemptions"),
        metadata=params.get("metadata") or {}, name=params.get("name"),
        percent_off=float(params["percent_off"]) if "percent_off" in params else None,
        redeem_by=params.get("redeem_by"), times_redeemed=0, valid=True, _applies_to=params.get("applies_to"),
    )  # fmt: skip
    books.emit("coupon.created", coupon)
    return coupon


@routes.get("/v1/coupons")
def list_coupons(request: Request, books: Books) -> Thing:
    return page(books.all("coupon"), request.params, request.path)


@routes.get("/v1/coupons/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("coupon", id, "coupon")


@routes.post("/v1/coupons/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    coupon = books.get("coupon", id, "coupon")
    books.emit("coupon.updated", coupon, merge(coupon, request.params, "name"))
    return coupon


@routes.delete("/v1/coupons/{id}")
def delete(request: Request, books: Books, id: str) -> Thing:
    """No new discount of it; those that there are stay."""
    coupon = books.get("coupon", id, "coupon")
    coupon["valid"] = False
    books.emit("coupon.deleted", coupon)
    return {"id": id, "object": "coupon", "deleted": True}


# -- promotion codes --------------------------------------------------------------------------------
@routes.post("/v1/promotion_codes")
def create_code(request: Request, books: Books) -> Thing:
    params = request.params
    only(params, "active", "code", "customer", "expires_at", "max_redemptions", "metadata", "promotion", "restrictions")
    coupon = books.get("coupon", params["promotion"].get("coupon", ""), "promotion[coupon]")
    code = params.get("code") or secrets.token_hex(4).upper()
    if any(other["active"] and other["code"].lower() == code.lower() for other in books.all("promotion_code")):
        raise StripeError("An active promotion code with `code` already exists.", param="code")
    restrictions = params.get("restrictions") or {}
    return books.new(
        "promotion_code", "promo", active=params.get("active", True), code=code, customer=params.get("customer"),
        customer_account=None,
        expires_at=params.get("expires_at"), max_redemptions=params.get("max_redemptions"),
        metadata=params.get("metadata") or {}, promotion={"type": "coupon", "coupon": coupon["id"]},
        restrictions={
            "first_time_transaction": restrictions.get("first_time_transaction", False),
            "minimum_amount": restrictions.get("minimum_amount"),
            "minimum_amount_currency": restrictions.get("minimum_amount_currency"),
        },
        times_redeemed=0,
    )  # fmt: skip


@routes.get("/v1/promotion_codes")
def list_codes(request: Request, books: Books) -> Thing:
    found = matching(books, "promotion_code", request.params, "active", "customer")
    if wish := request.params.get("code"):
        found = [code for code in found if code["code"].lower() == wish.lower()]
    if coupon := request.params.get("coupon"):
        found = [code for code in found if code["promotion"]["coupon"] == coupon]
    return page(found, request.params, request.path)


@routes.get("/v1/promotion_codes/{id}")
def retrieve_code(request: Request, books: Books, id: str) -> Thing:
    return books.get("promotion_code", id, "promotion_code")


@routes.post("/v1/promotion_codes/{id}")
def update_code(request: Request, books: Books, id: str) -> Thing:
    only(request.params, "active", "metadata")
    code = books.get("promotion_code", id, "promotion_code")
    merge(code, request.params, "active")
    return code


# -- discounts --------------------------------------------------------------------------------------
def redeem(books: Books, wish: Thing, customer: Thing, *, at: int, subscription: str | None = None) -> Thing:
    """A discount from `{"coupon": …}` or `{"promotion_code": …}`. Raises 400 for one that is over or used up."""
    if "discount" in wish:
        return books.get("discount", wish["discount"], "discounts[discount]")
    discount, used = sketch(books, wish, customer, at)
    for each in used:
        each["times_redeemed"] += 1
    discount["subscription"] = subscription
    books.emit("customer.discount.created", discount)
    return discount


def sketch(books: Books, wish: Thing, customer: Thing, at: int) -> tuple[Thing, list[Thing]]:
    """A discount that counts for nothing yet (a preview), and what is used up by it: the coupon and its code."""
    code = books.get("promotion_code", wish["promotion_code"], "promotion_code") if "promotion_code" in wish else None
    coupon = books.get("coupon", code["promotion"]["coupon"] if code else wish.get("coupon", ""), "coupon")
    _check_valid(coupon, code, customer, at)
    months = coupon["duration_in_months"]
    discount = books.new(
        "discount", "di", created=at, checkout_session=None, customer=customer["id"], customer_account=None,
        end=calendar.months_later(at, months) if months else None, invoice=None, invoice_item=None,
        promotion_code=code and code["id"], source={"type": "coupon", "coupon": coupon["id"]}, start=at,
        subscription=None, subscription_item=None,
    )  # fmt: skip
    del discount["created"], discount["livemode"]  # which every object has but this one
    return discount, [coupon, *([code] if code else [])]


def _check_valid(coupon: Thing, code: Thing | None, customer: Thing, at: int) -> None:
    over = not coupon["valid"] or (coupon["redeem_by"] or at) < at
    used_up = coupon["max_redemptions"] is not None and coupon["times_redeemed"] >= coupon["max_redemptions"]
    if over or used_up:
        raise StripeError(f"Coupon expired: {coupon['id']}", code="coupon_expired", param="coupon")
    if code is None:
        return
    others = code["customer"] not in (None, customer["id"])
    code_over = not code["active"] or (code["expires_at"] or at) < at
    code_used = code["max_redemptions"] is not None and code["times_redeemed"] >= code["max_redemptions"]
    if others or code_over or code_used:
        raise StripeError(
            "This promotion code cannot be redeemed.", code="promotion_code_invalid", param="promotion_code"
        )


def lasting(books: Books, ids: list[str], at: int) -> list[Thing]:
    """Those of the discounts that still hold."""
    found = (books.get("discount", id) for id in ids)
    return [discount for discount in found if discount["end"] is None or discount["end"] > at]


def coupon_of(books: Books, discount: Thing) -> Thing:
    return books.get("coupon", discount["source"]["coupon"])


def share(books: Books, discounts: list[Thing]) -> Decimal:
    """What is left of a price after the discounts by percentage: a change of plan is prorated by it."""
    left = Decimal(1)
    for discount in discounts:
        left *= 1 - Decimal(str(coupon_of(books, discount)["percent_off"] or 0)) / 100
    return left


def apply(books: Books, lines: list[Thing], discounts: list[Thing]) -> None:
    """Writes into each line what each discount takes off it; never more than the line is."""
    for discount in discounts:
        coupon = coupon_of(books, discount)
        products = (coupon["_applies_to"] or {}).get("products")
        hit = [line for line in lines if line["discountable"] and line["amount"] > 0 and _applies(line, products)]
        left = [line["amount"] - sum(part["amount"] for part in line["discount_amounts"]) for line in hit]
        for line, amount in zip(hit, _amounts(coupon, left), strict=True):
            line["discount_amounts"].append({"amount": amount, "discount": discount["id"]})
            line["discounts"].append(discount["id"])


def _applies(line: Thing, products: list[str] | None) -> bool:
    return not products or bool(line["pricing"] and line["pricing"]["price_details"]["product"] in products)


def _amounts(coupon: Thing, left: list[int]) -> list[int]:
    if coupon["percent_off"] is not None:
        rate = Decimal(str(coupon["percent_off"])) / 100
        return [int((amount * rate).quantize(Decimal(1), ROUND_HALF_UP)) for amount in left]
    off, total = min(coupon["amount_off"], sum(left)), sum(left)
    shares, given, seen = [], 0, 0
    for amount in left:  # each line takes what brings the sum so far to its part, so that nothing is lost by rounding
        seen += amount
        upto = off * seen // total if total else 0
        shares.append(upto - given)
        given = upto
    return shares
