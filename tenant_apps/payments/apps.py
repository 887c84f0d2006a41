from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "tenant_apps.payments"
    default_auto_field = "django.db.models.BigAutoField"
