"""What this tablet is for: the station it stands at, remembered by the browser itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tenant_apps.menu.models import Station

COOKIE = "__Host-station" if settings.SESSION_COOKIE_SECURE else "station"
WHOLE = "all"
YEAR = 60 * 60 * 24 * 365


def station_of(request: HttpRequest) -> str:
    """Return the station asked for, or this device's; "" is the whole kitchen."""
    asked = request.POST.get("station") or request.GET.get("station") or request.COOKIES.get(COOKIE, "")
    return asked if asked in Station.values else ""


def remember_station(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let this device stay at the station that was chosen on it."""
    asked = request.GET.get("station", "")
    if asked in (*Station.values, WHOLE):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(COOKIE, asked, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
