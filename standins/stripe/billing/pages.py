"""What a customer of Billing sees: the invoice with its PDF, the card form of Checkout, the portal."""

from html import escape
from typing import Any

from .. import cards
from ..errors import StripeError
from ..pages import money, page
from ..routing import Books, Page, Request, Routes, redirect
from ..store import Thing
from ..words import WORDS, language_of
from . import calendar, changes, invoices, sessions

routes = Routes()


def _form(language: str, button: str, error: str = "") -> str:
    """A card typed into a plain form: the stand-in's own page, so nobody else sees it."""
    words = WORDS[language]
    complaint = f'<p role="alert">{escape(error)}</p>' if error else ""
    return f"""{complaint}<form method="post">
<div><label for="number">{words["number"]}</label>
<input id="number" name="number" inputmode="numeric" autocomplete="cc-number" value="4242 4242 4242 4242"></div>
<div><label for="expiry">{words["expiry"]}</label><input id="expiry" name="expiry" value="12 / 34" autocomplete="cc-exp"></div>
<div><label for="cvc">{words["cvc"]}</label><input id="cvc" name="cvc" value="123" autocomplete="cc-csc"></div>
<button name="action" value="card">{escape(button)}</button></form>"""


def _typed(books: Books, params: Thing) -> str:
    """The id of a payment method of what was typed. Raises 402 for what can be no card."""
    month, _, year = params.get("expiry", "").replace(" ", "").partition("/")
    given = {"number": params.get("number", ""), "exp_month": int(month or 0), "exp_year": int(year or 0)}
    return str(cards.from_params(books, {"type": "card", "card": given})["id"])


# -- the invoice --------------------------------------------------------------------------------------
@routes.get("/invoices/{id}")
def show_invoice(request: Request, books: Books, id: str) -> Page:
    return _invoice_page(request, books.get(invoices.KIND, id))


def _invoice_page(request: Request, invoice: Thing, error: str = "") -> Page:
    language = language_of(request.language)
    rows = "".join(
        f"<li>{escape(line['description'])}: {money(line['amount'], line['currency'])}</li>"
        for line in invoice["lines"]["data"]
    )
    status = _status(language, invoice)
    total = money(invoice["total"], invoice["currency"])
    body = f"<p>{escape(invoice['number'] or '')} · {total} · {status}</p><ul>{rows}</ul>"
    body += f'<p><a href="{invoice["invoice_pdf"]}">PDF</a></p>'
    if invoice["status"] in ("open", "uncollectible"):
        due = money(invoice["amount_remaining"], invoice["currency"])
        body += _form(language, str(WORDS[language]["pay"]).format(amount=due), error)
    return page(language, "invoice", body)


def _status(language: str, invoice: Thing) -> str:
    names: Any = WORDS[language]["status"]
    return str(names[invoice["status"]])


@routes.post("/invoices/{id}")
def pay_invoice(request: Request, books: Books, id: str) -> Page:
    invoice = books.get(invoices.KIND, id)
    here = f"{books.store.url}/invoices/{id}"
    try:
        method = _typed(books, request.params)
        at = calendar.now(books, invoice)
        invoices.charge(books, invoice, at, method=method, return_url=here)
    except StripeError as error:
        return _invoice_page(request, invoice, str(error))
    intent = invoices.intent_of(books, invoice)
    if intent["status"] == "requires_action":
        return redirect(intent["next_action"]["redirect_to_url"]["url"])
    failed = intent["last_payment_error"]
    return _invoice_page(request, invoice, failed["message"]) if failed else redirect(here)


@routes.get("/invoices/{id}/pdf")
def invoice_pdf(request: Request, books: Books, id: str) -> Page:
    invoice = books.get(invoices.KIND, id)
    rows = [f"{line['description']}   {money(line['amount'], line['currency'])}" for line in invoice["lines"]["data"]]
    total = money(invoice["total"], invoice["currency"])
    text = [f"Invoice {invoice['number'] or ''}", calendar.day_of(invoice["created"]), "", *rows, "", f"Total {total}"]
    return Page(_pdf(text), type="application/pdf")


def _pdf(rows: list[str]) -> bytes:
    """The least that every reader takes for a PDF: one page, one font, one row under the other."""
    shown = [
        row.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        for row in rows
    ]
    drawn = b"BT /F1 11 Tf 60 780 Td 18 TL " + b" ".join(b"(%s) Tj T*" % row for row in shown) + b" ET"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )
    return out + end


# -- checkout -----------------------------------------------------------------------------------------
@routes.get("/checkout/{id}")
def checkout(request: Request, books: Books, id: str) -> Page:
    sessions.check_open(books, books.get(sessions.CHECKOUT, id))
    return _checkout_page(request)


def _checkout_page(request: Request, error: str = "") -> Page:
    language = language_of(request.language)
    return page(language, "checkout", _form(language, str(WORDS[language]["keep_card"]), error))


@routes.post("/checkout/{id}")
def card_typed(request: Request, books: Books, id: str) -> Page:
    session = books.get(sessions.CHECKOUT, id)
    try:
        intent = sessions.give_card(books, session, _typed(books, request.params))
        if intent["status"] == "requires_action":
            return redirect(intent["next_action"]["redirect_to_url"]["url"])
        return redirect(sessions.finish(books, session, intent))
    except StripeError as error:
        return _checkout_page(request, str(error))


@routes.get("/checkout/{id}/done")
def card_proved(request: Request, books: Books, id: str) -> Page:
    """Back from 3-D Secure."""
    session = books.get(sessions.CHECKOUT, id)
    intent = books.get("setup_intent", session["setup_intent"] or session["_intent"])
    if intent["status"] != "succeeded":
        return _checkout_page(request, (intent["last_setup_error"] or {}).get("message", ""))
    try:
        return redirect(sessions.finish(books, session, intent))
    except StripeError as error:
        return _checkout_page(request, str(error))


# -- the portal ---------------------------------------------------------------------------------------
@routes.get("/portal/{id}")
def portal(request: Request, books: Books, id: str) -> Page:
    return _portal_page(request, books, books.get(sessions.PORTAL, id))


def _portal_page(request: Request, books: Books, session: Thing, error: str = "") -> Page:
    language = language_of(request.language)
    words = WORDS[language]
    body = ""
    for subscription in _living(books, session):
        ending = subscription["cancel_at_period_end"]
        label, action = (words["keep_it"], "keep") if ending else (words["end_it"], "end")
        body += f'<form method="post"><p>{subscription["status"]}</p><input type="hidden" name="subscription"'
        body += f' value="{subscription["id"]}"><button class="second" name="action" value="{action}">{label}</button></form>'
    for invoice in books.all(invoices.KIND, customer=session["customer"]):
        if invoice["hosted_invoice_url"]:
            total = money(invoice["total"], invoice["currency"])
            text = f"{invoice['number']} · {total} · {_status(language, invoice)}"
            body += f'<p><a href="{invoice["hosted_invoice_url"]}">{text}</a></p>'
    body += _form(language, str(words["change_card"]), error)
    if session["return_url"]:
        body += f'<p><a href="{escape(session["return_url"])}">{words["back"]}</a></p>'
    return page(language, "portal", body)


def _living(books: Books, session: Thing) -> list[Thing]:
    found = books.all("subscription", customer=session["customer"])
    return [
        subscription for subscription in found if subscription["status"] in ("trialing", "active", "past_due", "unpaid")
    ]


@routes.post("/portal/{id}")
def portal_wish(request: Request, books: Books, id: str) -> Page:
    session, params = books.get(sessions.PORTAL, id), request.params
    try:
        if params.get("action") in ("end", "keep"):
            wish = {"cancel_at_period_end": params["action"] == "end"}
            changes.update(Request("POST", "/v1/subscriptions", wish), books, params["subscription"])
        else:
            _change_card(books, session, _typed(books, params))
    except StripeError as error:
        return _portal_page(request, books, session, str(error))
    return redirect(f"{books.store.url}/portal/{id}")


def _change_card(books: Books, session: Thing, method: str) -> None:
    cards.attach(books, books.get("payment_method", method), session["customer"])
    customer = books.get("customer", session["customer"])
    before = dict(customer["invoice_settings"])
    customer["invoice_settings"]["default_payment_method"] = method
    for subscription in _living(books, session):
        if subscription["default_payment_method"]:
            changes.update(Request("POST", "", {"default_payment_method": method}), books, subscription["id"])
    books.emit("customer.updated", customer, {"invoice_settings": before})
