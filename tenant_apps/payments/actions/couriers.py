"""The cash that couriers carry: handed out, handed in, and counted with somebody else who signs for it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from pizzeria import cash, ledger
from pizzeria.ledger import Posting
from shared_apps.accounts.models import User
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import posting, queries, till_errors, till_facts, till_queries
from tenant_apps.payments.actions import keys
from tenant_apps.payments.models import CashCount, CashMove
from tenant_apps.shop import queries as shops
from toolbox.typed import clean

PLACES = (ledger.DRAWER, ledger.SAFE)
# What a form says, apart from who sends it and when.
_MOVE_SAYS = ("kind", "source", "target", "amount", "reason", "person_id", "signed_by_id")
_COUNT_SAYS = ("account", "target", "counted", "pieces", "note", "person_id", "signed_by_id")


@dataclass(frozen=True)
class Counting:
    """What was counted, by coins and notes (their worth in cents) or as a sum; ``key`` says which form it comes from."""

    key: str
    pieces: dict[int, int] = field(default_factory=dict)
    amount: int | None = None
    note: str = ""

    @property
    def counted(self) -> int:
        """Raises BadAmount."""
        try:
            counted = cash.counted(self.pieces) if self.amount is None else self.amount
        except ValueError:
            counted = -1
        if counted < 0:
            raise till_errors.BadAmount()
        return counted

    def of(self, account: str) -> CashCount:
        """Return the count of that account, not written yet. Raises BadAmount."""
        return CashCount(
            account=account,
            counted=self.counted,
            pieces={str(worth): many for worth, many in self.pieces.items() if many},
            note=clean(self.note, most=200),
            key=self.key,
        )


@transaction.atomic
def give_float(courier: User, *, amount: int, source: str, key: str, by: Actor, at: datetime) -> CashMove:
    """Hand change to a courier, out of the drawer or the safe. Raises BadAmount, NotEnough or KeyUsed."""
    move = CashMove(
        kind=CashMove.Kind.FLOAT,
        source=source,
        target=ledger.courier(str(courier.id)),
        amount=amount,
        person_id=str(courier.id),
        key=key,
    )
    if known := known_move(move):
        return known
    _check_place(source)
    return write_move(move, by=by, at=at)


@transaction.atomic
def drop_cash(courier: User, *, amount: int, target: str, signer: User, key: str, by: Actor, at: datetime) -> CashMove:
    """Hand in some of what a courier carries; ``signer`` has counted it.

    Raises SamePerson, MayNotSign, NotEnough or KeyUsed.
    """
    move = CashMove(
        kind=CashMove.Kind.DROP,
        source=ledger.courier(str(courier.id)),
        target=target,
        amount=amount,
        person_id=str(courier.id),
        signed_by_id=str(signer.id),
        key=key,
    )
    if known := known_move(move):
        return known
    _check_place(target)
    check_can_sign(signer, courier)
    return write_move(move, by=by, at=at)


@transaction.atomic
def settle_courier(
    courier: User, counting: Counting, *, target: str, signer: User, by: Actor, at: datetime
) -> CashCount:
    """Take in all that a courier carries and hold it against what it should be; the difference goes into the ledger.

    Afterwards they carry nothing. The same form again is the same count. Raises SamePerson, MayNotSign, BadAmount
    or KeyUsed.
    """
    count = counting.of(ledger.courier(str(courier.id)))
    count.target, count.person_id, count.signed_by_id = target, str(courier.id), str(signer.id)
    if known := known_count(count):
        return known
    _check_place(target)
    check_can_sign(signer, courier)
    return write_count(count, by=by, at=at)


def check_can_sign(signer: User, courier: User) -> None:
    """Raise what keeps this person from signing for that courier's cash."""
    if signer.id == courier.id:
        raise till_errors.SamePerson()
    if not signer.may(till_queries.SIGNS):
        raise till_errors.MayNotSign()


def check_is_there(account: str, amount: int) -> None:
    """Hold the account until the transaction ends; raise NotEnough where it has not so much to give."""
    posting.hold_account(account)
    if account in (ledger.BANK, ledger.EXPENSES):
        return
    if amount > (there := till_queries.cash_in(account)):
        money = queries.money(max(there, 0), shops.the_shop().currency)
        raise till_errors.NotEnough(there=money.text(get_language() or "en"))


def write_move(move: CashMove, *, by: Actor, at: datetime) -> CashMove:
    """Write the move and post it; what it takes from must hold so much. Raises BadAmount, NotEnough."""
    if move.amount <= 0:
        raise till_errors.BadAmount()
    check_is_there(move.source, move.amount)
    currency = shops.the_shop().currency
    move.currency, move.by_id, move.at = currency, by.id or "", at
    move.business_day = posting.open_day(at)
    move.save(force_insert=True)
    entry = Posting(move.target, move.source, move.amount)
    posting.post([entry], cause=f"cash:{move.id}", currency=currency, at=at)
    journal.record(till_facts.CashMoved(user=move.person_id, amount=move.amount, currency=currency), by=by, at=at)
    return move


def write_count(count: CashCount, *, by: Actor, at: datetime) -> CashCount:
    """Write what was counted and post the difference; with a ``target`` all of it goes there."""
    account = count.account
    posting.hold_account(account)
    currency = shops.the_shop().currency
    count.expected, count.currency = till_queries.cash_in(account), currency
    count.by_id, count.at, count.business_day = by.id or "", at, posting.open_day(at)
    count.save(force_insert=True)
    entries = []
    if count.difference > 0:
        entries.append(Posting(account, ledger.DIFFERENCE, count.difference))
    elif count.difference < 0:
        entries.append(Posting(ledger.DIFFERENCE, account, -count.difference))
    if count.target and count.counted:
        entries.append(Posting(count.target, account, count.counted))
    posting.post(entries, cause=f"count:{count.id}", currency=currency, at=at)
    journal.record(
        till_facts.CashCounted(
            user=count.person_id, amount=count.counted, currency=currency, difference=count.difference
        ),
        by=by,
        at=at,
    )
    return count


def known_move(move: CashMove) -> CashMove | None:
    """Return the move that this form has made already. Raises KeyUsed."""
    return keys.known(move, _MOVE_SAYS)


def known_count(count: CashCount) -> CashCount | None:
    """Return the count that this form has made already. Raises KeyUsed."""
    return keys.known(count, _COUNT_SAYS)


def _check_place(place: str) -> None:
    if place not in PLACES:
        raise till_errors.BadAmount()
