"""What a pizzeria and the platform have between them in money."""

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pizzeria import dunning
from shared_apps.billing import plans
from tenants.models import Pizzeria
from toolbox.ids import uuid7


class MerchantAccount(models.Model):
    """A pizzeria's own account with a payment provider: money of its customers goes there, never through ours.

    ``reference`` is the provider's name for it (``acct_…``, a PayPal merchant id): how a webhook finds its pizzeria.
    ``former`` are those that it had before: what was paid to them is refunded and disputed there still.
    """

    class Provider(models.TextChoices):
        STRIPE = "stripe", "Stripe"
        PAYPAL = "paypal", "PayPal"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pizzeria = models.ForeignKey(Pizzeria, models.CASCADE, related_name="merchant_accounts", db_index=False)
    provider = models.CharField(max_length=10, choices=Provider.choices)
    reference = models.CharField(max_length=64, blank=True)
    former = models.JSONField(default=list)
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


class PaymentWork(models.Model):
    """A mark: this pizzeria has a payment that may need to be finished, not before ``due_at``.

    Written from inside by its full name, and without a foreign key: whoever orders waits for nobody who holds the registry's row.
    """

    pizzeria = models.UUIDField(db_index=True)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.pizzeria} from {self.due_at}"


class Subscriptions(models.QuerySet["Subscription"]):
    def in_dunning(self) -> Self:
        return self.filter(state__in=(dunning.PAST_DUE, dunning.RESTRICTED, dunning.SUSPENDED))

    def at_provider(self) -> Self:
        return self.exclude(customer="")


class Subscription(models.Model):
    """What one pizzeria has agreed with us. ``state`` follows from the moments by ``pizzeria.dunning`` and is never set by hand.

    What the provider decides (``status``, the period, what is unpaid) is copied from there whole. Whoever asks takes a
    turn first (``asked``); an answer to an older question than the last one taken over (``answered``) is dropped.
    """

    class State(models.TextChoices):
        TRIALING = dunning.TRIALING, _("on trial")
        ACTIVE = dunning.ACTIVE, _("paid")
        PAST_DUE = dunning.PAST_DUE, _("payment due")
        RESTRICTED = dunning.RESTRICTED, _("restricted")
        SUSPENDED = dunning.SUSPENDED, _("no new orders")
        CANCELLED = dunning.CANCELLED, _("cancelled")

    class Reason(models.TextChoices):
        PRICE = "too_expensive", _("It costs too much")
        FEATURES = "missing_features", _("Something I need is missing")
        SWITCHED = "switched_service", _("I use something else")
        UNUSED = "unused", _("I hardly use it")
        HARD = "too_complex", _("It is too complicated")
        CLOSING = "other", _("The pizzeria closes, or another reason")

    pizzeria = models.OneToOneField(Pizzeria, models.CASCADE, primary_key=True, related_name="subscription")
    plan = models.CharField(max_length=20, default=plans.DEFAULT)
    interval = models.CharField(max_length=5, choices=[(plans.MONTH, _("monthly")), (plans.YEAR, _("yearly"))])
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIALING)
    began_at = models.DateTimeField()
    trial_ends_at = models.DateTimeField()
    # Which notices have been given: see dunning.Notice.key.
    told = models.JSONField(default=list)

    # As the provider says.
    customer = models.CharField(max_length=64, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=20, blank=True)
    items = models.JSONField(default=dict)
    billed_from = models.DateTimeField(null=True)  # when it began, or its trial ended
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    unpaid_since = models.DateTimeField(null=True)
    cancel_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    card = models.CharField(max_length=40, blank=True)
    coupon = models.CharField(max_length=64, blank=True)
    percent_off = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    amount_off = models.PositiveIntegerField(default=0)
    discount_ends_at = models.DateTimeField(null=True)
    asked = models.PositiveBigIntegerField(default=0)
    answered = models.PositiveBigIntegerField(default=0)
    # What it adds to each month's revenue, in minor units, as of the last change (see revenue.py).
    monthly_value = models.PositiveIntegerField(default=0)

    # As the owner says.
    cancel_reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    cancel_words = models.CharField(max_length=500, blank=True)
    wished_coupon = models.CharField(max_length=64, blank=True)
    company = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    street = models.CharField(max_length=160, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_id = models.CharField(max_length=20, blank=True)

    objects = Subscriptions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="billing_one_customer", condition=~Q(customer="")),
            models.UniqueConstraint(fields=["reference"], name="billing_one_subscription", condition=~Q(reference="")),
        ]
        indexes = [models.Index(fields=["state"], name="billing_by_state")]

    def __str__(self) -> str:
        return f"{self.pizzeria_id} {self.plan} {self.state}"

    @property
    def terms(self) -> plans.Plan:
        return plans.plan_of(self.plan)

    @property
    def is_subscribed(self) -> bool:
        """Whether the provider has something to collect for: also while it is still on trial, or in arrears."""
        return self.status in ("active", "trialing", "past_due", "unpaid")

    @property
    def account(self) -> dunning.Account:
        """Return the moments from which its state follows."""
        return dunning.Account(
            self.trial_ends_at, self.is_subscribed, self.unpaid_since, self.ended_at or self.cancel_at
        )

    def state_at(self, at: datetime) -> str:
        return dunning.state_of(self.account, at=at)


class Invoices(models.QuerySet["Invoice"]):
    def due(self, row: Subscription) -> Self:
        """What is to be paid for it: also a bill of the running plan that the provider has given up collecting."""
        given_up = Q(state=Invoice.State.LOST, source=row.reference) & ~Q(source="")
        return self.filter(Q(state=Invoice.State.OPEN) | given_up, subscription=row.pk)

    def left_lying(self, id: UUID, *, at: datetime) -> Self:
        """Drafts of a period that began while nothing was paid, though all is paid now; others last an hour."""
        old = self.filter(subscription=id, state=Invoice.State.DRAFT, made_at__lte=at - timedelta(days=1))
        return old.exclude(source="").filter(subscription__status="active")


class Invoice(models.Model):
    """A bill of ours, copied from the provider, which numbers it and holds the document. Amounts in minor units."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("to be paid")
        PAID = "paid", _("paid")
        VOID = "void", _("withdrawn")
        LOST = "uncollectible", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="invoices")
    reference = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=64, blank=True)  # the provider's subscription it belongs to
    number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=13, choices=State.choices)
    currency = models.CharField(max_length=3)
    total = models.IntegerField()
    tax = models.IntegerField(default=0)
    paid = models.IntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    made_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True)
    page_url = models.URLField(max_length=500, blank=True)
    pdf_url = models.URLField(max_length=500, blank=True)

    objects = Invoices.as_manager()

    def __str__(self) -> str:
        return f"{self.number or self.reference} {self.state}"


class Call(models.Model):
    """Something we ask of the provider, written down with its key before it is asked.

    intended -> done, or refused by the provider. What a crash left intended is asked again by the completer with the
    same key, and the provider answers as it did the first time.
    """

    class State(models.TextChoices):
        INTENDED = "intended"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="calls")
    verb = models.CharField(max_length=20)
    params = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.INTENDED)
    problem = models.CharField(max_length=300, blank=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    intended_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One at a time: two tabs cannot subscribe twice, nor can a change overtake a cancellation.
            models.UniqueConstraint(
                fields=["subscription"], name="billing_one_call_at_a_time", condition=Q(state="intended")
            )
        ]
        indexes = [models.Index(fields=["tried_at"], name="billing_unfinished", condition=Q(state="intended"))]

    def __str__(self) -> str:
        return f"{self.verb} {self.state}"


class ProviderEvent(models.Model):
    """An event of the provider that has had its effect: written in the same transaction as that."""

    id = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=80)
    came_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class OrderCount(models.Model):
    """How many orders a shop had on one business day, as it last counted, and what of it we have told the meter.

    ``sent`` and ``told_for`` are written before the meter is told, so that a second try says the same; ``sent_at``
    after. ``told_for`` is the moment the meter counts them at: not on their day, whose period may be closed by then,
    but when they are handed in.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="counts", db_index=False)
    day = models.DateField()
    orders = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    sent = models.PositiveIntegerField(null=True)
    told_for = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "day"], name="billing_one_count_a_day")]
        indexes = [models.Index(fields=["day"], name="billing_to_hand_in", condition=Q(sent_at=None))]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.day}"

    @property
    def key(self) -> str:
        """The meter's identifier: it counts each only once."""
        return f"{self.subscription_id}-{self.day.isoformat()}"


class Movement(models.Model):
    """A change of what a subscription is worth a month: nothing is ever changed here, so that past months stay as they were."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        BACK = "back", _("came back")
        UP = "up", _("pays more")
        DOWN = "down", _("pays less")
        LOST = "lost", _("has left")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    plan = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="billing_movement_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.before} {self.after}"
