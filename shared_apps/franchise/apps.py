from django.apps import AppConfig


class FranchiseConfig(AppConfig):
    name = "shared_apps.franchise"
    default_auto_field = "django.db.models.BigAutoField"
