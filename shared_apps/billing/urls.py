"""``urlpatterns``: on the platform's host. ``in_shop``: on each pizzeria's own, mounted by config.urls_pizzeria."""

from django.urls import include, path

from shared_apps.billing.views import card, export, owner, platform, webhook

app_name = "billing"
urlpatterns = [
    path("platform/revenue/", platform.revenue, name="revenue"),
    path("webhooks/stripe/", webhook.stripe_events, name="stripe-events"),
]

_pages = [
    path("manage/billing/", owner.overview, name="overview"),
    path("manage/billing/next/", owner.next_bill, name="next-bill"),
    path("manage/billing/plan/", owner.change_plan, name="change-plan"),
    path("manage/billing/return/", owner.come_back, name="come-back"),
    path("manage/billing/details/", owner.change_details, name="change-details"),
    path("manage/billing/coupon/", owner.use_coupon, name="use-coupon"),
    path("manage/billing/cancel/", owner.cancel, name="cancel"),
    path("manage/billing/keep/", owner.keep, name="keep"),
    path("manage/billing/pay/", owner.pay, name="pay"),
    path("manage/billing/export/", export.everything, name="export"),
    path("manage/billing/card/", card.form, name="card"),
    path("manage/billing/card/done/", card.done, name="card-done"),
    path("manage/billing/confirm/", card.confirm, name="confirm"),
]
in_shop = [path("", include((_pages, "billing")))]
