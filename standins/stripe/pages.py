"""What people see at the stand-in: onboarding, 3-D Secure, the card form. The markup is in `browser/`."""

from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from . import accounts, payments, setup_intents
from .errors import StripeError
from .routing import Books, Page, Request, Routes, redirect
from .store import Store, Thing
from .words import WORDS, language_of

routes = Routes()

_BROWSER = Path(__file__).parent / "browser"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_TOLD = Page("<!doctype html><title>3-D Secure</title><script>parent.postMessage('three-d-secure', '*')</script>")


def _fill(file: str, language: str, /, **values: Any) -> str:
    words = {key: escape(text) for key, text in WORDS[language].items() if isinstance(text, str)}
    return Template((_BROWSER / file).read_text(encoding="utf-8")).substitute(words | values | {"lang": language})


def page(language: str, title: str, body: str) -> Page:
    """A page of the stand-in's around this HTML; `title` names the words of its head."""
    return Page(_fill("page.html", language, title=escape(WORDS[language][f"title_{title}"]), body=body))


# -- files and the frame ----------------------------------------------------------------------------
@routes.get("/v3/card")
def card_frame(request: Request, books: Books) -> Page:
    language = language_of(request.params.get("locale", "en"))
    return Page(_fill("card.html", language, title=escape(WORDS[language]["title_card"])))


@routes.get("/v3/{name}")
def file(request: Request, books: Books, name: str) -> Page:
    path = _BROWSER / name
    if path.parent != _BROWSER or path.suffix not in _TYPES or not path.is_file():
        return Page("Not found", status=404)
    return Page(path.read_bytes(), type=_TYPES[path.suffix], headers={"Access-Control-Allow-Origin": "*"})


# -- onboarding ---------------------------------------------------------------------------------------
@routes.get("/onboarding/{id}")
def onboarding(request: Request, books: Books, id: str) -> Page:
    """A link works once and for five minutes; after that it leads to where the platform makes a new one."""
    link = books.get("_account_link", id)
    if link["used"] or link["expires_at"] <= books.now:
        return redirect(link["refresh_url"])
    link["used"] = True
    account = books.get("account", link["account"])
    name = account["business_profile"].get("name") or ""
    language = language_of(request.language)
    body = _fill("onboarding.html", language, lead=escape(WORDS[language]["lead_onboarding"]), name=escape(name),
                 leave=escape(WORDS[language]["leave_onboarding"]))  # fmt: skip
    return page(language, "onboarding", body)


@routes.post("/onboarding/{id}")
def onboarded(request: Request, books: Books, id: str) -> Page:
    link = books.get("_account_link", id)
    action = request.params.get("action")
    if action in ("activate", "activate_without_payouts"):
        told = {"name": request.params.get("name", ""), "iban": request.params.get("iban", "").replace(" ", "")}
        accounts.activate(books, books.get("account", link["account"]), payouts=action == "activate", **told)
    return redirect(link["return_url"])


@routes.get("/dashboard/{id}")
def dashboard(request: Request, books: Books, id: str) -> Page:
    account = books.get("account", id)
    language = language_of(request.language)
    have = sum(item["net"] for item in books.store.at(id).all("balance_transaction"))
    words = WORDS[language]["dashboard"].format(
        name=account["business_profile"].get("name") or id, amount=money(have, "eur")
    )
    return page(language, "dashboard", f"<p>{escape(words)}</p>")


# -- 3-D Secure -----------------------------------------------------------------------------------------
def _intent(store: Store, id: str) -> tuple[Books, Thing]:
    books = store.holder(id)
    if books is None:
        raise StripeError(f"No such intent: '{id}'", status=404, code="resource_missing")
    return books, books.get("setup_intent" if id.startswith("seti_") else "payment_intent", id)


def authenticate(store: Store, id: str, *, passed: bool) -> Thing:
    """What came of 3-D Secure, for a payment or a setup intent; the intent as it is afterwards."""
    books, intent = _intent(store, id)
    room = setup_intents if intent["object"] == "setup_intent" else payments
    room.authenticated(books, intent, passed=passed)
    return intent


@routes.get("/three-d-secure/{id}")
def three_d_secure(request: Request, platform: Books, id: str) -> Page:
    books, intent = _intent(platform.store, id)
    language = language_of(request.language)
    if intent["status"] != "requires_action":
        return page(language, "done", f"<p>{escape(WORDS[language]['done'])}</p>")
    account = books.platform.find("account", books.account) if books.account else None
    card = books.get("payment_method", intent["payment_method"])["card"]
    body = _fill(
        "three_d_secure.html",
        language,
        lead=escape(WORDS[language]["lead_secure"]),
        merchant=escape(((account or {}).get("business_profile") or {}).get("name") or "PizzaMama"),
        amount=money(intent["amount"], intent["currency"]) if "amount" in intent else "–",
        card=f"{card['brand']} •••• {card['last4']}",
        framed=escape(request.params.get("framed", "")),
    )
    return page(language, "secure", body)


@routes.post("/three-d-secure/{id}")
def decided(request: Request, platform: Books, id: str) -> Page:
    """Back to the shop with what Stripe adds to its address; inside a frame the page outside is told."""
    _books, intent = _intent(platform.store, id)
    return_url = ((intent["next_action"] or {}).get("redirect_to_url") or {}).get("return_url")
    action = request.params.get("action")
    if action in ("complete", "fail") and intent["status"] == "requires_action":
        authenticate(platform.store, id, passed=action == "complete")
    if return_url and not request.params.get("framed"):
        return redirect(way_back(return_url, intent))
    return _TOLD


def way_back(url: str, intent: Thing) -> str:
    """The shop's address with the intent, its secret and `redirect_status`, as Stripe writes it."""
    name = intent["object"]
    states = {"requires_payment_method": "failed", "requires_action": "pending", "canceled": "failed"}
    parts = urlsplit(url)
    added = {
        name: intent["id"],
        f"{name}_client_secret": intent["client_secret"],
        "redirect_status": states.get(intent["status"], "succeeded"),
    }
    return urlunsplit(
        parts._replace(query=urlencode([*parse_qsl(parts.query, keep_blank_values=True), *added.items()]))
    )


def money(amount: int, currency: str) -> str:
    units, cents = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{currency.upper()} {units}.{cents:02d}"
