from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "shared_apps.billing"
    default_auto_field = "django.db.models.BigAutoField"
