"""Pay-outs: what is available goes to the account's bank, when asked for or by itself; a bank may send it back."""

from . import balance
from .charges import merge
from .errors import StripeError
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Store, Thing

routes = Routes()

DAY = 24 * 60 * 60
ARRIVES_AFTER = 2 * DAY
_EVERY = {"daily": 1, "weekly": 7, "monthly": 30}  # days
_MAY_FAIL = ("pending", "in_transit", "paid")  # Stripe says "paid" when it has sent it: a bank may still refuse


@routes.post("/v1/payouts")
def create(request: Request, books: Books) -> Thing:
    """Raises 400 `balance_insufficient` for more than is available: what is pending cannot go yet."""
    params = request.params
    amount, currency = params["amount"], params["currency"].lower()
    _check_may(books)
    if params.get("method") == "instant":
        raise StripeError("The stand-in knows standard payouts only.", code="standin_limit", param="method")
    if amount < 1:
        raise StripeError("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > balance.available(books).get(currency, 0):
        raise StripeError(
            "You have insufficient available funds in your Stripe account.", code="balance_insufficient", param="amount"
        )
    return pay_out(books, amount, currency, params)


def _check_may(books: Books) -> None:
    account = books.platform.find("account", books.account) if books.account else None
    if account and not account["payouts_enabled"]:
        raise StripeError("Payouts are not enabled for this account.", code="payouts_not_allowed")


def pay_out(books: Books, amount: int, currency: str, told: Thing | None = None, *, automatic: bool = False) -> Thing:
    """Out of the balance at once; at the bank two days later."""
    told = told or {}
    payout = books.new(
        "payout", "po", amount=amount, application_fee=None, application_fee_amount=None,
        arrival_date=books.now + ARRIVES_AFTER, automatic=automatic, balance_transaction=None, currency=currency,
        description=told.get("description"), destination=told.get("destination") or _bank(books),
        failure_balance_transaction=None, failure_code=None, failure_message=None, metadata=told.get("metadata") or {},
        method="standard", original_payout=None, payout_method=None,
        reconciliation_status="completed" if automatic else "not_applicable", reversed_by=None, source_type="card",
        statement_descriptor=told.get("statement_descriptor"), status="pending", trace_id=None, type="bank_account",
    )  # fmt: skip
    posted = balance.post(books, "payout", -amount, currency, payout["id"], at_once=True)
    payout["balance_transaction"] = posted["id"]
    books.emit("payout.created", payout)
    return payout


def _bank(books: Books) -> str | None:
    account = books.platform.find("account", books.account) if books.account else None
    banks = account["external_accounts"]["data"] if account else []
    return str(banks[0]["id"]) if banks else None


def settle(books: Books, payout: Thing, status: str) -> Thing:
    """What becomes of it: `paid`, `failed` or `canceled` (then it is in the balance again, as an entry of its own)."""
    before = payout["status"]
    if before not in (_MAY_FAIL if status == "failed" else ("pending", "in_transit")):
        raise StripeError(f"A payout that is {before} cannot become {status}.")
    payout["status"] = status
    if status != "paid":
        kind = "payout_failure" if status == "failed" else "payout_cancel"
        back = balance.post(books, kind, payout["amount"], payout["currency"], payout["id"], at_once=True)
        payout["failure_balance_transaction"] = back["id"]
    if status == "failed":
        payout |= {"failure_code": "account_closed", "failure_message": "The bank account has been closed."}
    books.touch(payout)
    books.emit(f"payout.{status}", payout, {"status": before})
    return payout


@routes.get("/v1/payouts")
def list_payouts(request: Request, books: Books) -> Thing:
    return page(matching(books, "payout", request.params, "status", "destination"), request.params, request.path)


@routes.get("/v1/payouts/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("payout", id)


@routes.post("/v1/payouts/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    payout = books.get("payout", id)
    books.emit("payout.updated", payout, merge(payout, request.params))
    return payout


@routes.post("/v1/payouts/{id}/cancel")
def cancel(request: Request, books: Books, id: str) -> Thing:
    payout = books.get("payout", id)
    if payout["status"] != "pending" or payout["automatic"]:
        raise StripeError(f"Payouts can only be canceled while they are pending. {id} is {payout['status']}.")
    return settle(books, payout, "canceled")


@routes.tick
def let_them_arrive(store: Store) -> None:
    for account in store.accounts_with("payout"):
        books = store.at(account)
        for payout in books.all("payout", status="pending"):
            if payout["arrival_date"] <= books.now:
                settle(books, payout, "paid")


@routes.tick
def pay_out_by_schedule(store: Store) -> None:
    """Each account by its `settings.payouts.schedule`: all that is available then; `manual` ones wait to be asked."""
    today = store.clock.now() // DAY
    for account in store.platform.all("account", payouts_enabled=True):
        every = _EVERY.get(account["settings"]["payouts"]["schedule"]["interval"])
        if every is None or today - account.get("_paid_out_on", 0) < every:
            continue
        books = store.at(account["id"])
        for currency, amount in balance.available(books).items():
            if amount > 0:
                pay_out(books, amount, currency, automatic=True)
                account["_paid_out_on"] = today
                store.platform.touch(account)
