"""`make bench`: every benchmark of this folder, as a table and into bench/results/.

A benchmark is a script that prints its rows with ``--json``: name, value, beside, beside_value, ratio. What counts is
the ratio to the partner that ran in the same minutes on the same machine; absolute figures only say what machine it was.
"""

import json
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"__init__", "__main__", "server", "wsgi"}
Rows = list[dict[str, Any]]


def main(wanted: list[str]) -> int:
    rows: Rows = []
    failed = []
    for path in sorted(HERE.glob("*.py")):
        if path.stem in NOT_BENCHMARKS or (wanted and path.stem not in wanted):
            continue
        started = time.monotonic()
        print(f"… {path.stem}", end="", flush=True)
        found = run(path)
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
        if found is None:
            failed.append(path.stem)
        rows += found or []
    show(rows)
    keep(rows)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return len(failed)


def run(path: Path) -> Rows | None:
    """Return the rows of one benchmark, None when it failed (its own words are on the terminal)."""
    done = subprocess.run([sys.executable, str(path), "--json"], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return None
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return found if isinstance(found, list) else [found]


def show(rows: Rows) -> None:
    cells = [("what", "measured", "beside", "measured", "ratio")]
    cells += [
        (row["name"], f"{row['value']:,.4g}", row["beside"], f"{row['beside_value']:,.4g}", f"{row['ratio']:.3g}")
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    print()
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def keep(rows: Rows) -> None:
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    record = {"at": now.isoformat(), "machine": platform.platform(), "python": sys.version.split()[0], "rows": rows}
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    print(f"\nwritten to {path.relative_to(HERE.parent)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
