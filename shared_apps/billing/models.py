"""What a pizzeria and the platform have between them in money."""

from django.db import models
from django.db.models import Q

from tenants.models import Pizzeria
from toolbox.ids import uuid7


class MerchantAccount(models.Model):
    """A pizzeria's own account with a payment provider: money of its customers goes there, never through ours.

    ``reference`` is the provider's name for it (``acct_…``, a PayPal merchant id): how a webhook finds its pizzeria.
    """

    class Provider(models.TextChoices):
        STRIPE = "stripe", "Stripe"
        PAYPAL = "paypal", "PayPal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="merchant_accounts", db_index=False)
    provider = models.CharField(max_length=10, choices=Provider.choices)
    reference = models.CharField(max_length=64, blank=True)
    charges_enabled = models.BooleanField(default=False)
    payouts_enabled = models.BooleanField(default=False)
    details_submitted = models.BooleanField(default=False)
    missing = models.JSONField(default=list)
    created_at = models.DateTimeField()
    synced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pizzeria", "provider"], name="billing_one_account_each"),
            models.UniqueConstraint(
                fields=["provider", "reference"], name="billing_account_of_one", condition=~Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"
