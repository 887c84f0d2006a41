"""Pages of a shop beside a bare Django view in the same server and run: how many a second, and how long under 200 a second.

    .venv/bin/python bench/shop_page.py [--json]

Turns of the bare view, the shop page and the pizza page alternate; each figure is the median of its turns. The p95 is
that of visitors who come at a constant rate and wait for nobody: 200 a second for 12 s each, in turns of 4 s, counted
from the moment each was due. The load generator runs on the same cores.
"""

import json
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402

TURNS, SECONDS = 5, 1.5
BARE = "bare Django view"
RATE, RATE_TURNS, RATE_SECONDS = 200, 3, 4.0


def measure() -> list[dict[str, Any]]:
    with server.house():
        row = server.shop("bench")
        host = f"{row.slug}.localhost"
        paths = {BARE: server.BARE, "shop page": "/", "pizza page": _a_pizza(row)}
        found: dict[str, list[float]] = {name: [] for name in paths}
        waits: dict[str, list[float]] = {name: [] for name in list(paths)[:2]}
        with server.pages() as port:
            for path in paths.values():
                server.per_second(port, host, path, seconds=0.5)
            for _ in range(TURNS):
                for name, path in paths.items():
                    found[name].append(server.per_second(port, host, path, seconds=SECONDS))
            for _ in range(RATE_TURNS):
                for name, path in list(paths.items())[:2]:
                    waits[name] += server.latencies(port, host, path, rate=RATE, seconds=RATE_SECONDS)
    return _waits(waits) + _rows(found)


def _rows(found: dict[str, list[float]]) -> list[dict[str, Any]]:
    bare = median(found.pop(BARE))
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


def _waits(waits: dict[str, list[float]]) -> list[dict[str, Any]]:
    p95 = {name: quantiles(times, n=20)[-1] for name, times in waits.items()}
    bare = p95.pop(BARE)
    return [
        {
            "name": f"{name}, p95 under {RATE} requests/s, ms (median {median(waits[name]):.1f})",
            "value": round(value, 2),
            "beside": "bare Django view, same rate, ms",
            "beside_value": round(bare, 2),
            "ratio": round(value / bare, 2),
        }
        for name, value in p95.items()
    ]


def _a_pizza(row: Any) -> str:
    import tenants
    from tenant_apps.menu.models import Product

    with tenants.inside(row):
        return f"/menu/{Product.objects.filter(kind='pizza').first().id}/"


if __name__ == "__main__":
    rows = measure()
    print(json.dumps(rows) if "--json" in sys.argv else "\n".join(map(str, rows)))
