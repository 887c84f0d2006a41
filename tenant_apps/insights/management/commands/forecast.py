"""Say what a pizzeria will sell."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shared_apps.journal.facts import Actor
from tenant_apps.insights import actions
from tenant_apps.insights.management import inside
from tenant_apps.insights.models import Forecast, ModelVersion
from toolbox import clock
from toolbox.refusals import Refusal

LONGEST = 28


class Command(BaseCommand):
    help = "Forecast a pizzeria's coming days with its champion (trained now if it has none)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--days", type=int, default=14)
        parser.add_argument("--format", choices=("json", "table"), default="table")

    def handle(self, *args: Any, slug: str, days: int, format: str, **options: Any) -> None:
        if not 1 <= days <= LONGEST:
            raise CommandError(f"--days must be 1 to {LONGEST}")
        at = clock.now()
        with inside(slug):
            try:
                version = ModelVersion.objects.champion() or actions.train_model(by=Actor.system("forecast"), at=at)
                found = actions.foretell_days(at=at, days=days)
            except Refusal as why:
                raise CommandError(str(why)) from why
        if format == "json":
            answer = {"pizzeria": slug, "version": version.number, "served": version.card["served"]}
            self.stdout.write(json.dumps(answer | {"days": [_json(each) for each in found]}, ensure_ascii=False))
            return
        for each in found:
            told = (
                f"{each.mean:8.1f} ({each.low}-{each.high}), simple rule {each.simple:.1f}"
                if each.is_open
                else "closed"
            )
            self.stdout.write(f"{each.day:%a %Y-%m-%d} {told}")
        self.stdout.write(version.card["served"]["why"])


def _json(each: Forecast) -> dict[str, Any]:
    return {
        "day": each.day.isoformat(),
        "open": each.is_open,
        "mean": float(each.mean),
        "low": each.low,
        "high": each.high,
        "simple": float(each.simple),
        "items": each.items,
    }
