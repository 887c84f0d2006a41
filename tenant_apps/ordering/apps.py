from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "tenant_apps.ordering"
    default_auto_field = "django.db.models.BigAutoField"
