from django.urls import path

from tenant_apps.insights import views

app_name = "insights"
urlpatterns = [
    path("manage/", views.today, name="today"),
    path("manage/now/", views.now, name="now"),
    path("manage/forecast/", views.forecast, name="forecast"),
]
