"""Baskets and orders. An order's lines freeze names, prices and VAT as they were agreed."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pizzeria import order_flow
from toolbox.ids import uuid7

AMOUNT: dict[str, Any] = {"max_digits": 10, "decimal_places": 2}


class OrderType(models.TextChoices):
    DELIVERY = "delivery", _("Delivery")
    COLLECTION = "collection", _("Collection")
    EAT_IN = "eat_in", _("Eating in")


class Tender(models.TextChoices):
    CASH = "cash", _("Cash")
    COUNTER = "counter", _("Pay at the counter")
    TERMINAL = "terminal", _("Card at the door")
    CARD = "card", _("Card or wallet, now")
    PAYPAL = "paypal", _("PayPal")


# What is paid before the shop hears of the order.
ONLINE = (Tender.CARD, Tender.PAYPAL)


STATE_NAMES = {
    "unpaid": _("waiting for the payment"),
    "placed": _("placed"),
    "accepted": _("accepted"),
    "preparing": _("being made"),
    "ready": _("ready"),
    "out_for_delivery": _("on its way"),
    "delivered": _("delivered"),
    "collected": _("collected"),
    "rejected": _("rejected"),
    "cancelled": _("cancelled"),
}


class Basket(models.Model):
    """What somebody is about to order. A guest's is held by its unguessable id, in a cookie that outlives the browser.

    Staff hold one per call: ``taken_by``, with what the caller has said so far in ``call``. ``edits``: a draft of what
    that placed order shall become, begun when it was at ``call["revision"]``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="basket")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="calls", db_index=False
    )
    edits = models.ForeignKey("Order", models.CASCADE, null=True, related_name="drafts", db_index=False)
    call = models.JSONField(default=dict, blank=True)
    order_type = models.CharField(max_length=10, choices=OrderType.choices, default=OrderType.DELIVERY)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["updated_at"], name="ordering_basket_age")]

    def __str__(self) -> str:
        return str(self.id)


class BasketLines(models.QuerySet["BasketLine"]):
    def kept(self) -> Self:
        return self.filter(removed_at=None)


class BasketLine(models.Model):
    """One product as configured; extras belong to it alone, so another configuration is another line.

    What was chosen inside a deal is a line each: ``deal_group`` is the deal as taken this time, ``deal`` which one it is,
    ``deal_choice`` the choice of it that this line answers. ``name`` is what it was called when it was added: for a line
    whose product has since vanished.
    The line removed last stays, marked, so that it can be put back. ``agreed``: the line of the placed order that this
    one, of a draft, stands for; it keeps its price.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    configuration = models.JSONField()
    quantity = models.PositiveSmallIntegerField(default=1)
    name = models.JSONField(default=dict)
    deal_group = models.UUIDField(null=True)
    deal = models.UUIDField(null=True)
    deal_choice = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(null=True)
    agreed = models.ForeignKey("OrderLine", models.CASCADE, null=True, related_name="+", db_index=False)

    objects = BasketLines.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=50), name="ordering_basket_quantity")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.configuration.get('product')}"


# Orders from before it was kept have only the last one.
_FIRST_PROMISE = Coalesce("first_promised_to", "promised_to")


class Orders(models.QuerySet["Order"]):
    def open(self) -> Self:
        return self.filter(state__in=order_flow.OPEN)

    def sold(self) -> Self:
        """What counts as sold: all but what was rejected or cancelled, or was never paid for."""
        return self.exclude(state__in=order_flow.NOT_SOLD)

    def promised(self, *, at: datetime) -> Self:
        """Those of which it is known by now whether the promise was kept; ``there``: when it was, None if it is late.

        A delivery is there when it was handed over, anything else when it was ready: when it is fetched is up to the
        guest. An order that is late by now counts as late before it is finished. ``by`` is what was promised first: who
        promises something later meanwhile has not kept it.
        """
        there = Case(When(order_type=OrderType.DELIVERY, then=F("finished_at")), default=F("ready_at"))
        known = self.sold().filter(imported=False, promised_to__isnull=False).annotate(there=there, by=_FIRST_PROMISE)
        return known.filter(Q(there__isnull=False) | Q(by__lt=at))


class Order(models.Model):
    """``number`` is for ever; ``day_number`` is called out, and begins anew every business day.

    ``bare_phone``: the digits alone, to find a caller by. ``fires_at``: when the kitchen must begin an order for later;
    ``checked_at``: when it was looked at again before that, ``problem`` what was found. ``revision`` counts its edits.
    ``ready_at`` and ``finished_at`` are measured against ``first_promised_to``, which no delay moves; ``promised_to`` is
    what the customer reads.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    day_number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, default="placed")
    order_type = models.CharField(max_length=10, choices=OrderType.choices)
    channel = models.CharField(max_length=10, default="web")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="orders")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    address_note = models.CharField(max_length=160, blank=True)
    note = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="it")
    tender = models.CharField(max_length=10, choices=Tender.choices, default=Tender.CASH)
    business_day = models.DateField()
    placed_at = models.DateTimeField()
    requested_for = models.DateTimeField(null=True)
    promised_from = models.DateTimeField(null=True)
    promised_to = models.DateTimeField(null=True)
    first_promised_to = models.DateTimeField(null=True)
    fires_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    problem = models.JSONField(default=dict, blank=True)
    ready_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    bare_phone = models.CharField(max_length=20, blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    goods = models.DecimalField(**AMOUNT, default=Decimal(0))
    fees = models.DecimalField(**AMOUNT, default=Decimal(0))
    discounts = models.DecimalField(**AMOUNT, default=Decimal(0))
    total = models.DecimalField(**AMOUNT)
    tip = models.DecimalField(**AMOUNT, default=Decimal(0))
    vat = models.DecimalField(**AMOUNT, default=Decimal(0))
    quote = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    # Whose lines wait until an online payment is through: who comes back without having paid finds them as they were.
    basket_id = models.UUIDField(null=True)
    imported = models.BooleanField(default=False)
    external_id = models.CharField(max_length=60, null=True)

    objects = Orders.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="ordering_total_not_negative"),
            models.CheckConstraint(
                condition=Q(total=F("goods") + F("fees") - F("discounts")), name="ordering_total_adds_up"
            ),
            models.UniqueConstraint(fields=["external_id"], name="ordering_imported_once"),
            models.UniqueConstraint(fields=["business_day", "day_number"], name="ordering_number_of_the_day"),
        ]
        indexes = [
            models.Index(fields=["bare_phone", "-placed_at"], name="ordering_caller", condition=~Q(bare_phone="")),
            models.Index(fields=["fires_at"], name="ordering_to_fire", condition=Q(state="accepted", checked_at=None)),
            models.Index(fields=["business_day"], name="ordering_by_day"),
            models.Index(fields=["placed_at"], name="ordering_open", condition=Q(state__in=order_flow.OPEN)),
            models.Index(fields=["placed_at"], name="ordering_unpaid", condition=Q(state=order_flow.UNPAID)),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.state])

    @property
    def verbs(self) -> tuple[str, ...]:
        """What may happen to it next."""
        return order_flow.verbs_from(self.state, self.order_type)

    @property
    def is_open(self) -> bool:
        return self.state in order_flow.OPEN

    @property
    def standing(self) -> list["OrderLine"]:
        """The lines that no edit has struck, from those that were fetched with the order."""
        return [line for line in self.lines.all() if line.removed_in is None]

    def is_its_customers(self, *, at: datetime) -> bool:
        """Whether its customer may change it alone: until the shop accepts it, for later until it is due to be begun."""
        is_waiting = self.state == "accepted" and self.fires_at is not None and at < self.fires_at
        return self.state == order_flow.FIRST or is_waiting

    @property
    def payable(self) -> Decimal:
        """What changes hands: the total, in cash to the coins there are (rounding is no part of total and VAT)."""
        return Decimal(self.quote["payable"]) if self.quote else self.total

    @property
    def is_rounded(self) -> bool:
        return self.payable != self.total + self.tip

    @property
    def called(self) -> str:
        """What people call out: the number of the day; orders from before there was one have only their own."""
        return f"#{self.day_number or self.number}"


class OrderLines(models.QuerySet["OrderLine"]):
    def standing(self) -> Self:
        """What the order is made of now: an edit has not struck it."""
        return self.filter(removed_in=None)


class OrderLine(models.Model):
    """One line as agreed: names in both languages, price, VAT, allergens and why it costs that.

    ``station``: where it is made. ``deal_group`` and ``deal_name``: the deal it was chosen in; ``discount`` its share of
    what was taken off. An edit never changes a line: it strikes it (``removed_in`` that revision) and adds another
    (``added_in``). ``priced_in``: the revision whose menu its price came from, 0 is the order's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    product_id = models.UUIDField(null=True)
    name = models.JSONField()
    category = models.CharField(max_length=60, blank=True)
    size = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=list)
    configuration = models.JSONField(default=dict)
    quantity = models.PositiveSmallIntegerField()
    unit_price = models.DecimalField(**AMOUNT)
    total = models.DecimalField(**AMOUNT)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(10))
    vat = models.DecimalField(**AMOUNT, default=Decimal(0))
    steps = models.JSONField(default=list)
    allergens = models.JSONField(default=list)
    may_contain = models.JSONField(default=list)
    discount = models.DecimalField(**AMOUNT, default=Decimal(0))
    station = models.CharField(max_length=8, default="oven")
    deal_group = models.UUIDField(null=True)
    deal_name = models.JSONField(default=dict, blank=True)
    added_in = models.PositiveSmallIntegerField(default=0)
    priced_in = models.PositiveSmallIntegerField(default=0)
    removed_in = models.PositiveSmallIntegerField(null=True)

    objects = OrderLines.as_manager()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class OrderRevision(models.Model):
    """One edit of a placed order: what it cost before and after, and what changed, in words by language.

    ``menu``: the part of the menu that what came new was priced from. ``seen_at``: when the kitchen took note; at once
    where it had not heard of the order yet.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    changes = models.JSONField(default=list)
    total_before = models.DecimalField(**AMOUNT)
    total_after = models.DecimalField(**AMOUNT)
    quote_before = models.JSONField(default=dict)
    menu = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="ordering_revision_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.number}"


class OrderEvent(models.Model):
    """A step in an order's life: what the tracking page shows, with the time it happened."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.verb}"


class Counter(models.Model):
    """The last order number given; the row's lock makes numbers unique, and gaps are allowed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Attempt(models.Model):
    """An Idempotency-Key that was used: the same key and body get the same answer, another body is refused."""

    key = models.CharField(primary_key=True, max_length=120)
    body = models.CharField(max_length=64)
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
