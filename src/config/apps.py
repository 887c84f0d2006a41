from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring is an app too, so that commands which touch every room have a place above all of them."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401  (whoever sends a task, sends it through our broker)
