from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "shared_apps.onboarding"
    default_auto_field = "django.db.models.BigAutoField"
