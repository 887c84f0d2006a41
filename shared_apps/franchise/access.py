"""Which of the franchises a person may see a page of head office is about."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shared_apps.franchise import queries
from shared_apps.franchise.models import Franchise

View = Callable[[HttpRequest, Franchise, list[Franchise]], HttpResponse]


def about_one(template: str) -> Callable[[View], Callable[[HttpRequest], HttpResponse]]:
    """Give the view the franchise that the address names, else the first, and all there are to choose from.

    Who has none sees the ``template`` that says so. Permissions are asked before: it stands below ``platform``.
    """

    def wrap(view: View) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponse:
            mine = queries.franchises_of(request.user)
            if not mine:
                return render(request, template, {"franchises": []})
            named = (one for one in mine if str(one.id) == request.GET.get("franchise"))
            return view(request, next(named, mine[0]), mine)

        return page

    return wrap
