"""What the payments' completer costs while nobody has anything open: by the platform's marks, beside looking into everybody.

    .venv/bin/python bench/completing.py [--json] [--shops N]

Both are the tasks as beat calls them, with ``--shops`` (30) pizzerias. Turns alternate; each figure is the median of its
turns. The first ought to stay the same however many there are, the second grows with them.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from bench import server  # noqa: E402

TURNS = 15


def milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def measure(shops: int) -> list[dict[str, Any]]:
    for number in range(shops):
        server.shop(f"bench{number}")
    from tenant_apps.payments import tasks

    turns = [(milliseconds(tasks.complete_everywhere), milliseconds(tasks.mark_everywhere)) for _ in range(TURNS)]
    marked, looked = (median(times) for times in zip(*turns, strict=True))
    return [
        {
            "name": f"payments' completer, {shops} pizzerias with nothing open, ms",
            "value": round(marked, 2),
            "beside": "looking into each of them, ms",
            "beside_value": round(looked, 2),
            "ratio": round(marked / looked, 4),
        }
    ]


if __name__ == "__main__":
    said = argparse.ArgumentParser()
    said.add_argument("--json", action="store_true")
    said.add_argument("--shops", type=int, default=30)
    given = said.parse_args()
    with server.house():
        rows = measure(given.shops)
    print(json.dumps(rows) if given.json else "\n".join(map(str, rows)))
