"""The ledger, to which rows are only ever added, and its comparisons with the providers' books."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q

from tenant_apps.payments.models.paying import Method, Payment


class Written(Exception):
    """Somebody tried to change what is written in the ledger."""


class Entries(models.QuerySet["Entry"]):
    """Rows are only ever added."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Written("an entry is never changed; the way back is an entry of its own")

    def delete(self) -> NoReturn:
        raise Written("an entry is never removed; the way back is an entry of its own")


class Entry(models.Model):
    """So much went from ``credit`` to ``debit`` (pizzeria/ledger.py). ``cause`` says why, and is written once only.

    ``bank_on``: of a pay-out, the day on which its provider has it at the bank (or had it back).
    """

    id = models.BigAutoField(primary_key=True)
    debit = models.CharField(max_length=50)
    credit = models.CharField(max_length=50)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    cause = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="entries")
    business_day = models.DateField()
    bank_on = models.DateField(null=True)
    at = models.DateTimeField()

    objects = Entries.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_entry_moves_something"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="payments_entry_between_two"),
        ]
        indexes = [models.Index(fields=["business_day"], name="payments_entries_of_day")]

    def __str__(self) -> str:
        return f"{self.credit} → {self.debit}: {self.amount} {self.currency}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Written("an entry is never changed; the way back is an entry of its own")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Written("an entry is never removed; the way back is an entry of its own")


class Reconciliation(models.Model):
    """One comparison of our books with a provider's. ``differences`` is empty when they are the same.

    ``read_until``: when the newest thing happened that the provider told of, on its own clock; None when it told nothing.
    """

    method = models.CharField(max_length=10, choices=Method.choices)
    at = models.DateTimeField()
    checked = models.PositiveIntegerField()
    ours = models.BigIntegerField(null=True)
    theirs = models.BigIntegerField(null=True)
    differences = models.JSONField(default=list)
    read_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.method} {self.at:%Y-%m-%d %H:%M}: {len(self.differences)}"
