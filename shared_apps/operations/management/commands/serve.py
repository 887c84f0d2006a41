"""`python manage.py serve web`: become one of the five processes, as a container does."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from shared_apps.operations import processes


class Command(BaseCommand):
    help = "Runs one of the processes in the foreground: web, live, worker, beat or relay."
    requires_system_checks = ()  # the process makes its own; here they would only delay it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", choices=processes.NAMES)
        parser.add_argument("--host", default="127.0.0.1", help="where web and live listen; 0.0.0.0 in a container")
        parser.add_argument("--port", type=int, help="their port, if not PORT and the one after it")

    def handle(self, *args: Any, **options: Any) -> None:
        program = processes.program(options["process"], host=options["host"], port=options["port"])
        os.chdir(processes.ROOT)
        os.execve(program.argv[0], list(program.argv), {**os.environ, **program.env})  # noqa: S606  (no shell wanted)
