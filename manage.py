#!/usr/bin/env python
"""The project's commands. Starts the embedded servers for the length of a command when no others are given."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Forecasts are small sums: threads of numpy's would only fight over the cores, and be slower for it.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from toolbox import embedded

    with embedded.servers_for(sys.argv, root=ROOT):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell says it; where it was interrupted interests nobody
