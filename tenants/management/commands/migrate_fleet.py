"""Bring the platform and every pizzeria up to this code. Ends with 1 and a list when somebody stays behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import fleet, versions


class Command(BaseCommand):
    help = "Migrate the platform, record the script for new pizzerias, then migrate every pizzeria that is behind."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="pizzerias migrated at the same time (2)")
        parser.add_argument("--only", metavar="SLUG", help="this pizzeria only; the platform is migrated too")

    def handle(self, *args: Any, workers: int, only: str | None, **options: Any) -> None:
        with fleet.one_at_a_time():
            fleet.migrate_platform()
            if only and not fleet.exists(only):
                raise CommandError(f"There is no pizzeria {only}.")
            self.stdout.write("platform is up to date")
            failed = []
            for outcome in fleet.migrate_pizzerias(workers=max(workers, 1), only=only):
                self.stdout.write(f"{outcome.slug}: {outcome.error or 'migrated'}")
                failed += [outcome.slug] if outcome.error else []
        if failed:
            raise CommandError(f"behind {versions.current()}: {', '.join(failed)}")
        self.stdout.write(f"pizzerias are at {versions.current()}")
