"""Payments, and what providers are asked and tell."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pizzeria import ledger
from tenant_apps.ordering.models import Order
from toolbox.ids import uuid7


class Method(models.TextChoices):
    CARD = "card", _("Card")
    PAYPAL = "paypal", _("PayPal")
    CASH = "cash", _("Cash")
    TERMINAL = "terminal", _("Card machine")
    VOUCHER = "voucher", _("Meal vouchers")


ONLINE = (Method.CARD, Method.PAYPAL)


class Payments(models.QuerySet["Payment"]):
    def held(self) -> Self:
        """What is promised or there: it counts against what an order still costs."""
        return self.filter(state__in=(Payment.State.AUTHORISED, Payment.State.CAPTURED))

    def waiting(self) -> Self:
        """What somebody may have paid without our having heard of it, or an order that waits for it."""
        return self.online().filter(state=Payment.State.STARTED)

    def online(self) -> Self:
        return self.filter(method__in=ONLINE)


class Payment(models.Model):
    """Money of a customer for an order, by one method. An order may have several.

    ``amount`` is what was asked for, ``tip`` the part of it that is a tip. ``captured``, ``refunded`` and the rest are
    totals as the provider says them (or the till, for what is paid at the counter); ``version`` is raised with each
    change, so that an older answer never overwrites a newer one. ``reference``: the provider's name for it.
    """

    class State(models.TextChoices):
        STARTED = "started", _("not paid yet")
        AUTHORISED = "authorised", _("held")
        CAPTURED = "captured", _("paid")
        VOIDED = "voided", _("given back")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    amount = models.BigIntegerField()
    tip = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    captured = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    tip_refunded = models.BigIntegerField(default=0)
    fee = models.BigIntegerField(default=0)
    fee_returned = models.BigIntegerField(default=0)
    provider_fee = models.BigIntegerField(default=0)
    disputed = models.BigIntegerField(default=0)
    # Our share by the plan when it was begun, in hundredths of a percent.
    fee_bps = models.PositiveSmallIntegerField(default=0)
    # Given at the counter: what was handed over, of which the change went back.
    tendered = models.BigIntegerField(null=True)
    holder = models.CharField(max_length=50)
    reference = models.CharField(max_length=80, null=True)
    merchant = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    taken_by_id = models.CharField(max_length=40, blank=True)
    business_day = models.DateField(null=True)
    started_at = models.DateTimeField()
    authorised_at = models.DateTimeField(null=True)
    captured_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Until then the bank holds it; afterwards it is the customer's again.
    expires_at = models.DateTimeField(null=True)

    objects = Payments.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, tip__gte=0, tip__lte=F("amount")), name="payments_amount_and_tip"
            ),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=F("amount"), refunded__gte=0, refunded__lte=F("captured")),
                name="payments_no_more_back_than_came",
            ),
            models.UniqueConstraint(fields=["method", "reference"], name="payments_reference_once"),
        ]
        indexes = [
            models.Index(fields=["business_day"], name="payments_by_day"),
            models.Index(
                fields=["started_at"], name="payments_unfinished", condition=Q(state__in=("started", "authorised"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.currency}"

    @property
    def is_online(self) -> bool:
        return self.method in ONLINE

    @property
    def books(self) -> ledger.Books:
        """What the ledger has of it."""
        tip = min(self.tip, self.captured)
        return ledger.Books(
            captured=self.captured,
            tip=tip,
            refunded=self.refunded,
            tip_refunded=self.tip_refunded,
            fee=self.fee,
            fee_returned=self.fee_returned,
            provider_fee=self.provider_fee,
            disputed=self.disputed,
        )

    @property
    def left(self) -> int:
        """What can still go back of it, refunds on their way not counted."""
        return self.captured - self.refunded


class Calls(models.QuerySet["Call"]):
    def open(self) -> Self:
        return self.filter(state=Call.State.INTENDED)

    def due(self, *, at: datetime) -> Self:
        return self.open().filter(next_at__lte=at)


class Call(models.Model):
    """Something to be asked of a provider: written down before it is asked, with its key, until the answer is, too.

    Its id is the idempotency key: asked again after a crash it is the same request to the provider.
    """

    class Verb(models.TextChoices):
        CREATE = "create"
        AUTHORISE = "authorise"
        CAPTURE = "capture"
        VOID = "void"
        REFUND = "refund"
        EVIDENCE = "evidence"

    class State(models.TextChoices):
        INTENDED = "intended"
        SETTLED = "settled"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="calls")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    amount = models.BigIntegerField(null=True)
    fee = models.BigIntegerField(null=True)
    part = models.ForeignKey("RefundPart", models.PROTECT, null=True, related_name="calls", db_index=False)
    told = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENDED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    problem = models.CharField(max_length=300, blank=True)
    intended_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = Calls.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            # Two captures at once would be two; a refund has a call for each part, and each dispute its own answer.
            models.UniqueConstraint(
                fields=["payment", "verb"],
                name="payments_one_call_at_a_time",
                condition=Q(state="intended") & ~Q(verb__in=("refund", "evidence")),
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="payments_to_ask", condition=Q(state="intended"))]

    def __str__(self) -> str:
        return f"{self.verb} {self.payment_id}"


class ProviderEvent(models.Model):
    """A webhook that has had its effect, written in the same transaction: told again it has none."""

    id = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=80)
    payment = models.ForeignKey(Payment, models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class CardHolder(models.Model):
    """A customer as the shop's card company knows them: the cards they saved are kept there, never here."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    merchant = models.CharField(max_length=64)
    reference = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.reference
