"""What a customer has with us or owes beside invoices: the next invoice uses it."""

from ..listing import page
from ..routing import Books, Request, Routes
from ..store import Thing

routes = Routes()


@routes.post("/v1/customers/{id}/balance_transactions")
def adjust_balance(request: Request, books: Books, id: str) -> Thing:
    """A negative amount is credit for the customer."""
    customer = books.get("customer", id)
    customer["balance"] += request.params["amount"]
    books.emit("customer.updated", customer, {"balance": customer["balance"] - request.params["amount"]})
    return books.new(
        "customer_balance_transaction", "cbtxn", amount=request.params["amount"], credit_note=None,
        currency=request.params["currency"], customer=id, description=request.params.get("description"),
        ending_balance=customer["balance"], invoice=None, metadata=request.params.get("metadata") or {}, type="adjustment",
    )  # fmt: skip


@routes.get("/v1/customers/{id}/balance_transactions")
def list_balance(request: Request, books: Books, id: str) -> Thing:
    return page(books.all("customer_balance_transaction", customer=id), request.params, request.path)
