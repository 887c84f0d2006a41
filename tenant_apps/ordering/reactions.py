"""What follows from an order's facts."""

from django.db import transaction

from pizzeria import order_flow
from shared_apps.journal.models import Entry
from tenant_apps.notifications import actions as post
from tenant_apps.notifications.tasks import send_message
from tenant_apps.ordering import actions, queries
from tenant_apps.ordering.letters import letter
from tenant_apps.ordering.models import Order


def look_again(entry: Entry) -> None:
    """What ran out may be missing in an order for later that was found to be in order; the clock looks once more."""
    actions.look_again(entry.payload["ingredient"], at=entry.at)


def tell_customer(entry: Entry) -> None:
    """Write to the customer, who may have given no e-mail address.

    The message stands with this reaction or not at all. It is sent after the commit; a
    task that is lost on its way is made good by the sweeper.
    """
    order = Order.objects.prefetch_related("lines").filter(id=entry.payload["order"]).first()
    if order is None or not order.email or (order.state in order_flow.LOST and not queries.was_placed(order)):
        return  # who left before paying knows it
    told = {}
    if number := entry.payload.get("revision"):
        told["revision"] = order.revisions.get(number=number)
    message = post.write_message(letter(entry.fact, order, **told), cause=str(entry.id), at=entry.at)
    transaction.on_commit(lambda: send_message.delay(str(message.id)))
