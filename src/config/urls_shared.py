"""What every host answers, whatever house it is."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from toolbox.robots import robots

Patterns = list[URLPattern | URLResolver]


def rooms(apps: list[str]) -> tuple[Patterns, Patterns]:
    """Return the pages and the API of these apps: each room's ``urls.py`` and ``api_urls.py`` where it has one."""
    pages: Patterns = []
    api: Patterns = []
    for app in apps:
        if not app.startswith(("tenant_apps.", "shared_apps.")):
            continue
        if find_spec(f"{app}.urls"):
            pages.append(path("", include(f"{app}.urls")))
        if find_spec(f"{app}.api_urls"):
            api += import_module(f"{app}.api_urls").urlpatterns
    return pages, api


def patterns(apps: list[str], urlconf: str) -> Patterns:
    """Return the whole URL table of a house that consists of these apps."""
    pages, api = rooms(apps)
    return [
        *pages,
        path("", include("shared_apps.operations.health_urls")),
        path("robots.txt", robots, name="robots"),
        path("account/", include("allauth.urls")),
        path("language/", set_language, name="set_language"),
        path(
            "api/v1/",
            include(
                [
                    path("openapi.json", SpectacularAPIView.as_view(urlconf=urlconf), name="openapi"),
                    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="api-docs"),
                    path("", include((api, "api"))),
                ]
            ),
        ),
    ]


def errors(status: int) -> str:
    return f"toolbox.error_pages.page_{status}"
