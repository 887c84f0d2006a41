"""Who orders: what a customer with an account wants remembered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from toolbox.ids import uuid7


class Address(models.Model):
    """A place a customer has had pizza brought to, or will."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    label = models.CharField(_("label"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=160)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    note = models.CharField(_("bell, floor, code"), max_length=160, blank=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-used_at", "-id"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)
