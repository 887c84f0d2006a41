from django.urls import path

from tenant_apps.menu.views import shop

app_name = "menu"
urlpatterns = [
    path("", shop.shop, name="shop"),
    path("menu/<uuid:id>/", shop.product, name="product"),
    path("menu/quote/", shop.quote, name="quote"),
    path("menu/<uuid:id>/picture/<slug:version>.svg", shop.picture, name="picture"),
]
