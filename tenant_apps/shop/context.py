"""``shop`` in every template of a pizzeria: its name, accent, address; read when a page asks for it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tenant_apps.shop import queries


def shop(request: HttpRequest) -> dict[str, Any]:
    if getattr(request, "pizzeria", None) is None or not hasattr(request, "at"):
        return {}
    return {"shop": SimpleLazyObject(lambda: queries.timetable(at=request.at).shop)}
