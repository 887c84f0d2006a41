"""What the shop itself writes about its money: cash that is moved and counted, days that are closed, receipts.

Amounts are whole minor units (cents). Where cash lies is an account of the ledger (pizzeria/ledger.py).
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toolbox.ids import uuid7


class CashMove(models.Model):
    """Cash that went from one place to another, and is no payment: a float, a drop, change from the bank.

    ``person_id``: whose account it is about, for couriers. ``signed_by_id``: the other person who counted it.
    """

    class Kind(models.TextChoices):
        FLOAT = "float", _("float handed out")
        DROP = "drop", _("handed in")
        IN = "in", _("put in")
        OUT = "out", _("taken out")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200, blank=True)
    # The form it comes from: sent again it is the same move.
    key = models.CharField(max_length=120, unique=True)
    person_id = models.CharField(max_length=40, blank=True)
    signed_by_id = models.CharField(max_length=40, blank=True)
    by_id = models.CharField(max_length=40, blank=True)
    business_day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_move_is_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="payments_move_goes_somewhere"),
            models.CheckConstraint(
                condition=~Q(kind="drop") | (~Q(signed_by_id="") & ~Q(signed_by_id=F("person_id"))),
                name="payments_drop_signed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["business_day"], name="payments_moves_of_day")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}: {self.amount} {self.currency}"


class CashCount(models.Model):
    """What was counted in a place, against what the ledger expected there; the difference is in the ledger, too.

    ``pieces``: how many of each coin and note (their worth in cents as text). A courier's count is signed by another
    person, and empties what they carry into ``target``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.CharField(max_length=50)
    target = models.CharField(max_length=50, blank=True)
    expected = models.BigIntegerField()
    counted = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    pieces = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, unique=True)
    person_id = models.CharField(max_length=40, blank=True)
    signed_by_id = models.CharField(max_length=40, blank=True)
    by_id = models.CharField(max_length=40, blank=True)
    business_day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(counted__gte=0), name="payments_counted_not_negative"),
            models.CheckConstraint(
                condition=Q(person_id="") | (~Q(signed_by_id="") & ~Q(signed_by_id=F("person_id"))),
                name="payments_courier_signed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["business_day"], name="payments_counts_of_day")]

    def __str__(self) -> str:
        return f"{self.account}: {self.counted} of {self.expected} {self.currency}"

    @property
    def difference(self) -> int:
        """More (or, below nothing, less) than there should have been."""
        return self.counted - self.expected


class Drawer(models.Model):
    """The cash drawer from when it is opened to when it is counted and closed; one is open at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opening_float = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    opened_by_id = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    closed_by_id = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)
    last_count = models.ForeignKey(CashCount, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["currency"], name="payments_one_drawer_open", condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_at} {self.opening_float} {self.currency}"


class DayClose(models.Model):
    """A business day that is closed: its figures as they were, never worked out again. ``number`` has no gaps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    business_day = models.DateField(unique=True)
    currency = models.CharField(max_length=3)
    figures = models.JSONField()
    by_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-business_day"]

    def __str__(self) -> str:
        return f"{self.number} {self.business_day}"


class Series(models.Model):
    """The last number given in a series of documents; the row's lock keeps them without gaps. Year 0: for ever."""

    name = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="payments_series_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year} {self.last}"


class Receipt(models.Model):
    """A numbered document about an order: a receipt, or a credit note that takes (part of) one back.

    ``content`` is all that stands on it, frozen when it was issued (documents.py); ``fiscal`` what the fiscal adapter
    said. An order has one receipt that stands; ``cancelled_at`` marks one that a credit note took back as a whole.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        CREDIT_NOTE = "credit", _("Credit note")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    order = models.ForeignKey("ordering.Order", models.PROTECT, related_name="receipts")
    refund = models.OneToOneField("payments.Refund", models.PROTECT, null=True, related_name="credit_note")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    total = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    content = models.JSONField()
    fiscal = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    business_day = models.DateField()
    issued_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "number"], name="payments_receipt_number_once"),
            models.UniqueConstraint(
                fields=["order"],
                name="payments_one_receipt_stands",
                condition=Q(kind="receipt", cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(kind="receipt", corrects=None) | Q(kind="credit", corrects__isnull=False),
                name="payments_credit_note_corrects",
            ),
        ]
        indexes = [models.Index(fields=["business_day"], name="payments_receipts_of_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called: 2026/R-0042."""
        return f"{self.year}/{self.series}-{self.number:04d}"

    @property
    def sign(self) -> int:
        return 1 if self.kind == self.Kind.RECEIPT else -1

    @property
    def said(self) -> dict[str, Any]:
        """Return the frozen content, as templates read it."""
        return dict(self.content)
