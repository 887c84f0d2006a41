from django.urls import path

from shared_apps.accounts import api

urlpatterns = [path("me/", api.me, name="accounts-me")]
