"""What the kitchen adds to an order: which of its lines are done. All else on a ticket is the order's own."""

from django.db import models

from tenant_apps.ordering.models import OrderLine


class ItemBump(models.Model):
    """One line of an order that is done."""

    line = models.OneToOneField(OrderLine, models.CASCADE, primary_key=True, related_name="bump")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.line_id)
