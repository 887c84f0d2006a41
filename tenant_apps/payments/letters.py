"""What a customer is written about their money, and an owner about money that went wrong; each in their language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

import tenants
from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import OWNER
from tenant_apps.notifications.actions import Letter
from tenant_apps.ordering.models import Order
from tenant_apps.payments.models import Dispute, Refund
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


def of_failed_refund(refund: Refund, amount: int) -> Iterator[tuple[str, Letter]]:
    """Yield each owner's id and the letter that so much of a refund could not go back, in their language."""

    def words(language: str) -> dict[str, Any]:
        return {
            "refund": refund,
            "subject": _("A refund for order %(number)s did not arrive · %(shop)s"),
            "amount": money(amount, refund.currency).text(language),
            "problem": next((part.problem_words for part in refund.parts.lost() if part.problem), ""),
            "path": reverse("payments:order", args=[refund.order_id]),
        }

    return _to_owners("refund_failed", refund.order, words)


def of_refused_answer(dispute: Dispute, problem: str) -> Iterator[tuple[str, Letter]]:
    """Yield each owner's id and the letter that the bank has no answer to the dispute yet, in their language."""
    payment = dispute.payment
    shop = shops.the_shop()

    def words(language: str) -> dict[str, Any]:
        return {
            "subject": _("Your answer to the dispute about order %(number)s did not arrive · %(shop)s"),
            "amount": money(dispute.amount, payment.currency).text(language),
            "problem": problem,
            "until": dispute.due_at and date_format(dispute.due_at.astimezone(shop.zone), "DATE_FORMAT"),
            "path": reverse("payments:dispute", args=[dispute.id]),
        }

    return _to_owners("answer_refused", payment.order, words)


def _to_owners(name: str, order: Order, words: Callable[[str], dict[str, Any]]) -> Iterator[tuple[str, Letter]]:
    """``words``: what the letter says beside the order, in an owner's language; its subject and the path it leads to, too."""
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("an order belongs to a pizzeria")
    shop = shops.the_shop()
    for owner in User.objects.filter(role=OWNER, is_active=True).exclude(email="").order_by("created_at"):
        language = owner.language or here.language
        with override(language):
            said = words(language) | {"order": order, "pizzeria": here}
            letter = Letter(
                to=owner.email,
                reply_to=shop.email,
                subject=said["subject"] % {"number": order.called, "shop": here.name},
                text=render_to_string(f"payments/mail/{name}.txt", said | {"link": here.url(said["path"])}),
            )
        yield str(owner.id), letter


def _subject(name: str, order: Order, shop: str) -> str:
    said = {
        "too_late": _("Your payment for %(number)s came too late · %(shop)s"),
        "lost": _("The payment of your order %(number)s did not work · %(shop)s"),
        "refunded": _("Money back for your order %(number)s · %(shop)s"),
    }
    return said[name] % {"number": order.called, "shop": shop}
