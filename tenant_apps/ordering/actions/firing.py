"""Pre-orders: looked at again a little before the kitchen begins them, while there is still time to call the customer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from pizzeria import recipes
from pizzeria.catalogue import Menu
from pizzeria.configuration import Configuration, Invalid
from pizzeria.words import LANGUAGES, text_of
from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.delivery import queries as places
from tenant_apps.delivery.models import Hold
from tenant_apps.menu import queries as menu
from tenant_apps.ordering import facts, repeats
from tenant_apps.ordering.models import Order
from tenant_apps.ordering.repeats import Repeat
from tenant_apps.shop import queries as shops

LEAD = timedelta(minutes=30)  # before it is begun: time to call, and to think of something else


def due_pre_orders(*, at: datetime) -> list[UUID]:
    """Return the accepted orders for later that are begun soon and were not looked at yet."""
    found = Order.objects.filter(state="accepted", checked_at=None, fires_at__lte=at + LEAD)
    return list(found.order_by("fires_at").values_list("id", flat=True))


@transaction.atomic
def check_pre_order(id: UUID, *, by: Actor, at: datetime) -> Order | None:
    """Look whether all of it can still be made. What is wrong is written into the order, and the counter rings.

    The agreed price stands, a difference goes into the journal. The customer hears nothing: what to say is the shop's
    to decide. Safe to repeat, and for two at once: who comes second finds it done and returns None.
    """
    waiting = Order.objects.select_for_update(skip_locked=True).filter(id=id, state="accepted", checked_at=None)
    order = waiting.first()
    if order is None:
        return None
    compared = repeats.repeat(order, at=at)
    short = _dough_short(order, at=at)
    order.checked_at = at
    order.problem = _in_words(compared, short)
    order.save(update_fields=["checked_at", "problem"])
    told: dict[str, Any] = {
        "order": str(order.id),
        "number": order.number,
        "order_type": order.order_type,
        "state": order.state,
        "business_day": order.business_day.isoformat(),
    }
    checked = facts.PreOrderChecked(**told, agreed=compared.before.to_json(), today=compared.now.to_json())
    journal.record(checked, by=by, at=at)
    if order.problem:
        journal.record(facts.PreOrderInTrouble(**told), by=by, at=at)
    return order


@transaction.atomic
def look_again(ingredient: str, *, at: datetime) -> int:
    """Let the orders for later with this ingredient be looked at once more: it ran out after they were. Return how many."""
    card = menu.price_menu(at=at)
    # Locked, those not looked at yet among them: one that is looked at at this moment may not know of it.
    waiting = Order.objects.select_for_update().filter(state="accepted", fires_at__gt=at).order_by("id")
    hit = [
        order.id for order in waiting.prefetch_related("lines") if order.checked_at and _holds(card, order, ingredient)
    ]
    return Order.objects.filter(id__in=hit).update(checked_at=None)


@transaction.atomic
def settle_problem(order: Order, *, by: Actor, at: datetime) -> Order:
    """The shop has found a way: the order is made as it stands."""
    if Order.objects.filter(id=order.id).exclude(problem={}).update(problem={}):
        fact = facts.PreOrderSettled(
            order=str(order.id),
            number=order.number,
            order_type=order.order_type,
            state=order.state,
            business_day=order.business_day.isoformat(),
        )
        journal.record(fact, by=by, at=at)
    return Order.objects.prefetch_related("lines", "events").get(id=order.id)


def _holds(card: Menu, order: Order, ingredient: str) -> bool:
    for line in order.standing:
        try:
            used = {item.id for item in recipes.ingredients(card, Configuration.from_json(line.configuration))}
        except Invalid:
            return True  # something of it has left the menu: all the more reason to look
        if ingredient in used:
            return True
    return False


def _dough_short(order: Order, *, at: datetime) -> int:
    """How many balls of dough of its day are not there after all: somebody has counted anew."""
    own = Hold.objects.filter(order=order.id).first()
    if own is None or not own.balls:
        return 0
    left = places.dough_left(shops.timetable(at=at).shop, own.day, at=at, mine=[own.id])
    return 0 if left is None else max(own.balls - left, 0)


def _in_words(compared: Repeat, short: int) -> dict[str, str]:
    """What is wrong, in both languages; nothing when nothing is."""
    wrong = [item for item in compared.items if item.problem]
    if not wrong and not short:
        return {}
    found = {}
    for language in LANGUAGES:
        with override(language):
            words: Iterable[str] = [
                f"{text_of(item.line.name, language)}: {item.problem.text(language)}" for item in wrong if item.problem
            ]
            dough = [_("The dough of that day is short by %(many)s.") % {"many": short}] if short else []
            found[language] = " ".join([*words, *dough])
    return found
