"""A process to be killed: asks the stand-in for one call of torino's, and stands still where it is told to.

``payer.py <pizzeria> <call> <before|after>``: it says when it stands before the provider is asked, or after it has answered.
"""

import os
import sys
import time
from datetime import datetime
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import tenants  # noqa: E402
from tenant_apps.payments import asking  # noqa: E402
from tenant_apps.payments.models import Call  # noqa: E402
from tenants import registry  # noqa: E402


def stand_still() -> None:
    print("here", flush=True)  # noqa: T201
    time.sleep(300)


def main(pizzeria: str, call: str, where: str, at: str) -> None:
    real = asking._make

    def make(call: Call) -> None:
        if where == "before":
            stand_still()
        real(call)
        stand_still()

    asking._make = make
    with tenants.inside(registry.by_id(UUID(pizzeria))):
        asking.ask(call, at=datetime.fromisoformat(at))


if __name__ == "__main__":
    main(*sys.argv[1:])
