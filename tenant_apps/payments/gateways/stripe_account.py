"""A pizzeria's account at Stripe as a whole: what moved on it, with or without an order, and what it holds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tenant_apps.payments.gateways import Move
from tenant_apps.payments.gateways.stripe import asked, client

_BACK = ("payout_failure", "payout_cancel")


def moves(account: str, *, since: datetime | None) -> Iterator[Move]:
    """Yield what moved on the account from that moment of Stripe's clock on, the newest first. Raises Unsure or Refused."""
    wish: Any = {"limit": 100, "expand": ["data.source"]}
    if since:
        wish["created"] = {"gte": int(since.timestamp())}
    with asked():
        for entry in client().v1.balance_transactions.list(wish, _on(account)).auto_paging_iter():
            yield _move(entry, entry.source)


def moves_of_payout(account: str, payout: str) -> list[Move]:
    """Return a pay-out's way to the bank and, where it failed or was cancelled, its way back. Raises Unsure or Refused."""
    wish: Any = {"expand": ["balance_transaction", "failure_balance_transaction"]}
    with asked():
        found = client().v1.payouts.retrieve(payout, wish, _on(account))
    entries = (found.balance_transaction, found.failure_balance_transaction)
    return [_move(entry, found) for entry in entries if entry]


def balances(account: str) -> dict[str, int]:
    """Return what the account holds in each currency, what is pending included. Raises Unsure or Refused."""
    with asked():
        balance = client().v1.balance.retrieve(options=_on(account))
    sums: dict[str, int] = {}
    for part in (*balance.available, *balance.pending):
        sums[part.currency.upper()] = sums.get(part.currency.upper(), 0) + part.amount
    return sums


def disputed_since(account: str, since: datetime | None) -> set[str]:
    """Return the payments with a dispute opened from that moment on: a mere question moves no money."""
    wish: Any = {"limit": 100}
    if since:
        wish["created"] = {"gte": int(since.timestamp())}
    with asked():
        found = client().v1.disputes.list(wish, _on(account))
        return {_id(dispute.payment_intent) for dispute in found.auto_paging_iter()} - {""}


def _on(account: str) -> Any:
    return {"stripe_account": account}


def _move(entry: Any, source: Any) -> Move:
    made = datetime.fromtimestamp(entry.created, UTC)
    arrives = getattr(source, "arrival_date", None)
    there = made if entry.type in _BACK else arrives and datetime.fromtimestamp(arrives, UTC)
    return Move(
        id=entry.id,
        kind=entry.type,
        amount=entry.amount,
        fee=entry.fee,
        currency=entry.currency.upper(),
        at=made,
        intent=_id(getattr(source, "payment_intent", None)),
        source=_id(source),
        bank_on=there.date() if there else None,
    )


def _id(thing: Any) -> str:
    return str(getattr(thing, "id", thing) or "")
