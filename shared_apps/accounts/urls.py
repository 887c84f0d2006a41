"""Mounted on both kinds of host; a page that belongs to one of them answers 404 on the other."""

from django.urls import include, path
from django.views.generic import RedirectView
from oauth2_provider import views as oauth

from shared_apps.accounts.views import api_clients, links, own, staff

pages = [
    path("login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="login"),
    path("account/", own.overview, name="overview"),
    path("account/home/", own.home, name="home"),
    path("account/sign-out-elsewhere/", own.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("account/enter/<str:token>/", links.enter, name="enter"),
    path("account/invitation/<str:token>/", links.invitation, name="invitation"),
    path("manage/staff/", staff.people, name="staff"),
    path("manage/staff/<uuid:id>/role/", staff.change_role, name="change-role"),
    path("manage/staff/<uuid:id>/deactivate/", staff.deactivate, name="deactivate"),
    path("manage/staff/<uuid:id>/reactivate/", staff.reactivate, name="reactivate"),
    path("manage/staff/invitations/<uuid:id>/resend/", staff.resend, name="resend-invitation"),
    path("manage/staff/invitations/<uuid:id>/withdraw/", staff.withdraw, name="withdraw-invitation"),
    path("manage/api/", api_clients.clients, name="api-clients"),
    path("manage/api/<str:client_id>/revoke/", api_clients.revoke, name="revoke-api-client"),
]

# django-oauth-toolkit's own three, under the namespace it knows them by.
tokens = [
    path("authorize/", oauth.AuthorizationView.as_view(), name="authorize"),
    path("token/", oauth.TokenView.as_view(), name="token"),
    path("revoke/", oauth.RevokeTokenView.as_view(), name="revoke-token"),
]

urlpatterns = [
    path("", include((pages, "accounts"))),
    path("oauth/", include((tokens, "oauth2_provider"))),
]
