"""What a customer is written about an order: in their language, with times as the shop's clock says."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

import tenants
from tenant_apps.notifications.actions import Letter
from tenant_apps.ordering.models import Order
from tenant_apps.shop import queries as shops

NAMES = {
    "OrderPlaced": "placed",
    "OrderRejected": "rejected",
    "OrderCancelled": "cancelled",
    "OrderDelayed": "delayed",
    "OrderEdited": "edited",
}


def letter(fact: str, order: Order, **told: Any) -> Letter:
    """Return the letter that tells the customer of this fact. KeyError for a fact nobody writes about.

    ``told``: what it needs beside the order; for an edit its ``revision``.
    """
    name = NAMES[fact]
    with override(order.language):
        words = _words(order) | told
        return Letter(
            to=order.email,
            reply_to=words["shop"].email,
            subject=_subject(name, order, words["pizzeria"].name),
            text=render_to_string(f"ordering/mail/{name}.txt", words),
            html=render_to_string(f"ordering/mail/{name}.html", words),
        )


def _words(order: Order) -> dict[str, Any]:
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("an order belongs to a pizzeria")
    link = here.url(reverse("ordering:track", args=[order.id]))
    return {
        "order": order,
        "lines": [(line, size) for line, size in zip(order.standing, _sizes(order), strict=True)],
        "pizzeria": here,
        "shop": shops.the_shop(),
        "link": link,
        "shop_link": here.url(),
    }


def _sizes(order: Order) -> list[Any]:
    """The lines' sizes in every language: the line itself keeps only the kitchen's word."""
    return [line["size"] for line in order.quote["lines"]]


def _subject(name: str, order: Order, shop: str) -> str:
    said = {
        "placed": _("We have your order %(number)s · %(shop)s"),
        "rejected": _("We cannot make your order %(number)s · %(shop)s"),
        "cancelled": _("Your order %(number)s is cancelled · %(shop)s"),
        "delayed": _("Your order %(number)s comes later · %(shop)s"),
        "edited": _("Your order %(number)s is changed · %(shop)s"),
    }
    return said[name] % {"number": order.called, "shop": shop}
