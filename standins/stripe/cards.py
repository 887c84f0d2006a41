"""Stripe's documented test cards, and what each of them does."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any

from .errors import StripeError, declined
from .store import Books, Thing


@dataclass(frozen=True)
class Card:
    """`decline` is (code, decline_code or None). Aliases are the ids that Stripe's tests use in place of a number."""

    number: str
    brand: str
    aliases: tuple[str, ...] = ()
    decline: tuple[str, str | None] | None = None
    declines_on_attach: bool = True
    three_d_secure: str = ""  # "always", or "unless_set_up"
    disputed: bool = False
    refund: str = "succeeded"  # or "pending" (it arrives later), or "failed" (it comes back)
    country: str = "US"


def _declined(number: str, code: str, decline_code: str | None, *aliases: str, on_attach: bool = True) -> Card:
    return Card(number, "visa", aliases, (code, decline_code), on_attach)


CARDS = [
    Card("4242424242424242", "visa", ("pm_card_visa", "tok_visa", "pm_card_bypassPending")),
    Card("4000003800000008", "visa", ("pm_card_it", "tok_it"), country="IT"),
    Card("5555555555554444", "mastercard", ("pm_card_mastercard", "tok_mastercard")),
    Card("378282246310005", "amex", ("pm_card_amex", "tok_amex")),
    Card("4000002500003155", "visa", ("pm_card_authenticationRequiredOnSetup",), three_d_secure="unless_set_up"),
    Card("4000002760003184", "visa", ("pm_card_authenticationRequired",), three_d_secure="always"),
    Card("4000000000003220", "visa", ("pm_card_threeDSecure2Required",), three_d_secure="always"),
    _declined("4000000000000002", "card_declined", "generic_decline", "pm_card_visa_chargeDeclined", "pm_card_chargeDeclined"),
    _declined(
        "4000000000009995", "card_declined", "insufficient_funds", "pm_card_visa_chargeDeclinedInsufficientFunds",
        "pm_card_chargeDeclinedInsufficientFunds",
    ),
    _declined(
        "4000000000000069", "expired_card", "expired_card", "pm_card_visa_chargeDeclinedExpiredCard",
        "pm_card_chargeDeclinedExpiredCard",
    ),
    _declined(
        "4000000000000127", "incorrect_cvc", "incorrect_cvc", "pm_card_visa_chargeDeclinedIncorrectCvc",
        "pm_card_chargeDeclinedIncorrectCvc",
    ),
    _declined(
        "4000000000000119", "processing_error", "processing_error", "pm_card_visa_chargeDeclinedProcessingError",
        "pm_card_chargeDeclinedProcessingError",
    ),
    _declined(
        "4000000000000341", "card_declined", "generic_decline", "pm_card_chargeCustomerFail", on_attach=False
    ),
    Card("4000000000000259", "visa", ("pm_card_createDispute",), disputed=True),
    Card("4000000000007726", "visa", ("pm_card_pendingRefund",), refund="pending"),
    Card("4000000000005126", "visa", ("pm_card_refundFail",), refund="failed"),
]  # fmt: skip
_BY_NAME = {name: card for card in CARDS for name in (card.number, *card.aliases)}
WALLET_TOKEN = "tok_wallet"  # noqa: S105 - the button of the card form that pays without typing

MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


def method_for(books: Books, id: str, param: str = "payment_method") -> Thing:
    """The payment method with this id; for the id of a test card a new one, as at Stripe."""
    if id in _BY_NAME and id.startswith("pm_card_"):
        return new_method(books, _BY_NAME[id])
    method = books.get("payment_method", id, param)
    if method.get("_gone"):
        raise StripeError(
            "The provided PaymentMethod was detached from a Customer. It may not be used again.", param=param
        )
    return method


def from_params(books: Books, params: Thing) -> Thing:
    """A payment method from a number typed in, or from a token. Raises 402 for a number that cannot be one."""
    given: dict[str, Any] = params.get("card", {})
    if params.get("type", "card") != "card":
        raise StripeError("Only cards here: the stand-in knows no other payment methods.", param="type")
    token = given.get("token", "")
    number = given.get("number", "").replace(" ", "") or token
    number = CARDS[0].number if token == WALLET_TOKEN else number
    if number not in _BY_NAME:
        raise _wrong_number(number)
    _check_expiry(books, given)
    wallet: Thing | None = {"type": "google_pay", "google_pay": {}, "dynamic_last4": None}
    if token != WALLET_TOKEN:
        wallet = None
    method = new_method(books, _BY_NAME[number], given, wallet)
    method["billing_details"] |= params.get("billing_details") or {}
    method["metadata"] = params.get("metadata") or {}
    method["allow_redisplay"] = params.get("allow_redisplay", "unspecified")
    return method


def new_method(books: Books, card: Card, given: Thing | None = None, wallet: Thing | None = None) -> Thing:
    given = given or {}
    year, month = given.get("exp_year", 2034), given.get("exp_month", 12)
    return books.new(
        "payment_method",
        "pm",
        type="card",
        allow_redisplay="unspecified",
        billing_details={"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        customer=None,
        metadata={},
        card={
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": card.country,
            "display_brand": card.brand,
            "exp_month": month,
            "exp_year": year if year > 99 else 2000 + year,
            "fingerprint": hashlib.sha256(card.number.encode()).hexdigest()[:16],
            "funding": "credit",
            "last4": card.number[-4:],
            "networks": {"available": [card.brand], "preferred": None},
            "three_d_secure_usage": {"supported": True},
            "wallet": wallet,
        },
        _number=card.number,
        _set_up=False,
    )


def behind(method: Thing) -> Card:
    return _BY_NAME[method["_number"]]


def decline_error(card: Card, **more: Any) -> StripeError:
    """What a card that is refused answers (402)."""
    assert card.decline
    code, decline_code = card.decline
    return declined(MESSAGES.get(decline_code or "", MESSAGES.get(code, MESSAGES["card_declined"])), code=code,
                    decline_code=decline_code, **more)  # fmt: skip


def attach(books: Books, method: Thing, customer: str) -> None:
    """Keeps a card with its owner. Raises 402 where the bank refuses it even for that."""
    card = behind(method)
    if card.decline and card.declines_on_attach:
        raise decline_error(card)
    method["customer"] = customer
    books.touch(method)
    books.emit("payment_method.attached", method)


def _check_expiry(books: Books, given: Thing) -> None:
    if "exp_month" not in given:
        return
    month, year = given["exp_month"], given.get("exp_year", 0)
    if not 1 <= month <= 12:
        raise declined("Your card's expiration month is invalid.", code="invalid_expiry_month", decline_code=None,
                       param="exp_month")  # fmt: skip
    year = year if year > 99 else 2000 + year
    this_year, this_month = _today(books)
    if (year, month) < (this_year, this_month):
        raise declined("Your card's expiration year is invalid.", code="invalid_expiry_year", decline_code=None,
                       param="exp_year")  # fmt: skip


def _today(books: Books) -> tuple[int, int]:
    now = time.gmtime(books.now)
    return now.tm_year, now.tm_mon


def _wrong_number(number: str) -> StripeError:
    if not number.isdigit() or len(number) < 12:
        return declined("The card number is not a valid credit card number.", code="invalid_number", decline_code=None,
                        param="number")  # fmt: skip
    if not _luhn(number):
        return declined("Your card number is incorrect.", code="incorrect_number", decline_code=None, param="number")
    return declined(
        "Your card was declined. Your request was in test mode, but used a non test card.",
        code="card_declined",
        decline_code="test_mode_live_card",
        param="number",
    )


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
