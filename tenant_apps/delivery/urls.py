from django.urls import path

from tenant_apps.delivery import views

app_name = "delivery"
urlpatterns = [
    path("manage/places/", views.places, name="places"),
    path("manage/places/slot/", views.set_slot, name="set-slot"),
    path("manage/places/dough/", views.set_dough, name="set-dough"),
]
