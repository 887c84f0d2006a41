"""What the card form asks for a customer who may keep cards: the ones to show, and to let one go.

These calls are Stripe.js's own. The SDK does not have them and Stripe does not document them; only what the Payment Element
does with a customer session is documented (https://docs.stripe.com/payments/save-customer-payment-methods).
"""

from typing import Any, NotRequired, TypedDict

from . import customers
from .errors import StripeError
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()

LASTS = 30 * 60
# What a session that says nothing else lets the Payment Element do.
_FEATURES: Thing = {
    "payment_method_allow_redisplay_filters": ["always"],
    "payment_method_redisplay": "disabled",
    "payment_method_redisplay_limit": 3,
    "payment_method_remove": "disabled",
    "payment_method_save": "disabled",
    "payment_method_save_usage": None,
}


class Shown(TypedDict):
    customer_session_client_secret: str
    intent: NotRequired[str]


class LetGo(TypedDict):
    customer_session_client_secret: str


@routes.post("/v1/customer_sessions")
def open_session(request: Request, books: Books) -> Thing:
    """Lets the card form see a customer's cards for half an hour."""
    customer = books.get("customer", request.params["customer"], "customer")
    made = books.new(
        "customer_session", "cuss", components=_components(request.params["components"]), customer=customer["id"],
        customer_account=None, expires_at=books.now + LASTS,
    )  # fmt: skip
    made["client_secret"] = f"cuss_secret_{made['id'].removeprefix('cuss_')}"
    return {name: value for name, value in made.items() if name != "id"}


def _components(wish: Thing) -> Thing:
    element = wish.get("payment_element") or {"enabled": False}
    features = element.get("features") or {}
    if features.get("payment_method_save") == "enabled" and not features.get("payment_method_save_usage"):
        raise StripeError(
            "Missing required param: payment_method_save_usage.", code="parameter_missing",
            param="components[payment_element][features][payment_method_save_usage]",
        )  # fmt: skip
    return wish | {"payment_element": {"enabled": element["enabled"], "features": _FEATURES | features}}


@routes.get("/v1/elements/sessions", shape=Shown)
def shown(request: Request, books: Books) -> Thing:
    """What the form may do for this customer, and their cards, the newest first, each number once."""
    session = _session(request, books)
    if intent := request.params.get("intent"):
        _check_same_customer(books, intent, session)
    features = _features(session)
    cards = _to_show(books, session["customer"], features)
    return {"object": "elements_session", "customer": {"features": features, "payment_methods": cards}}


def _to_show(books: Books, customer: str, features: Thing) -> list[Thing]:
    if features["payment_method_redisplay"] != "enabled":
        return []
    wanted = features["payment_method_allow_redisplay_filters"]
    kept = [card for card in books.all("payment_method", customer=customer) if card["allow_redisplay"] in wanted]
    newest = {card["card"]["fingerprint"]: card for card in reversed(kept)}
    return [card for card in kept if newest[card["card"]["fingerprint"]] is card][
        : features["payment_method_redisplay_limit"]
    ]


@routes.post("/v1/elements/payment_methods/{id}/detach", shape=LetGo)
def let_go(request: Request, books: Books, id: str) -> Thing:
    """The customer takes a card away, and with it what else was kept of the same number: it would be shown instead."""
    session = _session(request, books)
    if _features(session)["payment_method_remove"] != "enabled":
        raise StripeError("This customer session does not allow payment methods to be removed.", status=403)
    method = books.find("payment_method", id)
    if method is None or method["customer"] != session["customer"]:
        raise StripeError(f"No such PaymentMethod: '{id}'", status=404, code="resource_missing")
    for card in books.all("payment_method", customer=session["customer"]):
        if card["card"]["fingerprint"] == method["card"]["fingerprint"]:
            customers.let_go(books, card)
    return method


def _session(request: Request, books: Books) -> Thing:
    """The session with this secret, of this account. Somebody else's and none are the same answer."""
    secret = request.params["customer_session_client_secret"]
    found = books.all("customer_session", client_secret=secret)
    if not found:
        raise StripeError("No such customer session.", status=404, code="resource_missing")
    if found[0]["expires_at"] <= books.now:
        raise StripeError("This customer session has expired.", code="customer_session_expired")
    return found[0]


def _features(session: Thing) -> dict[str, Any]:
    element: Thing = session["components"]["payment_element"]
    return element["features"] if element["enabled"] else dict(_FEATURES)


def _check_same_customer(books: Books, client_secret: str, session: Thing) -> None:
    id = client_secret.partition("_secret_")[0]
    intent = books.find("setup_intent" if id.startswith("seti_") else "payment_intent", id)
    if intent is None or intent["client_secret"] != client_secret or intent["customer"] != session["customer"]:
        raise StripeError("The customer of the session is not the customer of the intent.", param="client_secret")
