"""What goes back of payments, and what banks take back."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenant_apps.ordering.models import Order, OrderLine
from tenant_apps.payments.models.paying import Payment
from toolbox.ids import uuid7


class Bearer(models.TextChoices):
    STORE = "store", _("the shop")
    PLATFORM = "platform", _("the platform")
    HQ = "hq", _("head office")


class Refund(models.Model):
    """Money that goes back for an order, why, and who bears it. What it comes from stands in its parts.

    ``of_excess``: so much of it had been paid beyond what the order costs by now, whatever reason somebody gave.
    """

    class Reason(models.TextChoices):
        LATE = "late", _("came too late")
        WRONG = "wrong", _("something else was made")
        MISSING = "missing", _("something was missing")
        QUALITY = "quality", _("not good")
        CANCELLED = "cancelled", _("the order was cancelled")
        EDITED = "edited", _("the order was changed")
        OUTSIDE = "outside", _("made at the provider")
        MISTAKE = "mistake", _("keyed by mistake")
        OTHER = "other", _("another reason")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    of_excess = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    note = models.CharField(max_length=200, blank=True)
    bearer = models.CharField(max_length=10, choices=Bearer.choices, default=Bearer.STORE)
    # The request it comes from: sent again it is the same refund.
    key = models.CharField(max_length=120, unique=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payments_refund_is_something")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} back"


class RefundLine(models.Model):
    """Which line it goes back for, how many pieces of it, with the VAT it holds. Without a line: a fee, or goodwill."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="refunded", db_index=False)
    quantity = models.PositiveSmallIntegerField(default=0)
    amount = models.BigIntegerField()
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    vat = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.amount} of {self.line_id}"


class RefundParts(models.QuerySet["RefundPart"]):
    def lost(self) -> Self:
        """What could not go back, and nobody has handed over."""
        return self.filter(state=RefundPart.State.FAILED, handed_over_at=None)

    def waiting(self) -> Self:
        """What is on its way, and of which the provider has not said anything yet."""
        return self.filter(state=RefundPart.State.RESERVED, reference=None)

    def beside(self) -> Self:
        """What takes from what can go back though the provider does not say so: not seen there yet, or handed over."""
        return self.waiting() | self.filter(handed_over_at__isnull=False)

    def standing(self) -> Self:
        """What goes back or has: to the card, or by hand where that failed."""
        return self.exclude(state=RefundPart.State.FAILED, handed_over_at=None)


class RefundPart(models.Model):
    """What of a refund comes from one payment. Until it is settled its amount is taken from what can go back.

    ``handed_over_at``: it failed, and was given back out of the drawer instead.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("on its way")
        SETTLED = "settled", _("gone back")
        FAILED = "failed", _("could not go back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    refund = models.ForeignKey(Refund, models.PROTECT, related_name="parts")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refund_parts")
    amount = models.BigIntegerField()
    tip = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RESERVED)
    reference = models.CharField(max_length=80, null=True, unique=True)
    problem = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)

    objects = RefundParts.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payments_part_is_something")]

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"

    @property
    def problem_words(self) -> str:
        return str(REFUND_PROBLEMS.get(self.problem, self.problem))


# Why a refund came back, as the card company says it (https://docs.stripe.com/refunds#failed-refunds).
REFUND_PROBLEMS = {
    "lost_or_stolen_card": _("the card was lost or stolen"),
    "expired_or_canceled_card": _("the card has expired or was cancelled"),
    "insufficient_funds": _("there was not enough on your account at the payment service"),
    "declined": _("the customer's bank said no"),
    "charge_for_pending_refund_disputed": _("the customer has disputed the payment at their bank"),
    "merchant_request": _("it was stopped on your account at the payment service"),
    "unknown": _("no reason given"),
}
# As the card company says them; PayPal's are put into the same words.
DISPUTE_STATES = {
    "warning_needs_response": _("a question, waits for your answer"),
    "warning_under_review": _("a question, being looked at"),
    "warning_closed": _("a question, settled"),
    "needs_response": _("waits for your answer"),
    "under_review": _("it is being looked at"),
    "won": _("won: the money is yours"),
    "lost": _("lost: the money is gone"),
}
DISPUTE_REASONS = {
    "fraudulent": _("the card was used by somebody else"),
    "duplicate": _("charged twice"),
    "product_not_received": _("nothing came"),
    "product_unacceptable": _("not as ordered"),
    "credit_not_processed": _("a refund never came"),
    "unrecognized": _("the customer does not know the charge"),
    "incorrect_amount": _("the amount is wrong"),
    "paid_otherwise": _("it was paid another way"),
    "general": _("no reason given"),
}


AWAITING = ("warning_needs_response", "needs_response")


class Dispute(models.Model):
    """A customer's bank or PayPal asks the money back. ``evidence``: what the shop wrote to the provider about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes")
    reference = models.CharField(max_length=80, unique=True)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=30)
    evidence = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_awaited(self) -> bool:
        """Whether it waits for the shop to say something."""
        return self.is_open and self.sent_at is None and self.state in AWAITING

    @property
    def state_words(self) -> str:
        return str(DISPUTE_STATES.get(self.state, self.state))

    @property
    def reason_words(self) -> str:
        return str(DISPUTE_REASONS.get(self.reason, self.reason))
