"""A process to be killed: for each line on its input it forks a child that does what the line says, and tells its pid.

Django is loaded once; a child is nothing but the provisioning itself.
"""

import os
import sys
import time
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

import tenants  # noqa: E402
from config import new_shop  # noqa: E402, F401  (loaded before the fork, as it is in a web process)
from shared_apps.onboarding import actions  # noqa: E402
from tenants import versions  # noqa: E402
from tests.cast import NOON  # noqa: E402


def provision(id: str) -> None:
    """What the verified click does."""
    with tenants.platform():
        actions.provision_sign_up(UUID(id), at=NOON)


def careless(slug: str) -> None:
    """What everybody does: the schema first, the rest when it is there. The negative control."""
    with tenants.platform(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA t_careless")
    time.sleep(5)


def main() -> None:
    versions.current()
    for line in sys.stdin:
        verb, argument = line.split()
        if (child := os.fork()) == 0:
            {"provision": provision, "careless": careless}[verb](argument)
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        os.waitpid(child, 0)
        print("over", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
