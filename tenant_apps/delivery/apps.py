from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "tenant_apps.delivery"
    default_auto_field = "django.db.models.BigAutoField"
