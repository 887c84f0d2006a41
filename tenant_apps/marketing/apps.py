from django.apps import AppConfig


class MarketingConfig(AppConfig):
    name = "tenant_apps.marketing"
    default_auto_field = "django.db.models.BigAutoField"
