"""Printing, outside any transaction. One attempt a task; the sweeper makes the next ones when they are due."""

import logging
from datetime import datetime, timedelta

import tenants
from tenant_apps.kitchen import actions, network, printing, queries
from tenant_apps.kitchen.errors import BadPrinterAddress, NothingToPrint, PrintersOff
from tenant_apps.kitchen.models import PrintJob
from tenants import registry
from tenants.tasks import platform_task, tenant_task
from toolbox import clock

log = logging.getLogger(__name__)
AT_ONCE = 50
KEPT = timedelta(days=2)
OVER = ("rejected", "cancelled", "delivered", "collected")


@tenant_task
def print_job(id: str) -> None:
    _print(id, at=clock.now())


@tenant_task
def print_waiting() -> None:
    """Print what is due: what a printer would not take before, what a crash left, orders whose time has come."""
    at = clock.now()
    for id in PrintJob.objects.due(at=at).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]:
        _print(str(id), at=at)
    PrintJob.objects.filter(asked_at__lt=at - KEPT).delete()


@platform_task
def print_waiting_everywhere() -> None:
    """Look at every active pizzeria, where this installation reaches printers at all."""
    if not network.is_on():
        return
    at = clock.now()
    for here in registry.active():
        with tenants.inside(here):
            if PrintJob.objects.due(at=at).exists():
                print_waiting.delay()


def _print(id: str, *, at: datetime) -> None:
    job = actions.take_job(id, at=at)
    if job is None:
        return
    if job.order.state in OVER:
        actions.settle_job(job, at=at)  # nobody needs it any more
        return
    printer = job.printer
    try:
        ticket = queries.ticket_of(job.order_id, at=at, station=printer.station, revision=job.revision)
        data = printing.to_escpos(ticket, job.paper, station=printer.station, page=printer.codepage)
        network.deliver(str(printer.address), printer.port, data)
    except NothingToPrint:
        actions.settle_job(job, at=at)
    except (OSError, PrintersOff, BadPrinterAddress) as error:
        log.warning("job %s was not printed at attempt %s: %s", job.id, job.attempts, type(error).__name__)
        actions.settle_job(job, at=at, error=repr(error))
    else:
        actions.settle_job(job, at=at)
