"""What the owner's page and the workers ask about subscriptions. Call them on the platform."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from pizzeria import dunning
from shared_apps.billing import plans
from shared_apps.billing.errors import UnknownPlan
from shared_apps.billing.models import Call, Invoice, OrderCount, Subscription
from tenants.models import Pizzeria

BILLS_SHOWN = 24


@dataclass(frozen=True)
class Use:
    """How much of one limit is used; ``most`` None: as much as one likes."""

    words: object
    used: int
    most: int | None

    @property
    def is_near(self) -> bool:
        """Whether nine tenths are gone."""
        return self.most is not None and self.used * 10 >= self.most * 9

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.used > self.most


def subscription_of(id: UUID) -> Subscription:
    """Return the pizzeria's subscription; one that has none yet is shown as it will begin, unsaved."""
    found = Subscription.objects.filter(pk=id).first()
    if found is not None:
        return found
    pizzeria = Pizzeria.objects.get(id=id)
    return Subscription(
        pizzeria=pizzeria,
        plan=plans.plan_of(pizzeria.plan).code,
        interval=plans.MONTH,
        currency=pizzeria.currency,
        began_at=pizzeria.created_at,
        trial_ends_at=pizzeria.created_at + timedelta(days=plans.TRIAL_DAYS),
    )


def seller_of(id: UUID) -> dict[str, str]:
    """Return what the owner said for the bills, as a shop's receipts would name it; nothing while they said nothing."""
    row = Subscription.objects.filter(pk=id).first()
    if row is None or not (row.tax_id or row.street):
        return {}
    town = f"{row.postcode} {row.city}".strip()
    address = ", ".join(part for part in (row.street, town) if part)
    return {"legal_name": row.company, "legal_address": address, "vat_number": row.tax_id}


def usage(row: Subscription, *, inside: Mapping[str, int], zone: str, at: datetime) -> Sequence[Use]:
    """Return each limit of the plan beside what is used of it; ``inside``: what was counted in the shop itself."""
    counts = {**inside, "orders": orders_this_month(row.pk, zone=zone, at=at)}
    return [Use(words, counts.get(what, 0), row.terms.limits[what]) for what, words in plans.LIMITS.items()]


def orders_this_month(id: UUID, *, zone: str, at: datetime) -> int:
    """Return the orders of this calendar month, by the shop's clock, as far as they have been counted."""
    today = at.astimezone(ZoneInfo(zone)).date()
    counts = OrderCount.objects.filter(subscription=id, day__gte=today.replace(day=1))
    return counts.aggregate(all=Sum("orders"))["all"] or 0


def bills(row: Subscription) -> QuerySet[Invoice]:
    """Return the newest bills, without those that are still being prepared; ``is_due`` says which are to be paid."""
    shown = Invoice.objects.filter(subscription=row.pk).exclude(state=Invoice.State.DRAFT)
    shown = shown.annotate(is_due=Exists(Invoice.objects.due(row).filter(id=OuterRef("id"))))
    return shown.order_by("-made_at", "-id")[:BILLS_SHOWN]


def owed(row: Subscription) -> int:
    """Return what is still to be paid of all bills, in minor units."""
    sums = Invoice.objects.due(row).aggregate(Sum("total"), Sum("paid"))
    return (sums["total__sum"] or 0) - (sums["paid__sum"] or 0)


def has_used(row: Subscription, coupon: str) -> bool:
    """Whether this coupon, or code, has been taken off for this pizzeria before."""
    done = Call.objects.filter(subscription=row.pk, state=Call.State.DONE, verb__in=("subscribe", "coupon"))
    return done.filter(params__coupon=coupon).exists()


def win_back_coupon(row: Subscription) -> str:
    """Return the coupon that coming back brings: once, and by the month; else "".

    A coupon for some months is taken off every bill within them: for who pays by the year, off the whole year.
    """
    if row.interval == plans.YEAR or has_used(row, plans.WIN_BACK_COUPON):
        return ""
    return plans.WIN_BACK_COUPON


def plan_called(code: str, interval: str) -> tuple[plans.Plan, str]:
    """Return what was chosen on a page. Raises UnknownPlan."""
    if code not in plans.PLANS or interval not in plans.INTERVALS:
        raise UnknownPlan()
    return plans.PLANS[code], interval


def days_left(row: Subscription, *, at: datetime) -> int:
    """Return the days of the trial that are left, begun ones counted; 0 after it."""
    return max(0, -((at - row.trial_ends_at) // timedelta(days=1)))


def to_move_on(*, at: datetime) -> list[UUID]:
    """Return the subscriptions whose state or mails may be due; those who pay and have no trouble are left out."""
    quiet = Q(state=dunning.ACTIVE, unpaid_since=None, cancel_at=None, discount_ends_at=None)
    return list(Subscription.objects.exclude(quiet).order_by("pk").values_list("pk", flat=True))
