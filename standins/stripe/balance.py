"""What an account has: balance transactions, and a balance that is their sum."""

from typing import Any

from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()

AVAILABLE_AFTER = 3 * 24 * 60 * 60
DISPUTE_FEE = 2000  # the flat price of a dispute in the euro zone; kept whoever wins


def stripe_fee(amount: int) -> int:
    """1.4 % + 25 cents, rounded half up: Stripe's European list price."""
    return (amount * 14 + 500) // 1000 + 25


def post(
    books: Books, type: str, amount: int, currency: str, source: str, *, fees: list[Thing] | None = None, **more: Any
) -> Thing:
    """One line in the account's books: `net` is `amount` less the fees, and counts in its balance.

    What comes in is available some days later, what goes out is gone at once (as what is posted `at_once`).
    """
    fees = fees or []
    fee = sum(item["amount"] for item in fees)
    return books.new(
        "balance_transaction",
        "txn",
        amount=amount,
        available_on=books.now + (0 if amount < 0 or more.get("at_once") else AVAILABLE_AFTER),
        balance_type="payments",
        currency=currency,
        description=more.get("description"),
        exchange_rate=None,
        fee=fee,
        fee_details=fees,
        net=amount - fee,
        reporting_category=more.get("reporting_category", type),
        source=source,
        status="pending",
        type=type,
    )


def fee_line(type: str, amount: int, currency: str) -> Thing:
    names = {"stripe_fee": "Stripe processing fees", "application_fee": "Application fee"}
    return {"amount": amount, "application": None, "currency": currency, "description": names[type], "type": type}


def _settled(books: Books, transaction: Thing) -> Thing:
    status = "available" if transaction["available_on"] <= books.now else "pending"
    if status != transaction["status"]:
        transaction["status"] = status
        books.touch(transaction)
    return transaction


def available(books: Books) -> dict[str, int]:
    """What can be paid out now, by currency."""
    sums: dict[str, int] = {}
    for transaction in books.all("balance_transaction"):
        if transaction["available_on"] <= books.now:
            sums[transaction["currency"]] = sums.get(transaction["currency"], 0) + transaction["net"]
    return sums


@routes.get("/v1/balance")
def balance(request: Request, books: Books) -> Thing:
    sums: dict[str, dict[str, int]] = {"available": {}, "pending": {}}
    for transaction in books.all("balance_transaction"):
        of_status = sums[_settled(books, transaction)["status"]]
        currency = transaction["currency"]
        of_status[currency] = of_status.get(currency, 0) + transaction["net"]
    currencies = {currency for of_status in sums.values() for currency in of_status} or {"eur"}
    lists = {
        status: [
            {
                "amount": of_status.get(currency, 0),
                "currency": currency,
                "source_types": {"card": of_status.get(currency, 0)},
            }
            for currency in sorted(currencies)
        ]
        for status, of_status in sums.items()
    }
    return {"object": "balance", "livemode": False, **lists}


@routes.get("/v1/balance_transactions")
def list_transactions(request: Request, books: Books) -> Thing:
    found = matching(books, "balance_transaction", request.params, "currency", "source", "type")
    return page([_settled(books, transaction) for transaction in found], request.params, request.path)


@routes.get("/v1/balance_transactions/{id}")
def retrieve_transaction(request: Request, books: Books, id: str) -> Thing:
    return _settled(books, books.get("balance_transaction", id))
