from django.urls import path

from tenant_apps.menu import api

urlpatterns = [
    path("menu/", api.WholeMenu.as_view(), name="menu-menu"),
    path("ingredients/<uuid:id>/86/", api.EightySix.as_view(), name="menu-eighty-six"),
    path("ingredients/<uuid:id>/restore/", api.Restore.as_view(), name="menu-restore"),
]
