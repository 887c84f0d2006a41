"""Messages: written once with what caused them, sent until they arrive."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from toolbox.ids import uuid7

WAITING = Q(sent_at=None, given_up_at=None)


class Messages(models.QuerySet["Message"]):
    def due(self, *, at: datetime) -> Self:
        """Those that wait to be sent (again)."""
        return self.filter(WAITING, next_at__lte=at)


class Message(models.Model):
    """A mail to one person. ``cause`` names what it follows from, and is unique: told twice, written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = Messages.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="notifications_to_send", condition=WAITING)]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
