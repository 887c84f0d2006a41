"""The life of a PaymentIntent: what may follow what, and what each step moves."""

import secrets
from typing import Any

from . import cards, charges, disputes
from .errors import StripeError, declined, unexpected_state
from .routing import Books
from .store import Thing

SMALLEST, LARGEST = 50, 99_999_999
MAY = {
    "confirm": ("requires_payment_method", "requires_confirmation", "requires_action"),
    "capture": ("requires_capture",),
    "cancel": ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action", "processing"),
}
_PAST = {"confirm": "confirmed", "capture": "captured", "cancel": "canceled"}


def create(books: Books, params: Thing) -> Thing:
    """A new intent; confirmed at once if asked for. Raises 400, and 402 where the card declines."""
    _check_amounts(books, params)
    _check_may_charge(books)
    if customer := params.get("customer"):
        books.get("customer", customer, "customer")
    id = f"pi_{secrets.token_hex(12)}"
    automatic = params.get("automatic_payment_methods")
    intent = books.new(
        "payment_intent", "pi", id=id, amount=params["amount"], amount_capturable=0, amount_details={"tip": {}},
        amount_received=0, application="ca_standin" if books.account else None,
        application_fee_amount=params.get("application_fee_amount"),
        automatic_payment_methods={"allow_redirects": "always"} | automatic if automatic else None, canceled_at=None,
        cancellation_reason=None, capture_method=params.get("capture_method", "automatic_async"),
        client_secret=f"{id}_secret_{secrets.token_hex(12)}", confirmation_method="automatic",
        currency=params["currency"].lower(), customer=customer, description=params.get("description"),
        last_payment_error=None, latest_charge=None, metadata=params.get("metadata") or {}, next_action=None,
        on_behalf_of=None, payment_method=None, payment_method_configuration_details=None,
        payment_method_options=params.get("payment_method_options") or {},
        payment_method_types=["card"], processing=None,
        receipt_email=params.get("receipt_email"), review=None, setup_future_usage=params.get("setup_future_usage"),
        shipping=params.get("shipping"), source=None, statement_descriptor=params.get("statement_descriptor"),
        statement_descriptor_suffix=params.get("statement_descriptor_suffix"), status="requires_payment_method",
        transfer_data=None, transfer_group=params.get("transfer_group"),
    )  # fmt: skip
    if given := params.get("payment_method"):
        use_method(books, intent, given)
    books.emit("payment_intent.created", intent)
    return confirm(books, intent, params) if params.get("confirm") else intent


def use_method(books: Books, intent: Thing, id: str) -> Thing:
    """Sets the card that the next confirmation charges."""
    method = check_owner(cards.method_for(books, id), intent)
    intent["payment_method"] = method["id"]
    if intent["status"] in ("requires_payment_method", "requires_action"):
        intent |= {"status": "requires_confirmation", "next_action": None}
    return method


def check_owner(method: Thing, intent: Thing) -> Thing:
    """The method, refused where it is kept by somebody else than whose intent it is. Raises 400."""
    if method["customer"] and method["customer"] != intent["customer"]:
        raise StripeError(
            f"The payment method {method['id']} belongs to a customer. Give that customer with the intent.",
            param="payment_method",
        )
    return method


def confirm(books: Books, intent: Thing, params: Thing, *, browser: bool = False) -> Thing:
    """Charges the card, or asks for 3-D Secure first. Raises 402 where the card declines."""
    check_may(intent, "confirm")
    if given := params.get("payment_method"):
        use_method(books, intent, given)
    if not intent["payment_method"]:
        raise unexpected_state(
            "payment_intent",
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            intent,
        )
    if usage := params.get("setup_future_usage"):
        intent["setup_future_usage"] = usage
    _check_return_url(intent, params, browser)
    method = books.get("payment_method", intent["payment_method"])
    intent["_off_session"] = bool(params.get("off_session"))
    if not asks_three_d_secure(method):
        return authorise(books, intent, method)
    if intent["_off_session"]:
        error = declined(
            cards.MESSAGES["authentication_required"], code="authentication_required",
            decline_code="authentication_required", payment_method=method,
        )  # fmt: skip
        raise fail(books, intent, error)
    return _ask(books, intent, params.get("return_url"))


def asks_three_d_secure(method: Thing) -> bool:
    wish = cards.behind(method).three_d_secure
    return wish == "always" or (wish == "unless_set_up" and not method["_set_up"])


def next_action(thing: Thing, return_url: str | None, origin: str) -> Thing:
    """Where the owner of the card proves who they are; without a way back, only Stripe.js can take them there."""
    url = f"{origin}/three-d-secure/{thing['id']}"
    if return_url:
        return {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": return_url}}
    return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}


def _ask(books: Books, intent: Thing, return_url: str | None) -> Thing:
    intent |= {"status": "requires_action", "next_action": next_action(intent, return_url, books.store.url)}
    books.emit("payment_intent.requires_action", intent)
    return intent


def authenticated(books: Books, intent: Thing, *, passed: bool) -> None:
    """The owner of the card came back from 3-D Secure. What goes wrong stands in `last_payment_error`."""
    check_may(intent, "confirm")
    method = books.get("payment_method", intent["payment_method"])
    try:
        if passed:
            authorise(books, intent, method, three_d_secure=True)
        else:
            error = StripeError(
                "We are unable to authenticate your payment method. Please choose a different payment method and try"
                " again.",
                code="payment_intent_authentication_failure",
                payment_method=method,
            )
            fail(books, intent, error)
    except StripeError:
        return  # the intent says so, and the page that the person returns to reads it there


def authorise(books: Books, intent: Thing, method: Thing, *, three_d_secure: bool = False) -> Thing:
    """The bank holds the money, or pays it at once. Raises 402 where it declines."""
    manual = intent["capture_method"] == "manual"
    charge = charges.attempt(books, intent, method, three_d_secure=three_d_secure, captured=not manual)
    intent |= {"latest_charge": charge["id"], "next_action": None}
    if charge["status"] == "failed":
        raise fail(books, intent, cards.decline_error(cards.behind(method), charge=charge["id"], payment_method=method))
    intent["last_payment_error"] = None
    if intent["setup_future_usage"]:
        method["_set_up"] = True
        if intent["customer"] and not method["customer"]:
            cards.attach(books, method, intent["customer"])
    if manual:
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        books.emit("payment_intent.amount_capturable_updated", intent)
    else:
        _succeed(books, intent, charge)
    return intent


def fail(books: Books, intent: Thing, error: StripeError) -> StripeError:
    """Back to asking for a card. Returns the error to raise."""
    details = {key: value for key, value in error.details.items() if value is not None}
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_payment_error": details,
    }
    books.emit("payment_intent.payment_failed", intent)
    error.details["payment_intent"] = intent
    return error


def _succeed(books: Books, intent: Thing, charge: Thing) -> None:
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": charge["amount_captured"]}
    intent["application_fee_amount"] = charge["application_fee_amount"]
    books.emit("payment_intent.succeeded", intent)
    if cards.behind(books.get("payment_method", charge["payment_method"])).disputed:
        disputes.open_dispute(books, charge)


def capture(books: Books, intent: Thing, params: Thing) -> Thing:
    """Takes what was held, or a part of it: the rest is let go."""
    check_may(intent, "capture")
    amount: int = params["amount_to_capture"] if "amount_to_capture" in params else intent["amount_capturable"]
    if not 1 <= amount <= intent["amount_capturable"]:
        raise StripeError(
            "The payment could not be captured because the requested capture amount is greater than the amount you"
            " can capture for this charge.",
            code="amount_too_large" if amount > 0 else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    if params.get("final_capture") is False:
        raise StripeError("Multicapture is not available for this PaymentIntent.", param="final_capture")
    fee = params.get("application_fee_amount", intent["application_fee_amount"])
    check_fee(books, fee, intent["amount"])
    charges.merge(intent, params)
    charge = books.get("charge", intent["latest_charge"])
    charges.capture(books, charge, amount, fee)
    _succeed(books, intent, charge)
    return intent


def cancel(books: Books, intent: Thing, reason: str | None) -> Thing:
    """Lets go of what was held; nothing can be done with the intent after that."""
    check_may(intent, "cancel")
    held = intent["status"] == "requires_capture"
    intent |= {
        "status": "canceled", "amount_capturable": 0, "canceled_at": books.now, "cancellation_reason": reason,
        "next_action": None,
    }  # fmt: skip
    if held:
        charge = books.get("charge", intent["latest_charge"])
        charges.release(books, charge, charge["amount"])
        books.emit("charge.expired" if reason == "automatic" else "charge.refunded", charge)
    books.emit("payment_intent.canceled", intent)
    return intent


def check_may(intent: Thing, verb: str) -> None:
    if intent["status"] not in MAY[verb]:
        raise unexpected_state(
            "payment_intent",
            f"This PaymentIntent's status is {intent['status']}, so it could not be {_PAST[verb]}. Only a PaymentIntent"
            f" with one of the following statuses may be {_PAST[verb]}: {', '.join(MAY[verb])}.",
            intent,
        )


def _check_amounts(books: Books, params: Thing) -> None:
    amount, currency = params["amount"], params["currency"]
    if len(currency) != 3 or not currency.isalpha():
        raise StripeError(f"Invalid currency: {currency}.", param="currency")
    check_amount(amount)
    check_fee(books, params.get("application_fee_amount"), amount)


def check_amount(amount: int) -> None:
    if amount < SMALLEST:
        raise StripeError("Amount must be at least 50 cents.", code="amount_too_small", param="amount")
    if amount > LARGEST:
        raise StripeError("Amount must be no more than 999,999.99.", code="amount_too_large", param="amount")


def check_fee(books: Books, fee: Any, amount: int) -> None:
    if fee is None:
        return
    if not books.account:
        raise StripeError(
            "Can only apply an application_fee_amount when the request is made on behalf of another account (using the"
            " Stripe-Account header).",
            param="application_fee_amount",
        )
    if not 0 <= fee <= amount:
        raise StripeError("The application fee cannot be greater than the amount.", param="application_fee_amount")


def _check_may_charge(books: Books) -> None:
    account = books.platform.find("account", books.account) if books.account else None
    if account and not account["charges_enabled"]:
        raise StripeError(
            "Your account cannot currently make charges. Complete the onboarding of the account first.",
            code="account_invalid",
        )


def _check_return_url(intent: Thing, params: Thing, browser: bool) -> None:
    automatic = intent["automatic_payment_methods"] or {}
    may_redirect = automatic.get("enabled") and automatic.get("allow_redirects") != "never"
    way_back = params.get("return_url") or params.get("use_stripe_sdk") or params.get("off_session") or browser
    if may_redirect and not way_back:
        raise StripeError(
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of"
            " these payment methods might redirect your customer off of your page, you must provide a `return_url`.",
            param="return_url",
        )
