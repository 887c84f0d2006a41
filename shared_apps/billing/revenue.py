"""What the platform earns by subscriptions, from the movements that were written down when they happened.

All amounts are minor units a month without VAT and metered fees, of one currency. Months are calendar months in UTC.
Definitions: https://docs.stripe.com/billing/subscriptions/analytics and ChartMogul's "SaaS metrics" for the movements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

from pizzeria import dunning
from shared_apps.billing import plans
from shared_apps.billing.models import Invoice, Movement, Subscription

Kind = Movement.Kind
MONTHS = 12


@dataclass
class Month:
    """One month's movements, and what they came to: ``paying`` subscriptions at its start; of them ``left``, paid
    nothing at its end; ``came``, the other way round. Who comes and leaves within a month is neither.

    ``shrunk``: how much less those who paid at its start paid at its end.
    """

    first: date
    start: int = 0
    paying: int = 0
    new: int = 0
    back: int = 0
    up: int = 0
    down: int = 0
    lost: int = 0
    came: int = 0
    left: int = 0
    shrunk: int = 0

    @property
    def end(self) -> int:
        """MRR at its end: what was there and what the movements did to it."""
        return self.start + self.new + self.back + self.up - self.down - self.lost

    @property
    def logo_churn(self) -> Decimal | None:
        """Of those who paid at its start, how many percent left: ``left / paying``; None when nobody paid."""
        return _percent(self.left, self.paying)

    @property
    def revenue_churn(self) -> Decimal | None:
        """Gross: how many percent of its starting MRR were gone at its end, ``shrunk / start``; what grew is no help."""
        return _percent(self.shrunk, self.start)


@dataclass(frozen=True)
class Trials:
    """``ended``: trials that ended in the last 90 days; ``converted``: those of them that paid since they began."""

    running: int
    ended: int
    converted: int

    @property
    def conversion(self) -> Decimal | None:
        return _percent(self.converted, self.ended)


@dataclass(frozen=True)
class Failures:
    """Bills whose collection failed in the last 30 days, how many of them were paid since, and what is still open."""

    failed: int
    recovered: int
    open_amount: int

    @property
    def recovery(self) -> Decimal | None:
        return _percent(self.recovered, self.failed)


@dataclass(frozen=True)
class Trouble:
    """Somebody in dunning: ``due`` since when, ``owed`` in minor units."""

    subscription: Subscription
    due: datetime | None
    owed: int


@dataclass(frozen=True)
class Board:
    currency: str
    mrr: int
    months: Sequence[Month]
    by_plan: Sequence[tuple[plans.Plan, int, int]]
    trials: Trials
    failures: Failures
    troubles: Sequence[Trouble] = field(default_factory=list)

    @property
    def arr(self) -> int:
        """MRR times twelve: what a year would bring if nothing changed."""
        return self.mrr * 12

    @property
    def paying(self) -> int:
        return sum(count for _, count, _ in self.by_plan)

    @property
    def average(self) -> int | None:
        """MRR per paying subscription (ARPA), rounded half up; None without any."""
        return (2 * self.mrr + self.paying) // (2 * self.paying) if self.paying else None


def board(*, currency: str = "EUR", at: datetime) -> Board:
    """Return the whole page's figures. Seven queries, however many subscriptions there are."""
    counting = Subscription.objects.filter(currency=currency)
    by_plan = {
        row["plan"]: (row["count"], row["sum"])
        for row in counting.filter(monthly_value__gt=0)
        .values("plan")
        .annotate(count=Count("pk"), sum=Sum("monthly_value"))
    }
    rows = [(plan, *by_plan.get(plan.code, (0, 0))) for plan in plans.PLANS.values()]
    return Board(
        currency=currency,
        mrr=sum(amount for _, _, amount in rows),
        months=months(currency=currency, at=at),
        by_plan=rows,
        trials=trials(currency=currency, at=at),
        failures=failures(currency=currency, at=at),
        troubles=troubles(currency=currency),
    )


def months(*, currency: str, at: datetime, count: int = MONTHS) -> list[Month]:
    """Return the last ``count`` months, oldest first, the running one included."""
    found = [Month(first) for first in _firsts(at, count)]
    places = {(month.first.year, month.first.month): month for month in found}
    begin = datetime.combine(found[0].first, datetime.min.time(), tzinfo=UTC)
    moved = Movement.objects.filter(currency=currency, at__lte=at)
    rows = moved.filter(at__lt=begin).order_by().values_list("subscription")
    worth = dict(rows.annotate(worth=Sum("after") - Sum("before")))
    news: dict[tuple[int, int], list[_News]] = {place: [] for place in places}
    in_order = moved.filter(at__gte=begin).order_by("at", "id")
    for who, kind, was, now, moment in in_order.values_list("subscription", "kind", "before", "after", "at"):
        news[moment.astimezone(UTC).year, moment.astimezone(UTC).month].append((who, kind, was, now))
    for place, month in places.items():
        worth = _tell(month, worth, news[place])
    return found


_News = tuple[UUID, str, int, int]  # whose, kind, before, after


def _tell(month: Month, before: Mapping[UUID, int], news: Sequence[_News]) -> dict[UUID, int]:
    """Fill in a month that began with these amounts by subscription; return those it ended with."""
    after = dict(before)
    for who, kind, was, now in news:
        name = {Kind.NEW: "new", Kind.BACK: "back", Kind.UP: "up", Kind.DOWN: "down", Kind.LOST: "lost"}[Kind(kind)]
        setattr(month, name, getattr(month, name) + abs(now - was))
        after[who] = now
    month.start = sum(before.values())
    month.paying = sum(1 for amount in before.values() if amount)
    for who, amount in after.items():
        month.came += amount > 0 and not before.get(who)
        month.left += not amount and before.get(who, 0) > 0
        month.shrunk += max(0, before.get(who, 0) - amount)
    return after


def _firsts(at: datetime, count: int) -> list[date]:
    """The first days of ``count`` months that end with that of ``at``."""
    number = at.astimezone(UTC).year * 12 + at.astimezone(UTC).month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]


def trials(*, currency: str, at: datetime) -> Trials:
    ours = Subscription.objects.filter(currency=currency)
    ended = ours.filter(trial_ends_at__lte=at, trial_ends_at__gt=at - timedelta(days=90))
    return Trials(
        running=ours.filter(state=dunning.TRIALING).count(),
        ended=ended.count(),
        converted=ended.filter(movements__kind=Kind.NEW).distinct().count(),
    )


def failures(*, currency: str, at: datetime) -> Failures:
    recent = Invoice.objects.filter(currency=currency, failed_at__lte=at, failed_at__gt=at - timedelta(days=30))
    still = Invoice.objects.filter(currency=currency, state=Invoice.State.OPEN).exclude(failed_at=None)
    sums = still.aggregate(total=Sum("total"), paid=Sum("paid"))
    return Failures(
        failed=recent.count(),
        recovered=recent.filter(state=Invoice.State.PAID).count(),
        open_amount=(sums["total"] or 0) - (sums["paid"] or 0),
    )


def troubles(*, currency: str) -> list[Trouble]:
    """Return who is in dunning, longest first."""
    open_bills = Q(invoices__state=Invoice.State.OPEN)
    rows = Subscription.objects.in_dunning().filter(currency=currency).select_related("pizzeria")
    owing = rows.annotate(
        total=Sum("invoices__total", filter=open_bills), part=Sum("invoices__paid", filter=open_bills)
    )
    found = [Trouble(row, row.account.due, (row.total or 0) - (row.part or 0)) for row in owing[:500]]
    return sorted(found, key=lambda trouble: (trouble.due is None, trouble.due))


def currencies() -> Mapping[str, int]:
    """Return how many subscriptions there are in each currency."""
    return dict(Subscription.objects.values_list("currency").annotate(Count("pk")).order_by("currency"))


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
