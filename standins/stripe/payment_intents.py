"""/v1/payment_intents."""

from . import charges, payments
from .listing import matching, page
from .routing import Books, Request, Routes
from .store import Store, Thing

routes = Routes()
KIND = "payment_intent"
_ALWAYS = ("description", "receipt_email", "shipping", "statement_descriptor_suffix", "transfer_group")
_UNTIL_CHARGED = ("amount", "currency", "customer", "setup_future_usage", "application_fee_amount", "capture_method")


@routes.post("/v1/payment_intents")
def create(request: Request, books: Books) -> Thing:
    return payments.create(books, request.params)


@routes.get("/v1/payment_intents")
def list_intents(request: Request, books: Books) -> Thing:
    return page(matching(books, KIND, request.params, "customer"), request.params, request.path)


@routes.get("/v1/payment_intents/{id}", browser=True)
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(KIND, id, "intent")


@routes.post("/v1/payment_intents/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    """Before it is charged nearly everything may change, afterwards what is only said about it."""
    intent = books.get(KIND, id, "intent")
    params = request.params
    if any(field in params for field in (*_UNTIL_CHARGED, "payment_method")):
        payments.check_may(intent, "confirm")
    amount: int = params["amount"] if "amount" in params else intent["amount"]
    payments.check_amount(amount)
    payments.check_fee(books, params.get("application_fee_amount") or None, amount)
    charges.merge(intent, params, *_ALWAYS, *_UNTIL_CHARGED)
    if given := params.get("payment_method"):
        payments.use_method(books, intent, given)
    return intent


@routes.post("/v1/payment_intents/{id}/confirm", browser=True)
def confirm(request: Request, books: Books, id: str) -> Thing:
    return payments.confirm(books, books.get(KIND, id, "intent"), request.params, browser=request.browser)


@routes.post("/v1/payment_intents/{id}/capture")
def capture(request: Request, books: Books, id: str) -> Thing:
    return payments.capture(books, books.get(KIND, id, "intent"), request.params)


@routes.post("/v1/payment_intents/{id}/cancel")
def cancel(request: Request, books: Books, id: str) -> Thing:
    return payments.cancel(books, books.get(KIND, id, "intent"), request.params.get("cancellation_reason"))


@routes.tick
def let_old_holds_go(store: Store) -> None:
    """An authorisation that nobody captured in a week is canceled by itself."""
    for account in store.accounts_with(KIND):
        books = store.at(account)
        for intent in books.all(KIND, status="requires_capture"):
            charge = store.locate(intent["latest_charge"])  # only looked at: `get` would have it written each second
            if charge and charge["payment_method_details"]["card"]["capture_before"] <= books.now:
                payments.cancel(books, books.get(KIND, intent["id"]), "automatic")
