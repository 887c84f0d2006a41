"""Are our books the provider's? Each payment is looked at again, and the ledger's account is compared with the balance.

What is merely late is written down as it always is; what still differs afterwards is kept and shown to a person.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from pizzeria import ledger
from tenant_apps.payments import asking, queries
from tenant_apps.payments.gateways import Refused, Unsure
from tenant_apps.payments.gateways.stripe import asked, client
from tenant_apps.payments.merchant import account_of
from tenant_apps.payments.models import ONLINE, Method, Payment, Reconciliation

log = logging.getLogger(__name__)
WINDOW = timedelta(days=30)
MOST = 2_000
Difference = dict[str, Any]


def reconcile(*, at: datetime) -> list[Reconciliation]:
    """Compare with each provider that the pizzeria has; return what was found, a row each."""
    return [_with(method, at=at) for method in ONLINE if (account := account_of(method)) and account.reference]


def _with(method: Method, *, at: datetime) -> Reconciliation:
    found: list[Difference] = []
    open_ones = Q(state__in=(Payment.State.STARTED, Payment.State.AUTHORISED))
    recent = Payment.objects.filter(method=method).exclude(reference=None)
    checked = 0
    for payment in recent.filter(open_ones | Q(started_at__gte=at - WINDOW)).order_by("-started_at")[:MOST]:
        checked += 1
        found += _of_payment(payment, at=at)
    ours = theirs = None
    if method == Method.CARD:
        ours = queries.account(ledger.HOLDERS[method])
        try:
            theirs, unknown = _stripes_own(at=at)
            found += unknown
        except (Unsure, Refused) as silent:
            found.append({"kind": "no_answer", "what": str(silent)[:200]})
        if theirs is not None and ours != theirs:
            found.append({"kind": "balance", "ours": ours, "theirs": theirs})
    return Reconciliation.objects.create(
        method=method, at=at, checked=checked, ours=ours, theirs=theirs, differences=found
    )


def _of_payment(payment: Payment, *, at: datetime) -> Iterator[Difference]:
    """Write down what is late, then say what the ledger has otherwise than the payment."""
    try:
        payment = asking.settle(payment, at=at)
    except (Unsure, Refused) as silent:
        yield {"kind": "no_answer", "payment": str(payment.id), "what": str(silent)[:200]}
        return
    entered = ledger.balance(
        [ledger.Posting(row.debit, row.credit, row.amount) for row in payment.entries.all()], payment.holder
    )
    books = payment.books
    wanted = books.captured - books.refunded - books.fee + books.fee_returned - books.provider_fee - books.disputed
    if entered != wanted:
        yield {"kind": "ledger", "payment": str(payment.id), "ours": entered, "theirs": wanted}


def _stripes_own(*, at: datetime) -> tuple[int, list[Difference]]:
    """Return what all entries of the account at Stripe come to, pay-outs apart, and charges that nobody here knows."""
    account = account_of(Method.CARD)
    options: Any = {"stripe_account": account.reference if account else ""}
    known = set(Payment.objects.filter(method=Method.CARD).exclude(reference=None).values_list("reference", flat=True))
    with asked():
        entries = client().v1.balance_transactions.list({"limit": 100}, options)
        total = sum(entry.net for entry in entries.auto_paging_iter() if not entry.type.startswith("payout"))
        since = int((at - WINDOW).timestamp())
        intents = client().v1.payment_intents.list({"limit": 100, "created": {"gte": since}}, options)
        strange = [
            {"kind": "unknown", "reference": intent.id, "ours": 0, "theirs": intent.amount_received}
            for intent in intents.auto_paging_iter()
            if intent.amount_received and intent.id not in known
        ]
    return total, strange
