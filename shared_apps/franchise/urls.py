from django.urls import path

from shared_apps.franchise.views import stores

app_name = "franchise"
urlpatterns = [path("hq/", stores.hq, name="hq")]
