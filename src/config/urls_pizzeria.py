"""A pizzeria's own host: the shop, the kitchen, the back office."""

from django.conf import settings

from config import urls_shared
from shared_apps.billing.urls import in_shop as billing

urlpatterns = [*billing, *urls_shared.patterns(settings.TENANT_APPS, "config.urls_pizzeria")]
handler400, handler403, handler404, handler500 = (urls_shared.errors(status) for status in (400, 403, 404, 500))
