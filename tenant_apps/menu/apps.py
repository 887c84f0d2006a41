from django.apps import AppConfig


class MenuConfig(AppConfig):
    name = "tenant_apps.menu"
    default_auto_field = "django.db.models.BigAutoField"
