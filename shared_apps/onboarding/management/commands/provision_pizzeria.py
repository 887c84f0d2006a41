"""Make a pizzeria without a sign-up: for head office, for the demo and for scripts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

import tenants
from shared_apps.billing import plans
from shared_apps.franchise import actions as franchises
from shared_apps.journal.facts import Actor
from shared_apps.onboarding import actions, queries
from tenants import registry
from toolbox import clock
from toolbox.refusals import Refusal


class Command(BaseCommand):
    help = "Make a pizzeria with the starter menu; its owner chooses a password by “forgotten password”, or comes by hand-over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--slug", required=True)
        parser.add_argument("--owner-email", required=True)
        parser.add_argument(
            "--franchise", default="", help="name of the franchise it belongs to; founded when there is none"
        )
        parser.add_argument("--menu", choices=("starter", "empty"), default="starter")
        parser.add_argument("--timezone", default="Europe/Rome")
        parser.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="it")

    def handle(self, *args: Any, **options: Any) -> None:
        at, by = clock.now(), Actor.system("provision_pizzeria")
        wish = actions.Wish(
            pizzeria_name=options["name"],
            slug=options["slug"],
            email=options["owner_email"],
            password="",
            timezone=options["timezone"],
            language=options["language"],
            menu=options["menu"],
            plan=plans.OF_A_FRANCHISE if options["franchise"] else plans.DEFAULT,
        )
        try:
            with tenants.platform():
                queries.check_free(wish.slug, at=at)
                with transaction.atomic():
                    pizzeria = actions.open_pizzeria(wish, password_hash="", by=by, at=at)
                    if options["franchise"]:
                        franchise = franchises.found_franchise(options["franchise"], by=by, at=at)
                        franchises.take_in_store(franchise, pizzeria=pizzeria, by=by, at=at)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{pizzeria.name}: {registry.here(pizzeria).url()} ({pizzeria.id})")
