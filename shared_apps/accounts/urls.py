"""Mounted on both kinds of host; a page that belongs to one of them answers 404 on the other."""

from django.urls import include, path
from django.views.generic import RedirectView

from shared_apps.accounts import views

pages = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="login"),
    path("account/", views.overview, name="overview"),
    path("account/home/", views.home, name="home"),
    path("account/sign-out-elsewhere/", views.sign_out_elsewhere, name="sign-out-elsewhere"),
]

urlpatterns = [
    path("", include((pages, "accounts"))),
]
