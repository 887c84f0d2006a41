"""Judge the forecasters on a pizzeria or on a till's export."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning import report
from learning.frames import BadFrame
from tenant_apps.insights import queries
from tenant_apps.insights.management import inside
from toolbox import clock


class Command(BaseCommand):
    requires_system_checks = ()  # they load every page of the house, which takes longer than the backtest
    help = "Backtest every forecaster by rolling origin (docs/learning.md has the shape of --json)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?")
        parser.add_argument("--csv", type=Path, help="a file of the columns id,date,time,name,size,type,price")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, slug: str | None, csv: Path | None, **options: Any) -> None:
        if (slug is None) == (csv is None):
            raise CommandError("say a slug, or --csv FILE")
        try:
            answer = report.backtest_file(csv) if csv else self._of_pizzeria(str(slug))
        except (OSError, BadFrame) as why:
            raise CommandError(str(why)) from why
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write(report.table(answer))

    def _of_pizzeria(self, slug: str) -> dict[str, Any]:
        at = clock.now()
        with inside(slug):
            by_name, by_size = (queries.history(at=at, by_size=by_size) for by_size in (False, True))
        if by_name is None or by_size is None:
            raise CommandError(f"{slug} has not sold anything yet")
        return report.backtest_histories({"item": by_name, "item_size": by_size})
