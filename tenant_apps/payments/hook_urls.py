"""Where providers tell us things: on the platform's host, for every pizzeria."""

from django.urls import path

from tenant_apps.payments.views import hooks

app_name = "hooks"
urlpatterns = [
    path("webhooks/stripe-connect/", hooks.stripe_connect, name="stripe-connect"),
    path("webhooks/paypal/", hooks.paypal, name="paypal"),
]
