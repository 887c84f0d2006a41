"""Reads of the till: what many orders still cost, where the cash lies, which receipts there are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from pizzeria import hours, ledger, order_flow, tendering
from pizzeria.money import quantum
from shared_apps.accounts.models import User
from shared_apps.accounts.permissions import ROLES
from tenant_apps.ordering import prices
from tenant_apps.ordering.models import Order, Tender
from tenant_apps.payments import queries
from tenant_apps.payments.models import (
    ONLINE,
    CashCount,
    CashMove,
    DayClose,
    Drawer,
    Entry,
    Method,
    Payment,
    Receipt,
    Refund,
)
from tenant_apps.payments.queries import Standing
from tenant_apps.shop import queries as shops

LOOKS_BACK = timedelta(days=14)
TERMINAL, VOUCHERS = ledger.HOLDERS[Method.TERMINAL], ledger.HOLDERS[Method.VOUCHER]
SHELVES = (ledger.DRAWER, ledger.SAFE, TERMINAL, VOUCHERS)
SIGNS = "counter.work"
_PERSON = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def rounding(standing: Standing) -> int:
    """Return what coins make of the price more (or less) than it is: only where all of it was paid in cash."""
    if standing.order.state in order_flow.LOST:
        return 0
    if {one.method for one in standing.held} != {Method.CASH} or not standing.is_settled:
        return 0
    return tendering.rounded_in_cash(standing.exact, standing.cash_step) - standing.exact


def taken_here(standing: Standing) -> list[Payment]:
    """Return what was paid at the counter or at the door and is still here, the oldest first."""
    captured = [one for one in standing.payments if one.state == Payment.State.CAPTURED and not one.is_online]
    return [one for one in captured if one.left]


def to_hand_back(standing: Standing) -> int:
    """Return what the till gives back of what was paid beyond the price, to the coins there are where all was cash."""
    return min(standing.in_excess, sum(one.left for one in taken_here(standing)))


def standings(orders: Iterable[Order]) -> list[Standing]:
    """Return how each of many orders stands. Four queries, however many they are."""
    wanted = list(orders)
    step = prices.table_of(shops.the_shop()).cash_step if wanted else None
    paid: dict[object, list[Payment]] = {}
    for payment in Payment.objects.filter(order__in=wanted):
        paid.setdefault(payment.order_id, []).append(payment)
    returned = queries.returned(wanted)
    return [queries.standing_of(order, paid.get(order.id, []), returned.get(order.id, 0), step) for order in wanted]


@dataclass(frozen=True)
class Due:
    """What a screen says of an order's money. ``kind``: paid, free, cash, terminal or counter; ``amount`` in cents.

    ``back``: what of it the till has to give back.
    """

    order: Order
    kind: str
    amount: int
    back: int = 0

    @property
    def is_asked_at_the_door(self) -> bool:
        """On the road with something to pay of which nobody said how: whoever brings it asks."""
        return self.kind == "counter" and self.amount > 0 and self.order.state == order_flow.ON_THE_ROAD


def dues(orders: Iterable[Order]) -> list[Due]:
    """Return what is to be paid of each order and how, as its customer said they would."""
    return [due_of(standing) for standing in standings(orders)]


def due_of(standing: Standing) -> Due:
    order = standing.order
    if standing.is_settled:
        is_paid = standing.held and order.state not in order_flow.LOST
        return Due(order, "paid" if is_paid else "free", 0, to_hand_back(standing))
    by_cash = order.tender == Tender.CASH
    kind = order.tender if order.tender in (Tender.CASH, Tender.TERMINAL) else "counter"
    return Due(order, kind, standing.due(Method.CASH if by_cash else ""))


def unpaid(*, at: datetime) -> list[Due]:
    """Return the orders of the last two weeks that left the house and are not (fully) paid, the oldest first."""
    shop = shops.timetable(at=at).shop
    since = hours.business_day(at, shop.zone) - LOOKS_BACK
    gone = Order.objects.filter(imported=False, state__in=("delivered", "collected"), business_day__gte=since)
    # Only those whose payments do not cover the price are looked at closely: hardly any of two weeks.
    held = Payment.objects.filter(order=OuterRef("id")).held().order_by().values("order")
    went_back = Refund.objects.filter(order=OuterRef("id"))
    cost = (F("total") + F("tip")) / Value(quantum(shop.currency))
    covered = Coalesce(Subquery(held.annotate(sum=Sum("captured")).values("sum")), 0)
    orders = gone.annotate(covered=covered).filter(Q(covered__lt=cost) | Exists(went_back))
    return [due for due in dues(orders.order_by("placed_at", "id")) if due.amount]


def overpaid(*, at: datetime) -> list[Due]:
    """Return the orders of the last two weeks of which the till has money to give back, the oldest first."""
    since = hours.business_day(at, shops.timetable(at=at).shop.zone) - LOOKS_BACK
    here = Payment.objects.filter(order=OuterRef("id"), state=Payment.State.CAPTURED, captured__gt=F("refunded"))
    changed = Order.objects.filter(Q(state__in=order_flow.LOST) | Q(revision__gt=0), business_day__gte=since)
    orders = changed.filter(Exists(here.exclude(method__in=ONLINE))).order_by("placed_at", "id")
    return [due for due in dues(orders) if due.back]


# -- cash ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Carrier:
    """Somebody who carries cash, and how much the ledger says it is."""

    user: User
    carries: int


def carriers() -> list[Carrier]:
    """Return who rides, and whoever carries cash for another reason, with what they carry."""
    amounts, rides = cash_there(), ledger.courier("")
    holding = [id.removeprefix(rides) for id, amount in amounts.items() if amount and id.startswith(rides)]
    people = User.objects.filter(Q(role="courier", is_active=True) | Q(id__in=holding)).order_by("name", "id")
    return [Carrier(user, amounts.get(ledger.courier(str(user.id)), 0)) for user in people]


def lying(*, until: date | None = None) -> dict[str, int]:
    """Return what lies in each place, in cents, up to that business day: what the last closing before it froze (nothing
    is written into a closed day any more), and what moved since. No more entries in an old shop than in a new one."""
    closes, entries = DayClose.objects.all(), Entry.objects.all()
    if until:
        closes, entries = closes.filter(business_day__lt=until), entries.filter(business_day__lte=until)
    frozen = closes.values_list("business_day", "figures__cash").first()
    found: dict[str, int] = {}
    # A closing of before these two were frozen says nothing of them.
    if frozen and "terminal" in frozen[1] and "vouchers" in frozen[1]:
        day, cash = frozen
        found = {place: cash[place] for place in SHELVES}
        found |= {ledger.courier(row["user"]): row["carries"] for row in cash["couriers"]}
        entries = entries.filter(business_day__gt=day)
    for account, amount in _sums(entries).items():
        found[account] = found.get(account, 0) + amount
    return {id: sum for id, sum in found.items() if id in SHELVES or id.startswith(ledger.courier(""))}


def cash_there() -> dict[str, int]:
    """Return what lies in the drawer, in the safe and with each courier."""
    return {id: sum for id, sum in lying().items() if id not in (TERMINAL, VOUCHERS)}


def cash_in(account: str) -> int:
    return cash_there().get(account, 0)


def _sums(entries: QuerySet[Entry]) -> dict[str, int]:
    found: dict[str, int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        for account, amount in entries.order_by().values_list(side).annotate(sum=Sum("amount")):
            found[account] = found.get(account, 0) + sign * amount
    return found


def signers() -> QuerySet[User]:
    """Return who may sign for cash."""
    roles = [role for role, may in ROLES.items() if SIGNS in may]
    return User.objects.filter(role__in=roles, is_active=True).order_by("name", "id")


def open_drawer() -> Drawer | None:
    return Drawer.objects.filter(closed_at=None).first()


def moves_of(day: date, *accounts: str) -> QuerySet[CashMove]:
    found = CashMove.objects.filter(business_day=day)
    return found.filter(Q(source__in=accounts) | Q(target__in=accounts)) if accounts else found


def counts_of(day: date) -> QuerySet[CashCount]:
    return CashCount.objects.filter(business_day=day)


def names(ids: Iterable[str]) -> dict[str, str]:
    """Return who these people are, by id; a program or the house itself has no name."""
    wanted = {id for id in ids if _PERSON.fullmatch(id)}
    return {str(user.id): str(user) for user in User.objects.filter(id__in=wanted)}


# -- days and receipts -------------------------------------------------------------------------------------------------
def today(*, at: datetime) -> date:
    """Return the business day whose books are open at this moment."""
    day = hours.business_day(at, shops.timetable(at=at).shop.zone)
    last = DayClose.objects.values_list("business_day", flat=True).first()
    return max(day, last + timedelta(days=1)) if last else day


def not_closed(*, at: datetime) -> list[date]:
    """Return the days with money in their books that are over and not closed, the oldest first."""
    last = DayClose.objects.values_list("business_day", flat=True).first()
    entries = Entry.objects.filter(business_day__lt=today(at=at))
    found = entries.filter(business_day__gt=last) if last else entries
    return list(found.order_by("business_day").values_list("business_day", flat=True).distinct())


@dataclass(frozen=True)
class OpenDay:
    """A business day whose books are open, beside the one that runs by the clock: "over", "running" or "coming".

    A day is open before it has begun when the one before was closed early.
    """

    day: date
    phase: str


def open_days(*, at: datetime) -> list[OpenDay]:
    """Return the days whose books are open, the earliest first: it is closed before the others."""
    runs = hours.business_day(at, shops.timetable(at=at).shop.zone)
    days = [*not_closed(at=at), today(at=at)]
    return [OpenDay(day, "over" if day < runs else "running" if day == runs else "coming") for day in days]


def receipts_found(words: str) -> QuerySet[Receipt]:
    """Return receipts, the newest first; with words those with that number, of that order or that name."""
    found = Receipt.objects.select_related("order")
    words = words.strip()
    if not words:
        return found
    wanted = Q(order__name__icontains=words)
    digits = words.rpartition("-")[2].lstrip("0") or words
    if digits.isdecimal() and len(digits) < 10:
        wanted |= Q(number=int(digits)) | Q(order__number=int(digits))
    return found.filter(wanted)


def receipt_of(order: Order) -> Receipt | None:
    """Return the receipt of the order that stands."""
    return Receipt.objects.filter(order=order, kind=Receipt.Kind.RECEIPT, cancelled_at=None).first()


def papers_of(order: Order) -> Sequence[Receipt]:
    """Return all that was written for the order, the oldest first."""
    return list(Receipt.objects.filter(order=order).order_by("issued_at", "id"))
