"""Learn from a pizzeria's sales."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.choose import REASONS, Choice
from shared_apps.journal.facts import Actor
from tenant_apps.insights import actions
from tenant_apps.insights.management import active_slugs, inside
from toolbox import clock
from toolbox.refusals import Refusal


class Command(BaseCommand):
    help = "Train a pizzeria's forecaster on its sales, foretell the next 14 days, and say which model serves and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?")
        parser.add_argument("--all", action="store_true", help="every active pizzeria")

    def handle(self, *args: Any, slug: str | None, **options: Any) -> None:
        if bool(slug) == options["all"]:
            raise CommandError("say a slug, or --all")
        for each in active_slugs() if options["all"] else [str(slug)]:
            try:
                with inside(each):
                    version = actions.learn_from_sales(by=Actor.system("train"), at=clock.now())
            except Refusal as why:
                self.stdout.write(f"{each}: {why}")
                continue
            if version is None:
                self.stdout.write(f"{each}: {REASONS['no_history']}")
                continue
            served = version.card["served"]
            why = Choice(model=served["model"], code=served["code"], figures=served["figures"]).why
            self.stdout.write(f"{each}: version {version.number}. {why}")
