from django.urls import path

from tenant_apps.ordering.views import basket, checkout, orders

app_name = "ordering"
urlpatterns = [
    path("basket/", basket.show, name="basket"),
    path("basket/bar/", basket.bar, name="bar"),
    path("basket/beside/", basket.beside, name="beside"),
    path("basket/add/", basket.add, name="add"),
    path("basket/deals/", basket.add_deal, name="add-deal"),
    path("basket/type/", basket.choose_type, name="type"),
    path("basket/lines/<uuid:id>/", basket.change, name="change"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/time/", checkout.choose_time, name="time"),
    path("orders/<uuid:id>/", orders.track, name="track"),
    path("orders/<uuid:id>/cancel/", orders.cancel, name="cancel"),
    path("orders/<uuid:id>/repeat/", orders.repeat, name="repeat"),
    path("account/orders/", orders.history, name="history"),
]
