from django.urls import path

from tenant_apps.kitchen.views import counter, courier, kitchen

app_name = "kitchen"
urlpatterns = [
    path("kitchen/", kitchen.screen, name="screen"),
    path("kitchen/orders/<uuid:id>/<slug:verb>/", kitchen.step, name="step"),
    path("kitchen/items/<uuid:id>/<slug:verb>/", kitchen.item, name="item"),
    path("kitchen/out/", kitchen.out, name="out"),
    path("kitchen/ingredients/<uuid:id>/out/", kitchen.take_off, name="take-off"),
    path("kitchen/ingredients/<uuid:id>/back/", kitchen.put_back, name="put-back"),
    path("counter/", counter.screen, name="counter"),
    path("counter/pause/", counter.pause, name="pause"),
    path("counter/resume/", counter.resume, name="resume"),
    path("counter/orders/<uuid:id>/", counter.order, name="counter-order"),
    path("counter/orders/<uuid:id>/<slug:verb>/", counter.step, name="counter-step"),
    path("courier/", courier.screen, name="courier"),
    path("courier/orders/<uuid:id>/<slug:verb>/", courier.step, name="courier-step"),
]
