"""What the owner adds to the menu by hand: one page for each kind of thing, and back to the menu."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.access import staff
from tenant_apps.menu import actions
from tenant_apps.menu.models import Category, Product, Size
from tenant_apps.menu.new_forms import (
    NewCategoryForm,
    NewDoughForm,
    NewForm,
    NewProductForm,
    NewSizeForm,
    NewToppingForm,
)
from toolbox.refusals import Refusal


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest) -> HttpResponse:
    form = NewCategoryForm(request.POST or None)
    return _page(
        request,
        form,
        lambda: actions.add_category(form.names, by=request.actor, at=request.at),
        "menu/add_category.html",
    )


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def size(request: HttpRequest) -> HttpResponse:
    form = NewSizeForm(request.POST or None)

    def add() -> Any:
        return actions.add_size(
            form.names,
            diameter=form.cleaned_data["diameter"],
            doughs=form.prices("dough"),
            toppings=form.prices("topping"),
            pizzas=form.prices("pizza"),
            by=request.actor,
            at=request.at,
        )

    return _page(request, form, add, "menu/add_size.html")


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def topping(request: HttpRequest) -> HttpResponse:
    form = NewToppingForm(request.POST or None)
    return _page(request, form, lambda: _add_priced(request, form, actions.add_topping), "menu/add_topping.html")


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def dough(request: HttpRequest) -> HttpResponse:
    form = NewDoughForm(request.POST or None)
    return _page(request, form, lambda: _add_priced(request, form, actions.add_dough), "menu/add_dough.html")


@staff("menu.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest) -> HttpResponse:
    """Its kind stands in the address: each kind asks for something else."""
    kind = request.GET.get("kind", "")
    if kind not in Product.Kind.values:
        kind = Product.Kind.PIZZA.value
    form = NewProductForm(request.POST or None, kind=kind, initial={"category": request.GET.get("category")})
    context = {
        "kind": kind,
        "kinds": Product.Kind.choices,
        "category": request.GET.get("category", ""),
        "lacks_category": not Category.objects.exists(),
        "lacks_size": kind == Product.Kind.PIZZA and not Size.objects.exists(),
    }
    return _page(
        request,
        form,
        lambda: actions.add_product(form.product, by=request.actor, at=request.at),
        "menu/add_product.html",
        context,
    )


def _add_priced(request: HttpRequest, form: NewForm, action: Callable[..., Any]) -> Any:
    return action(
        form.names,
        prices=form.prices("size"),
        allergens=form.cleaned_data["allergens"],
        by=request.actor,
        at=request.at,
    )


def _page(
    request: HttpRequest, form: NewForm, add: Callable[[], Any], template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Show the form; when it is right, add the row and lead back to the menu."""
    if request.method == "POST" and form.is_valid():
        try:
            row = add()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is on the menu.") % {"name": row})
            return redirect("menu:editor")
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **(context or {})}, status=status)
