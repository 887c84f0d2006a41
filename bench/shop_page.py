"""Pages of a shop per second beside a bare Django view in the same server and run.

    .venv/bin/python bench/shop_page.py [--json]

Turns of the bare view, the shop page and the pizza page alternate; each figure is the median of its turns.
"""

import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402

TURNS, SECONDS = 5, 1.5


def measure() -> list[dict[str, Any]]:
    with server.house():
        row = server.shop("bench")
        host = f"{row.slug}.localhost"
        paths = {"bare Django view": server.BARE, "shop page": "/", "pizza page": _a_pizza(row)}
        found: dict[str, list[float]] = {name: [] for name in paths}
        with server.pages() as port:
            for path in paths.values():
                server.per_second(port, host, path, seconds=0.5)
            for _ in range(TURNS):
                for name, path in paths.items():
                    found[name].append(server.per_second(port, host, path, seconds=SECONDS))
    bare = median(found.pop("bare Django view"))
    return [
        {
            "name": f"{name}, requests per second",
            "value": round(median(rates)),
            "beside": "bare Django view, same server",
            "beside_value": round(bare),
            "ratio": round(median(rates) / bare, 3),
        }
        for name, rates in found.items()
    ]


def _a_pizza(row: Any) -> str:
    import tenants
    from tenant_apps.menu.models import Product

    with tenants.inside(row):
        return f"/menu/{Product.objects.filter(kind='pizza').first().id}/"


if __name__ == "__main__":
    rows = measure()
    print(json.dumps(rows) if "--json" in sys.argv else "\n".join(map(str, rows)))
