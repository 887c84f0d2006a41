"""`manage.py later 8d`, beside a running demo: it is eight days later there. Without a time it takes one after the other."""

import os
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import later
from toolbox import clock


class Command(BaseCommand):
    help = "Let time pass in the running demo, at its stand-ins too: 8d, 3h, 20m. Without one: each line of the input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("spans", nargs="*", metavar="8d")

    def handle(self, *args: Any, spans: list[str], **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Time is not moved with ENVIRONMENT=production.")
        os.environ.setdefault("NOW", later.FILE)
        for text in spans or sys.stdin:
            self.stdout.write(f"{self._pass(text.strip()):%Y-%m-%d %H:%M} UTC")
            self.stdout.flush()

    def _pass(self, text: str) -> datetime:
        by = clock.shift(f"+{text}")
        if by is None:
            raise CommandError(f"{text!r} is not a time such as 8d, 3h or 20m.")
        try:
            return later.let_pass(by)
        except clock.NotMovable as error:
            raise CommandError(str(error)) from error
        except OSError as error:  # requests' own are of this kind
            raise CommandError(f"No stand-in answers; does the demo run? ({error})") from error
