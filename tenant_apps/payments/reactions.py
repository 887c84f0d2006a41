"""What follows from facts: an order's steps move its money, money that goes wrong is told to who has to know."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from shared_apps.journal.facts import Actor
from shared_apps.journal.models import Entry
from tenant_apps.notifications import actions as post
from tenant_apps.notifications.actions import Letter
from tenant_apps.notifications.tasks import send_message
from tenant_apps.ordering.models import Order
from tenant_apps.payments import actions, letters, queries
from tenant_apps.payments.models import Refund, RefundPart
from tenant_apps.payments.tasks import ask_provider

BY = Actor.system("payments")


def ask(entry: Entry) -> None:
    """Ask the provider once this is committed; a task that is lost on its way is made good by the completer."""
    transaction.on_commit(lambda: ask_provider.delay(entry.payload["call"]))


def capture(entry: Entry) -> None:
    """The shop takes it on: what is held becomes its own."""
    if order := _order(entry):
        actions.capture_order(order, at=entry.at)


def give_back(entry: Entry) -> None:
    """Nobody makes it: nothing is kept of what was paid online."""
    if order := _order(entry):
        actions.give_back(order, by=BY, at=entry.at)


def adjust(entry: Entry) -> None:
    """It costs something else now: what is too much goes back; what is missing its customer is asked for."""
    if order := _order(entry):
        actions.give_excess_back(order, by=BY, at=entry.at)


def tell_of_money(entry: Entry) -> None:
    """Write to the customer about their money, who may have given no e-mail address."""
    order = _order(entry)
    if order is None or not order.email:
        return
    message = post.write_message(letters.letter(entry.fact, order, entry.payload), cause=str(entry.id), at=entry.at)
    transaction.on_commit(lambda: send_message.delay(str(message.id)))


def _order(entry: Entry) -> Order | None:
    return Order.objects.filter(id=entry.payload["order"]).first()


def write_receipt(entry: Entry) -> None:
    """What is paid gets its receipt; one that stands is the same."""
    if order := _order(entry):
        actions.issue_receipt(order, by=BY, at=entry.at)


def renew_receipt(entry: Entry) -> None:
    """What was bought is another thing now, and costs the same: the receipt has to say so."""
    if order := _order(entry):
        actions.renew_receipt(order, by=BY, at=entry.at)


def write_credit_note(entry: Entry) -> None:
    """What has gone back is taken off the receipt, once it is known of all of the refund whether it went."""
    refund = Refund.objects.filter(id=entry.payload["refund"]).first()
    waiting = RefundPart.objects.filter(refund=refund, handed_over_at=None, state=RefundPart.State.RESERVED)
    if refund and not waiting.exists():
        actions.issue_credit_note(refund, by=BY, at=entry.at)


def tell_owners(entry: Entry) -> None:
    """Write to whoever owns the shop that money could not go back, and what to do about it."""
    refund = Refund.objects.select_related("order").filter(id=entry.payload["refund"]).first()
    if refund:
        _post(entry, letters.of_failed_refund(refund, entry.payload["amount"]))


def tell_owners_to_answer(entry: Entry) -> None:
    """Write to whoever owns the shop that their answer to a dispute was not taken."""
    if dispute := queries.dispute(UUID(entry.payload["dispute"])):
        _post(entry, letters.of_refused_answer(dispute, entry.payload["why"]))


def _post(entry: Entry, written: Iterable[tuple[str, Letter]]) -> None:
    for owner, letter in written:
        message = post.write_message(letter, cause=f"{entry.id}:{owner}", at=entry.at)
        transaction.on_commit(partial(send_message.delay, str(message.id)))
