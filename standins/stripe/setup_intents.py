"""SetupIntents: keep a card for later without charging it."""

import secrets

from . import cards, payments
from .charges import merge
from .errors import StripeError, unexpected_state
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()
KIND = "setup_intent"
_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


@routes.post("/v1/setup_intents")
def create(request: Request, books: Books) -> Thing:
    params = request.params
    if customer := params.get("customer"):
        books.get("customer", customer, "customer")
    id = f"seti_{secrets.token_hex(12)}"
    intent = books.new(
        KIND, "seti", id=id, application="ca_standin" if books.account else None,
        automatic_payment_methods=params.get("automatic_payment_methods"), cancellation_reason=None,
        client_secret=f"{id}_secret_{secrets.token_hex(12)}", customer=customer, description=params.get("description"),
        last_setup_error=None, latest_attempt=None, mandate=None, metadata=params.get("metadata") or {},
        next_action=None, on_behalf_of=None, payment_method=None, payment_method_options={},
        payment_method_types=["card"], single_use_mandate=None,
        status="requires_payment_method", usage=params.get("usage", "off_session"),
    )  # fmt: skip
    _use(books, intent, params)
    books.emit("setup_intent.created", intent)
    return _confirm(books, intent, params) if params.get("confirm") else intent


def _use(books: Books, intent: Thing, params: Thing) -> None:
    if given := params.get("payment_method"):
        method = payments.check_owner(cards.method_for(books, given), intent)
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}


def _confirm(books: Books, intent: Thing, params: Thing) -> Thing:
    _check_open(intent, "confirmed")
    _use(books, intent, params)
    if not intent["payment_method"]:
        raise unexpected_state(
            KIND, "You cannot confirm this SetupIntent because it's missing a payment method.", intent
        )
    method = books.get("payment_method", intent["payment_method"])
    if payments.asks_three_d_secure(method):
        action = payments.next_action(intent, params.get("return_url"), books.store.url)
        intent |= {"status": "requires_action", "next_action": action}
        books.emit("setup_intent.requires_action", intent)
        return intent
    return _succeed(books, intent, method)


def _succeed(books: Books, intent: Thing, method: Thing) -> Thing:
    card = cards.behind(method)
    if card.decline and card.declines_on_attach:
        raise _fail(books, intent, cards.decline_error(card, payment_method=method))
    method["_set_up"] = True
    if intent["customer"] and not method["customer"]:
        cards.attach(books, method, intent["customer"])
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    books.emit("setup_intent.succeeded", intent)
    return intent


def _fail(books: Books, intent: Thing, error: StripeError) -> StripeError:
    details = {key: value for key, value in error.details.items() if value is not None}
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_setup_error": details,
    }
    books.emit("setup_intent.setup_failed", intent)
    error.details["setup_intent"] = intent
    return error


def authenticated(books: Books, intent: Thing, *, passed: bool) -> None:
    """The owner of the card came back from 3-D Secure. What goes wrong stands in `last_setup_error`."""
    _check_open(intent, "confirmed")
    method = books.get("payment_method", intent["payment_method"])
    if passed:
        try:
            _succeed(books, intent, method)
        except StripeError:
            return  # the intent says so
    else:
        message = (
            "We are unable to authenticate your payment method. Please choose a different payment method and try again."
        )
        _fail(books, intent, StripeError(message, code="setup_intent_authentication_failure", payment_method=method))


def _check_open(intent: Thing, verb: str) -> None:
    if intent["status"] not in _OPEN:
        raise unexpected_state(
            KIND, f"This SetupIntent's status is {intent['status']}, so it cannot be {verb}.", intent
        )


@routes.get("/v1/setup_intents")
def list_intents(request: Request, books: Books) -> Thing:
    return page(matching(books, KIND, request.params, "customer", "payment_method"), request.params, request.path)


@routes.get("/v1/setup_intents/{id}", browser=True)
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(KIND, id, "intent")


@routes.post("/v1/setup_intents/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    intent = books.get(KIND, id, "intent")
    merge(intent, request.params, "description", "customer")
    _use(books, intent, request.params)
    return intent


@routes.post("/v1/setup_intents/{id}/confirm", browser=True)
def confirm(request: Request, books: Books, id: str) -> Thing:
    return _confirm(books, books.get(KIND, id, "intent"), request.params)


@routes.post("/v1/setup_intents/{id}/cancel")
def cancel(request: Request, books: Books, id: str) -> Thing:
    intent = books.get(KIND, id, "intent")
    _check_open(intent, "canceled")
    intent |= {
        "status": "canceled",
        "cancellation_reason": request.params.get("cancellation_reason"),
        "next_action": None,
    }
    books.emit("setup_intent.canceled", intent)
    return intent
