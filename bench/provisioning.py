"""How long a shop takes to open: by the recorded script beside the migrations, and from the verified click to its first page.

    .venv/bin/python bench/provisioning.py [--json] [--shops N]

Servers of its own, which wait for the disk as in the demo. The two ways take turns, so that a noisy machine is unfair
to both; the figures are medians, the ratio is what to compare between machines. ``--shops`` (30) stand there already.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

SCHEMAS = 7
SIGN_UPS = 25
Row = dict[str, Any]


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def schema_rows() -> list[Row]:
    """One new schema: by replaying the script, and by running the migrations."""
    from django.db import connection, transaction

    import tenants
    from tenants import templates
    from tenants.models import new_schema_name
    from toolbox.tenant_db import Entered, enter

    def make(fill: Callable[[str], None]) -> None:
        name = new_schema_name()
        with tenants.platform(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA {name}")
            with enter(Entered(schema=name, key=name)):
                fill(name)

    script = templates.script()
    replayed, migrated = [], []
    for _ in range(SCHEMAS):
        replayed.append(milliseconds(lambda: make(lambda name: templates.replay(name, script))))
        migrated.append(milliseconds(lambda: make(lambda name: templates.migrate())))
    mine, theirs = median(replayed), median(migrated)
    return [
        {
            "name": "new schema by the recorded script, ms",
            "value": round(mine, 1),
            "beside": "by running the migrations, ms",
            "beside_value": round(theirs),
            "ratio": round(theirs / mine, 1),
        }
    ]


def sign_up_rows(shops: int) -> list[Row]:
    """From the verified click to the first page of the shop, with the starter menu; beside it that page once it is warm."""
    from django.test import Client

    opened, warm = [], []
    for number in range(shops + SIGN_UPS):
        sign_up = verified(f"bench-{number}-x")
        client = Client(HTTP_HOST=f"{sign_up.slug}.localhost")
        opened.append(milliseconds(lambda sign_up=sign_up, client=client: (provision(sign_up), first_page(client))))
        warm.append(milliseconds(lambda client=client: first_page(client)))
    opened = opened[shops:]
    return [
        {
            "name": f"verified click to live shop with {shops} shops there, ms (p95 {quantiles(opened, n=20)[-1]:.0f})",
            "value": round(median(opened)),
            "beside": "that page again, ms",
            "beside_value": round(median(warm[shops:]), 1),
            "ratio": round(median(opened) / median(warm[shops:]), 1),
        }
    ]


def verified(slug: str) -> Any:
    import tenants
    from shared_apps.journal.facts import Actor
    from shared_apps.onboarding import actions
    from shared_apps.onboarding.models import SignUp
    from toolbox import clock

    wish = actions.Wish(pizzeria_name=slug, slug=slug, email=f"{slug}@bench.test", password="margherita-4-tutti")
    with tenants.platform():
        sign_up = actions.request_sign_up(wish, by=Actor.guest(), at=clock.now())
        SignUp.objects.filter(id=sign_up.id).update(state=SignUp.State.VERIFIED, verified_at=clock.now())
    return sign_up


def provision(sign_up: Any) -> None:
    import tenants
    from shared_apps.onboarding import actions
    from toolbox import clock

    with tenants.platform():
        state = actions.provision_sign_up(sign_up.id, at=clock.now()).state
    assert state == "active", state


def first_page(client: Any) -> None:
    status = client.get("/").status_code
    assert status == 200, status


def measure(shops: int = 30) -> list[Row]:
    """The rows of the table. Needs servers in the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tenants import fleet, templates

    fleet.migrate_platform()
    templates.script()
    return schema_rows() + sign_up_rows(shops)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--shops", type=int, default=30)
    options = parser.parse_args()
    from toolbox import embedded

    for variable in embedded.KINDS:
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory(prefix="pizzamama-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        with embedded.servers(Path(folder)):
            rows = measure(options.shops)
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(f"{row['name']}: {row['value']:,}   {row['beside']}: {row['beside_value']:,}   ratio {row['ratio']}")


if __name__ == "__main__":
    main()
