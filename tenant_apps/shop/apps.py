from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "tenant_apps.shop"
    default_auto_field = "django.db.models.BigAutoField"
