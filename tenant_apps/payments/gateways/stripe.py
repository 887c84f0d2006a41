"""Stripe: direct charges on the pizzeria's own connected account, our share as an application fee.

The card never comes near us: the browser hands it to Stripe (PCI SAQ A).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from tenant_apps.payments.gateways import Begun, Refused, Seen, SeenDispute, SeenRefund, Terms, Unsure
from tenant_apps.payments.models import Payment

SECONDS = 20
_CLOCKS_DIFFER = timedelta(minutes=5)
_EXPAND = ["latest_charge.balance_transaction", "latest_charge.application_fee"]
_STATES = {
    "requires_capture": Payment.State.AUTHORISED,
    "succeeded": Payment.State.CAPTURED,
    "canceled": Payment.State.VOIDED,
}
_REFUNDS = {"succeeded": "settled", "pending": "pending", "requires_action": "pending"}
# A dispute that is still a question has taken nothing; these are decided.
_CLOSED = ("won", "lost", "warning_closed", "prevented")


def client() -> stripe.StripeClient:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@cache
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=SECONDS),
        max_network_retries=1,
    )


@contextmanager
def asked() -> Iterator[None]:
    """Turn Stripe's errors into the two that we know."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise Unsure(str(error)) from error
    except (stripe.CardError, stripe.InvalidRequestError) as error:
        if error.code == "lock_timeout" or error.http_status == 409:
            raise Unsure(str(error)) from error
        raise Refused(error.code or "refused", error.user_message or "") from error
    except stripe.StripeError as error:
        # 5xx, a key in flight: it may have happened. 401, 403: our key is mended one day.
        raise Unsure(str(error)) from error


class Stripe:
    def begin(self, payment: Payment, terms: Terms, *, key: str) -> Begun:
        params: dict[str, Any] = {
            "amount": payment.amount,
            "currency": payment.currency.lower(),
            "capture_method": "manual",
            "automatic_payment_methods": {"enabled": True},
            "description": terms.words,
            "metadata": {"payment": str(payment.id), "order": str(payment.order_id)},
        }
        if terms.customer:
            params["customer"] = terms.customer
        with asked():
            intent = client().v1.payment_intents.create(params, {"idempotency_key": key, **_on(payment)})
        return self._begun(payment, intent, customer=terms.customer)

    def resume(self, payment: Payment, *, customer: str = "") -> Begun:
        with asked():
            intent = client().v1.payment_intents.retrieve(_named(payment), options=_on(payment))
        return self._begun(payment, intent, customer=customer)

    def find(self, payment: Payment) -> str:
        since = {"gte": int((payment.started_at - _CLOCKS_DIFFER).timestamp())}
        with asked():
            listed = client().v1.payment_intents.list({"created": since, "limit": 100}, _on(payment))
            ours = (intent.id for intent in listed.auto_paging_iter() if _told(intent, "payment") == str(payment.id))
            return next(ours, "")

    def look(self, payment: Payment) -> Seen:
        with asked():
            intent = client().v1.payment_intents.retrieve(_named(payment), {"expand": _EXPAND}, _on(payment))
            refunds: list[Any] = []
            disputes: list[Any] = []
            if intent.status == "succeeded":
                found = client().v1.refunds.list({"payment_intent": intent.id, "limit": 100}, _on(payment))
                refunds = [refund for refund in found.auto_paging_iter() if _moved(refund)]
            if intent.latest_charge and intent.latest_charge.disputed:
                disputes = client().v1.disputes.list({"payment_intent": intent.id, "limit": 100}, _on(payment)).data
        return _seen(intent, refunds, disputes)

    def capture(self, payment: Payment, *, amount: int, fee: int, key: str) -> None:
        params: dict[str, Any] = {"amount_to_capture": amount}
        if fee:
            params["application_fee_amount"] = fee
        with asked():
            client().v1.payment_intents.capture(_named(payment), params, {"idempotency_key": key, **_on(payment)})

    def void(self, payment: Payment, *, key: str) -> None:
        with asked():
            client().v1.payment_intents.cancel(_named(payment), {}, {"idempotency_key": key, **_on(payment)})

    def authorise(self, payment: Payment, *, key: str) -> None:
        """Stripe holds what is confirmed by itself."""

    def refund(self, payment: Payment, *, amount: int, part: str, key: str, fee: int = 0) -> None:
        params: dict[str, Any] = {"payment_intent": _named(payment), "amount": amount, "metadata": {"part": part}}
        if payment.fee:
            params["refund_application_fee"] = True
        with asked():
            client().v1.refunds.create(params, {"idempotency_key": key, **_on(payment)})

    def send_evidence(self, payment: Payment, dispute: str, evidence: dict[str, str], *, key: str) -> None:
        """Hand in what the shop has to say about a dispute, once and for all."""
        params: Any = {"evidence": evidence, "submit": True}
        with asked():
            client().v1.disputes.update(dispute, params, {"idempotency_key": key, **_on(payment)})

    def _begun(self, payment: Payment, intent: Any, *, customer: str) -> Begun:
        cards = ""
        if customer and customer == intent.customer:
            with suppress(Unsure, Refused), asked():  # without it they type a card, as a guest does
                cards = _cards(customer, payment)
        return Begun(intent.id, secret=intent.client_secret or "", cards=cards)


GATEWAY = Stripe()


def _cards(customer: str, payment: Payment) -> str:
    """Let the card fields show what this customer saved, save another one and remove one."""
    features = {
        "payment_method_redisplay": "enabled",
        "payment_method_save": "enabled",
        "payment_method_save_usage": "on_session",
        "payment_method_remove": "enabled",
    }
    components: Any = {"payment_element": {"enabled": True, "features": features}}
    session = client().v1.customer_sessions.create({"customer": customer, "components": components}, _on(payment))
    return session.client_secret


def _on(payment: Payment) -> dict[str, Any]:
    return {"stripe_account": payment.merchant}


def _named(payment: Payment) -> str:
    if not payment.reference:
        raise ValueError(f"{payment.id} has not begun at Stripe")
    return payment.reference


def _seen(intent: Any, refunds: list[Any], disputes: list[Any]) -> Seen:
    charge = intent.latest_charge
    fee = charge.application_fee if charge else None
    return Seen(
        reference=intent.id,
        state=_STATES.get(intent.status, Payment.State.STARTED),
        amount=intent.amount,
        currency=intent.currency.upper(),
        live=intent.livemode,
        captured=intent.amount_received,
        fee=fee.amount if fee else 0,
        fee_returned=fee.amount_refunded if fee else 0,
        provider_fee=_kept(charge) + sum(_fees(dispute) for dispute in disputes),
        refunds=tuple(_refund(refund) for refund in refunds),
        disputes=tuple(_dispute(dispute) for dispute in disputes),
        expires_at=_expires(charge) if intent.status == "requires_capture" else None,
        label=_label(charge),
        problem=_problem(intent),
    )


def _kept(charge: Any) -> int:
    """What Stripe keeps of a charge for itself, apart from our share."""
    entry = charge.balance_transaction if charge else None
    return sum(item.amount for item in entry.fee_details if item.type != "application_fee") if entry else 0


def _fees(dispute: Any) -> int:
    return sum(entry.fee for entry in dispute.balance_transactions)


def _refund(refund: Any) -> SeenRefund:
    return SeenRefund(
        reference=refund.id,
        amount=refund.amount,
        state=_REFUNDS.get(refund.status, "failed"),
        part=_told(refund, "part"),
        problem=getattr(refund, "failure_reason", "") or "",
    )


def _moved(refund: Any) -> bool:
    """Whether money went back. What was held and not captured stands among the refunds too, without an entry."""
    return refund.status != "succeeded" or refund.balance_transaction is not None


def _told(thing: Any, name: str) -> str:
    """What we told Stripe about it when it was made; "" for what was made elsewhere."""
    told = thing.metadata
    return str(told[name]) if told and name in told else ""


def _dispute(dispute: Any) -> SeenDispute:
    due = dispute.evidence_details.due_by if dispute.evidence_details else None
    return SeenDispute(
        reference=dispute.id,
        amount=dispute.amount,
        withdrawn=-sum(entry.amount for entry in dispute.balance_transactions),
        state=dispute.status,
        is_closed=dispute.status in _CLOSED,
        reason=dispute.reason or "",
        due_at=_moment(due),
    )


def _expires(charge: Any) -> datetime | None:
    details = charge.payment_method_details if charge else None
    card = getattr(details, "card", None) if details else None
    return _moment(getattr(card, "capture_before", None)) if card else None


def _label(charge: Any) -> str:
    """Return e.g. "Visa ···· 4242": enough to know one's card by, and nothing more."""
    details = charge.payment_method_details if charge else None
    card = getattr(details, "card", None) if details else None
    if not card:
        return details.type.replace("_", " ").capitalize() if details else ""
    return f"{(card.brand or '').replace('_', ' ').title()} ···· {card.last4}"


def _problem(intent: Any) -> str:
    error = intent.last_payment_error
    return (error.message or error.code or "")[:300] if error else ""


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
