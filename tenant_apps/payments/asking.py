"""Between the transactions: where a provider is really asked. Nothing here holds a lock or an open transaction.

Reserve (an action), ask (here), settle (an action). A crash at any point leaves a call that is written down with its
key; the completer (completing.py) makes it again, which to the provider is the same request.
"""

import logging
import time
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.urls import reverse

import tenants
from shared_apps.accounts.models import User
from shared_apps.journal.facts import Actor
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, cards, errors
from tenant_apps.payments.actions.settling import NO_REASON, Because
from tenant_apps.payments.gateways import Begun, Refused, Seen, Terms, Unsure, gateway_of, stripe_account
from tenant_apps.payments.gateways.stripe import GATEWAY as STRIPE
from tenant_apps.payments.merchant import Merchant, merchant
from tenant_apps.payments.models import Call, Method, Payment

log = logging.getLogger(__name__)
TRIES = 5
BY = Actor.system("payments")


def begin(
    order: Order, method: str, *, user: User | None, where: Merchant | None = None, by: Actor, at: datetime
) -> tuple[Payment, Begun]:
    """Let the customer pay what is due: return the payment with what their browser needs.

    ``where``: of who has looked already where it goes. Raises MethodNotReady, NothingDue, ProviderAway or
    ProviderRefused. Safe to repeat: a payment that has begun goes on; one that ran out meanwhile is begun anew.
    """
    where = where or merchant(method)
    if where is None:
        raise errors.MethodNotReady()
    payment = actions.start_payment(order, method=method, merchant=where, by=by, at=at)
    _alone()
    call = payment.calls.get(verb=Call.Verb.CREATE)
    try:
        if payment.reference:
            return payment, gateway_of(method).resume(payment, customer=_seen_by(user, payment))
        call = _with_terms(call, user)
        begun = gateway_of(method).begin(payment, Terms(**call.told), key=str(call.id))
        if call.told["customer"] != _seen_by(user, payment):  # begun by somebody else, whose browser heard no answer
            begun = replace(begun, cards="")
    except Unsure as unsure:
        raise errors.ProviderAway() from unsure
    except Refused as refused:
        if payment.reference and look(payment, at=at) and payment.state != Payment.State.STARTED:
            return begin(order, method, user=user, where=where, by=by, at=at)  # it ran out there, or came through
        actions.refuse_call(call, code=refused.code, message=refused.message, at=at)
        raise errors.ProviderRefused(why=refused.message or refused.code) from refused
    return actions.note_reference(payment, reference=begun.reference, at=at), begun


def settle(payment: Payment, *, because: Because = NO_REASON, at: datetime) -> Payment:
    """Look how the payment stands at its provider and write that down; return the row. Raises Unsure or Refused."""
    return compare(payment, because=because, at=at)[0]


def compare(payment: Payment, *, because: Because = NO_REASON, at: datetime) -> tuple[Payment, Seen]:
    """Do the same, and return beside the row what the provider has: nothing of it is written down where that is not as agreed."""
    _alone()
    for _again in range(TRIES):
        payment.refresh_from_db()
        seen = gateway_of(payment.method).look(payment)
        if actions.write_seen(payment, seen, because=because, at=at):
            payment.refresh_from_db()
            return payment, seen
    raise Unsure(f"{payment.id} changes faster than it can be looked at")


def look(payment: Payment, *, because: Because = NO_REASON, at: datetime) -> bool:
    """Look how it stands; return whether anybody could say."""
    try:
        settle(payment, because=because, at=at)
    except (Unsure, Refused) as silent:
        log.warning("payment %s could not be looked at: %s", payment.id, silent)
        return False
    return True


def ask(id: UUID | str, *, at: datetime) -> None:
    """Make one attempt at a call; without an answer it stays open and comes again."""
    _alone()
    call = actions.take_call(id, at=at)
    if call is None:
        return
    try:
        if (call.attempts or call.verb == Call.Verb.CREATE) and _is_answered(call, at=at):
            return
        _make(call)
    except Unsure as unsure:
        log.warning("call %s (%s) has no answer at attempt %s: %s", call.id, call.verb, call.attempts + 1, unsure)
    except Refused as refused:
        _turn_down(call, refused, at=at)
    else:
        look(call.payment, because=Because(call=call), at=at)


def ask_open(payment: Payment, *, at: datetime) -> Payment:
    """Make at once what is planned for this payment and due: for somebody who waits to see what became of it."""
    for id in Call.objects.due(at=at).filter(payment=payment).order_by("id").values_list("id", flat=True):
        ask(id, at=at)
    payment.refresh_from_db()
    return payment


def wait_for(payment: Payment, *, seconds: float) -> Payment:
    """Return the payment once nobody else is asking for it, a webhook's worker mostly; it is waited for a few seconds."""
    until = time.monotonic() + seconds
    while payment.calls.open().exists() and time.monotonic() < until:
        time.sleep(0.2)
    payment.refresh_from_db()
    return payment


def note_payout(payout: str, *, account: str, at: datetime) -> None:
    """Write down what became of a pay-out of the pizzeria's account at Stripe. Raises Unsure or Refused."""
    _alone()
    actions.book_moves(stripe_account.moves_of_payout(account, payout), by=BY, at=at)


def _is_answered(call: Call, *, at: datetime) -> bool:
    """Look what an earlier attempt has done before asking again. Raises Unsure.

    The key alone would not do: Stripe keeps it for a day only, and says a failure again for as long although what was
    asked for may have been done (https://docs.stripe.com/error-low-level).
    """
    payment = call.payment
    try:
        if not payment.reference and (found := gateway_of(payment.method).find(payment)):
            actions.note_reference(payment, reference=found, at=at)
        if payment.reference:
            settle(payment, at=at)
    except Refused as refused:
        raise Unsure(f"{payment.id} cannot be looked at: {refused}") from refused
    return not Call.objects.open().filter(id=call.id).exists()


def _turn_down(call: Call, refused: Refused, *, at: datetime) -> None:
    """The provider says no: before anybody is told, look why. It may be done already, by us or by somebody there."""
    try:
        if call.payment.reference:
            settle(call.payment, at=at)
    except Unsure as unsure:
        log.warning("call %s was refused (%s), and nobody knows why: %s", call.id, refused.code, unsure)
        return  # it stays open: asked again it is refused again, or seen to be done
    except Refused as blind:
        log.warning("payment %s cannot be looked at: %s", call.payment_id, blind)
        if call.verb in (Call.Verb.CAPTURE, Call.Verb.REFUND):
            return  # nobody can say what became of the money: that is no answer
    actions.refuse_call(call, code=refused.code, message=refused.message, at=at)


def _make(call: Call) -> None:
    payment, key = call.payment, str(call.id)
    gateway = gateway_of(payment.method)
    if call.verb == Call.Verb.CREATE:
        begun = gateway.begin(payment, Terms(**_with_terms(call, None).told), key=key)
        payment.reference = begun.reference
        Payment.objects.filter(id=payment.id, reference=None).update(reference=begun.reference)
    elif call.verb == Call.Verb.AUTHORISE:
        gateway.authorise(payment, key=key)
    elif call.verb == Call.Verb.CAPTURE:
        gateway.capture(payment, amount=call.amount or 0, fee=call.fee or 0, key=key)
    elif call.verb == Call.Verb.VOID:
        gateway.void(payment, key=key)
    elif call.verb == Call.Verb.REFUND:
        gateway.refund(payment, amount=call.amount or 0, part=str(call.part_id), key=key, fee=call.fee or 0)
    else:
        STRIPE.send_evidence(payment, call.told["dispute"], call.told["evidence"], key=key)


def _seen_by(user: User | None, payment: Payment) -> str:
    """Return how the provider calls whoever looks at a payment that has begun, who need not be the one who began it.

    An order's address is passed on, to be paid on another phone or by a friend: only its owner is shown what they saved.
    """
    return cards.known(user, payment.merchant) if user and payment.method == Method.CARD else ""


def _with_terms(call: Call, user: User | None) -> Call:
    """Keep what the provider is told before it is told: asked again with the same key it must be the same request."""
    here = tenants.current()
    if here is None:
        raise tenants.NoTenant("a payment belongs to a pizzeria")
    if not call.told:
        payment, order = call.payment, call.payment.order
        is_card = payment.method == Method.CARD
        terms = Terms(
            words=f"{here.name} {order.called}",
            back=here.url(reverse("payments:back", args=[order.id])),
            language=order.language,
            customer=cards.holder(user, payment.merchant) if user and is_card else "",
        )
        Call.objects.filter(id=call.id, told={}).update(told=asdict(terms))
        call.refresh_from_db(fields=["told"])
    return call


def _alone() -> None:
    """A provider may be slow: nobody may wait for our locks meanwhile. Raises RuntimeError inside a transaction."""
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("a provider is never asked inside a transaction")
