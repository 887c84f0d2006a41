"""Head office: franchises, their people and stores, the figures the stores hand in, and what they owe for them.

Formulas, statements and their lines are only ever added: the database refuses to change one (migration 0002).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pizzeria.royalties import Charge, Sales, Terms, month_of, to_minor
from tenants.models import Pizzeria
from toolbox.ids import uuid7

# The columns of a day's sales, as pizzeria.royalties.Sales names its parts.
PARTS = ("goods", "discounts", "fees", "refunds", "vat", "discounts_vat", "fees_vat", "refunds_vat", "tips")


def _part() -> "models.DecimalField":  # type: ignore[type-arg]
    return models.DecimalField(max_digits=12, decimal_places=2, default=0)


class Franchise(models.Model):
    """``freezes_on``: the day of the month on which the statements of the month before are frozen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80, unique=True)
    freezes_on = models.PositiveSmallIntegerField(default=5)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(freezes_on__gte=1, freezes_on__lte=28), name="franchise_freezes_on_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Stores(models.QuerySet["Store"]):
    def current(self, *, at: datetime) -> Self:
        """Who belongs to it at that moment; one may be going to leave."""
        return self.filter(Q(left_at=None) | Q(left_at__gt=at))


class Store(models.Model):
    """A pizzeria's place in a franchise. One that left stays, for the statements of the months it was there.

    ``left_at`` may lie ahead: its last day is agreed. Taken in again it begins anew: what it was charged for before stands
    in its statements.
    """

    pizzeria = models.OneToOneField(Pizzeria, models.CASCADE, primary_key=True, related_name="store")
    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="stores")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = Stores.as_manager()

    def __str__(self) -> str:
        return f"{self.pizzeria_id} in {self.franchise_id}"


class Membership(models.Model):
    """A person of head office and the franchise they work for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    franchise = models.ForeignKey(Franchise, models.CASCADE, related_name="members", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["franchise", "user"], name="franchise_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.franchise_id}"


class DailyFigure(models.Model):
    """What a store sold on one business day, as it last handed it in: totals, never a customer.

    ``goods`` to ``tips`` are the parts that royalties are counted from, VAT included; ``revenue`` is goods less discounts
    and with fees.
    """

    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="figures", db_index=False)
    day = models.DateField()
    orders = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    revenue = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    products = models.JSONField(default=dict)
    goods = _part()
    discounts = _part()
    fees = _part()
    refunds = _part()
    vat = _part()
    discounts_vat = _part()
    fees_vat = _part()
    refunds_vat = _part()
    tips = _part()
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pizzeria", "day"], name="franchise_one_figure_a_day")]
        indexes = [models.Index(fields=["day"], name="franchise_figure_day")]

    def __str__(self) -> str:
        return f"{self.pizzeria_id} {self.day}"

    @property
    def sales(self) -> Sales:
        return Sales(**{part: to_minor(getattr(self, part), self.currency) for part in PARTS})


class Formula(models.Model):
    """A declaration of head office, for every store or for one, from a month on. The newest that covers a month holds.

    ``store`` is the id of the pizzeria it is for, null for all. ``follows_default``: from then on the store follows what
    holds for all. ``minimum`` in minor units of the store's currency.
    """

    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="formulas", db_index=False)
    number = models.PositiveIntegerField()
    store = models.UUIDField(null=True)
    first_month = models.DateField()
    last_month = models.DateField(null=True)
    follows_default = models.BooleanField(default=False)
    royalty_bps = models.PositiveSmallIntegerField(default=0)
    advertising_bps = models.PositiveSmallIntegerField(default=0)
    minimum = models.PositiveIntegerField(default=0)
    is_net = models.BooleanField(default=True)
    deducts_discounts = models.BooleanField(default=True)
    counts_fees = models.BooleanField(default=False)
    deducts_refunds = models.BooleanField(default=True)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["franchise", "number"], name="franchise_formula_number"),
            models.CheckConstraint(
                condition=Q(royalty_bps__lte=10_000, advertising_bps__lte=10_000), name="franchise_at_most_everything"
            ),
            models.CheckConstraint(condition=Q(first_month__day=1), name="franchise_formula_from_a_first"),
            models.CheckConstraint(
                condition=Q(last_month=None) | Q(last_month__gte=F("first_month")), name="franchise_formula_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.franchise_id} {self.number}"

    @property
    def terms(self) -> Terms:
        return Terms(
            royalty_bps=self.royalty_bps,
            advertising_bps=self.advertising_bps,
            minimum=self.minimum,
            is_net=self.is_net,
            deducts_discounts=self.deducts_discounts,
            counts_fees=self.counts_fees,
            deducts_refunds=self.deducts_refunds,
        )

    def covers(self, month: date) -> bool:
        return self.first_month <= month and (self.last_month is None or month <= self.last_month)


class Statement(models.Model):
    """What a store owes for a month, frozen. There is no row before: until then it is counted when somebody looks.

    ``store`` is the pizzeria's id and ``store_name`` its name then: the paper outlives the pizzeria. ``first_day`` to
    ``last_day``: its days in the franchise, null for a paper that holds only corrections. ``corrected_*``: what the
    corrections of earlier months add. Amounts in minor units.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    franchise = models.ForeignKey(Franchise, models.PROTECT, related_name="statements", db_index=False)
    store = models.UUIDField(db_index=True)
    store_name = models.CharField(max_length=120)
    month = models.DateField()
    number = models.PositiveIntegerField()
    formula = models.ForeignKey(Formula, models.PROTECT, related_name="statements")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    base = models.BigIntegerField()
    royalty = models.BigIntegerField()
    advertising = models.BigIntegerField()
    corrected_royalty = models.BigIntegerField()
    corrected_advertising = models.BigIntegerField()
    total = models.BigIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["franchise", "store", "month"], name="franchise_frozen_once"),
            models.UniqueConstraint(fields=["franchise", "month", "number"], name="franchise_statement_number"),
            models.CheckConstraint(condition=Q(month__day=1), name="franchise_statement_of_a_month"),
            models.CheckConstraint(
                condition=Q(
                    total=F("royalty") + F("advertising") + F("corrected_royalty") + F("corrected_advertising")
                ),
                name="franchise_statement_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Its number: 2026-05/3."""
        return f"{self.month:%Y-%m}/{self.number}"

    @property
    def charge(self) -> Charge:
        return Charge(self.base, self.royalty, self.advertising)

    def holds(self, day: date) -> bool:
        """Whether the store was in the franchise on that day of this month."""
        return bool(self.first_day and self.last_day and self.first_day <= day <= self.last_day)


class StatementLine(models.Model):
    """A day as it was counted when its statement was frozen, in minor units; ``base`` by the terms of the day's month.

    In a later statement it is a correction of that day, and ``before`` is the base last charged for it.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="lines", db_index=False)
    day = models.DateField()
    goods = models.BigIntegerField()
    discounts = models.BigIntegerField()
    fees = models.BigIntegerField()
    refunds = models.BigIntegerField()
    vat = models.BigIntegerField()
    discounts_vat = models.BigIntegerField()
    fees_vat = models.BigIntegerField()
    refunds_vat = models.BigIntegerField()
    tips = models.BigIntegerField()
    base = models.BigIntegerField()
    before = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["statement", "day"], name="franchise_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.base}"

    @property
    def sales(self) -> Sales:
        return Sales(**{part: getattr(self, part) for part in PARTS})

    @property
    def is_correction(self) -> bool:
        return self.before is not None

    @property
    def month(self) -> date:
        return month_of(self.day)


class Correction(models.Model):
    """What a statement adds to an earlier one, by the terms of that one: the sums over its lines of that month."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="corrections", db_index=False)
    corrects = models.ForeignKey(Statement, models.PROTECT, related_name="corrected_by")
    base = models.BigIntegerField()
    royalty = models.BigIntegerField()
    advertising = models.BigIntegerField()

    class Meta:
        ordering = ["corrects__month"]
        constraints = [models.UniqueConstraint(fields=["statement", "corrects"], name="franchise_corrected_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} corrects {self.corrects_id}"

    @property
    def charge(self) -> Charge:
        return Charge(self.base, self.royalty, self.advertising)


def parts_of(sales: Sales) -> Mapping[str, int]:
    """The columns of a line that hold these sales."""
    return {part: getattr(sales, part) for part in PARTS}
