from django.core.management.commands import flush as django

from tenants.on_platform import OnPlatform


class Command(OnPlatform, django.Command):
    pass
