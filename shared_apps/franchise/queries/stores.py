"""A franchise's stores side by side, from the figures they handed in; no store's own rows are read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from shared_apps.accounts.models import User
from shared_apps.franchise.models import DailyFigure, Franchise
from tenants.models import Pizzeria

PERIODS = {"day": 1, "week": 7, "month": 28}
CENT = Decimal("0.01")


@dataclass
class Row:
    """One store in a period: totals, and the period before it for comparison."""

    pizzeria: Pizzeria
    orders: int = 0
    items: int = 0
    revenue: Decimal = Decimal(0)
    before_orders: int = 0
    before_revenue: Decimal = Decimal(0)
    products: Counter[str] = field(default_factory=Counter)
    daily: dict[date, Decimal] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.pizzeria.name

    @property
    def average(self) -> Decimal | None:
        """The average order with VAT, rounded half up; None without orders."""
        return (self.revenue / self.orders).quantize(CENT, ROUND_HALF_UP) if self.orders else None

    @property
    def change(self) -> Decimal | None:
        """Revenue against the period before, in percent; None when there was none before."""
        if not self.before_revenue:
            return None
        return ((self.revenue / self.before_revenue - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def best(self) -> tuple[str, int] | None:
        """The product sold most and how many; of equals the first by name."""
        return min(self.products.items(), key=lambda pair: (-pair[1], pair[0])) if self.products else None


@dataclass(frozen=True)
class Board:
    """The stores of a franchise in the ``length`` days that end on ``last``."""

    rows: Sequence[Row]
    last: date
    length: int
    currency: str

    @property
    def days(self) -> list[date]:
        return [self.last - timedelta(days=back) for back in range(self.length - 1, -1, -1)]

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def total(self) -> Row:
        """All stores as one row; it has no pizzeria of its own."""
        total = Row(Pizzeria(name=""))
        for row in self.rows:
            total.orders += row.orders
            total.items += row.items
            total.revenue += row.revenue
            total.before_orders += row.before_orders
            total.before_revenue += row.before_revenue
            total.products.update(row.products)
            for day, revenue in row.daily.items():
                total.daily[day] = total.daily.get(day, Decimal(0)) + revenue
        return total


def franchises_of(user: User) -> list[Franchise]:
    """Return the franchises this person may see: their own, and for the platform's admins every one."""
    everything = Franchise.objects.order_by("name")
    if user.may("platform.run"):
        return list(everything)
    return list(everything.filter(members__user=user))


def board(franchise: Franchise, *, last: date, length: int, at: datetime) -> Board:
    """Compare the stores that belong to it now over ``length`` days ending on ``last`` with the days just before. Two queries."""
    stores = franchise.stores.current(at=at).select_related("pizzeria")
    rows = {store.pizzeria_id: Row(store.pizzeria) for store in stores}
    first = last - timedelta(days=length - 1)
    currency = "EUR"
    for figure in DailyFigure.objects.filter(pizzeria__in=rows, day__range=(first - timedelta(days=length), last)):
        row = rows[figure.pizzeria_id]
        currency = figure.currency
        if figure.day < first:
            row.before_orders += figure.orders
            row.before_revenue += figure.revenue
        else:
            row.orders += figure.orders
            row.items += figure.items
            row.revenue += figure.revenue
            row.products.update(figure.products)
            row.daily[figure.day] = figure.revenue
    return Board(sorted(rows.values(), key=lambda row: row.name), last, length, currency)


def last_day(franchise: Franchise, *, at: datetime) -> date | None:
    """Return the newest day any store of the franchise has handed in, None before the first."""
    stores = franchise.stores.current(at=at).values("pizzeria")
    newest = DailyFigure.objects.filter(pizzeria__in=stores).order_by("-day").first()
    return newest.day if newest else None
