"""A thousand customers check out at once for the last ten places of one time: ten must be sold, and everybody answered.

    .venv/bin/python -m bench.last_places [--orders 1000] [--places 10] [--connections 48] [--json]

All customers are let go at the same moment; the database serves as many at a time as there are connections. The figure
beside is what was sold against what there was: 1 is right, anything above is oversold.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402
from bench.ordering import EVENING  # noqa: E402

NINE = EVENING + timedelta(hours=1)


def measure(orders: int, places: int, connections: int) -> dict[str, Any]:
    """Return how it ended: name of each answer -> how many, seconds, places sold."""
    from django.db.models import Sum

    import tenants
    from tenant_apps.delivery.models import Share
    from tenant_apps.shop.models import Shop

    row = server.shop("last")
    with tenants.inside(row):
        Shop.objects.update(oven_places=places)
        customers = _customers(row, orders)
        started, answers = _let_go(customers, connections)
        sold = Share.objects.filter(hold__order__isnull=False).aggregate(all=Sum("places"))["all"] or Decimal(0)
    return {
        "answers": Counter(_name(answer) for answer, _ in answers),
        "seconds": max(ended for _, ended in answers) - started,
        "sold": int(sold),
        "next_slots": next((answer.detail["next_slots"] for answer, _ in answers if hasattr(answer, "detail")), []),
    }


def _customers(row: Any, many: int) -> list[Callable[[], Any]]:
    """Each has a Margherita in the basket and asks for nine o'clock."""
    import tenants
    from pizzeria.pricing import default_configuration
    from shared_apps.journal.facts import Actor
    from tenant_apps.menu import queries as menu
    from tenant_apps.ordering import actions
    from tenant_apps.ordering.models import Basket, BasketLine
    from tenant_apps.ordering.wishes import Wish

    catalogue = menu.price_menu(at=EVENING)
    pizza = next(product for product in catalogue.products.values() if product.kind == "pizza")
    wanted = default_configuration(catalogue, pizza.id).to_json()
    baskets = Basket.objects.bulk_create(
        Basket(order_type="collection", created_at=EVENING, updated_at=EVENING) for _ in range(many)
    )
    BasketLine.objects.bulk_create(
        BasketLine(basket=basket, configuration=wanted, name=pizza.name) for basket in baskets
    )
    wish = Wish(order_type="collection", name="Bench", phone="1", tender="counter", when=NINE)

    def customer(basket: Basket) -> Callable[[], Any]:
        def check_out() -> Any:
            with tenants.inside(row):
                return actions.place_order(basket, wish=wish, by=Actor.guest(), at=EVENING, key=str(basket.id))

        return check_out

    return [customer(basket) for basket in baskets]


def _let_go(customers: list[Callable[[], Any]], connections: int) -> tuple[float, list[tuple[Any, float]]]:
    go = Event()

    def answered(check_out: Callable[[], Any]) -> tuple[Any, float]:
        go.wait()
        try:
            answer = check_out()
        except Exception as refusal:
            answer = refusal
        return answer, perf_counter()

    with ThreadPoolExecutor(connections) as threads:
        waiting = [threads.submit(answered, customer) for customer in customers]
        started = perf_counter()
        go.set()
        return started, [one.result() for one in waiting]


def _name(answer: Any) -> str:
    status = getattr(answer, "status", 201)
    return f"{status} {getattr(answer, 'code', type(answer).__name__)}"


def main() -> None:
    options = argparse.ArgumentParser(description="A thousand checkouts for the last ten places.")
    options.add_argument("--orders", type=int, default=1000)
    options.add_argument("--places", type=int, default=10)
    options.add_argument("--connections", type=int, default=48)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    with server.house():
        found = measure(asked.orders, asked.places, asked.connections)
    if asked.json:
        row = {
            "name": f"checkouts answered per second, {asked.orders} for the last {asked.places} places",
            "value": round(asked.orders / found["seconds"], 1),
            "beside": "places sold of those there were",
            "beside_value": found["sold"],
            "ratio": found["sold"] / asked.places,
        }
        print(json.dumps([row]))
        return
    for answer, many in found["answers"].most_common():
        print(f"{many:>6}  {answer}")
    print(f"{found['sold']} of {asked.places} places sold in {found['seconds']:.1f} s")
    print(f"next free: {', '.join(found['next_slots'])}")
    if found["sold"] > asked.places:
        sys.exit("oversold")


if __name__ == "__main__":
    main()
