"""Refunds: never more than was captured, and the application fee in proportion."""

from . import balance, cards, fees
from .charges import merge
from .errors import StripeError
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Store, Thing

routes = Routes()


def refundable(books: Books, charge: Thing) -> int:
    """What was captured less every refund that did not fail: a pending one counts."""
    refunds = [refund for refund in books.all("refund", charge=charge["id"]) if not refund.get("_released")]
    gone = sum(refund["amount"] for refund in refunds if refund["status"] in ("pending", "succeeded"))
    return int(charge["amount_captured"] - gone)


@routes.post("/v1/refunds")
def create(request: Request, books: Books) -> Thing:
    """Raises 400 `charge_already_refunded`, `charge_not_captured`, or for more than is left."""
    params = request.params
    charge = _charge(books, params)
    left = _check_refundable(books, charge)
    amount = params.get("amount", left)
    if not 1 <= amount <= left:
        raise StripeError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})."
            if amount > 0
            else "Invalid positive integer.",
            param="amount",
        )
    if params.get("refund_application_fee") and not charge["application_fee"]:
        raise StripeError("This charge has no application fee to refund.", param="refund_application_fee")
    card = cards.behind(books.get("payment_method", charge["payment_method"]))
    refund = _new(books, charge, amount, params)
    if card.refund == "pending" or request.take_fault("refund_pending"):
        refund |= {"status": "pending", "_arrives_at": books.now + 60 if card.refund == "pending" else None}
    if params.get("refund_application_fee"):
        _give_fee_back(books, charge, refund)
    _move(books, charge, refund)
    books.emit("refund.created", refund)
    books.emit("charge.refunded", charge)
    if card.refund == "failed":
        settle(books, refund, "failed")
    return refund


def _new(books: Books, charge: Thing, amount: int, params: Thing) -> Thing:
    return books.new(
        "refund", "re", amount=amount, balance_transaction=None, charge=charge["id"], currency=charge["currency"],
        destination_details={"card": {"reference_status": "pending", "type": "refund"}, "type": "card"},
        metadata=params.get("metadata") or {}, payment_intent=charge["payment_intent"], reason=params.get("reason"),
        receipt_number=None, source_transfer_reversal=None, status="succeeded", transfer_reversal=None, _fee=0,
    )  # fmt: skip


def _charge(books: Books, params: Thing) -> Thing:
    if "charge" in params:
        return books.get("charge", params["charge"], "charge")
    if "payment_intent" not in params:
        raise StripeError("One of the following params should be provided for this request: payment_intent or charge.",
                          code="parameter_missing", param="payment_intent")  # fmt: skip
    intent = books.get("payment_intent", params["payment_intent"], "payment_intent")
    if intent["status"] != "succeeded":
        raise StripeError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
            param="payment_intent",
        )
    return books.get("charge", intent["latest_charge"])


def _check_refundable(books: Books, charge: Thing) -> int:
    if not charge["captured"]:
        raise StripeError(f"Charge {charge['id']} has not been captured.", code="charge_not_captured")
    if charge["disputed"] and charge["_dispute_open"]:
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    left = refundable(books, charge)
    if left == 0:
        raise StripeError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    return left


def _move(books: Books, charge: Thing, refund: Thing) -> None:
    """Out of the balance at once, also while it is pending, as at Stripe."""
    lines = [balance.fee_line("application_fee", -refund["_fee"], refund["currency"])] if refund["_fee"] else []
    posted = balance.post(books, "refund", -refund["amount"], refund["currency"], refund["id"], fees=lines)
    refund["balance_transaction"] = posted["id"]
    charge["amount_refunded"] += refund["amount"]
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    books.touch(charge)


def _give_fee_back(books: Books, charge: Thing, refund: Thing) -> None:
    """The same part of the fee as of the charge, counted over all its refunds so that cents never add up wrong."""
    fee = books.platform.get("application_fee", charge["application_fee"])
    gone = charge["amount_captured"] - refundable(books, charge)  # this refund included
    due = (2 * fee["amount"] * gone + charge["amount_captured"]) // (2 * charge["amount_captured"])
    amount = min(due, fee["amount"]) - fee["amount_refunded"]
    if amount > 0:
        fees.give_back(books.platform, fee, amount)
        refund["_fee"] = amount


def settle(books: Books, refund: Thing, status: str) -> Thing:
    """What the bank says later: `succeeded`, `failed` (the money comes back to the account) or `canceled`."""
    before = refund["status"]
    if before not in ("pending", "succeeded") or refund.get("_released"):
        raise StripeError(f"A refund that is {before} cannot become {status}.", code="refund_unexpected_state")
    refund["status"] = status
    books.touch(refund)
    if status in ("failed", "canceled"):
        _take_back(books, refund, status)
    books.emit("refund.failed" if status == "failed" else "refund.updated", refund, {"status": before})
    return refund


def _take_back(books: Books, refund: Thing, status: str) -> None:
    charge = books.get("charge", refund["charge"])
    posted = balance.post(books, "refund_failure", refund["amount"], refund["currency"], refund["id"])
    refund["failure_balance_transaction"] = posted["id"]
    if status == "failed":
        refund["failure_reason"] = "lost_or_stolen_card"
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    books.emit("charge.refund.updated", refund)


@routes.get("/v1/refunds")
def list_refunds(request: Request, books: Books) -> Thing:
    return page(matching(books, "refund", request.params, "charge", "payment_intent"), request.params, request.path)


@routes.get("/v1/refunds/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("refund", id)


@routes.post("/v1/refunds/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    refund = books.get("refund", id)
    books.emit("refund.updated", refund, merge(refund, request.params))
    return refund


@routes.post("/v1/refunds/{id}/cancel")
def cancel(request: Request, books: Books, id: str) -> Thing:
    refund = books.get("refund", id)
    if refund["status"] != "pending":
        raise StripeError(f"The refund {id} has status {refund['status']} and cannot be canceled.")
    return settle(books, refund, "canceled")


@routes.tick
def let_pending_ones_arrive(store: Store) -> None:
    """Cards of the "pending refund" kind: a minute later the bank has paid it out."""
    for account in store.accounts_with("refund"):
        books = store.at(account)
        for refund in books.all("refund", status="pending"):
            if (due := refund.get("_arrives_at")) and due <= books.now:
                settle(books, books.get("refund", refund["id"]), "succeeded")
