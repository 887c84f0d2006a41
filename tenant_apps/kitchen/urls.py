from django.urls import path

from tenant_apps.kitchen.views import kitchen

app_name = "kitchen"
urlpatterns = [
    path("kitchen/", kitchen.screen, name="screen"),
    path("kitchen/orders/<uuid:id>/<slug:verb>/", kitchen.step, name="step"),
    path("kitchen/items/<uuid:id>/<slug:verb>/", kitchen.item, name="item"),
    path("kitchen/out/", kitchen.out, name="out"),
    path("kitchen/ingredients/<uuid:id>/out/", kitchen.take_off, name="take-off"),
    path("kitchen/ingredients/<uuid:id>/back/", kitchen.put_back, name="put-back"),
]
