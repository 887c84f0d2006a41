"""Tickets: an order as the kitchen sees it."""

from django.db import models
from django.db.models import Q

from tenant_apps.ordering.models import Order, OrderLine
from toolbox.ids import uuid7


class Ticket(models.Model):
    """One order on the kitchen's screen, from the moment it was accepted until it is bumped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.OneToOneField(Order, models.CASCADE, related_name="ticket")
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    bumped_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    recalls = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["opened_at"], name="kitchen_open", condition=Q(bumped_at=None, closed_at=None)),
            models.Index(fields=["bumped_at"], name="kitchen_bumped"),
        ]

    def __str__(self) -> str:
        return str(self.order)


class ItemBump(models.Model):
    """One line of a ticket that is done."""

    line = models.OneToOneField(OrderLine, models.CASCADE, primary_key=True, related_name="bump")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.line_id)
