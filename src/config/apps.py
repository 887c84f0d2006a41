from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring is an app too, so that commands which touch every room have a place above all of them."""

    name = "config"
