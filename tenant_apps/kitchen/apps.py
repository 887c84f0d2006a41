from django.apps import AppConfig


class KitchenConfig(AppConfig):
    name = "tenant_apps.kitchen"
    default_auto_field = "django.db.models.BigAutoField"
