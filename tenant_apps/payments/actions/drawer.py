"""The cash drawer: opened with a float, put into and taken out of, counted."""

from datetime import datetime

from django.db import transaction

from pizzeria import ledger
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import posting, till_errors, till_facts, till_queries
from tenant_apps.payments.actions.couriers import Counting, known_count, known_move, write_count, write_move
from tenant_apps.payments.models import CashCount, CashMove, Drawer
from tenant_apps.shop import queries as shops
from toolbox.typed import clean

SOURCES = (ledger.SAFE, ledger.BANK)
OTHERS = (ledger.SAFE, ledger.BANK, ledger.EXPENSES)
COUNTED = (ledger.DRAWER, ledger.SAFE)


@transaction.atomic
def open_drawer(*, amount: int, source: str, key: str, by: Actor, at: datetime) -> Drawer:
    """Open the drawer; so much is put in on top of what lies there, out of the safe or from the bank.

    The same form again is the same drawer while that is open. Raises DrawerIsOpen, BadAmount, NotEnough or KeyUsed.
    """
    move = CashMove(kind=CashMove.Kind.FLOAT, source=source, target=ledger.DRAWER, amount=amount, key=key)
    known = known_move(move)
    posting.hold_account(ledger.DRAWER)
    there = till_queries.open_drawer()
    if known:
        if there is None or there.opened_at != known.at:
            raise till_errors.KeyUsed()
        return there
    if there:
        raise till_errors.DrawerIsOpen()
    if amount < 0 or source not in SOURCES:
        raise till_errors.BadAmount()
    if amount:
        write_move(move, by=by, at=at)
    drawer = Drawer.objects.create(
        opening_float=till_queries.cash_in(ledger.DRAWER),
        currency=shops.the_shop().currency,
        opened_by_id=by.id or "",
        opened_at=at,
    )
    journal.record(
        till_facts.DrawerOpened(user="", amount=drawer.opening_float, currency=drawer.currency), by=by, at=at
    )
    return drawer


@transaction.atomic
def move_cash(kind: str, *, amount: int, other: str, reason: str, key: str, by: Actor, at: datetime) -> CashMove:
    """Put cash into the drawer from ``other`` (kind "in") or take it out for that (kind "out"), and say why.

    The same form again is the same move. Raises DrawerIsClosed, WhyMissing, BadAmount, NotEnough or KeyUsed.
    """
    ways = {CashMove.Kind.IN: (other, ledger.DRAWER), CashMove.Kind.OUT: (ledger.DRAWER, other)}
    if kind not in ways or other not in OTHERS or (kind == CashMove.Kind.IN and other not in SOURCES):
        raise till_errors.BadAmount()
    source, target = ways[CashMove.Kind(kind)]
    why = clean(reason, most=200)
    move = CashMove(kind=kind, source=source, target=target, amount=amount, reason=why, key=key)
    if known := known_move(move):
        return known
    if till_queries.open_drawer() is None:
        raise till_errors.DrawerIsClosed()
    if not why:
        raise till_errors.WhyMissing()
    return write_move(move, by=by, at=at)


@transaction.atomic
def count_cash(counting: Counting, *, account: str = ledger.DRAWER, by: Actor, at: datetime) -> CashCount:
    """Count the drawer or the safe; the difference to what should be there goes into the ledger.

    The same form again is the same count. Raises BadAmount or KeyUsed.
    """
    if account not in COUNTED:
        raise till_errors.BadAmount()
    count = counting.of(account)
    return known_count(count) or write_count(count, by=by, at=at)


@transaction.atomic
def close_drawer(counting: Counting, *, to_safe: int = 0, by: Actor, at: datetime) -> Drawer:
    """Count the drawer, put so much of it into the safe and close it; what is left is there tomorrow.

    The same form again is the same drawer. Raises DrawerIsClosed, BadAmount, NotEnough or KeyUsed.
    """
    count = counting.of(ledger.DRAWER)
    move = CashMove(kind=CashMove.Kind.OUT, source=ledger.DRAWER, target=ledger.SAFE, amount=to_safe)
    move.key = f"{counting.key}:safe"
    if known := known_count(count):
        return _closed_by(known, move)
    posting.hold_account(ledger.DRAWER)
    drawer = till_queries.open_drawer()
    if drawer is None:
        raise till_errors.DrawerIsClosed()
    if to_safe < 0 or to_safe > count.counted:
        raise till_errors.BadAmount()
    write_count(count, by=by, at=at)
    if to_safe:
        write_move(move, by=by, at=at)
    drawer.last_count, drawer.closed_at, drawer.closed_by_id = count, at, by.id or ""
    drawer.save(update_fields=["last_count", "closed_at", "closed_by_id"])
    return drawer


def _closed_by(count: CashCount, move: CashMove) -> Drawer:
    """Return the drawer that this count has closed. Raises KeyUsed where it closed none, or put away something else."""
    drawer = Drawer.objects.filter(last_count=count).first()
    put_away = known_move(move)
    if drawer is None or (move.amount and put_away is None):
        raise till_errors.KeyUsed()
    return drawer
