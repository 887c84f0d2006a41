from django.urls import path

from tenant_apps.ordering.views import basket, checkout, edits, orders

app_name = "ordering"
urlpatterns = [
    path("basket/", basket.show, name="basket"),
    path("basket/bar/", basket.bar, name="bar"),
    path("basket/beside/", basket.beside, name="beside"),
    path("basket/add/", basket.add, name="add"),
    path("basket/deals/", basket.add_deal, name="add-deal"),
    path("basket/type/", basket.choose_type, name="type"),
    path("basket/lines/<uuid:id>/", basket.change, name="change"),
    path("basket/lines/<uuid:id>/rebuild/", basket.rebuild, name="rebuild"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/time/", checkout.choose_time, name="time"),
    path("checkout/order/", checkout.ordered, name="ordered"),
    path("orders/<uuid:id>/", orders.track, name="track"),
    path("orders/<uuid:id>/cancel/", orders.cancel, name="cancel"),
    path("orders/<uuid:id>/repeat/", orders.repeat, name="repeat"),
    path("orders/<uuid:id>/edit/", edits.edit, name="edit"),
    path("orders/<uuid:id>/edit/add/", edits.add, name="edit-add"),
    path("orders/<uuid:id>/edit/lines/<uuid:line>/", edits.change, name="edit-line"),
    path("orders/<uuid:id>/edit/confirm/", edits.confirm, name="edit-confirm"),
    path("orders/<uuid:id>/edit/drop/", edits.drop, name="edit-drop"),
    path("account/orders/", orders.history, name="history"),
]
