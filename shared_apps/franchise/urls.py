from django.urls import path

from shared_apps.franchise import views

app_name = "franchise"
urlpatterns = [path("hq/", views.hq, name="hq")]
