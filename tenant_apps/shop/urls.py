from django.urls import path

from tenant_apps.shop import installing, views

app_name = "shop"
urlpatterns = [
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("worker.js", installing.worker, name="worker"),
    path("offline/", installing.offline, name="offline"),
    path("icon/<slug:accent>/<slug:name>.png", installing.icon, name="icon"),
    path("manage/shop/", views.settings, name="settings"),
    path("manage/shop/oven/", views.oven, name="oven"),
    path("manage/shop/seller/", views.seller, name="seller"),
    path("manage/shop/hours/", views.hours, name="hours"),
    path("manage/shop/closures/", views.close_on, name="close-on"),
    path("manage/shop/closures/<slug:day>/remove/", views.open_on, name="open-on"),
    path("manage/shop/pause/", views.pause, name="pause"),
    path("manage/shop/resume/", views.resume, name="resume"),
]
