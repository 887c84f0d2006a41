"""The pizzeria itself: one row, its opening hours and its closed days."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toolbox.ids import uuid7


def usual_tenders() -> list[str]:
    return ["cash", "counter"]


class Shop(models.Model):
    """The one row of this schema that says where the shop is and how it works."""

    class Accent(models.TextChoices):
        TOMATO = "tomato", _("Tomato")
        BASIL = "basil", _("Basil")
        CRUST = "crust", _("Crust")
        OLIVE = "olive", _("Olive")
        AUBERGINE = "aubergine", _("Aubergine")
        SEA = "sea", _("Sea")
        BRICK = "brick", _("Brick")
        NIGHT = "night", _("Night")

    class FiscalDevice(models.TextChoices):
        """What makes receipts fiscal documents: the names of the adapters that payments has."""

        NONE = "none", _("none: receipts have no fiscal value")

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, default="IT")
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    timezone = models.CharField(_("time zone"), max_length=50, default="Europe/Rome")
    currency = models.CharField(max_length=3, default="EUR")
    accent = models.CharField(_("accent"), max_length=12, choices=Accent.choices, default=Accent.TOMATO)
    takes_delivery = models.BooleanField(_("delivers"), default=True)
    takes_collection = models.BooleanField(_("collection"), default=True)
    takes_eat_in = models.BooleanField(_("eating in"), default=False)
    delivery_radius_km = models.DecimalField(
        _("delivery radius (km)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal("5.0"),
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(Decimal("50"))],
    )
    delivery_fee = models.DecimalField(
        _("delivery fee"), max_digits=6, decimal_places=2, default=Decimal("2.50"), validators=[MinValueValidator(0)]
    )
    minimum_order = models.DecimalField(
        _("minimum order for delivery"),
        max_digits=6,
        decimal_places=2,
        default=Decimal("12.00"),
        validators=[MinValueValidator(0)],
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        _("preparation (minutes)"), default=20, validators=[MaxValueValidator(180)]
    )
    delivery_minutes = models.PositiveSmallIntegerField(
        _("delivery (minutes)"), default=20, validators=[MaxValueValidator(180)]
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("slot (minutes)"), default=15, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    paused_until = models.DateTimeField(null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    busy_until = models.DateTimeField(null=True, blank=True)
    oven_places = models.PositiveSmallIntegerField(
        _("oven places per slot"), default=12, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    dough_balls = models.PositiveIntegerField(_("dough balls per day"), null=True, blank=True)
    hold_minutes = models.PositiveSmallIntegerField(
        _("a place is held at the checkout (minutes)"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    # How its customers may pay at the checkout: codes of ordering's tenders. What is paid online the payments room lets in.
    tenders = models.JSONField(default=usual_tenders)
    # Who sells, as their papers name them; the shop's own name and address stand where these are empty.
    legal_name = models.CharField(_("legal name"), max_length=120, blank=True)
    legal_address = models.CharField(_("registered address"), max_length=200, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    fiscal_device = models.CharField(
        _("fiscal device"), max_length=20, choices=FiscalDevice.choices, default=FiscalDevice.NONE
    )
    checked_settings_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="shop_one_row")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def address_line(self) -> str:
        """The shop's own address in one line, "" without one."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.street, town) if part)

    @property
    def names_its_seller(self) -> bool:
        """Whether its receipts say who sold: a legal name, an address and a VAT number."""
        return bool(self.legal_name and self.vat_number and (self.legal_address or self.address_line))

    def is_paused(self, *, at: datetime) -> bool:
        """Whether orders rest; a pause ends by itself."""
        return self.paused_until is not None and at < self.paused_until

    def extra(self, *, at: datetime) -> int:
        """Return the minutes by which everything takes longer now; a rush ends by itself when its time is over."""
        return self.extra_minutes if self.busy_until is None or at < self.busy_until else 0

    def order_types(self, *, at_counter: bool = False) -> list[str]:
        """Return the ways an order can leave this shop, the usual one first; who stands at the counter may also stay."""
        ways = {"delivery": self.takes_delivery, "collection": self.takes_collection}
        if at_counter:
            ways["eat_in"] = self.takes_eat_in
        return [kind for kind, on in ways.items() if on]


class Opening(models.Model):
    """Open from ``opens`` to ``closes`` on a weekday (0 is Monday); past midnight when it closes before it opens."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    opens = models.TimeField()
    closes = models.TimeField()
    for_delivery = models.BooleanField(default=True)
    for_collection = models.BooleanField(default=True)
    for_eat_in = models.BooleanField(default=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [models.CheckConstraint(condition=~Q(opens=F("closes")), name="shop_opening_has_length")]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which the shop stays closed whatever the week says; ``order_types`` none: for every one."""

    day = models.DateField(primary_key=True)
    reason = models.CharField(max_length=80, blank=True)
    order_types = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"
