"""What a customer is written about their money, and an owner about money that went wrong; each in their language."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

import tenants
from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import OWNER
from tenant_apps.notifications.actions import Letter
from tenant_apps.ordering.models import Order
from tenant_apps.payments.models import Refund
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


def to_owners(refund: Refund, amount: int) -> Iterator[tuple[str, Letter]]:
    """Yield each owner's id and the letter that so much of a refund could not go back, in their language."""
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("an order belongs to a pizzeria")
    order, shop = refund.order, shops.the_shop()
    for owner in User.objects.filter(role=OWNER, is_active=True).exclude(email="").order_by("created_at"):
        language = owner.language or here.language
        with override(language):
            words = {
                "order": order,
                "refund": refund,
                "amount": money(amount, refund.currency).text(language),
                "problem": next((part.problem_words for part in refund.parts.lost() if part.problem), ""),
                "pizzeria": here,
                "link": here.url(reverse("payments:order", args=[order.id])),
            }
            said = {"number": order.called, "shop": here.name}
            yield (
                str(owner.id),
                Letter(
                    to=owner.email,
                    reply_to=shop.email,
                    subject=_("A refund for order %(number)s did not arrive · %(shop)s") % said,
                    text=render_to_string("payments/mail/refund_failed.txt", words),
                ),
            )


def _subject(name: str, order: Order, shop: str) -> str:
    said = {
        "too_late": _("Your payment for %(number)s came too late · %(shop)s"),
        "lost": _("The payment of your order %(number)s did not work · %(shop)s"),
        "refunded": _("Money back for your order %(number)s · %(shop)s"),
    }
    return said[name] % {"number": order.called, "shop": shop}
