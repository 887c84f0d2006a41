"""The tax ids of a customer."""

import re

from .errors import StripeError
from .listing import page
from .routing import Books, Request, Routes
from .store import Thing

routes = Routes()
_EU_VAT = re.compile(r"^[A-Z]{2}[0-9A-Z+*.]{2,12}$")


@routes.post("/v1/customers/{id}/tax_ids")
def create_tax_id(request: Request, books: Books, id: str) -> Thing:
    return add_tax_id(books, books.get("customer", id), request.params)


def add_tax_id(books: Books, customer: Thing, wish: Thing) -> Thing:
    """Raises 400 for a European number that cannot be one. It counts as verified, or as false when it ends in 000."""
    kind, value = wish["type"], wish["value"].replace(" ", "").upper()
    if kind == "eu_vat" and not _EU_VAT.match(value):
        raise StripeError(f"Invalid value for {kind}.", code="tax_id_invalid", param="value")
    status = "unverified" if value.endswith("000") else "verified"
    tax_id = books.new(
        "tax_id", "txi", country=value[:2] if kind == "eu_vat" else None, customer=customer["id"], customer_account=None,
        owner={"type": "customer", "customer": customer["id"]}, type=kind, value=value,
        verification={"status": status, "verified_address": None, "verified_name": None},
    )  # fmt: skip
    books.emit("customer.tax_id.created", tax_id)
    return tax_id


@routes.get("/v1/customers/{id}/tax_ids")
def list_tax_ids(request: Request, books: Books, id: str) -> Thing:
    return page(books.all("tax_id", customer=id), request.params, request.path)


@routes.get("/v1/customers/{id}/tax_ids/{tax_id}")
def retrieve_tax_id(request: Request, books: Books, id: str, tax_id: str) -> Thing:
    return books.get("tax_id", tax_id)


@routes.delete("/v1/customers/{id}/tax_ids/{tax_id}")
def delete_tax_id(request: Request, books: Books, id: str, tax_id: str) -> Thing:
    found = books.get("tax_id", tax_id)
    books.emit("customer.tax_id.deleted", found)
    return books.remove(found)
