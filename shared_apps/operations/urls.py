from django.urls import path

from shared_apps.operations import views

app_name = "operations"
urlpatterns = [
    path("platform/", views.tenants, name="tenants"),
    path("platform/<slug:slug>/", views.tenant, name="tenant"),
    path("platform/<slug:slug>/suspend/", views.suspend, name="suspend"),
    path("platform/<slug:slug>/reactivate/", views.reactivate, name="reactivate"),
    path("platform/<slug:slug>/look-in/", views.look_in, name="look-in"),
    path("_demo/mail/", views.demo_mail, name="demo-mail"),
    path("_demo/mail/<uuid:id>/", views.demo_mail_html, name="demo-mail-html"),
]
