from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "tenant_apps.notifications"
    default_auto_field = "django.db.models.BigAutoField"
