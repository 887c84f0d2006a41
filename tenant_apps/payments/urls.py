"""Paying, on a shop's host."""

from django.urls import path

from tenant_apps.payments.till_urls import urlpatterns_till
from tenant_apps.payments.views import desk, disputes, pay, setup

app_name = "payments"
urlpatterns = [
    *urlpatterns_till,
    path("orders/<uuid:id>/pay/", pay.page, name="pay"),
    path("orders/<uuid:id>/pay/standing/", pay.standing, name="standing"),
    path("orders/<uuid:id>/pay/paypal/", pay.with_paypal, name="with-paypal"),
    path("orders/<uuid:id>/paid/", pay.back, name="back"),
    path("manage/payments/", desk.payments, name="payments"),
    path("manage/payments/check/", desk.check, name="check"),
    path("manage/payments/setup/", setup.page, name="setup"),
    path("manage/payments/setup/stripe/", setup.to_stripe, name="to-stripe"),
    path("manage/payments/setup/back/", setup.back, name="setup-back"),
    path("manage/payments/setup/paypal/", setup.paypal, name="set-paypal"),
    path("manage/payments/setup/tenders/", setup.tenders, name="tenders"),
    path("manage/payments/orders/<uuid:id>/", desk.order, name="order"),
    path("manage/payments/orders/<uuid:id>/refund/", desk.refund, name="refund"),
    path("manage/payments/refunds/<uuid:id>/cash/", desk.hand_over, name="hand-over"),
    path("manage/disputes/", disputes.every, name="disputes"),
    path("manage/disputes/<uuid:id>/", disputes.one, name="dispute"),
]
