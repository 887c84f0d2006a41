"""An order on paper, and the printers of the shop."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.kitchen import actions, network, queries
from tenant_apps.kitchen import printing as papers
from tenant_apps.kitchen.forms import PrinterForm
from tenant_apps.kitchen.models import Paper, Printer, PrintJob
from tenant_apps.kitchen.tasks import print_job
from tenant_apps.kitchen.views.answers import answer
from tenant_apps.kitchen.views.kitchen import board_page
from tenant_apps.ordering.queries import order_for_staff
from toolbox import refusals
from toolbox.refusals import Refusal


@require_safe
@staff("kitchen.work")
def pdf(request: HttpRequest, id: UUID, paper: str) -> HttpResponse:
    """The paper as a PDF 80 mm wide, to print from the browser."""
    ticket = queries.ticket_of(id, at=request.at)
    answer = HttpResponse(papers.to_pdf(ticket, paper), content_type="application/pdf")
    return _named(answer, ticket, f"{paper}.pdf", "inline")


@require_safe
@staff("kitchen.work")
def escpos(request: HttpRequest, id: UUID, paper: str) -> HttpResponse:
    """The paper as a thermal printer takes it: for a bridge in the shop that asks for it."""
    ticket = queries.ticket_of(id, at=request.at)
    answer = HttpResponse(papers.to_escpos(ticket, paper), content_type="application/octet-stream")
    return _named(answer, ticket, f"{paper}.escpos", "attachment")


@require_http_methods(["GET", "HEAD", "POST"])
@staff("kitchen.work")
def order(request: HttpRequest, id: UUID) -> HttpResponse:
    """What of an order can be printed; a press of a button sends it to the shop's printers, once more if need be."""
    if request.method == "POST":
        return _print(request, id)
    ticket = queries.ticket_of(id, at=request.at)
    page = {"order": ticket.order, "jobs": PrintJob.objects.filter(order=ticket.order).select_related("printer")}
    return render(request, "kitchen/print.html", page | {"ticket": ticket, "is_on": network.is_on()})


@require_POST
@staff("kitchen.work")
def drop_job(request: HttpRequest, id: UUID) -> HttpResponse:
    job = get_object_or_404(PrintJob, id=id)
    act = partial(actions.drop_job, job, by=request.actor, at=request.at)
    return answer(request, act, page=board_page, back="kitchen:screen")


@require_http_methods(["GET", "HEAD", "POST"])
@staff("shop.edit")
def printers(request: HttpRequest) -> HttpResponse:
    """The printers in the shop's network, where this installation reaches any."""
    form = PrinterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_printer(form.cleaned_data, by=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error("address", str(refusal))
        else:
            return redirect("kitchen:printers")
    page = {"form": form, "printers": Printer.objects.all(), "is_on": network.is_on()}
    return render(request, "kitchen/printers.html", page, status=422 if form.errors else 200)


@require_POST
@staff("shop.edit")
def remove_printer(request: HttpRequest, id: UUID) -> HttpResponse:
    actions.remove_printer(get_object_or_404(Printer, id=id), by=request.actor, at=request.at)
    return redirect("kitchen:printers")


def _print(request: HttpRequest, id: UUID) -> HttpResponse:
    order, paper = order_for_staff(id), request.POST.get("paper", "")
    if order.imported or paper not in Paper.values:
        raise Http404
    try:
        jobs = actions.print_paper(order, paper, by=request.actor, at=request.at)
    except Refusal as refusal:
        refusals.say(request, refusal)
    else:
        for job in jobs:
            print_job.delay(str(job.id))
        messages.success(
            request, _("Sent to %(printers)s.") % {"printers": ", ".join(job.printer.name for job in jobs)}
        )
    return redirect("kitchen:print", id)


def _named(answer: HttpResponse, ticket: queries.Ticket, name: str, how: str) -> HttpResponse:
    answer["Content-Disposition"] = f'{how}; filename="{ticket.order.number}-{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
