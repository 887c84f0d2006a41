"""What the kitchen's printers do when something happens to an order."""

from django.db import transaction

from shared_apps.journal.models import Entry
from tenant_apps.kitchen import actions, network
from tenant_apps.kitchen.models import Paper
from tenant_apps.kitchen.tasks import print_job
from tenant_apps.ordering.models import Order

MAKING = ("accepted", "preparing", "ready")


def print_order(entry: Entry) -> None:
    """Print ticket and labels of an order that was accepted, when the kitchen begins it."""
    _print(entry, Paper.TICKET, Paper.LABEL)


def print_changes(entry: Entry) -> None:
    """Print what an edit changed, and the labels once more."""
    _print(entry, Paper.CHANGES, Paper.LABEL, revision=int(entry.payload.get("revision", 0)))


def _print(entry: Entry, *papers: str, revision: int = 0) -> None:
    if not network.is_on():
        return
    order = Order.objects.filter(id=entry.payload["order"], state__in=MAKING).first()
    if order is None:
        return
    for paper in papers:
        told = revision if paper == Paper.CHANGES else 0
        jobs = actions.ask_printers(order, paper, cause=f"{entry.id} {paper}", at=entry.at, revision=told)
        for job in jobs:
            transaction.on_commit(lambda id=str(job.id): print_job.delay(id))  # type: ignore[misc]
