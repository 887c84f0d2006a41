"""Connect: the accounts of the platform's shops, and the way each of them is opened."""

import secrets

from .charges import merge
from .errors import StripeError
from .listing import page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()

LINK_LASTS = 5 * 60
TO_TELL = ["business_profile.url", "business_type", "external_account", "tos_acceptance.date", "tos_acceptance.ip"]
_MERGED = ("email", "business_type", "default_currency")
_NESTED = ("business_profile", "settings", "company", "individual", "tos_acceptance")


@routes.post("/v1/accounts")
def create(request: Request, books: Books) -> Thing:
    params = request.params
    controller = params.get("controller") or {}
    account = books.platform.new(
        "account", "acct", id=f"acct_{secrets.token_hex(8)}", business_profile={"name": None, "url": None, "mcc": None},
        business_type=None, capabilities={}, charges_enabled=False, company=None,
        controller=_controller(controller, params.get("type")), country=params.get("country", "IT"),
        default_currency="eur", details_submitted=False, email=None,
        external_accounts={"object": "list", "data": [], "has_more": False, "url": ""}, individual=None, metadata={},
        payouts_enabled=False, requirements=_requirements(TO_TELL), future_requirements=_requirements([]),
        settings={"dashboard": {"display_name": None, "timezone": "Europe/Rome"},
                  "payouts": {"schedule": {"interval": "daily", "delay_days": 3}}},
        tos_acceptance={"date": None}, type=params.get("type") or "none",
    )  # fmt: skip
    account["external_accounts"]["url"] = f"/v1/accounts/{account['id']}/external_accounts"
    _write(account, params)
    return account


def _controller(wish: Thing, type: str | None) -> Thing:
    dashboard = {"standard": "full", "express": "express"}.get(type or "", "none")
    payer = "account" if type == "standard" else "application"
    return {
        "type": "application",
        "is_controller": True,
        "fees": {"payer": (wish.get("fees") or {}).get("payer", payer)},
        "losses": {
            "payments": (wish.get("losses") or {}).get("payments", "stripe" if type == "standard" else "application")
        },
        "requirement_collection": wish.get("requirement_collection", "stripe"),
        "stripe_dashboard": {"type": (wish.get("stripe_dashboard") or {}).get("type", dashboard)},
    }


def _requirements(due: list[str], disabled: str | None = None) -> Thing:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": disabled or ("requirements.past_due" if due else None),
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due),
        "pending_verification": [],
    }


def _write(account: Thing, params: Thing) -> Thing:
    nested = {field: (account.get(field) or {}) | params[field] for field in _NESTED if field in params}
    before = merge(account, params | nested, *_MERGED, *_NESTED)
    for name, wish in (params.get("capabilities") or {}).items():
        wanted = wish.get("requested", False) if isinstance(wish, dict) else False
        account["capabilities"][name] = (
            ("active" if account["charges_enabled"] else "inactive") if wanted else "inactive"
        )
    return before


def activate(books: Books, account: Thing, *, payouts: bool = True, name: str = "", iban: str = "") -> Thing:
    """The owner has told Stripe everything. Without `payouts` the bank account is still missing: charges only."""
    due = [] if payouts else ["external_account"]
    before = {key: account[key] for key in ("charges_enabled", "payouts_enabled", "details_submitted")}
    account |= {
        "charges_enabled": True,
        "payouts_enabled": payouts,
        "details_submitted": True,
        "requirements": _requirements(due, "requirements.past_due" if due else None),
        "capabilities": dict.fromkeys(account["capabilities"] or ("card_payments", "transfers"), "active"),
        "tos_acceptance": {"date": books.now},
    }
    if name:
        account["business_profile"] = account["business_profile"] | {"name": name}
    if payouts and iban:
        bank = {"id": f"ba_{secrets.token_hex(8)}", "object": "bank_account", "account": account["id"], "currency": "eur",
                "country": iban[:2].upper(), "bank_name": "STANDIN BANK", "last4": iban[-4:], "status": "new",
                "default_for_currency": True}  # fmt: skip
        account["external_accounts"]["data"] = [bank]
    announce(books, account, before)
    return account


def restrict(books: Books, account: Thing, reason: str = "requirements.past_due") -> Thing:
    """Stripe wants to know more and takes no payments until then."""
    before = {"charges_enabled": account["charges_enabled"], "payouts_enabled": account["payouts_enabled"]}
    account |= {
        "charges_enabled": False,
        "payouts_enabled": False,
        "requirements": _requirements(["individual.verification.document"], reason),
        "capabilities": dict.fromkeys(account["capabilities"], "inactive"),
    }
    announce(books, account, before)
    return account


def disconnect(books: Books, account: Thing) -> Thing:
    """Its owner takes the platform's access away: what it is told of that is the last that it hears."""
    account["_disconnected"] = True
    books.platform.touch(account)
    us = {"id": "ca_standin", "object": "application", "name": "PizzaMama"}
    books.store.at(account["id"]).emit("account.application.deauthorized", us)
    return account


def announce(books: Books, account: Thing, before: Thing) -> None:
    """account.updated, for the Connect webhook of the platform."""
    books.platform.touch(account)
    books.store.at(account["id"]).emit("account.updated", account, before)


@routes.get("/v1/account")
def retrieve_own(request: Request, books: Books) -> Thing:
    if books.account:
        return books.platform.get("account", books.account)
    return {"id": "acct_platform", "object": "account", "charges_enabled": True, "payouts_enabled": True,
            "details_submitted": True, "country": "IT", "default_currency": "eur", "type": "standard", "metadata": {},
            "business_profile": {"name": "PizzaMama"}, "settings": {}}  # fmt: skip


@routes.get("/v1/accounts")
def list_accounts(request: Request, books: Books) -> Thing:
    return page(books.platform.all("account"), request.params, request.path)


@routes.get("/v1/accounts/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return _account(books, id)


@routes.post("/v1/accounts/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    account = _account(books, id)
    before = _write(account, request.params)
    announce(books, account, before)
    return account


@routes.delete("/v1/accounts/{id}")
def delete(request: Request, books: Books, id: str) -> Thing:
    account = _account(books, id)
    if sum(item["net"] for item in books.store.at(id).all("balance_transaction")):
        raise StripeError("This account still has a balance and cannot be deleted.", code="account_invalid")
    return books.platform.remove(account)


def _account(books: Books, id: str) -> Thing:
    """Somebody else's account and none are the same answer, as at Stripe."""
    account = books.platform.find("account", id)
    if account is None or account.get("_disconnected"):
        raise StripeError(
            f"The provided key does not have access to account '{id}' (or that account does not exist).",
            status=403,
            code="account_invalid",
        )
    return account


@routes.get("/v1/accounts/{id}/capabilities")
def list_capabilities(request: Request, books: Books, id: str) -> Thing:
    account = _account(books, id)
    data = [
        {"id": name, "object": "capability", "account": id, "requested": True, "status": status,
         "requirements": account["requirements"], "requested_at": account["created"]}
        for name, status in account["capabilities"].items()
    ]  # fmt: skip
    return {"object": "list", "data": data, "has_more": False, "url": request.path}


@routes.post("/v1/account_links")
def create_link(request: Request, books: Books) -> Thing:
    """A way to the onboarding page that works once, for five minutes."""
    params = request.params
    account = _account(books, params["account"])
    for url in ("return_url", "refresh_url"):
        if url not in params:
            raise StripeError(f"Missing required param: {url}.", code="parameter_missing", param=url)
    link = books.platform.new(
        "_account_link", "link", account=account["id"], return_url=params["return_url"],
        refresh_url=params["refresh_url"], expires_at=books.now + LINK_LASTS, used=False,
    )  # fmt: skip
    return {"object": "account_link", "created": link["created"], "expires_at": link["expires_at"],
            "url": f"{books.store.url}/onboarding/{link['id']}"}  # fmt: skip


@routes.post("/v1/accounts/{id}/login_links")
def create_login_link(request: Request, books: Books, id: str) -> Thing:
    account = _account(books, id)
    if account["controller"]["stripe_dashboard"]["type"] != "express":
        raise StripeError("Cannot create a login link for an account which has no Express dashboard.")
    if not account["details_submitted"]:
        raise StripeError("Cannot create a login link for an account that has not completed onboarding.")
    return {"object": "login_link", "created": books.now, "url": f"{books.store.url}/dashboard/{id}"}
