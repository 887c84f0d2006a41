"""Taking places in the oven and balls of dough, for a basket and then for its order, and giving them back.

Locks of the house, always in this order: the idempotency key, the order or the basket, the visitor, the slots by their
start, the dough's day, the numbers. Giving back takes no lock: it only makes more free.

Who only looks may hold little, and not for ever (ADR 0015): MOST_HELD baskets and MOST_OF_OVEN stretches of the oven from
one address, each time for the shop's minutes in all. Who orders is never asked any of this.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Sum

from pizzeria.capacity import Need, Oven, Share
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.delivery import queries
from tenant_apps.delivery.errors import DoughGone, NotHeld, OvenFull
from tenant_apps.delivery.facts import DoughChanged, PlacesChanged, SlotFilled
from tenant_apps.delivery.models import DoughDay, Hold, Holds, Slot, Turn
from tenant_apps.delivery.models import Share as ShareRow
from tenant_apps.shop.models import Shop

# Others may take what was free before its lock was ours: look again this often.
TRIES = 5
REMEMBERED = timedelta(days=60)
# Of one address, by baskets that are not ordered yet. A family or a phone company may share one: they can order all the
# same, and nobody is told more than that their time is not kept for them.
MOST_HELD = 4
MOST_OF_OVEN = 2
# For so long a basket that has held a time for its minutes does not hold it again.
TURN_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Dough:
    """So many balls, of that business day."""

    day: date
    balls: int = 0


@transaction.atomic
def hold_places(
    basket: UUID, *, shop: Shop, need: Need, dough: Dough, at: datetime, visitor: str | None = None
) -> Hold:
    """Return a hold of the basket for just this need: the one it has, or a new one in its place.

    ``visitor``: who looks, and has not said yet that they order; None for who does. Raises OvenFull or DoughGone, for a
    visitor NotHeld too, and then what the basket held before stays its own. The caller has locked the basket.
    """
    # Locked, so that nobody who finds it expired meanwhile gives its places away.
    own = Hold.objects.select_for_update().filter(basket=basket).first()
    if own and own.expires_at and own.expires_at > at and _fits(own, shop, need, dough):
        return own
    expires = at + timedelta(minutes=shop.hold_minutes)
    if visitor is None:
        return _move(own, shop, need, dough, at=at, basket=basket, expires_at=expires)
    _lock_visitor(visitor)
    _check_modest(visitor, basket, shop, need, dough, at=at)
    expires = _turn(basket, need, until=expires, at=at)
    return _move(own, shop, need, dough, at=at, basket=basket, expires_at=expires, visitor=visitor)


@transaction.atomic
def move_places(order: UUID, *, shop: Shop, need: Need, dough: Dough, at: datetime) -> Hold:
    """Let an order that was changed take what it needs now in place of what it took. The caller has locked the order.

    Raises OvenFull or DoughGone, and then what it took before stays.
    """
    own = Hold.objects.select_for_update().filter(order=order).first()
    return _move(own, shop, need, dough, at=at, order=order)


def give_to_order(hold: Hold, *, order: UUID) -> None:
    """Make the basket's hold the order's, for good. The caller's transaction has taken or locked it."""
    Hold.objects.filter(id=hold.id).update(basket=None, order=order, expires_at=None, visitor="")


@transaction.atomic
def release_order(order: UUID) -> None:
    """Give back what an order took that nobody will make. One that was begun keeps its dough and its turn."""
    Hold.objects.filter(order=order).delete()


@transaction.atomic
def release_basket(basket: UUID) -> None:
    """Give back what was held for a basket that nobody is going to order."""
    Hold.objects.filter(basket=basket).delete()


@transaction.atomic
def sweep_holds(*, at: datetime) -> int:
    """Remove holds whose time has run out, and what is long past; return how many holds ran out.

    Nobody waits for this: an expired hold takes nothing from the moment it expires.
    """
    removed = _drop(Hold.objects.expired(at=at))
    Hold.objects.filter(day__lt=(at - REMEMBERED).date()).delete()
    Slot.objects.filter(start__lt=at - REMEMBERED, shares=None).delete()
    DoughDay.objects.filter(day__lt=(at - REMEMBERED).date()).delete()
    Turn.objects.filter(until__lte=at - TURN_KEPT).delete()
    return removed


@transaction.atomic
def set_places(start: datetime, *, places: int | None, by: Actor, at: datetime) -> int | None:
    """Give one stretch so many places (none: the shop's usual number); return what was said of it before.

    What is booked stays booked, also where it is more than there are now: nothing comes on top.
    """
    slot, _ = Slot.objects.select_for_update().get_or_create(start=start)
    before = slot.places
    if places != before:
        slot.places = places
        slot.save(update_fields=["places"])
        journal.record(PlacesChanged(start.isoformat(), places, before), by=by, at=at)
    return before


@transaction.atomic
def set_dough(day: date, *, balls: int | None, by: Actor, at: datetime) -> int | None:
    """Give a business day so many balls of dough (none: the usual number); return what was said of it before."""
    row, _ = DoughDay.objects.select_for_update().get_or_create(day=day)
    before = row.balls
    if balls != before:
        row.balls = balls
        row.save(update_fields=["balls"])
        journal.record(DoughChanged(day.isoformat(), balls, before), by=by, at=at)
    return before


def _fits(hold: Hold, shop: Shop, need: Need, dough: Dough) -> bool:
    """Whether a hold is still what is needed: an early one "as soon as possible" may be over before it can be made."""
    same = (hold.due, hold.places, hold.day, hold.balls) == (need.due, need.places, dough.day, dough.balls)
    start = hold.first_start()
    return same and (need.due is not None or start is None or start + queries.every(shop) >= need.ready)


def _lock_visitor(visitor: str) -> None:
    """Let two baskets of one visitor not be counted at once; it is let go with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))", [visitor])


def _check_modest(visitor: str, basket: UUID, shop: Shop, need: Need, dough: Dough, *, at: datetime) -> None:
    """Raise NotHeld for who would hold more than one address may."""
    others = Hold.objects.standing(at=at).filter(order=None, visitor=visitor).exclude(basket=basket)
    held = others.aggregate(many=Count("id"), places=Sum("places", default=0), balls=Sum("balls", default=0))
    most = shop.oven_places * MOST_OF_OVEN
    if held["many"] >= MOST_HELD or max(held["places"] + need.places, held["balls"] + dough.balls) > most:
        raise NotHeld()


def _turn(basket: UUID, need: Need, *, until: datetime, at: datetime) -> datetime:
    """Return until when the basket may hold this time: from the first it held it, not from now. Raises NotHeld."""
    turn, is_new = Turn.objects.get_or_create(basket=basket, due=need.due, defaults={"until": until})
    if not is_new and turn.until <= at - TURN_KEPT:
        turn.until = until
        turn.save(update_fields=["until"])
    if turn.until <= at:
        raise NotHeld()
    return turn.until


def _move(own: Hold | None, shop: Shop, need: Need, dough: Dough, *, at: datetime, **whose: Any) -> Hold:
    mine = [own.id] if own else []
    oven, shares = _take(shop, need, mine, at=at)
    _take_dough(shop, dough, mine, at=at)
    if own:
        own.delete()
    hold = _write(need, dough, oven, shares, **whose)
    _announce(oven, shares, at=at)
    return hold


def _take(shop: Shop, need: Need, mine: Collection[UUID], *, at: datetime) -> tuple[Oven, tuple[Share, ...]]:
    """Lock the stretches that are needed; return the oven as it is then, and the shares. Raises OvenFull."""
    for _ in range(TRIES):
        # Without a lock first: who comes when all is taken is told so without standing in anybody's way.
        seen = queries.oven(shop, *_around(shop, need), at=at, mine=mine)
        wanted = need.plan(seen)
        if wanted is None:
            break
        if not wanted:
            return seen, ()
        starts = need.candidates(seen, wanted)
        _lock(shop, starts, at=at)
        oven = queries.locked_oven(shop, starts, mine=mine)
        if (shares := need.plan(oven)) is not None:
            return oven, shares
    raise OvenFull()


def _around(shop: Shop, need: Need) -> tuple[datetime, datetime]:
    oven = Oven(queries.every(shop), need.places)
    return need.first(oven), need.until


def _lock(shop: Shop, starts: Sequence[datetime], *, at: datetime) -> None:
    """Hold these slots, which come in order, until the transaction ends, free of holds that have run out."""
    _hold_rows("delivery_slot", "start", "places", starts)
    _drop(Hold.objects.expired(at=at).filter(shares__slot__start__range=queries.span(shop, starts)))


def _take_dough(shop: Shop, dough: Dough, mine: Collection[UUID], *, at: datetime) -> None:
    """Lock the day's dough and see that there is enough. Raises DoughGone. Nothing is locked where nobody counts it."""
    left = queries.dough_left(shop, dough.day, at=at, mine=mine)
    if left is None or not dough.balls:
        return
    if left >= dough.balls:
        _lock_dough(dough.day, at=at)
        left = queries.dough_left(shop, dough.day, at=at, mine=mine, is_locked=True)
    if left is not None and left < dough.balls:
        raise DoughGone()


def _lock_dough(day: date, *, at: datetime) -> None:
    _hold_rows("delivery_doughday", "day", "balls", [day])
    _drop(Hold.objects.expired(at=at).filter(day=day))


def _hold_rows(table: str, key: str, limit: str, keys: Sequence[date]) -> None:
    """Lock rows in the order given, those that are not there yet by making them.

    In one go: to make all that are missing first and to lock the others then would be two rounds over the same rows, and
    two of us could meet in the middle.
    """
    rows = ", ".join(["(%s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} ("{key}") VALUES {rows}'  # noqa: S608  our own names
            f' ON CONFLICT ("{key}") DO UPDATE SET {limit} = {table}.{limit}',
            list(keys),
        )


def _drop(expired: Holds) -> int:
    """Remove holds that have run out; one whose basket is being ordered at this moment is not ours to take."""
    ids = list(expired.order_by().select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True))
    Hold.objects.filter(id__in=ids).delete()
    return len(set(ids))


def _write(need: Need, dough: Dough, oven: Oven, shares: Sequence[Share], **whose: Any) -> Hold:
    hold = Hold.objects.create(
        due=need.due,
        ready_at=need.done(oven, tuple(shares)),
        places=need.places,
        day=dough.day,
        balls=dough.balls,
        **whose,
    )
    ShareRow.objects.bulk_create(ShareRow(hold=hold, slot_id=share.start, places=share.places) for share in shares)
    return hold


def _announce(oven: Oven, shares: Sequence[Share], *, at: datetime) -> None:
    """Tell the pages that show the times when one of them has no place left."""
    for share in shares:
        if oven.free(share.start) - share.places < 1:
            journal.record(SlotFilled(share.start.isoformat()), by=Actor.system("delivery"), at=at)
