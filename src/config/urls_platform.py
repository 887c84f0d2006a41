"""The platform host: what it is, signing up, head office, running it."""

from django.conf import settings
from django.urls import include, path

from config import urls_shared

urlpatterns = [
    # Providers know one address for all pizzerias; whose it is they say themselves.
    path("", include("tenant_apps.payments.hook_urls")),
    *urls_shared.patterns(settings.SHARED_APPS, "config.urls_platform"),
]
handler400, handler403, handler404, handler500 = (urls_shared.errors(status) for status in (400, 403, 404, 500))
