"""`make demo`: the whole platform in this terminal, with shops that have a year behind them."""

import os
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config import demo, later
from shared_apps.operations import processes
from toolbox import clock


class Command(BaseCommand):
    help = "Migrate, seed and run the whole platform in the foreground. Ctrl-C stops it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed-only", action="store_true", help="prepare everything and stop")
        parser.add_argument("--no-shops", action="store_true", help="nothing but the platform, to open a shop there")

    def handle(self, *args: Any, seed_only: bool, no_shops: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo does not run with ENVIRONMENT=production.")
        os.environ.setdefault("NOW", later.FILE)  # so that `manage.py later` finds a clock that it can move
        self.stores = () if no_shops else demo.STORES
        self.started = time.monotonic()
        try:
            processes.check_ports()
        except processes.PortTaken as taken:
            raise CommandError(str(taken)) from taken
        self._say("preparing the database")
        call_command("migrate_fleet", verbosity=0, stdout=self.stdout)
        with processes.standins():
            demo.seed(self.stores, say=self._say, at=clock.now())
        connection.close()
        if seed_only:
            return
        self._say("starting the processes")
        sys.exit(processes.run_all(self._addresses()))

    def _say(self, step: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self.started:5.1f} s] {step}")
        self.stdout.flush()

    def _addresses(self) -> str:
        house = f"http://{settings.PLATFORM_DOMAIN}:{settings.PORT}"
        rows = [
            ("Platform", f"{house}/", "sign up a pizzeria at /signup/"),
            ("Head office", f"{house}/hq/", "hq@pizzamama.test"),
            ("Platform admin", f"{house}/platform/", "admin@pizzamama.test"),
            ("Mail sent so far", f"{house}/_demo/mail/", ""),
            *([("Stripe's stand-in", settings.STRIPE_API_BASE, "")] if settings.USES_STANDINS else []),
        ]
        for store in self.stores:
            address = f"http://{store.slug}.{settings.PLATFORM_DOMAIN}:{settings.PORT}/"
            rows.append(
                (store.name, address, f"owner@{store.slug}.test, also manager@ cashier@ kitchen@ courier@ customer@")
            )
        lines = [f"  {name:<17} {address:<36} {who}".rstrip() for name, address, who in rows]
        return "\n".join(["", *lines, "", f"  The password of everybody is {demo.password()}", ""])
