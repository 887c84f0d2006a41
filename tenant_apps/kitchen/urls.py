from django.urls import URLPattern, path

from tenant_apps.kitchen.models import Paper
from tenant_apps.kitchen.views import calls, counter, courier, edits, kitchen, measuring, outs, printing

app_name = "kitchen"


def papers() -> list[URLPattern]:
    """The addresses of each paper of an order, as PDF and as ESC/POS."""
    return [
        path(f"kitchen/orders/<uuid:id>/{paper}.{name}", view, {"paper": paper}, name=f"{paper}-{name}")
        for paper in Paper.values
        for name, view in (("pdf", printing.pdf), ("escpos", printing.escpos))
    ]


urlpatterns = [
    path("kitchen/", kitchen.screen, name="screen"),
    path("kitchen/orders/<uuid:id>/print/", printing.order, name="print"),
    *papers(),
    path("kitchen/orders/<uuid:id>/<slug:verb>/", kitchen.step, name="step"),
    path("kitchen/items/<uuid:id>/<slug:verb>/", kitchen.item, name="item"),
    path("kitchen/all-day/", kitchen.all_day, name="all-day"),
    path("kitchen/recent/", kitchen.recent, name="recent"),
    path("kitchen/rush/", kitchen.rush, name="rush"),
    path("kitchen/calm/", kitchen.calm, name="calm"),
    path("kitchen/times/", measuring.page, name="times"),
    path("kitchen/out/", outs.out, name="out"),
    path("kitchen/ingredients/<uuid:id>/out/", outs.take_off, name="take-off"),
    path("kitchen/ingredients/<uuid:id>/back/", outs.put_back, name="put-back"),
    path("kitchen/printers/", printing.printers, name="printers"),
    path("kitchen/printers/<uuid:id>/remove/", printing.remove_printer, name="remove-printer"),
    path("kitchen/jobs/<uuid:id>/drop/", printing.drop_job, name="drop-job"),
    path("counter/", counter.screen, name="counter"),
    path("counter/pause/", counter.pause, name="pause"),
    path("counter/resume/", counter.resume, name="resume"),
    path("counter/orders/<uuid:id>/", counter.order, name="counter-order"),
    path("counter/new/", calls.new, name="new-call"),
    path("counter/new/<uuid:id>/", calls.call, name="call"),
    path("counter/new/<uuid:id>/note/", calls.note, name="call-note"),
    path("counter/new/<uuid:id>/known/", calls.known, name="call-known"),
    path("counter/new/<uuid:id>/add/", calls.add, name="call-add"),
    path("counter/new/<uuid:id>/lines/<uuid:line>/", calls.change, name="call-line"),
    path("counter/new/<uuid:id>/again/<uuid:order>/", calls.again, name="call-again"),
    path("counter/new/<uuid:id>/place/", calls.place, name="call-place"),
    path("counter/new/<uuid:id>/drop/", calls.drop, name="call-drop"),
    path("counter/orders/<uuid:id>/edit/", edits.edit, name="edit"),
    path("counter/orders/<uuid:id>/edit/add/", edits.add, name="edit-add"),
    path("counter/orders/<uuid:id>/edit/lines/<uuid:line>/", edits.change, name="edit-line"),
    path("counter/orders/<uuid:id>/edit/confirm/", edits.confirm, name="edit-confirm"),
    path("counter/orders/<uuid:id>/edit/drop/", edits.drop, name="edit-drop"),
    path("counter/orders/<uuid:id>/<slug:verb>/", counter.step, name="counter-step"),
    path("courier/", courier.screen, name="courier"),
    path("courier/orders/<uuid:id>/<slug:verb>/", courier.step, name="courier-step"),
]
