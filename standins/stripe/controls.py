"""What only a stand-in has: faults, time, disputes and decisions on request, over HTTP (the demo and other processes)."""

from . import accounts, disputes, payouts, refunds
from .errors import StripeError
from .routing import Books, Request, Routes
from .store import Store, Thing

routes = Routes()


def _holder(store: Store, kind: str, id: str) -> tuple[Books, Thing]:
    books = store.holder(id)
    if books is None:
        raise StripeError(f"No such {kind}: '{id}'", status=404, code="resource_missing")
    return books, books.get(kind, id)


@routes.get("/_faults")
def list_faults(request: Request, books: Books) -> Thing:
    return books.store.faults.listed()


@routes.post("/_faults")
def add_fault(request: Request, books: Books) -> Thing:
    """`{"api": "slow", "path": "/v1/refunds", "times": 2, "seconds": 1}` or `{"webhooks": "delay", "type": "charge.*"}`."""
    try:
        books.store.faults.add(request.params)
    except (KeyError, TypeError, ValueError) as error:
        raise StripeError(f"No such fault: {error}") from error
    return books.store.faults.listed()


@routes.delete("/_faults")
def clear_faults(request: Request, books: Books) -> Thing:
    books.store.faults.clear()
    return books.store.faults.listed()


@routes.get("/_clock")
def read_clock(request: Request, books: Books) -> Thing:
    return {"now": books.now}


@routes.post("/_clock")
def advance_clock(request: Request, books: Books) -> Thing:
    books.store.clock.advance(int(request.params["advance"]))
    return {"now": books.now}


@routes.post("/_disputes")
def open_dispute(request: Request, books: Books) -> Thing:
    """`{"charge": "ch_…", "amount": 500, "reason": "product_not_received"}`."""
    return dispute(books.store, **request.params)


@routes.post("/_disputes/{id}/{outcome}")
def decide_dispute(request: Request, books: Books, id: str, outcome: str) -> Thing:
    """`won` or `lost`."""
    return decide(books.store, id, won=outcome == "won")


@routes.post("/_refunds/{id}/{status}")
def settle_refund(request: Request, books: Books, id: str, status: str) -> Thing:
    """`succeeded`, `failed` or `canceled`."""
    return settle(books.store, id, status)


@routes.post("/_payouts")
def send_payout(request: Request, books: Books) -> Thing:
    """`{"account": "acct_…", "amount": 500}`; without an amount all there is, also what is pending."""
    return pay_out(books.store, request.params["account"], int(request.params.get("amount") or 0))


@routes.post("/_payouts/{id}/{status}")
def settle_payout(request: Request, books: Books, id: str, status: str) -> Thing:
    """`paid`, or `failed`: the bank sent it back."""
    return settle_out(books.store, id, status)


@routes.post("/_accounts/{id}/restrict")
def restrict_account(request: Request, books: Books, id: str) -> Thing:
    return accounts.restrict(books, books.get("account", id))


@routes.post("/_accounts/{id}/disconnect")
def disconnect_account(request: Request, books: Books, id: str) -> Thing:
    return accounts.disconnect(books, books.get("account", id))


def dispute(store: Store, charge: str, amount: int | None = None, reason: str = "fraudulent") -> Thing:
    books, found = _holder(store, "charge", charge)
    return disputes.open_dispute(books, found, amount, reason)


def decide(store: Store, id: str, *, won: bool) -> Thing:
    books, found = _holder(store, "dispute", id)
    return disputes.decide(books, found, won=won)


def settle(store: Store, id: str, status: str) -> Thing:
    books, found = _holder(store, "refund", id)
    return refunds.settle(books, found, status)


def pay_out(store: Store, account: str, amount: int = 0, currency: str = "eur") -> Thing:
    books = store.at(account)
    there = sum(line["net"] for line in books.all("balance_transaction", currency=currency))
    if not 0 < (amount or there) <= there:
        raise StripeError(f"{account} has {there} {currency}", code="balance_insufficient")
    return payouts.pay_out(books, amount or there, currency)


def settle_out(store: Store, id: str, status: str) -> Thing:
    books, found = _holder(store, "payout", id)
    return payouts.settle(books, found, status)
