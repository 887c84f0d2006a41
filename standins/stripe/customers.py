"""Customers and the cards they keep."""

from . import cards, tax_ids
from .charges import merge
from .errors import StripeError, missing
from .listing import page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()
_FIELDS = (
    "name", "email", "phone", "description", "address", "shipping", "preferred_locales", "invoice_settings", "tax_exempt",
    "balance", "invoice_prefix", "business_name", "individual_name",
)  # fmt: skip


@routes.post("/v1/customers")
def create(request: Request, books: Books) -> Thing:
    params = request.params
    if clock := params.get("test_clock"):
        books.get("test_helpers.test_clock", clock, "test_clock")
    customer = blank(books, params.get("test_clock"))
    _write(customer, params)
    if given := params.get("payment_method"):
        cards.attach(books, cards.method_for(books, given), customer["id"])
    for wish in params.get("tax_id_data") or []:
        tax_ids.add_tax_id(books, customer, wish)
    books.emit("customer.created", customer)
    return customer


def blank(books: Books, test_clock: str | None = None) -> Thing:
    """A customer of whom nothing is known yet."""
    return books.new(
        "customer", "cus", address=None, balance=0, currency=None, default_source=None, delinquent=False,
        description=None, discount=None, email=None, invoice_prefix="STANDIN",
        invoice_settings={"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None},
        metadata={}, name=None, next_invoice_sequence=1, phone=None, preferred_locales=[], shipping=None,
        tax_exempt="none", test_clock=test_clock,
        business_name=None, customer_account=None, individual_name=None, invoice_credit_balance={},
    )  # fmt: skip


def _write(customer: Thing, params: Thing) -> Thing:
    settings = customer["invoice_settings"] | (params.get("invoice_settings") or {})
    return merge(customer, params | {"invoice_settings": settings}, *_FIELDS)


@routes.get("/v1/customers")
def list_customers(request: Request, books: Books) -> Thing:
    wish = {"email": request.params["email"]} if "email" in request.params else {}
    return page(books.all("customer", **wish), request.params, request.path)


@routes.get("/v1/customers/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get("customer", id)


@routes.post("/v1/customers/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    customer = books.get("customer", id)
    books.emit("customer.updated", customer, _write(customer, request.params))
    return customer


@routes.delete("/v1/customers/{id}")
def delete(request: Request, books: Books, id: str) -> Thing:
    customer = books.get("customer", id)
    for method in books.all("payment_method", customer=id):
        let_go(books, method)
    books.emit("customer.deleted", customer)
    return books.remove(customer)


@routes.get("/v1/customers/{id}/payment_methods")
def list_of_customer(request: Request, books: Books, id: str) -> Thing:
    books.get("customer", id)
    return page(books.all("payment_method", customer=id), request.params, request.path)


@routes.get("/v1/customers/{id}/payment_methods/{method}")
def retrieve_of_customer(request: Request, books: Books, id: str, method: str) -> Thing:
    books.get("customer", id)
    found = books.get("payment_method", method)
    if found["customer"] != id:
        raise missing("payment_method", method, "payment_method")
    return found


# -- payment methods --------------------------------------------------------------------------------
@routes.post("/v1/payment_methods", browser=True)
def create_method(request: Request, books: Books) -> Thing:
    return cards.from_params(books, request.params)


@routes.get("/v1/payment_methods")
def list_methods(request: Request, books: Books) -> Thing:
    wish = {key: request.params[key] for key in ("customer", "type") if key in request.params}
    return page(books.all("payment_method", **wish), request.params, request.path)


@routes.get("/v1/payment_methods/{id}")
def retrieve_method(request: Request, books: Books, id: str) -> Thing:
    return books.get("payment_method", id)


@routes.post("/v1/payment_methods/{id}")
def update_method(request: Request, books: Books, id: str) -> Thing:
    method = books.get("payment_method", id)
    books.emit("payment_method.updated", method, merge(method, request.params, "billing_details", "allow_redisplay"))
    return method


@routes.post("/v1/payment_methods/{id}/attach")
def attach(request: Request, books: Books, id: str) -> Thing:
    customer = books.get("customer", request.params["customer"], "customer")
    method = cards.method_for(books, id)
    if method["customer"] and method["customer"] != customer["id"]:
        raise StripeError("The payment method you provided has already been attached to a customer.")
    cards.attach(books, method, customer["id"])
    return method


@routes.post("/v1/payment_methods/{id}/detach")
def detach(request: Request, books: Books, id: str) -> Thing:
    return let_go(books, books.get("payment_method", id))


def let_go(books: Books, method: Thing) -> Thing:
    """Nobody's any more, and of no use to anybody: a card that was let go is typed again."""
    before = method["customer"]
    method |= {"customer": None, "_gone": True}
    books.touch(method)
    books.emit("payment_method.detached", method, {"customer": before})
    return method
