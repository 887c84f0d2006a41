"""The shop as an app on a phone: manifest, icons, and what the phone keeps for when there is no line."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tenant_apps.shop import look, queries

# Everything a page needs beside itself; names with their hash, so that a phone keeps exactly this release.
SHELL = (
    *("dist/app.css", "dist/app.js", "dist/theme.js", "dist/icons.svg", "dist/favicon.svg", "dist/slice.svg"),
    *("dist/fonts/figtree.woff2", "dist/fonts/fraunces.woff2"),
)


@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    shop = queries.timetable(at=request.at).shop
    icons = [(name, "maskable" if name == "maskable" else "any") for name in look.ICONS if name != "180"]
    document: dict[str, Any] = {
        "id": "/",
        "name": shop.name,
        "short_name": _short(shop.name),
        "description": _("The menu of %(name)s: order for collection or delivery.") % {"name": shop.name},
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": look.ACCENTS[shop.accent],
        "background_color": look.PAGE,
        "categories": ["food", "shopping"],
        "icons": [
            {
                "src": reverse("shop:icon", args=[shop.accent, name]),
                "sizes": "{0}x{0}".format(look.ICONS[name][0]),
                "type": "image/png",
                "purpose": purpose,
            }
            for name, purpose in icons
        ],
        "shortcuts": [
            _shortcut(shop.accent, _("Menu"), "/"),
            _shortcut(shop.accent, _("My orders"), "/account/orders/"),
        ],
    }
    return JsonResponse(document, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def icon(request: HttpRequest, accent: str, name: str) -> HttpResponse:
    if accent not in look.ACCENTS or name not in look.ICONS:
        raise Http404
    return HttpResponse(look.icon(accent, name), content_type="image/png")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: at the root, because it looks after every page of this host."""
    shell = [*(static(name) for name in SHELL), reverse("shop:offline")]
    version = hashlib.blake2s("|".join(shell).encode(), digest_size=6).hexdigest()
    return render(request, "shop/worker.js", {"shell": shell, "version": version}, content_type="text/javascript")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows without a line. Nothing of anybody's is on it: it is kept."""
    return render(request, "shop/offline.html")


def _short(name: str) -> str:
    """What stands under an icon: twelve letters at most, whole words where there are any."""
    words = name.removeprefix("Pizzeria ").removeprefix("Trattoria ").removeprefix("Ristorante ")
    if len(words) <= 12:
        return words
    whole = words[:13].rpartition(" ")[0].rstrip(" -,.&")
    return whole or words[:12]


def _shortcut(accent: str, name: str, path: str) -> dict[str, Any]:
    icon = {"src": reverse("shop:icon", args=[accent, "192"]), "sizes": "192x192", "type": "image/png"}
    return {"name": name, "url": path, "icons": [icon]}
