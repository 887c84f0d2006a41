"""What a customer is written about their money, in their language."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

import tenants
from tenant_apps.notifications.actions import Letter
from tenant_apps.ordering.models import Order
from tenant_apps.payments.queries import money
from tenant_apps.shop import queries as shops

NAMES = {"PaymentTooLate": "too_late", "PaymentLost": "lost", "RefundSettled": "refunded"}


def letter(fact: str, order: Order, told: Mapping[str, Any]) -> Letter:
    """Return the letter that tells the customer of this fact. KeyError for a fact nobody writes about."""
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("an order belongs to a pizzeria")
    shop = shops.the_shop()
    with override(order.language):
        words = {
            "order": order,
            "amount": money(told["amount"], order.currency).text(order.language),
            "pizzeria": here,
            "shop": shop,
            "link": here.url(reverse("ordering:track", args=[order.id])),
            "pay_link": here.url(reverse("payments:pay", args=[order.id])),
        }
        name = NAMES[fact]
        return Letter(
            to=order.email,
            reply_to=shop.email,
            subject=_subject(name, order, here.name),
            text=render_to_string(f"payments/mail/{name}.txt", words),
        )


def _subject(name: str, order: Order, shop: str) -> str:
    said = {
        "too_late": _("Your payment for %(number)s came too late · %(shop)s"),
        "lost": _("The payment of your order %(number)s did not work · %(shop)s"),
        "refunded": _("Money back for your order %(number)s · %(shop)s"),
    }
    return said[name] % {"number": order.called, "shop": shop}
