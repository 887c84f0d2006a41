"""The photograph of a product: sent, cropped, taken away and put back by its owner; shown to everybody."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared_apps.accounts.access import staff
from tenant_apps.menu import photos
from tenant_apps.menu.models import Product
from tenant_apps.menu.photo_forms import PhotoForm
from toolbox import images


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """The page with the photo there is, and the forms that send another or crop it elsewhere."""
    product = get_object_or_404(Product, id=id)
    shown = photos.of(product.photo)
    sent = request.method == "POST"
    form = PhotoForm(request.POST if sent else None, request.FILES if sent else None, shown=shown)
    if sent and form.is_valid():
        before = photos.show_photo(product, form.cleaned_data["photo"], by=request.actor, at=request.at)
        messages.success(request, _("Customers see the photo at once."))
        return _lead_back(product, before if form.cleaned_data["file"] else "")
    context: dict[str, Any] = {
        "product": product,
        "photo": shown,
        "form": form,
        "was": photos.of(request.GET.get("was", "")),
        "megabytes": photos.MOST_BYTES // 1_000_000,
    }
    return render(request, "menu/photo.html", context, status=422 if form.errors else 200)


@staff("menu.edit")
@require_POST
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    product = get_object_or_404(Product, id=id)
    before = photos.show_photo(product, "", by=request.actor, at=request.at)
    messages.success(request, _("The photo is gone from the menu; the drawing is back."))
    return _lead_back(product, before)


@staff("menu.edit")
@require_POST
def put_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show a photo again that was shown before."""
    product = get_object_or_404(Product, id=id)
    photos.show_photo(product, request.POST.get("photo", ""), by=request.actor, at=request.at)
    messages.success(request, _("The former photo is back."))
    return _lead_back(product)


@staff("menu.edit")
@require_safe
def whole(request: HttpRequest, id: UUID) -> HttpResponse:
    """The picture before it was cropped, for its owner to choose what must stay."""
    found = photos.of(get_object_or_404(Product, id=id).photo)
    if found is None:
        raise Http404
    return _picture(photos.read_file(found, "whole.jpg"), "image/jpeg", "private, max-age=3600")


@require_safe
def file(request: HttpRequest, photo: str, size: str, kind: str) -> HttpResponse:
    """One file of a photo; its bytes never change, so browsers keep them for ever."""
    found = photos.of(photo)
    if found is None or kind not in images.TYPES or size not in map(str, found.widths):
        raise Http404
    return _picture(
        photos.read_file(found, f"{size}.{kind}"), images.TYPES[kind], "public, max-age=31536000, immutable"
    )


def _picture(data: bytes, type: str, cache: str) -> HttpResponse:
    return HttpResponse(data, content_type=type, headers={"Cache-Control": cache})


def _lead_back(product: Product, was: str = "") -> HttpResponse:
    page = reverse("menu:photo", args=[product.id])
    return redirect(f"{page}?{urlencode({'was': was})}" if was else page)
