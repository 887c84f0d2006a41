from django.core.management.commands import makemigrations as django

from tenants.on_platform import OnPlatform


class Command(OnPlatform, django.Command):
    pass
