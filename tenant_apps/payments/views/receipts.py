"""Receipts: for who ordered, for the counter's printer, for the office."""

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shared_apps.accounts.access import staff
from tenant_apps.ordering import access as ordering
from tenant_apps.ordering import queries as orders
from tenant_apps.ordering.models import Order
from tenant_apps.payments import papers, queries, till_queries
from tenant_apps.payments.models import Receipt
from tenant_apps.shop import queries as shops
from toolbox.exports import csv_file

MOST_IN_A_FILE = 50_000


@never_cache
@require_safe
def own(request: HttpRequest, id: UUID) -> HttpResponse:
    """What its customer gets: the receipt that stands and what was written before it, or that it is not paid yet."""
    order = ordering.own_order(request, id)
    page: dict[str, object] = {"order": order, "receipt": None, "papers": till_queries.papers_of(order)}
    if receipt := till_queries.receipt_of(order):
        page |= {"receipt": receipt, "said": receipt.said, "title": papers.title(receipt)}
    return render(request, "payments/receipt.html", page)


@never_cache
@require_safe
def own_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    return _file(_stands(ordering.own_order(request, id)), is_roll=False)


@staff("counter.work")
@require_safe
def at_counter(request: HttpRequest, id: UUID) -> HttpResponse:
    """The receipt 80 mm wide, to print where the guest stands."""
    return _file(_stands(orders.order_for_staff(id)), is_roll=True)


@staff("payments.see")
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    page = Paginator(till_queries.receipts_found(words), 50).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "shop": shops.the_shop(), "may_edit": request.user.may("shop.edit")}
    return render(request, "payments/receipts.html", context)


@staff("payments.see")
@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:80]
    receipts = till_queries.receipts_found(words)[:MOST_IN_A_FILE]
    head = ["number", "kind", "day", "order", "order type", "total", "vat", "tip", "currency", "corrects"]
    return csv_file("receipts.csv", head, _cells(receipts.iterator(chunk_size=500)))


@staff("payments.see")
@require_safe
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    receipt = get_object_or_404(Receipt.objects.select_related("order", "corrects"), id=id)
    page = {"receipt": receipt, "said": receipt.said, "papers": till_queries.papers_of(receipt.order)}
    return render(request, "payments/receipt_staff.html", page | {"title": papers.title(receipt)})


@staff("payments.see")
@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    return _file(get_object_or_404(Receipt, id=id), is_roll=False)


@staff("payments.see")
@require_safe
def roll(request: HttpRequest, id: UUID) -> HttpResponse:
    return _file(get_object_or_404(Receipt, id=id), is_roll=True)


def _stands(order: Order) -> Receipt:
    receipt = till_queries.receipt_of(order)
    if receipt is None:
        raise Http404
    return receipt


def _file(receipt: Receipt, *, is_roll: bool) -> HttpResponse:
    made = papers.receipt_roll(receipt) if is_roll else papers.receipt_pdf(receipt)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{receipt.name.replace("/", "-")}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def _cells(receipts: Iterator[Receipt]) -> Iterator[list[object]]:
    for paper in receipts:
        said = paper.content
        sums = [paper.total, sum(row["vat"] for row in said["vat"]), said["tip"]]
        amounts = [queries.money(paper.sign * amount, paper.currency).to_json() for amount in sums]
        day, order = paper.business_day.isoformat(), said["order"]
        corrects = said.get("corrects", {}).get("name", "")
        yield [paper.name, paper.kind, day, order["number"], order["type"], *amounts, paper.currency, corrects]
