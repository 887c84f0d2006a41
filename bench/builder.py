"""How long the pizza page waits for its price: the whole answer to one choice, beside a bare Django view.

    .venv/bin/python bench/builder.py [--json]

Every request is another pizza (sizes, halves, toppings, what is left out), so that each is priced and drawn anew, over one
connection that stays open, as a phone's does. Half of the figures are the median, half what 95 of 100 stay under.
"""

import http.client
import json
import random
import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402

CHOICES, WARM = 300, 30
NAMES = {"median": median, "95 of 100 under": lambda found: quantiles(found, n=20)[-1]}


def measure() -> list[dict[str, Any]]:
    with server.house():
        row = server.shop("bench")
        wishes = _wishes(row)
        with server.pages() as port:
            line = http.client.HTTPConnection("127.0.0.1", port)
            ask = _asking(line, f"{row.slug}.localhost")
            for wish in wishes[:WARM]:
                ask(wish)
            priced, bare = [], []
            for wish in wishes[WARM:]:
                priced.append(ask(wish))
                bare.append(ask(server.BARE))
    return [
        {
            "name": f"a choice on the pizza page, ms, {name}",
            "value": round(figure(priced), 1),
            "beside": "bare Django view, same line, ms",
            "beside_value": round(figure(bare), 2),
            "ratio": round(figure(priced) / figure(bare), 1),
        }
        for name, figure in NAMES.items()
    ]


def _asking(line: http.client.HTTPConnection, host: str) -> Any:
    def milliseconds(path: str) -> float:
        start = perf_counter()
        line.request("GET", path, headers={"Host": host, "Accept-Language": "it", "HX-Request": "true"})
        answer = line.getresponse()
        answer.read()
        taken = (perf_counter() - start) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{host}{path}: {answer.status}")
        return taken

    return milliseconds


def _wishes(row: Any) -> list[str]:
    """Addresses of pizzas as people build them, each another."""
    import tenants
    from tenant_apps.menu import queries
    from toolbox import clock

    chance = random.Random(7)
    with tenants.inside(row):
        menu = queries.price_menu(at=clock.now())
    pizzas = [product for product in menu.products.values() if product.is_built]
    toppings = sorted({id for id, _ in menu.topping_prices})
    return [_wish(chance, menu, chance.choice(pizzas), chance.choice(pizzas), toppings) for _ in range(CHOICES + WARM)]


def _wish(chance: random.Random, menu: Any, pizza: Any, other: Any, toppings: list[str]) -> str:
    size, dough = chance.choice(sorted(menu.dough_prices, key=repr))[::-1]
    added = chance.sample(toppings, chance.randrange(4))
    said: list[tuple[str, str]] = [("product", pizza.id), ("size", size), ("dough", dough)]
    said += [("topping", id) for id in added]
    said += [(f"side-{id}", chance.choice(("whole", "left", "right"))) for id in added]
    said += [("removed", part.ingredient) for part in pizza.recipe if part.removable and chance.random() < 0.2]
    if chance.random() < 0.5:
        said += [("halves", "1"), ("half", other.id)]
    return f"/menu/quote/?{urlencode(said)}"


if __name__ == "__main__":
    rows = measure()
    print(json.dumps(rows) if "--json" in sys.argv else "\n".join(map(str, rows)))
