from django.urls import path

from tenant_apps.marketing import api

urlpatterns = [path("deals/", api.DealList.as_view(), name="marketing-deals")]
