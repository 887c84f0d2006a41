"""Until when a page is true: whoever puts something on it that time will change says so, whoever keeps it asks."""

from datetime import datetime

from django.http import HttpRequest


def true_until(request: HttpRequest, moment: datetime | None) -> None:
    """Note that something on this request's page is no longer true from ``moment`` on (None: time does not change it)."""
    if moment is not None:
        known = until(request)
        request.true_until = min(known, moment) if known else moment


def until(request: HttpRequest) -> datetime | None:
    """Return the earliest moment noted, None when nothing on the page depends on time."""
    return getattr(request, "true_until", None)
