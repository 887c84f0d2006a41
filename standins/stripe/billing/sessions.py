"""Checkout sessions that ask for a card, and Billing's own portal: links to the stand-in's pages."""

import secrets
from typing import Any

from .. import customers, setup_intents
from ..errors import StripeError
from ..listing import matching, page
from ..routing import Books, Request, Routes
from ..store import Thing
from . import calendar, invoices, subscriptions
from .strict import off, only

routes = Routes()
CHECKOUT, PORTAL = "checkout.session", "billing_portal.session"


@routes.post("/v1/checkout/sessions")
def create(request: Request, books: Books) -> Thing:
    """Mode `setup` keeps a card; mode `subscription` begins one. `payment` is not here: the shops pay by intents."""
    params = request.params
    only(
        params, "mode", "customer", "customer_email", "success_url", "cancel_url", "currency", "line_items", "metadata",
        "subscription_data", "setup_intent_data", "client_reference_id", "locale", "payment_method_types", "discounts",
        "payment_method_collection", "allow_promotion_codes", "automatic_tax", "ui_mode",
    )  # fmt: skip
    off(params, "automatic_tax")
    if params.get("mode") not in ("setup", "subscription") or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise StripeError("The stand-in has hosted pages for the modes setup and subscription.", param="mode")
    if params["mode"] == "subscription" and not params.get("line_items"):
        raise StripeError("You must pass line_items in subscription mode.", param="line_items")
    customer = books.get("customer", params["customer"], "customer") if "customer" in params else None
    at = calendar.now(books, customer or {})
    intent = _setup(books, params) if params["mode"] == "setup" else None
    id = f"cs_test_{secrets.token_hex(20)}"
    return books.new(
        CHECKOUT, "cs", id=id, created=at, **_blank(params), cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"), currency=params.get("currency"),
        customer=params.get("customer"), customer_email=params.get("customer_email"), expires_at=at + calendar.DAY,
        locale=params.get("locale"), metadata=params.get("metadata") or {}, mode=params["mode"],
        payment_method_types=params.get("payment_method_types") or ["card"],
        payment_status="no_payment_required" if intent else "unpaid", setup_intent=intent and intent["id"],
        status="open", success_url=params.get("success_url"), url=f"{books.store.url}/checkout/{id}", _params=params,
        _intent=None,
    )  # fmt: skip


def _setup(books: Books, params: Thing) -> Thing:
    about = params.get("setup_intent_data") or {}
    wish = {"customer": params.get("customer"), "metadata": about.get("metadata") or {}, "usage": "off_session"}
    return setup_intents.create(Request("POST", "/v1/setup_intents", wish), books)


def _blank(params: Thing) -> dict[str, Any]:
    nothing = (
        "adaptive_pricing after_expiration allowed_payment_method_types amount_subtotal amount_total"
        " billing_address_collection branding_settings client_secret collected_information consent consent_collection"
        " currency_conversion customer_account customer_details excluded_payment_method_types integration_identifier"
        " invoice invoice_creation managed_payments name_collection optional_items origin_context payment_intent"
        " payment_link payment_method_configuration_details payment_method_options permissions presentment_details"
        " recovered_from redirect_on_completion return_url saved_payment_method_options shipping_address_collection"
        " submit_type subscription tax_id_collection total_details wallet_options"
    )
    return {
        **dict.fromkeys(nothing.split()),
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer_creation": None if params["mode"] == "setup" else "always",
        "discounts": [],
        "payment_method_collection": params.get("payment_method_collection", "always"),
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "ui_mode": "hosted_page",
    }


@routes.get("/v1/checkout/sessions")
def list_sessions(request: Request, books: Books) -> Thing:
    found = matching(books, CHECKOUT, request.params, "customer", "status", "subscription")
    return page(found, request.params, request.path)


@routes.get("/v1/checkout/sessions/{id}")
def retrieve(request: Request, books: Books, id: str) -> Thing:
    return books.get(CHECKOUT, id, "session")


@routes.post("/v1/checkout/sessions/{id}/expire")
def expire(request: Request, books: Books, id: str) -> Thing:
    session = books.get(CHECKOUT, id, "session")
    check_open(books, session)
    session |= {"status": "expired", "url": None}
    books.emit("checkout.session.expired", session)
    return session


def check_open(books: Books, session: Thing) -> None:
    if session["status"] != "open" or session["expires_at"] <= calendar.now(books, _customer(books, session) or {}):
        raise StripeError("Only Checkout Sessions with a status in [`open`] can be used.", param="session")


def give_card(books: Books, session: Thing, method: str) -> Thing:
    """The card was typed in: a setup intent that succeeded, or asks for 3-D Secure. Raises 402 where the bank refuses it."""
    check_open(books, session)
    if not session["customer"] and session["mode"] == "subscription":
        session["customer"] = _new_customer(books, session)["id"]
    if session["mode"] == "subscription":  # a new one each time: a card that was kept may still be declined
        session["_intent"] = _setup(books, {"customer": session["customer"]})["id"]
    id = session["setup_intent"] or session["_intent"]
    wish = {"payment_method": method, "return_url": f"{books.store.url}/checkout/{session['id']}/done"}
    return setup_intents.confirm(Request("POST", f"/v1/setup_intents/{id}/confirm", wish), books, id)


def finish(books: Books, session: Thing, intent: Thing) -> str:
    """Returns where the person goes on. Raises 402 where the first invoice is declined."""
    if session["mode"] == "subscription":
        _subscribe(books, session, intent["payment_method"])
    session |= {"status": "complete", "url": None}
    books.emit("checkout.session.completed", session)
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _subscribe(books: Books, session: Thing, method: str) -> None:
    wish = session["_params"]
    items = [{key: line[key] for key in ("price", "quantity") if key in line} for line in wish["line_items"]]
    begun = {"customer": session["customer"], "items": items, "default_payment_method": method}
    if wish.get("discounts"):
        begun["discounts"] = wish["discounts"]
    begun |= wish.get("subscription_data") or {}
    subscription = subscriptions.create(books, begun | {"payment_behavior": "error_if_incomplete"})
    invoice = books.get(invoices.KIND, subscription["latest_invoice"])
    session |= {
        "subscription": subscription["id"], "invoice": invoice["id"], "amount_total": invoice["total"],
        "amount_subtotal": invoice["subtotal"], "currency": invoice["currency"],
        "payment_status": "paid" if invoice["total"] else "no_payment_required",
    }  # fmt: skip


def _customer(books: Books, session: Thing) -> Thing | None:
    return books.find("customer", session["customer"] or "")


def _new_customer(books: Books, session: Thing) -> Thing:
    wish = {"email": session["customer_email"]} if session["customer_email"] else {}
    return customers.create(Request("POST", "/v1/customers", wish), books)


# -- the portal ---------------------------------------------------------------------------------------
@routes.post("/v1/billing_portal/sessions")
def open_portal(request: Request, books: Books) -> Thing:
    params = request.params
    only(params, "customer", "return_url", "locale", "configuration", "flow_data")
    customer = books.get("customer", params.get("customer", ""), "customer")
    id = f"bps_{secrets.token_hex(12)}"
    wish = params.get("flow_data")
    flow = (
        {"after_completion": {"type": "portal_homepage", "hosted_confirmation": None, "redirect": None}} | wish
        if wish
        else None
    )
    return books.new(
        PORTAL, "bps", id=id, created=calendar.now(books, customer), after_expiration=None,
        configuration=params.get("configuration", "bpc_standin"), customer=customer["id"], customer_account=None,
        flow=flow, locale=params.get("locale"), on_behalf_of=None, return_url=params.get("return_url"),
        url=f"{books.store.url}/portal/{id}",
    )  # fmt: skip
