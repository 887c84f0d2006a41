"""What the kitchen adds to an order: which of its lines are done, and what of it is to be printed where."""

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenant_apps.menu.models import Station
from tenant_apps.ordering.models import Order, OrderLine
from toolbox.ids import uuid7


class ItemBump(models.Model):
    """One line of an order that is done."""

    line = models.OneToOneField(OrderLine, models.CASCADE, primary_key=True, related_name="bump")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.line_id)


class Paper(models.TextChoices):
    """What comes out of a printer."""

    TICKET = "ticket", _("Kitchen ticket")
    LABEL = "label", _("Box labels")
    CHANGES = "changes", _("Change ticket")


class Printer(models.Model):
    """A printer in the shop's own network that takes ESC/POS on a socket. ``station`` empty: what every station makes.

    ``codepage`` is the number of code page 858 at this printer: nearly everywhere 19.
    """

    class Prints(models.TextChoices):
        TICKETS = "ticket", _("Kitchen tickets and their changes")
        LABELS = "label", _("Box labels")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("name"), max_length=60)
    address = models.GenericIPAddressField(_("address in the shop's network"))
    port = models.PositiveIntegerField(
        _("port"), default=9100, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    prints = models.CharField(_("prints"), max_length=8, choices=Prints.choices, default=Prints.LABELS)
    station = models.CharField(_("station"), max_length=8, choices=Station.choices, blank=True)
    codepage = models.PositiveSmallIntegerField(
        _("number of code page 858"), default=19, validators=[MaxValueValidator(255)]
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


WAITING = Q(printed_at=None, given_up_at=None)


class PrintJobs(models.QuerySet["PrintJob"]):
    def due(self, *, at: datetime) -> Self:
        return self.filter(WAITING, next_at__lte=at)


class PrintJob(models.Model):
    """Something to print, until it is on paper. ``cause`` is unique: told twice, printed once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cause = models.CharField(max_length=120, unique=True)
    printer = models.ForeignKey(Printer, models.CASCADE, related_name="jobs")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+", db_index=False)
    paper = models.CharField(max_length=8, choices=Paper.choices)
    revision = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    printed_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=120, blank=True)

    objects = PrintJobs.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["next_at"], name="kitchen_to_print", condition=WAITING)]

    def __str__(self) -> str:
        return f"{self.paper} {self.order_id}"
