"""The lines of an invoice and what they come to: pure sums over dicts in Stripe's shapes."""

import secrets
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..routing import Books
from ..store import Thing
from . import catalog, coupons
from .calendar import day_of


def line(
    amount: int,
    currency: str,
    description: str,
    period: tuple[int, int],
    *,
    price: Thing | None = None,
    quantity: int | None = 1,
    **more: Any,
) -> Thing:
    """A line before discounts and taxes. `subscription`, `item`, `proration`, `invoice_item`, `metadata` say where it is from."""
    pricing = price and {
        "type": "price_details",
        "price_details": {"price": price["id"], "product": price["product"]},
        "unit_amount_decimal": price["unit_amount_decimal"],
    }
    return {
        "id": f"il_{secrets.token_hex(12)}",
        "object": "line_item",
        "amount": amount,
        "currency": currency,
        "description": description,
        "discount_amounts": [],
        "discountable": not more.get("proration", False),
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": more.get("metadata") or {},
        "parent": _parent(**more),
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": pricing,
        "quantity": quantity,
        "quantity_decimal": None if quantity is None else str(quantity),
        "subscription": more.get("subscription"),
        "subtotal": amount,
        "taxes": [],
    }


def _parent(**more: Any) -> Thing:
    shared = {
        "invoice_item": more.get("invoice_item"),
        "proration": more.get("proration", False),
        "proration_details": {"credited_items": None},
        "subscription": more.get("subscription"),
    }
    if more.get("item"):
        details = shared | {"subscription_item": more["item"]}
        return {
            "type": "subscription_item_details",
            "subscription_item_details": details,
            "invoice_item_details": None,
        }
    return {"type": "invoice_item_details", "invoice_item_details": shared, "subscription_item_details": None}


def for_item(books: Books, item: Thing, start: int, end: int, *, quantity: int | None = None) -> Thing:
    """What a subscription's item costs from `start` to `end`; `quantity` is the usage of a metered one."""
    price = item["price"]
    many = item["quantity"] if quantity is None else quantity
    name = books.get("product", price["product"])["name"]
    text = f"{many} × {name} (per {price['recurring']['interval']})"
    return line(
        catalog.cost(price, many), price["currency"], text, (start, end), price=price, quantity=many,
        subscription=item["subscription"], item=item["id"],
    )  # fmt: skip


def for_trial(books: Books, item: Thing, start: int, end: int) -> Thing:
    """A line of nothing: the days on trial."""
    name = books.get("product", item["price"]["product"])["name"]
    return line(
        0, item["price"]["currency"], f"Trial period for {name}", (start, end), price=item["price"],
        quantity=item.get("quantity") or 0, subscription=item["subscription"], item=item["id"],
    )  # fmt: skip


def for_proration(books: Books, item: Thing, at: int, share: Decimal, *, back: bool) -> Thing:
    """The part of a period from `at` on: given back for what was, asked for what is. By the second, rounded once."""
    start, end, price = item["current_period_start"], item["current_period_end"], item["price"]
    part = Decimal(end - at) / Decimal(end - start)
    amount = int((catalog.cost(price, item["quantity"]) * share * part).quantize(Decimal(1), ROUND_HALF_UP))
    name = books.get("product", price["product"])["name"]
    many = f"{item['quantity']} × {name}" if item["quantity"] != 1 else name
    text = f"{'Unused' if back else 'Remaining'} time on {many} after {day_of(at)}"
    return line(
        -amount if back else amount, price["currency"], text, (at, end), price=price, quantity=item["quantity"],
        subscription=item["subscription"], item=item["id"], proration=True,
    )  # fmt: skip


# -- what they come to ------------------------------------------------------------------------------
def add_up(books: Books, invoice: Thing, discounts: list[Thing], rates: list[Thing]) -> None:
    """Writes discounts, taxes and totals into an invoice's lines and head."""
    lines = invoice["lines"]["data"]
    for each in lines:
        each |= {"invoice": invoice["id"], "discount_amounts": [], "discounts": [], "taxes": []}
    coupons.apply(books, lines, discounts)
    exempt = invoice["customer_tax_exempt"]
    for each in lines:
        each["taxes"] = [_tax(each, rate, exempt) for rate in rates]
    subtotal = sum(each["amount"] for each in lines)
    taken = [part for each in lines for part in each["discount_amounts"]]
    off = sum(part["amount"] for part in taken)
    taxes = [tax for each in lines for tax in each["taxes"]]
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "inclusive")
    invoice |= {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total_discount_amounts": _by(taken, "discount"),
        "total_taxes": _total_taxes(taxes),
        "total_excluding_tax": subtotal - off - inclusive,
        "total": subtotal - off + exclusive,
    }
    invoice["lines"]["total_count"] = len(lines)


def _tax(each: Thing, rate: Thing, exempt: str) -> Thing:
    net = each["amount"] - sum(part["amount"] for part in each["discount_amounts"])
    percentage = Decimal(str(rate["percentage"])) if exempt == "none" else Decimal(0)
    base = net / (1 + percentage / 100) if rate["inclusive"] else Decimal(net)
    amount = int((base * percentage / 100).quantize(Decimal(1), ROUND_HALF_UP))
    reasons = {"none": "standard_rated", "exempt": "customer_exempt", "reverse": "reverse_charge"}
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": reasons[exempt],
        "taxable_amount": net - amount if rate["inclusive"] else net,
        "type": "tax_rate_details",
    }


def _by(parts: list[Thing], name: str) -> list[Thing]:
    sums: dict[str, int] = {}
    for part in parts:
        sums[part[name]] = sums.get(part[name], 0) + part["amount"]
    return [{"amount": amount, name: key} for key, amount in sums.items()]


def _total_taxes(taxes: list[Thing]) -> list[Thing]:
    sums: dict[str, Thing] = {}
    for tax in taxes:
        of_rate = sums.setdefault(tax["tax_rate_details"]["tax_rate"], tax | {"amount": 0, "taxable_amount": 0})
        of_rate["amount"] += tax["amount"]
        of_rate["taxable_amount"] += tax["taxable_amount"]
    return list(sums.values())
