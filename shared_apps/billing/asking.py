"""Ask the provider and take its answer over: intent (one transaction), the call (none), settlement (one transaction).

Wherever this dies, the intent stays; ``finish_calls`` asks again with the same key and
reads the whole answer, so nothing is done twice and nothing is forgotten. Where the key is only
answered with an error, what stands at the provider decides.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from shared_apps.billing import actions, reading, verbs
from shared_apps.billing.actions.calls import GIVEN_UP_AFTER
from shared_apps.billing.errors import CardDeclined, ProviderAway, ProviderRefused
from shared_apps.billing.models import Call, Invoice, Subscription
from shared_apps.billing.seen import Event
from shared_apps.billing.stripe_client import Away, Broken, Declined, Refused
from shared_apps.journal.facts import Actor
from toolbox.refusals import Refusal

log = logging.getLogger(__name__)
# The provider forgets a key after a day: asked again then, it might do the same a second time. What was done all the
# same is found by the night's reading.
KEYS_LAST = timedelta(hours=23)
_SYSTEM = Actor.system("billing")


def ask(id: UUID, verb: str, *, params: Mapping[str, Any] | None = None, by: Actor, at: datetime) -> Subscription:
    """Let the provider do something for this subscription and return its row as it is then.

    Raises StillBusy, CardDeclined or ProviderRefused (nothing was done), or ProviderAway (it is done later). Where the
    bank asks the card's owner first, it is not subscribed, or the bill unpaid, as before: see ``verbs.bank_page``.
    """
    call = actions.intend_call(id, verb, params=params or {}, by=by, at=at)
    return finish(call, by=by, at=at)


def finish(call: Call, *, by: Actor, at: datetime) -> Subscription:
    """Do what was intended, for the first time or again; raises as ``ask`` does."""
    row = Subscription.objects.get(pk=call.subscription_id)
    try:
        customer = verbs.perform(call.verb, row, call.params, key=str(call.id))
        read(row.pk, customer, call=call.id, by=by, at=at)
        if call.verb == "subscribe":
            actions.note_unconfirmed(row.pk, call=call.id, at=at)
    except Declined as declined:
        actions.refuse_call(call.id, problem=str(declined), at=at)
        _read_quietly(row, by=by, at=at)
        raise CardDeclined(why=str(declined)) from declined
    except Refused as refused:
        actions.refuse_call(call.id, problem=str(refused), at=at)
        raise ProviderRefused(why=str(refused)) from refused
    except Broken as broken:
        if call.tried_at == call.intended_at:  # the first time: it may have passed by
            raise _away(call, broken) from broken
        _go_by_what_stands(call, row, by=by, at=at)
    except Away as away:
        raise _away(call, away) from away
    return Subscription.objects.get(pk=row.pk)


def _away(call: Call, away: Away) -> ProviderAway:
    log.warning("%s %s is not settled yet: %s", call.verb, call.id, away)
    return ProviderAway()


def _go_by_what_stands(call: Call, row: Subscription, *, by: Actor, at: datetime) -> None:
    """The same key was answered with an error twice. Either it was done all the same, or the way is free for a new key.

    Raises ProviderRefused where it was not done, ProviderAway while the provider cannot be read either.
    """
    try:
        customer = row.customer or verbs.find_customer(row, since=call.intended_at)
        if customer:
            read(row.pk, customer, by=by, at=at)
    except (Away, Refused) as error:
        raise ProviderAway() from error
    if not customer or not verbs.is_done(call.verb, Subscription.objects.get(pk=row.pk), call.params):
        log.error("%s %s is answered with errors only and was not done", call.verb, call.id)
        actions.refuse_call(call.id, problem="answered with errors only", at=at)
        raise ProviderRefused(why=_("It has trouble of its own. Please try again."))
    actions.note_done(call.id, at=at)


def read(
    id: UUID, customer: str, *, event: Event | None = None, call: UUID | None = None, by: Actor = _SYSTEM, at: datetime
) -> bool:
    """Read all there is about the customer and take it over; return whether it was news. Raises Away or Refused."""
    turn = actions.take_turn(id)
    answer = reading.read_customer(customer, turn=turn)
    return actions.settle_answer(id, answer, event=event, call=call, by=by, at=at)


def finish_calls(*, at: datetime) -> int:
    """Go on with every call that nobody has in hand; return how many came to an end."""
    left = Call.objects.filter(state=Call.State.INTENDED, tried_at__lte=at - GIVEN_UP_AFTER).order_by("tried_at")
    done = 0
    for call in left[:50]:
        if call.intended_at <= at - KEYS_LAST:
            log.error("%s %s was never answered and is given up", call.verb, call.id)
            done += actions.refuse_call(call.id, problem="never answered", at=at)
            continue
        if not Call.objects.filter(id=call.id, tried_at=call.tried_at).update(tried_at=at):
            continue  # another completer was faster
        call.tried_at = at
        try:
            finish(call, by=_SYSTEM, at=at)
        except (CardDeclined, ProviderRefused):
            pass  # an end, too
        except ProviderAway:
            continue
        done += 1
    return done


def read_again(*, at: datetime) -> int:
    """Read every customer anew, whatever the webhooks said or did not say; return how many were read.

    Who is even again, but not by a press here, is asked for what was left lying meanwhile.
    """
    count = 0
    for id, customer in Subscription.objects.at_provider().values_list("pk", "customer"):
        try:
            read(id, customer, at=at)
            count += 1
            if Invoice.objects.left_lying(id, at=at).exists():
                ask(id, "pay", by=_SYSTEM, at=at)
        except (Away, Refused) as error:
            log.warning("subscription %s was not read: %s", id, error)
        except Refusal as refusal:
            log.warning("what subscription %s left lying was not collected: %s", id, refusal)
    return count


def hand_in_orders(*, at: datetime) -> int:
    """Tell the meter the orders of the days that are over; return how many days it took."""
    told = 0
    for count in actions.reserve_hand_in(at=at):
        try:
            if count.sent and count.told_for:
                verbs.tell_meter(count.subscription.customer, orders=count.sent, at=count.told_for, key=count.key)
        except Away as away:
            log.warning("the meter does not answer for %s: %s", count.key, away)
            continue  # of this one the answer may be an error that is remembered for a day
        except Refused as refused:
            log.error("the meter refused %s: %s", count.key, refused)
            continue
        actions.note_handed_in(count, at=at)
        told += 1
    return told


def _read_quietly(row: Subscription, *, by: Actor, at: datetime) -> None:
    """After a decline: the card may be new, and a bill may have been tried once more."""
    customer = Subscription.objects.values_list("customer", flat=True).get(pk=row.pk)
    try:
        if customer:
            read(row.pk, customer, by=by, at=at)
    except (Away, Refused) as error:
        log.warning("subscription %s was not read after a decline: %s", row.pk, error)
