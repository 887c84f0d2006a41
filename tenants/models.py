"""The registry: every pizzeria, the custom domains that lead to it, and the script a schema is made with."""

import secrets
import time
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from toolbox.ids import uuid7

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_schema_name() -> str:
    """Return ``t_`` and a lower-case ULID: opaque, never reused, the same whatever the shop is called."""
    number = int(time.time() * 1000) << 80 | secrets.randbits(80)
    return "t_" + "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


class Pizzerias(models.QuerySet["Pizzeria"]):
    def active(self) -> Self:
        return self.filter(state=Pizzeria.State.ACTIVE)


class Pizzeria(models.Model):
    """One tenant: one shop, one kitchen, one schema."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")

    class Standing(models.TextChoices):
        """How far the shop may use what it has not paid for; ``state`` is whether its doors are open at all."""

        GOOD = "good", _("in order")
        RESTRICTED = "restricted", _("restricted")
        SUSPENDED = "suspended", _("no new orders")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schema_name = models.CharField(max_length=63, unique=True, default=new_schema_name, editable=False)
    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=40, unique=True)
    # What the slug looks like at a glance (tenants.slugs): no second shop may look the same.
    look_alike = models.CharField(max_length=40, unique=True, editable=False)
    plan = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    timezone = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=8)
    cell = models.CharField(max_length=20, default="default")

    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    state_by = models.CharField(max_length=120, blank=True)
    state_at = models.DateTimeField()
    # Written by shared_apps.billing; kept here so that a page that asks needs no query.
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GOOD)

    schema_version = models.CharField(max_length=40)
    cache_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    last_activity_at = models.DateTimeField(null=True, blank=True)

    objects = Pizzerias.as_manager()

    class Meta:
        verbose_name_plural = _("pizzerias")

    def __str__(self) -> str:
        return self.slug


class Domain(models.Model):
    """A custom domain of a shop. It leads nowhere until its owner has been verified.

    ``<slug>.<platform domain>`` needs no row: it follows from the slug.
    """

    host = models.CharField(max_length=253, unique=True)
    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="domains")
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(host=Lower("host")), name="domain_host_lower_case"),
            models.UniqueConstraint(fields=["pizzeria"], condition=Q(is_primary=True), name="domain_one_primary_each"),
        ]

    def __str__(self) -> str:
        return self.host


class SchemaTemplate(models.Model):
    """The recorded script that makes a pizzeria's tables, one per version of the migrations."""

    version = models.CharField(max_length=40, primary_key=True)
    script = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.version
