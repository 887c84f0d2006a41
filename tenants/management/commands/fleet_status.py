"""List every pizzeria with the version of its tables and whether it is behind this code."""

from typing import Any

from django.core.management.base import BaseCommand

import tenants
from tenants import versions
from tenants.models import Pizzeria


class Command(BaseCommand):
    help = "List every pizzeria, the version of its tables, and whether it is behind this code."

    def handle(self, *args: Any, **options: Any) -> None:
        with tenants.platform():
            rows = list(Pizzeria.objects.order_by("slug"))
        behind = [row for row in rows if versions.is_behind(row.schema_version)]
        for row in rows:
            mark = "BEHIND" if row in behind else "ok"
            self.stdout.write(f"{row.slug:<40} {row.state:<10} {row.schema_version:<22} {mark}")
        self.stdout.write(f"{len(rows)} pizzerias, {len(behind)} behind {versions.current()}")
