"""/v1/invoices, /v1/invoiceitems, /v1/invoice_payments and credit notes."""

from ..charges import merge
from ..errors import StripeError
from ..listing import matching, page
from ..refunds import create as create_refund
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, invoices, items, lines
from .strict import off, only

routes = Routes()
KIND = invoices.KIND


@routes.post("/v1/invoices")
def create(request: Request, books: Books) -> Thing:
    """A draft by hand, of what waits for the customer."""
    params = request.params
    only(
        params, "customer", "auto_advance", "collection_method", "currency", "days_until_due", "default_payment_method",
        "default_tax_rates", "description", "metadata", "pending_invoice_items_behavior", "automatic_tax", "subscription",
    )  # fmt: skip
    off(params, "automatic_tax")
    customer = books.get("customer", params.get("customer", ""), "customer")
    subscription = books.get("subscription", params["subscription"]) if "subscription" in params else None
    at = calendar.now(books, customer)
    taken = params.get("pending_invoice_items_behavior", "exclude") == "include" or subscription
    pending = items.waiting(books, customer["id"], params.get("subscription")) if taken else []
    invoice = invoices.draft(
        books, customer, [item["_line"] for item in pending], at=at, reason="manual", subscription=subscription,
        currency=params.get("currency", "eur"), collection_method=params.get("collection_method", "charge_automatically"),
        default_payment_method=params.get("default_payment_method"), description=params.get("description"),
        metadata=params.get("metadata"), days_until_due=params.get("days_until_due"),
        rates=[books.get("tax_rate", id) for id in params.get("default_tax_rates") or []],
    )  # fmt: skip
    items.take_up(books, pending, invoice)
    invoice["auto_advance"] = params.get("auto_advance", False)
    invoice["automatically_finalizes_at"] = at + invoices.GRACE if invoice["auto_advance"] else None
    return invoice


@routes.get("/v1/invoices")
def list_invoices(request: Request, books: Books) -> Thing:
    params = request.params
    found = matching(books, KIND, params, "customer", "status", "collection_method")
    if wish := params.get("subscription"):
        found = [invoice for invoice in found if invoice["_subscription"] == wish]
    return page(found, params, request.path)


@routes.get("/v1/invoices/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(KIND, id, "invoice")


@routes.post("/v1/invoices/{id}")
def update(request: Request, books: Books, id: str) -> Thing:
    only(
        request.params,
        "description",
        "metadata",
        "auto_advance",
        "default_payment_method",
        "footer",
        "collection_method",
    )
    invoice = books.get(KIND, id, "invoice")
    fields = ("description", "auto_advance", "default_payment_method", "footer", "collection_method")
    books.emit("invoice.updated", invoice, merge(invoice, request.params, *fields))
    return invoice


@routes.delete("/v1/invoices/{id}")
def delete(request: Request, books: Books, id: str) -> Thing:
    invoice = books.get(KIND, id, "invoice")
    invoices.check_status(invoice, "draft", verb="deleted")
    books.emit("invoice.deleted", invoice)
    return books.remove(invoice)


@routes.get("/v1/invoices/{id}/lines")
def list_lines(request: Request, books: Books, id: str) -> Thing:
    return page(books.get(KIND, id, "invoice")["lines"]["data"], request.params, request.path)


@routes.post("/v1/invoices/{id}/finalize")
def finalise(request: Request, books: Books, id: str) -> Thing:
    invoice = books.get(KIND, id, "invoice")
    invoices.finalise(books, invoice, calendar.now(books, invoice))
    return invoice


@routes.post("/v1/invoices/{id}/pay")
def pay(request: Request, books: Books, id: str) -> Thing:
    """Raises 402 where the card declines, 400 where there is none."""
    params = request.params
    only(params, "payment_method", "off_session", "paid_out_of_band")
    invoice = books.get(KIND, id, "invoice")
    at = calendar.now(books, invoice)
    if invoice["status"] == "draft":
        invoices.finalise(books, invoice, at)
    if invoice["status"] == "paid":
        raise StripeError("Invoice is already paid", code="invoice_already_paid")
    if params.get("paid_out_of_band"):
        invoices.check_status(invoice, "open", "uncollectible", verb="paid")
        invoices.settle(books, invoice, at, out_of_band=True)
        return invoice
    _pay(books, invoice, at, params)
    return invoice


def _pay(books: Books, invoice: Thing, at: int, params: Thing) -> None:
    method = params.get("payment_method")
    if not method and not invoices.method_of(books, invoice):
        raise StripeError(
            "There is no default_payment_method set on this Customer or Invoice.", code="invoice_no_payment_method"
        )
    if invoices.charge(books, invoice, at, method=method, off_session=params.get("off_session", True)):
        return
    error = invoices.intent_of(books, invoice)["last_payment_error"] or {
        "message": "Your card was declined. This transaction requires authentication.",
        "code": "invoice_payment_intent_requires_action",
    }
    more = {key: error[key] for key in ("decline_code",) if key in error}
    raise StripeError(error["message"], status=402, type="card_error", code=error["code"], **more)


@routes.post("/v1/invoices/{id}/void")
def void(request: Request, books: Books, id: str) -> Thing:
    invoice = books.get(KIND, id, "invoice")
    invoices.void(books, invoice, calendar.now(books, invoice))
    return invoice


@routes.post("/v1/invoices/{id}/mark_uncollectible")
def give_up(request: Request, books: Books, id: str) -> Thing:
    invoice = books.get(KIND, id, "invoice")
    invoices.give_up(books, invoice, calendar.now(books, invoice))
    return invoice


@routes.post("/v1/invoices/{id}/send")
def send(request: Request, books: Books, id: str) -> Thing:
    invoice = books.get(KIND, id, "invoice")
    if invoice["status"] == "draft":
        invoices.finalise(books, invoice, calendar.now(books, invoice))
    books.emit("invoice.sent", invoice)
    return invoice


@routes.get("/v1/invoice_payments")
def list_payments(request: Request, books: Books) -> Thing:
    found = matching(books, "invoice_payment", request.params, "invoice", "status")
    if wish := request.params.get("payment"):
        found = [one for one in found if one["payment"].get("payment_intent") == wish.get("payment_intent")]
    return page(found, request.params, request.path)


@routes.get("/v1/invoice_payments/{id}")
def retrieve_payment(request: Request, books: Books, id: str) -> Thing:
    return books.get("invoice_payment", id)


# -- items that wait ----------------------------------------------------------------------------------
@routes.post("/v1/invoiceitems")
def create_item(request: Request, books: Books) -> Thing:
    params = request.params
    only(params, "customer", "amount", "currency", "description", "metadata", "subscription", "invoice", "period")
    customer = books.get("customer", params["customer"], "customer")
    at = calendar.now(books, customer)
    wish = params.get("period") or {"start": at, "end": at}
    line = lines.line(
        params.get("amount", 0), params.get("currency", "eur"), params.get("description", ""),
        (wish["start"], wish["end"]), subscription=params.get("subscription"), metadata=params.get("metadata"),
    )  # fmt: skip
    item = items.keep(books, customer, line, at)
    if wish_for := params.get("invoice"):
        invoice = books.get(KIND, wish_for, "invoice")
        invoices.check_status(invoice, "draft", verb="added to")
        invoice["lines"]["data"].append(line)
        invoices.add_up(books, invoice, at)
        item["invoice"] = invoice["id"]
    return item


@routes.get("/v1/invoiceitems")
def list_items(request: Request, books: Books) -> Thing:
    params = dict(request.params)
    pending = params.pop("pending", None)
    found = matching(books, "invoiceitem", params, "customer", "invoice")
    if pending is not None:
        found = [item for item in found if (item["invoice"] is None) == pending]
    return page(found, params, request.path)


@routes.get("/v1/invoiceitems/{id}")
def retrieve_item(request: Request, books: Books, id: str) -> Thing:
    return books.get("invoiceitem", id, "invoiceitem")


@routes.delete("/v1/invoiceitems/{id}")
def delete_item(request: Request, books: Books, id: str) -> Thing:
    item = books.get("invoiceitem", id, "invoiceitem")
    if item["invoice"]:
        raise StripeError("This item is on an invoice already.", param="invoiceitem")
    return books.remove(item)


# -- credit notes -------------------------------------------------------------------------------------
@routes.post("/v1/credit_notes")
def credit(request: Request, books: Books) -> Thing:
    """Takes back a part of an invoice: from what is still owed, or by refund or credit of what was paid."""
    params = request.params
    only(
        params,
        "invoice",
        "amount",
        "credit_amount",
        "refund_amount",
        "out_of_band_amount",
        "memo",
        "reason",
        "metadata",
    )
    invoice = books.get(KIND, params["invoice"], "invoice")
    invoices.check_status(invoice, "open", "paid", verb="credited")
    given = {name: params.get(name, 0) for name in ("credit_amount", "refund_amount", "out_of_band_amount")}
    amount = params.get("amount") or sum(given.values())
    already = invoice["pre_payment_credit_notes_amount"] + invoice["post_payment_credit_notes_amount"]
    if not 0 < amount <= invoice["total"] - already:
        raise StripeError("The amount of the credit note is more than what is left of the invoice.", param="amount")
    paid = invoice["status"] == "paid"
    if paid and sum(given.values()) != amount:
        raise StripeError("Say how it goes back: credit_amount, refund_amount or out_of_band_amount.", param="amount")
    note = _note(books, invoice, params, amount, paid)
    _give_back(books, invoice, note, given, amount, paid)
    books.emit("credit_note.created", note)
    return note


def _note(books: Books, invoice: Thing, params: Thing, amount: int, paid: bool) -> Thing:
    at = calendar.now(books, invoice)
    number = len(books.all("credit_note", invoice=invoice["id"])) + 1
    note = books.new(
        "credit_note", "cn", created=at, amount=amount, amount_shipping=0, currency=invoice["currency"],
        customer=invoice["customer"], customer_account=None, customer_balance_transaction=None, discount_amount=0,
        discount_amounts=[], effective_at=at, invoice=invoice["id"],
        lines={"object": "list", "data": [], "has_more": False, "url": ""}, memo=params.get("memo"),
        metadata=params.get("metadata") or {}, number=f"{invoice['number']}-CN-{number:02d}",
        out_of_band_amount=params.get("out_of_band_amount"), pdf=f"{invoice['invoice_pdf']}?credit-note={number}",
        post_payment_amount=amount if paid else 0, pre_payment_amount=0 if paid else amount, pretax_credit_amounts=[],
        reason=params.get("reason"), refunds=[], shipping_cost=None, status="issued", subtotal=amount,
        subtotal_excluding_tax=None, total=amount, total_excluding_tax=None, total_taxes=[],
        type="post_payment" if paid else "pre_payment", voided_at=None,
    )  # fmt: skip
    invoice["post_payment_credit_notes_amount" if paid else "pre_payment_credit_notes_amount"] += amount
    return note


def _give_back(books: Books, invoice: Thing, note: Thing, given: Thing, amount: int, paid: bool) -> None:
    if not paid:
        invoice["amount_due"] -= amount
        invoice["amount_remaining"] -= amount
        intent = invoices.intent_of(books, invoice)
        intent["amount"] = invoice["amount_due"]
        if not invoice["amount_due"]:
            invoices.settle(books, invoice, calendar.now(books, invoice))
        return
    books.get("customer", invoice["customer"])["balance"] -= given["credit_amount"]
    if given["refund_amount"]:
        intent = invoices.intent_of(books, invoice)
        wish = {"payment_intent": intent["id"], "amount": given["refund_amount"]}
        refund = create_refund(Request("POST", "/v1/refunds", wish), books)
        note["refunds"] = [{"amount_refunded": given["refund_amount"], "refund": refund["id"], "type": "refund"}]


@routes.get("/v1/credit_notes")
def list_notes(request: Request, books: Books) -> Thing:
    return page(matching(books, "credit_note", request.params, "invoice", "customer"), request.params, request.path)


@routes.get("/v1/credit_notes/{id}")
def retrieve_note(request: Request, books: Books, id: str) -> Thing:
    return books.get("credit_note", id)
