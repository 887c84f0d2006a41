"""A process to be killed: for each slug on its input it forks a child that opens a pizzeria under it, and says its pid.

Django is loaded once; a child is nothing but the provisioning itself.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.contrib.sessions.models import Session  # noqa: E402
from django.db import connection  # noqa: E402

import tenants  # noqa: E402
from tenants import versions  # noqa: E402
from tests.cast import NOON, open_pizzeria  # noqa: E402

ROWS = 40


def seed() -> None:
    for number in range(ROWS):  # one by one, so that there is something to be killed in
        Session.objects.create(session_key=f"seed {number}", expire_date=NOON)


def open_for_good(slug: str) -> None:
    open_pizzeria(slug, seed=seed)


def open_in_steps(slug: str) -> None:
    """What everybody does: the schema first, the rest when it is there. The negative control."""
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA t_careless")
        time.sleep(5)
    open_for_good(slug)


def main() -> None:
    versions.current()
    for line in sys.stdin:
        sys.stdout.flush()
        if (child := os.fork()) == 0:
            (open_in_steps if line.startswith("careless") else open_for_good)(line.strip())
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        os.waitpid(child, 0)
        print("over", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
