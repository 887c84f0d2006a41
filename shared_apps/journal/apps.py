from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "shared_apps.journal"
    default_auto_field = "django.db.models.BigAutoField"
