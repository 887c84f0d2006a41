"""What is to be printed, and what becomes of it. The wire itself is a task's: no printer is waited for in a transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from shared_apps.journal import actions as journal
from shared_apps.journal.facts import Actor
from tenant_apps.kitchen import network
from tenant_apps.kitchen.errors import NoPrinter
from tenant_apps.kitchen.facts import PrinterAdded, PrinterRemoved, PrintingFailed, PrintingStopped
from tenant_apps.kitchen.models import WAITING, Paper, Printer, PrintJob
from tenant_apps.ordering.models import Order, OrderLine
from toolbox.ids import uuid7

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=2)
LONGEST_TRIED = timedelta(minutes=20)  # later the pizza has left without it
SYSTEM = Actor.system("printing")


@transaction.atomic
def add_printer(fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Printer:
    """Add a printer of the shop's network. Raises PrintersOff or BadPrinterAddress."""
    network.check_can_reach(fields["address"], fields["port"])
    printer = Printer.objects.create(**fields)
    journal.record(PrinterAdded(str(printer.id), printer.prints, printer.station), by=by, at=at)
    return printer


@transaction.atomic
def remove_printer(printer: Printer, *, by: Actor, at: datetime) -> None:
    """Forget the printer with all it has still to print."""
    journal.record(PrinterRemoved(str(printer.id)), by=by, at=at)
    printer.delete()


@transaction.atomic
def ask_printers(order: Order, paper: str, *, cause: str, at: datetime, revision: int = 0) -> list[PrintJob]:
    """Give the paper to every printer that prints such; the same cause gives the jobs that were made for it already.

    An order for later waits until the kitchen begins it.
    """
    if not network.is_on():
        return []
    prints = Printer.Prints.LABELS if paper == Paper.LABEL else Printer.Prints.TICKETS
    made = set(OrderLine.objects.filter(order=order).values_list("station", flat=True))
    begins = order.fires_at if order.fires_at and order.state == "accepted" else at
    return [
        PrintJob.objects.get_or_create(
            cause=f"{cause} {printer.id}",
            defaults={
                "printer": printer,
                "order": order,
                "paper": paper,
                "revision": revision,
                "asked_at": max(begins, at),
                "next_at": max(begins, at),
            },
        )[0]
        for printer in Printer.objects.filter(prints=prints)
        if not printer.station or printer.station in made
    ]


@transaction.atomic
def print_paper(order: Order, paper: str, *, by: Actor, at: datetime) -> list[PrintJob]:
    """Print it now, once more if it was printed before. Raises NoPrinter."""
    jobs = ask_printers(order, paper, cause=f"again {uuid7()}", at=at)
    if not jobs:
        raise NoPrinter()
    return jobs


@transaction.atomic
def drop_job(job: PrintJob, *, by: Actor, at: datetime) -> None:
    """Try no longer; somebody has seen that it was not printed."""
    journal.record(PrintingStopped(str(job.order_id), str(job.printer_id), job.paper), by=by, at=at)
    job.delete()


@transaction.atomic
def take_job(id: UUID | str, *, at: datetime) -> PrintJob | None:
    """Return the job for one attempt to print it, None when it is not due or somebody else has taken it.

    The next attempt is due already when this one ends without a word: it may then be printed twice, never not at all.
    """
    job = PrintJob.objects.filter(id=id).first()
    if job is None:
        return None
    wait = min(FIRST_WAIT * 2 ** min(job.attempts, 8), LONGEST_WAIT)
    still = PrintJob.objects.due(at=at).filter(id=id, attempts=job.attempts)
    if not still.update(attempts=F("attempts") + 1, next_at=at + wait):
        return None
    return PrintJob.objects.select_related("printer", "order").get(id=id)


@transaction.atomic
def settle_job(job: PrintJob, *, at: datetime, error: str = "") -> None:
    """Note that it is on paper; with an error that it is not, and after twenty minutes never will be.

    The kitchen is told the first time it fails, and when nobody tries any more.
    """
    waiting = PrintJob.objects.filter(WAITING, id=job.id)
    if not error:
        if waiting.update(printed_at=at, error="") and job.error:
            journal.record(PrintingStopped(str(job.order_id), str(job.printer_id), job.paper), by=SYSTEM, at=at)
        return
    is_over = at - job.asked_at >= LONGEST_TRIED
    if waiting.update(error=error[:120], given_up_at=at if is_over else None) and (is_over or not job.error):
        journal.record(PrintingFailed(str(job.order_id), str(job.printer_id), job.paper), by=SYSTEM, at=at)
