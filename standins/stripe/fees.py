"""Application fees: what the platform keeps of a connected account's charge, and gives back of it."""

from . import balance
from .errors import StripeError
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()


def take(books: Books, charge: Thing, amount: int) -> Thing:
    """The fee of a captured charge, in the platform's books."""
    platform = books.platform
    fee = platform.new(
        "application_fee", "fee", account=books.account, amount=amount, amount_refunded=0, application="ca_standin",
        balance_transaction=None, charge=charge["id"], currency=charge["currency"], originating_transaction=None,
        refunded=False, refunds={"object": "list", "data": [], "has_more": False, "url": ""},
    )  # fmt: skip
    fee["refunds"]["url"] = f"/v1/application_fees/{fee['id']}/refunds"
    posted = balance.post(
        platform, "application_fee", amount, fee["currency"], fee["id"], reporting_category="platform_earning"
    )
    fee["balance_transaction"] = posted["id"]
    platform.emit("application_fee.created", fee)
    return fee


def give_back(platform: Books, fee: Thing, amount: int, metadata: Thing | None = None) -> Thing:
    """A part of the fee back to the connected account. Raises 400 for more than is left."""
    left = fee["amount"] - fee["amount_refunded"]
    if left == 0:
        raise StripeError(
            "The application fee has already been fully refunded.", code="application_fee_already_refunded"
        )
    if not 0 < amount <= left:
        raise StripeError(f"Refund amount ({amount}) is greater than the unrefunded amount ({left}).", param="amount")
    refund = platform.new(
        "fee_refund", "fr", amount=amount, balance_transaction=None, currency=fee["currency"], fee=fee["id"],
        metadata=metadata or {},
    )  # fmt: skip
    posted = balance.post(
        platform,
        "application_fee_refund",
        -amount,
        fee["currency"],
        refund["id"],
        reporting_category="platform_earning_refund",
    )
    refund["balance_transaction"] = posted["id"]
    fee["amount_refunded"] += amount
    fee["refunded"] = fee["amount_refunded"] == fee["amount"]
    fee["refunds"]["data"].insert(0, dict(refund))
    platform.emit("application_fee.refunded", fee)
    return refund


@routes.get("/v1/application_fees")
def list_fees(request: Request, books: Books) -> Thing:
    return page(matching(books, "application_fee", request.params, "charge"), request.params, request.path)


@routes.get("/v1/application_fees/{id}")
def retrieve_fee(request: Request, books: Books, id: str) -> Thing:
    return books.get("application_fee", id)


@routes.post("/v1/application_fees/{id}/refunds")
def create_refund(request: Request, books: Books, id: str) -> Thing:
    """The platform's own wish, without a refund of the charge: it arrives in the connected account's balance."""
    fee = books.get("application_fee", id)
    amount = request.params.get("amount", fee["amount"] - fee["amount_refunded"])
    refund = give_back(books, fee, amount, request.params.get("metadata"))
    balance.post(books.store.at(fee["account"]), "application_fee_refund", amount, fee["currency"], refund["id"])
    return refund


@routes.get("/v1/application_fees/{id}/refunds")
def list_refunds(request: Request, books: Books, id: str) -> Thing:
    return page(books.all("fee_refund", fee=books.get("application_fee", id)["id"]), request.params, request.path)


@routes.get("/v1/application_fees/{id}/refunds/{refund}")
def retrieve_refund(request: Request, books: Books, id: str, refund: str) -> Thing:
    return books.get("fee_refund", refund)
