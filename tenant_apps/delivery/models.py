"""Places in the oven and balls of dough: what there is, who has them, and until when.

What is taken is counted from the shares each time, never kept beside them: there is no figure that could drift, and a
hold that has run out counts for nothing from that moment on, whether or not anybody has tidied it away.
"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from toolbox.ids import uuid7

PLACES: dict[str, Any] = {"max_digits": 8, "decimal_places": 2}


class Slot(models.Model):
    """A stretch of the oven's time, by the moment it begins. Its row is the lock on its places.

    ``places``: how many it has when they are not the shop's usual ones.
    """

    start = models.DateTimeField(primary_key=True)
    places = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}"


class DoughDay(models.Model):
    """The dough of a business day. Its row is the lock on it; ``balls``: how many, when not the shop's usual number."""

    day = models.DateField(primary_key=True)
    balls = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class Holds(models.QuerySet["Hold"]):
    def standing(self, *, at: datetime) -> Self:
        """What takes places: orders, and baskets whose time has not run out."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at))

    def expired(self, *, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)


class Hold(models.Model):
    """The places and the dough of one basket, for a few minutes, or of one order, for good.

    ``due``: the moment it has to be out of the oven, None as soon as possible; ``ready_at``: when it will be.
    ``visitor``: from where a basket is looked at, unreadable; one that becomes an order forgets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    basket = models.UUIDField(null=True, unique=True)
    order = models.UUIDField(null=True, unique=True)
    due = models.DateTimeField(null=True)
    ready_at = models.DateTimeField()
    places = models.DecimalField(**PLACES)
    day = models.DateField()
    balls = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    visitor = models.CharField(max_length=40, blank=True, default="")

    objects = Holds.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basket=None, order__isnull=False, expires_at=None)
                | Q(basket__isnull=False, order=None, expires_at__isnull=False),
                name="delivery_hold_of_basket_or_order",
            )
        ]
        indexes = [
            models.Index(fields=["day"], name="delivery_dough_taken", condition=Q(balls__gt=0)),
            models.Index(fields=["expires_at"], name="delivery_to_expire", condition=Q(order=None)),
        ]

    def __str__(self) -> str:
        return str(self.order or self.basket)

    def first_start(self) -> datetime | None:
        """Return when the first stretch begins that it has a part of, None when it needs no oven."""
        return min((share.slot_id for share in self.shares.all()), default=None)


class Share(models.Model):
    """What a hold takes of one stretch."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="shares")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="shares")
    places = models.DecimalField(**PLACES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hold", "slot"], name="delivery_share_once"),
            models.CheckConstraint(condition=Q(places__gt=0), name="delivery_share_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.places}"


class Turn(models.Model):
    """Until when a basket may hold a time, however often it lets go of it and asks again. ``due`` as in a hold."""

    basket = models.UUIDField()
    due = models.DateTimeField(null=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basket", "due"], nulls_distinct=False, name="delivery_one_turn_each")
        ]

    def __str__(self) -> str:
        return f"{self.basket}: {self.until:%H:%M}"
