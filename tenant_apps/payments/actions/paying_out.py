"""What an account at Stripe does beside orders, written into the ledger: pay-outs, those that come back, Stripe's own fees."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from pizzeria import ledger
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.payments import facts
from tenant_apps.payments.gateways import Move
from tenant_apps.payments.models import Entry, Method
from tenant_apps.payments.posting import hold_account, post

HOLDER = ledger.HOLDERS[Method.CARD]
_FACTS = {"payout": facts.PayoutSent, "payout_failure": facts.PayoutCameBack, "payout_cancel": facts.PayoutCameBack}


@transaction.atomic
def book_moves(moves: Iterable[Move], *, by: Actor, at: datetime) -> int:
    """Write what is not in the books yet, each balance transaction once; return how many that were.

    Others than ``ledger.BESIDE_ORDERS`` knows are passed over: what belongs to a payment its own state says.
    """
    fresh = {cause_of(move): move for move in moves if move.kind in ledger.BESIDE_ORDERS}
    if not fresh:
        return 0
    hold_account(HOLDER)
    known = Entry.objects.filter(cause__in=[f"{cause}:0" for cause in fresh]).values_list("cause", flat=True)
    for cause in fresh.keys() - {cause.removesuffix(":0") for cause in known}:
        _book(fresh[cause], cause, by=by, at=at)
    return len(fresh) - len(known)


def cause_of(move: Move) -> str:
    """``payout:<pay-out>:<balance transaction>``, and of a fee of Stripe's own ``stripe::<balance transaction>``."""
    return f"{'payout' if move.kind in _FACTS else 'stripe'}:{move.source}:{move.id}"


def _book(move: Move, cause: str, *, by: Actor, at: datetime) -> None:
    entries = ledger.beside_orders(HOLDER, move.kind, move.amount, move.fee)
    post(entries, cause=cause, currency=move.currency, bank_on=move.bank_on, at=at)
    if fact := _FACTS.get(move.kind):
        journal.record(fact(payout=move.source, amount=abs(move.amount), currency=move.currency), by=by, at=at)
