"""Every fact once, in the schema where it happened; and, on the platform, who has facts to relay."""

from typing import Self

from django.db import models
from django.db.models import Q

from shared_apps.journal.facts import Actor
from toolbox.ids import uuid7


class Entries(models.QuerySet["Entry"]):
    def to_relay(self) -> Self:
        return self.filter(relayed_at=None).order_by("id")

    def about(self, subject: object) -> Self:
        return self.filter(subject=str(subject)).order_by("id")


class Entry(models.Model):
    """One fact: audit trail for people, outbox for the relay. Its id sorts by time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fact = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, blank=True)
    payload = models.JSONField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    by_name = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    objects = Entries.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="journal_to_relay", condition=Q(relayed_at=None)),
            models.Index(fields=["subject"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.subject}"

    @property
    def actor(self) -> Actor:
        return Actor(self.by_kind, self.by_id or None, self.by_name)


class Reaction(models.Model):
    """That a handler has dealt with an entry: written in the handler's own transaction, so it happens once."""

    entry = models.ForeignKey(Entry, models.CASCADE, db_index=False, related_name="reactions")
    handler = models.CharField(max_length=120)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "handler"], name="journal_once_per_handler")]

    def __str__(self) -> str:
        return f"{self.handler} of {self.entry_id}"


class Work(models.Model):
    """Somebody has entries to relay. Read on the platform only; written from inside by its full name.

    A row per fact, in the fact's own transaction, and never one row shared by many: a shared
    row either makes the shop's transactions wait for each other, or can be taken away by the relay
    a moment before the entry it stands for is committed.
    """

    PLATFORM = "00000000-0000-0000-0000-000000000000"

    owner = models.UUIDField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.owner)
