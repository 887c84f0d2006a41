from django.urls import path

from tenant_apps.customers import views

app_name = "customers"
urlpatterns = [
    path("account/profile/", views.profile, name="profile"),
    path("account/addresses/", views.addresses, name="addresses"),
    path("account/addresses/<uuid:id>/", views.edit_address, name="edit-address"),
    path("account/addresses/<uuid:id>/remove/", views.remove_address, name="remove-address"),
]
