from django.core.management.commands import migrate as django

from tenants.on_platform import OnPlatform


class Command(OnPlatform, django.Command):
    help = "Migrate the platform's own tables only; `migrate_fleet` migrates the pizzerias too."
