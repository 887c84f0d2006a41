"""Are our books the provider's? What moved there since the last time is looked at, and Stripe's balance is the ledger's.

What is merely late is written down as it always is; what still differs afterwards is kept and shown to a person.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from pizzeria import ledger
from shared_apps.journal.facts import Actor
from tenant_apps.payments import actions, asking, queries
from tenant_apps.payments.gateways import Move, Refused, Unsure, stripe_account
from tenant_apps.payments.merchant import account_of
from tenant_apps.payments.models import Dispute, Method, Payment, Reconciliation, RefundPart
from tenant_apps.shop import queries as shops

BY = Actor.system("payments")
WINDOW = timedelta(days=30)
MOST = 2_000
# Read again from so much before the last reading: what Stripe lists late, and what we were told of in between.
OVERLAP = timedelta(hours=2)
TRIES = 5
MOST_LISTED = 500
# Beside the refund that it belongs to; where that is not ours the balance says so.
_WITH_A_PAYMENT = ("application_fee_refund",)
Difference = dict[str, Any]


def reconcile(*, at: datetime) -> list[Reconciliation]:
    """Compare with each provider that the pizzeria has; return what was found, a row each."""
    cards, paypal = account_of(Method.CARD), account_of(Method.PAYPAL)
    found = [_with_stripe(cards.reference, at=at)] if cards and cards.reference else []
    # A merchant id that was changed or taken away goes on with what was paid to it.
    if paypal and (paypal.reference or Payment.objects.filter(method=Method.PAYPAL).exists()):
        found.append(_with_paypal(at=at))
    return found


def _with_paypal(*, at: datetime) -> Reconciliation:
    """PayPal lists no moves to a partner: every payment of the last weeks is looked at."""
    recent = Payment.objects.filter(method=Method.PAYPAL, started_at__gte=at - WINDOW)
    payments = (_unfinished(Method.PAYPAL) | recent).exclude(reference=None).distinct().order_by("-started_at")[:MOST]
    found = {payment.id: list(_of_payment(payment, at=at)) for payment in payments}
    differences = [one for each in found.values() for one in each]
    return Reconciliation.objects.create(method=Method.PAYPAL, at=at, checked=len(found), differences=differences)


def _with_stripe(account: str, *, at: datetime) -> Reconciliation:
    last = Reconciliation.objects.filter(method=Method.CARD).exclude(read_until=None).first()
    reading = _Reading(account, last, at=at)
    ours = theirs = None
    differences: list[Difference] = []
    try:
        reading.go_on(since=last.read_until - OVERLAP if last and last.read_until else None)
        reading.look_at(_unfinished(Method.CARD))
        ours, theirs, is_certain = reading.balance()
        if is_certain:
            differences = list(_of_balance(ours, theirs))
    except (Unsure, Refused) as silent:
        differences = [{"kind": "no_answer", "what": str(silent)[:200]}]
    currency = shops.the_shop().currency
    return Reconciliation.objects.create(
        method=Method.CARD,
        at=at,
        checked=len(reading.looked_at),
        ours=None if ours is None else ours.get(currency, 0),
        theirs=None if theirs is None else theirs.get(currency, 0),
        differences=[*reading.differences(), *differences],
        read_until=None if theirs is None else reading.until,
    )


class _Reading:
    """What one night reads of an account at Stripe: never more than what moved since the last time."""

    def __init__(self, account: str, last: Reconciliation | None, *, at: datetime) -> None:
        self.account, self.at = account, at
        self.until = last.read_until if last else None
        self.looked_at: dict[Any, list[Difference]] = {}
        # What nobody knew stays listed until somebody does, although it is not read again.
        listed = [one for one in last.differences if one["kind"] == "unknown" and "move" in one] if last else []
        self.strange: dict[str, Difference] = {one["move"]: one for one in listed}

    def go_on(self, *, since: datetime | None) -> None:
        """Read what moved from then on: write what belongs to no order, look at the payments of the rest."""
        moved = list(stripe_account.moves(self.account, since=since))
        actions.book_moves(moved, by=BY, at=self.at)
        self.until = max([move.at for move in moved] + ([self.until] if self.until else []), default=None)
        fresh = moved if since or not self.until else [move for move in moved if move.at > self.until - WINDOW]
        asked = stripe_account.disputed_since(self.account, since)
        self.look_at(_of({move.intent for move in fresh} | asked))
        known = {str(payment.reference) for payment in _of({move.intent for move in moved})}
        self.strange |= {move.id: _strange(move) for move in moved if _is_strange(move, known)}

    def look_at(self, payments: Iterable[Payment]) -> None:
        for payment in payments:
            self.looked_at[payment.id] = list(_of_payment(payment, at=self.at))

    def balance(self) -> tuple[dict[str, int], dict[str, int], bool]:
        """Return what the ledger and Stripe hold by currency, and whether a difference between them is one.

        While somebody pays the two are never read at one moment: what differs counts when, after all that is newer was
        written down, both say the same again.
        """
        before = None
        for _again in range(TRIES):
            ours = _without_zeros(queries.account_by_currency(ledger.HOLDERS[Method.CARD]))
            theirs = _without_zeros(stripe_account.balances(self.account))
            if ours == theirs or (ours, theirs) == before:
                return ours, theirs, True
            before = (ours, theirs)
            self.go_on(since=self.until)
        return ours, theirs, False

    def differences(self) -> list[Difference]:
        named = {one["reference"] for one in self.strange.values()}
        known = {str(payment.reference) for payment in _of(named)}
        strange = [one for one in self.strange.values() if one["reference"] not in known]
        return [*(one for found in self.looked_at.values() for one in found), *strange][:MOST_LISTED]


def _unfinished(method: Method) -> QuerySet[Payment]:
    """What may still change without any money moving: not paid yet, a refund on its way, a dispute."""
    states = Q(state__in=(Payment.State.STARTED, Payment.State.AUTHORISED))
    parts = RefundPart.objects.filter(state=RefundPart.State.RESERVED).values("payment")
    disputes = Dispute.objects.filter(closed_at=None).values("payment")
    open_ones = Payment.objects.filter(states | Q(id__in=parts) | Q(id__in=disputes), method=method)
    return open_ones.exclude(reference=None)


def _of(intents: set[str]) -> QuerySet[Payment]:
    return Payment.objects.filter(method=Method.CARD, reference__in=intents)


def _of_payment(payment: Payment, *, at: datetime) -> Iterator[Difference]:
    """Write down what is late, then say what the ledger has otherwise than the payment."""
    try:
        payment, seen = asking.compare(payment, at=at)
    except (Unsure, Refused) as silent:
        yield {"kind": "no_answer", "payment": str(payment.id), "what": str(silent)[:200]}
        return
    if differs := actions.difference(payment, seen):
        yield {"kind": "differs", "payment": str(payment.id), "what": differs}
        return
    entered = ledger.balance(
        [ledger.Posting(row.debit, row.credit, row.amount) for row in payment.entries.all()], payment.holder
    )
    books = payment.books
    wanted = books.captured - books.refunded - books.fee + books.fee_returned - books.provider_fee - books.disputed
    if entered != wanted:
        yield {"kind": "ledger", "payment": str(payment.id), "ours": entered, "theirs": wanted}


def _is_strange(move: Move, known: set[str]) -> bool:
    return move.intent not in known and move.kind not in (*ledger.BESIDE_ORDERS, *_WITH_A_PAYMENT)


def _strange(move: Move) -> Difference:
    named = move.intent or move.source or move.id
    return {"kind": "unknown", "reference": named, "move": move.id, "what": move.kind, "ours": 0, "theirs": move.net}


def _of_balance(ours: dict[str, int], theirs: dict[str, int]) -> Iterator[Difference]:
    for currency in sorted(ours.keys() | theirs.keys()):
        pair = {"ours": ours.get(currency, 0), "theirs": theirs.get(currency, 0)}
        if pair["ours"] != pair["theirs"]:
            yield {"kind": "balance", "currency": currency, **pair}


def _without_zeros(sums: dict[str, int]) -> dict[str, int]:
    return {currency: amount for currency, amount in sums.items() if amount}
