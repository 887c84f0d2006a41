"""Take a till's export into a pizzeria's history."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.frames import BadFrame
from learning.till import BadRow, Till, ending_on, read_till
from shared_apps.journal.facts import Actor
from tenant_apps.insights import actions, queries
from tenant_apps.insights.management import inside
from toolbox import clock
from toolbox.refusals import Refusal

SHOWN = 20


class Command(BaseCommand):
    help = "Import a till's export (columns id,date,time,name,size,type,price; one row per piece sold). Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only list what would be imported and every bad row")
        parser.add_argument(
            "--ends-on",
            metavar="DAY",
            help="move the sales by whole weeks to end on that day (2025-12-31 or yesterday)",
        )

    def handle(self, *args: Any, slug: str, file: Path, dry_run: bool, ends_on: str | None, **options: Any) -> None:
        try:
            till = read_till(file)
        except (OSError, BadFrame) as why:
            raise CommandError(str(why)) from why
        at = clock.now()
        with inside(slug):
            if ends_on:
                till = ending_on(till, self._day(ends_on, queries.business_day(at=at)))
            self._tell(till, shown=len(till.bad) if dry_run else SHOWN)
            if dry_run:
                self.stdout.write("Dry run: nothing was written.")
                return
            try:
                done = actions.import_sales(
                    till, name=file.name, contents=file.read_bytes(), by=Actor.system("import_sales"), at=at
                )
            except Refusal as why:
                raise CommandError(str(why)) from why
            if span := queries.first_and_last_day():
                actions.hand_in_days(*span, at=at)
        if done.is_known_file:
            self.stdout.write("This file was imported before: nothing was written.")
            return
        self.stdout.write(
            f"Imported {done.orders} orders with {done.pieces} pieces; {done.known_orders} orders were there already."
        )

    def _day(self, wish: str, today: date) -> date:
        if wish == "yesterday":
            return today - timedelta(days=1)
        try:
            return date.fromisoformat(wish)
        except ValueError as why:
            raise CommandError(f"--ends-on: {wish!r} is no day like 2025-12-31") from why

    def _tell(self, till: Till, *, shown: int) -> None:
        orders = till.lines.groupby(["told", "id"]).ngroups
        self.stdout.write(f"{len(till.lines)} good rows in {orders} orders, {len(till.bad)} bad rows")
        for row in till.bad[:shown]:
            self.stdout.write(self._line(row))
        if len(till.bad) > shown:
            self.stdout.write(f"  … and {len(till.bad) - shown} more (--dry-run lists all)")

    def _line(self, row: BadRow) -> str:
        return f"  line {row.line}: {row.reason}: {row.text}"
