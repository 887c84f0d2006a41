"""Orders placed per second beside pgbench's simple update and a bare insert, on the same PostgreSQL in the same run.

    .venv/bin/python bench/ordering.py [--json]

One placed order is the whole action: key, basket, price, promise, number, lines, event, journal, commit. pgbench's
simple update (-N) is PostgreSQL's own measure: three small statements of C and a commit, one connection as here. The
bare insert is one Django row with its own commit. Turns alternate; each figure is the median of its turns.
Filling the baskets is not counted. The servers wait for the disk as in the demo.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402

TURNS, ORDERS = 5, 40
EVENING = datetime(2026, 5, 8, 18, 0, tzinfo=UTC)  # a Friday, the shop is open


def per_second(works: list[Callable[[], object]]) -> float:
    start = perf_counter()
    for work in works:
        work()
    return len(works) / (perf_counter() - start)


def measure() -> list[dict[str, Any]]:
    import tenants

    row = server.shop("bench")
    with tenants.inside(row):
        _widen_the_oven()
    # Anew, as a request would be: what a process remembers is of the generation that it came in with.
    with tenants.inside(row.id):
        place, insert = _placing(), _inserting()
        per_second(place(3) + insert(3))
        pgbench("-i", "-s", "1", "-q")
        turns = [(per_second(place(ORDERS)), simple_updates(), per_second(insert(ORDERS * 5))) for _ in range(TURNS)]
    orders, updates, inserts = (median(rates) for rates in zip(*turns, strict=True))
    beside = {"pgbench's simple update, one connection": updates, "bare insert of one row, same connection": inserts}
    return [
        {
            "name": "orders placed per second, one connection",
            "value": round(orders, 1),
            "beside": name,
            "beside_value": round(rate, 1),
            "ratio": round(orders / rate, 4),
        }
        for name, rate in beside.items()
    ]


def _widen_the_oven() -> None:
    """Give every order a place: how fast they are placed is asked, not how many fit."""
    from shared_apps.journal.facts import Actor
    from tenant_apps.shop import actions as shop

    shop.change_shop({"oven_places": 500}, by=Actor.system("bench"), at=EVENING)


def simple_updates() -> float:
    """Transactions per second of pgbench's simple update for two seconds."""
    told = pgbench("-N", "-n", "-c", "1", "-T", "2")
    return float(re.search(r"tps = ([\d.]+)", told)[1])  # type: ignore[index]


def pgbench(*options: str) -> str:
    """Run the pgbench that came with the embedded PostgreSQL on the database of this run; return what it said."""
    from toolbox.embedded import postgres

    argv = [str(postgres.binary("pgbench")), *options, os.environ["DATABASE_URL"]]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def _placing() -> Callable[[int], list[Callable[[], object]]]:
    from pizzeria.pricing import default_configuration
    from shared_apps.journal.facts import Actor
    from tenant_apps.marketing import queries as marketing
    from tenant_apps.ordering import actions
    from tenant_apps.ordering.wishes import Wish
    from tenant_apps.shop import queries as shops

    catalogue = marketing.price_menu(at=EVENING)
    shops.timetable(at=EVENING)  # as the checkout's page has: outside a transaction, so that it is remembered
    pizzas = [product.id for product in catalogue.products.values() if product.kind == "pizza"][:2]
    wish = Wish(order_type="collection", name="Bench", phone="1", tender="counter")
    numbers = iter(range(10**6))

    def filled() -> Any:
        basket = actions.open_basket(at=EVENING)
        for pizza in pizzas:
            actions.add_to_basket(basket, configuration=default_configuration(catalogue, pizza), at=EVENING)
        return basket

    def order(basket: Any, key: str) -> Callable[[], object]:
        return lambda: actions.place_order(basket, wish=wish, by=Actor.guest(), at=EVENING, key=key)

    return lambda many: [order(filled(), str(next(numbers))) for _ in range(many)]


def _inserting() -> Callable[[int], list[Callable[[], object]]]:
    from tenant_apps.ordering.models import Basket

    def insert() -> object:
        return Basket.objects.create(created_at=EVENING, updated_at=EVENING)

    return lambda many: [insert] * many


if __name__ == "__main__":
    with server.house():
        rows = measure()
    print(json.dumps(rows) if "--json" in sys.argv else "\n".join(map(str, rows)))
