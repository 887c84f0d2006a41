"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the pizzeria of this host (None on the platform), the moment, and the languages."""
    return {
        "pizzeria": getattr(request, "pizzeria", None),
        "at": getattr(request, "at", None),
        "languages": settings.LANGUAGES,
        "environment": settings.ENVIRONMENT,
    }
