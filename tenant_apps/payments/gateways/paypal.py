"""PayPal: an order of Orders v2 that its buyer approves, held and then taken for the pizzeria's own account."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.exceptions.error_exception import ErrorException

from pizzeria.money import Money, quantum
from tenant_apps.payments.gateways import Begun, Gone, Refused, Seen, SeenRefund, Terms, Unsure, paypal_disputes
from tenant_apps.payments.models import Payment
from toolbox import paypal

log = logging.getLogger(__name__)
_REFUNDS = {"COMPLETED": "settled", "PENDING": "pending"}
_HELD = ("CREATED", "PENDING", "PARTIALLY_CAPTURED")
_LOCALES = {"it": "it-IT", "en": "en-GB"}
_OVER = ("VOIDED", "EXPIRED", "DENIED")
_DENIED = ("DECLINED", "FAILED")


@contextmanager
def asked() -> Iterator[None]:
    """Turn what comes out of PayPal's client into the two errors that we know."""
    try:
        yield
    except ErrorException as error:
        if error.response_code >= 500 or error.response_code in (401, 403, 429):
            raise Unsure(str(error.name)) from error  # 401, 403: our credentials are mended one day
        details = getattr(error, "details", None) or []
        issue = getattr(details[0], "issue", None) if details else None
        words = getattr(details[0], "description", "") if details else ""
        said_no = Gone if error.response_code == 404 else Refused
        raise said_no(issue or error.name or "refused", words or error.message or "") from error
    except (ApiException, requests.RequestException, AuthValidationException) as error:
        raise Unsure(type(error).__name__) from error


class PayPal:
    def begin(self, payment: Payment, terms: Terms, *, key: str) -> Begun:
        context = {
            "return_url": terms.back,
            "cancel_url": f"{terms.back}?cancelled=1",
            "user_action": "PAY_NOW",
            "shipping_preference": "NO_SHIPPING",
            "locale": _LOCALES.get(terms.language, "it-IT"),
        }
        unit = {
            "amount": _amount(payment.amount, payment.currency),
            "payee": {"merchant_id": payment.merchant},
            "custom_id": str(payment.id),
            "description": terms.words[:127],
        }
        body = {
            "intent": "AUTHORIZE",
            "purchase_units": [unit],
            "payment_source": {"paypal": {"experience_context": context}},
        }
        with asked():
            order = paypal.client().orders.create_order({"body": body, **_keyed(payment, key)}).body
        return _begun(order)

    def resume(self, payment: Payment, *, customer: str = "") -> Begun:
        return _begun(self._order(payment))

    def find(self, payment: Payment) -> str:
        """Nothing: PayPal keeps no failure under a key, so that asking again finds it."""
        return ""

    def look(self, payment: Payment) -> Seen:
        try:
            order = self._order(payment)
        except Gone:
            if payment.state != Payment.State.STARTED:
                raise
            return _run_out(payment)
        unit = order.purchase_units[0]
        paid = getattr(unit, "payments", None)
        captures = _list(paid, "captures")
        holds = _list(paid, "authorizations")
        refunds = _list(paid, "refunds")
        gone = [one for one in refunds if one.status in _REFUNDS]
        taken = _taken(captures)
        disputes = self._disputes(payment, taken)
        kept = sum(_kept(one) for one in taken) - sum(_given_back(one) for one in gone)
        return Seen(
            reference=order.id,
            state=_state(holds, captures),
            amount=_minor(unit.amount),
            currency=unit.amount.currency_code,
            live=True,
            captured=sum(_minor(one.amount) for one in taken),
            fee=sum(_platform(_part(one, "seller_receivable_breakdown")) for one in taken),
            fee_returned=sum(_platform(_part(one, "seller_payable_breakdown")) for one in gone),
            provider_fee=kept + paypal_disputes.fees(disputes or ()),
            refunds=tuple(_refund(one) for one in refunds),
            disputes=None if disputes is None else paypal_disputes.seen(disputes),
            expires_at=_expires(holds),
            label=_label(order),
            is_approved=order.status == "APPROVED" and not holds,
        )

    def authorise(self, payment: Payment, *, key: str) -> None:
        """The buyer has said yes: let PayPal hold it."""
        with asked():
            paypal.client().orders.authorize_order({"id": payment.reference, "body": {}, **_keyed(payment, key)})

    def capture(self, payment: Payment, *, amount: int, fee: int, key: str) -> None:
        body: dict[str, Any] = {"amount": _amount(amount, payment.currency), "final_capture": True}
        if fee:
            body["payment_instruction"] = {"platform_fees": [{"amount": _amount(fee, payment.currency)}]}
        told = {"authorization_id": self._hold(payment), "body": body, **_keyed(payment, key)}
        with asked():
            paypal.client().payments.capture_authorized_payment(told)

    def void(self, payment: Payment, *, key: str) -> None:
        """Let go of what is held; what nobody approved holds nothing, and runs out by itself."""
        if hold := _live(self._holds(payment)):
            with asked():
                paypal.client().payments.void_payment({"authorization_id": hold.id, **_keyed(payment, key)})

    def refund(self, payment: Payment, *, amount: int, part: str, key: str, fee: int = 0) -> None:
        body: dict[str, Any] = {"amount": _amount(amount, payment.currency), "custom_id": part}
        if fee:
            body["payment_instruction"] = {"platform_fees": [{"amount": _amount(fee, payment.currency)}]}
        taken = _taken(_list(getattr(self._order(payment).purchase_units[0], "payments", None), "captures"))
        if not taken:
            raise Refused("NOTHING_CAPTURED")
        with asked():
            paypal.client().payments.refund_captured_payment(
                {"capture_id": taken[0].id, "body": body, **_keyed(payment, key)}
            )

    def order_of(self, capture: str) -> str:
        """Return the order that a capture belongs to, "" for one without. Raises Unsure or Refused."""
        with asked():
            found = paypal.client().payments.get_captured_payment({"capture_id": capture}).body
        related = _part(_part(found, "supplementary_data"), "related_ids")
        return str(_part(related, "order_id") or "")

    def _order(self, payment: Payment) -> Any:
        with asked():
            return paypal.client().orders.get_order({"id": payment.reference}).body

    def _hold(self, payment: Payment) -> str:
        hold = _live(self._holds(payment))
        if hold is None:
            raise Refused("NOTHING_HELD")
        return str(hold.id)

    def _holds(self, payment: Payment) -> list[Any]:
        return _list(getattr(self._order(payment).purchase_units[0], "payments", None), "authorizations")

    def _disputes(self, payment: Payment, captures: list[Any]) -> list[Any] | None:
        """Return what was complained about; None where the merchant has not let us look at it. Raises Unsure."""
        with asked():
            try:
                return [one for capture in captures for one in paypal.disputes(capture.id, payment.merchant)]
            except ErrorException as error:
                if error.response_code in (401, 429) or error.response_code >= 500:
                    raise
                log.warning("the disputes of payment %s cannot be seen: %s", payment.id, error.name)
                return None


GATEWAY = PayPal()


def _keyed(payment: Payment, key: str) -> dict[str, str]:
    return {
        "paypal_request_id": key,
        "paypal_auth_assertion": paypal.assertion(payment.merchant),
        "prefer": "return=representation",
    }


def _begun(order: Any) -> Begun:
    ways = [link.href for link in order.links or [] if link.rel in ("payer-action", "approve")]
    return Begun(order.id, address=ways[0] if ways else "")


def _run_out(payment: Payment) -> Seen:
    """PayPal forgets an order that nobody approved within some hours: no money can come of it any more."""
    return Seen(
        reference=payment.reference or "",
        state=Payment.State.VOIDED,
        amount=payment.amount,
        currency=payment.currency,
        live=True,
    )


def _state(holds: list[Any], captures: list[Any]) -> str:
    if _taken(captures):
        return Payment.State.CAPTURED
    if any(one.status in _HELD for one in holds):
        return Payment.State.AUTHORISED
    if captures:  # a hold is over once it was taken from, also where the bank denies an e-cheque days later
        return Payment.State.VOIDED if all(one.status in _DENIED for one in captures) else Payment.State.STARTED
    if holds and all(one.status in _OVER for one in holds):
        return Payment.State.VOIDED
    return Payment.State.STARTED


def _taken(captures: list[Any]) -> list[Any]:
    return [one for one in captures if one.status not in (*_DENIED, "PENDING")]


def _refund(refund: Any) -> SeenRefund:
    return SeenRefund(
        reference=refund.id,
        amount=_minor(refund.amount),
        state=_REFUNDS.get(refund.status, "failed"),
        part=getattr(refund, "custom_id", "") or "",
    )


def _kept(capture: Any) -> int:
    breakdown = _part(capture, "seller_receivable_breakdown")
    fee = getattr(breakdown, "paypal_fee", None) if breakdown else None
    return _minor(fee) if fee else 0


def _given_back(refund: Any) -> int:
    breakdown = _part(refund, "seller_payable_breakdown")
    fee = getattr(breakdown, "paypal_fee", None) if breakdown else None
    return _minor(fee) if fee else 0


def _platform(breakdown: Any) -> int:
    return sum(_minor(one.amount) for one in _list(breakdown, "platform_fees"))


def _live(holds: list[Any]) -> Any:
    """Return the hold that money is taken from: the newest that is not over. A renewal leaves the old one voided."""
    held = [one for one in holds if one.status in _HELD]
    return held[-1] if held else None


def _expires(holds: list[Any]) -> datetime | None:
    said = getattr(_live(holds), "expiration_time", None)
    return datetime.fromisoformat(said.replace("Z", "+00:00")) if said else None


def _label(order: Any) -> str:
    """Return e.g. "PayPal g•••@example.com": it stands on receipts for years, long after its buyer is forgotten here."""
    name, at, house = str(_part(_part(order, "payer"), "email_address") or "").partition("@")
    return f"PayPal {name[:1]}•••@{house}" if at else "PayPal"


def _part(thing: Any, name: str) -> Any:
    return getattr(thing, name, None)


def _list(thing: Any, name: str) -> list[Any]:
    return list(getattr(thing, name, None) or []) if thing is not None else []


def _amount(amount: int, currency: str) -> dict[str, str]:
    return {"currency_code": currency, "value": Money(amount * quantum(currency), currency).to_json()}


def _minor(amount: Any) -> int:
    return int(Decimal(amount.value) / quantum(amount.currency_code))
