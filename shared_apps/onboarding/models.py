"""Sign-ups: from a wish to a working shop, one state at a time; and who owns which shop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Pizzeria
from toolbox.ids import uuid7


class SignUp(models.Model):
    """A wish for a shop: requested -> verified -> provisioning -> active, or refused from any of the first three."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for the code")
        VERIFIED = "verified", _("E-mail verified")
        PROVISIONING = "provisioning", _("Shop is being made")
        ACTIVE = "active", _("Shop is open")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    pizzeria_name = models.CharField(max_length=80)
    slug = models.CharField(max_length=40)
    look_alike = models.CharField(max_length=40)
    email = models.EmailField()
    password = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=50)
    language = models.CharField(max_length=5, default="it")
    menu = models.CharField(max_length=10, default="starter")
    menu_csv = models.TextField(blank=True)
    # The code itself is nowhere: it follows from this seed and the secret key (see codes.py).
    code_seed = models.CharField(max_length=40)
    code_made_at = models.DateTimeField()
    code_mailed_at = models.DateTimeField(null=True)
    codes_made = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True)
    pizzeria = models.OneToOneField(Pizzeria, models.SET_NULL, null=True, related_name="sign_up")

    class Meta:
        constraints = [
            # Two wishes for one name, or for two that look the same: the first holds it until it is a shop,
            # is refused or runs out.
            models.UniqueConstraint(
                fields=["look_alike"],
                name="onboarding_one_wish_per_name",
                condition=Q(state__in=["requested", "verified", "provisioning"]),
            )
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="onboarding_to_finish")]

    def __str__(self) -> str:
        return f"{self.slug} {self.state}"

    @property
    def shop_url(self) -> str:
        """The address the shop has, or will have."""
        return f"{settings.PUBLIC_SCHEME}://{self.slug}.{settings.PLATFORM_DOMAIN}{settings.PUBLIC_PORT}/"


class Ownership(models.Model):
    """Whose shop it is: a person of the platform and a pizzeria."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ownerships")
    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="owners", db_index=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pizzeria", "user"], name="onboarding_owner_once")]

    def __str__(self) -> str:
        return f"{self.user_id} owns {self.pizzeria_id}"
