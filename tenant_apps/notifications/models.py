"""Messages: written once with what caused them, sent until they arrive."""

from django.db import models
from django.db.models import Q

from toolbox.ids import uuid7


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.CharField(max_length=120, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["written_at"], name="notifications_to_send", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
