"""The map of the house, read from ``.importlinter``: how high each room stands."""

import configparser
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Installed in both kinds of schema: a pizzeria's row may point at its own schema's people and journal.
IN_BOTH = frozenset({"shared_apps.accounts", "shared_apps.journal"})


def heights() -> dict[str, int]:
    """Return the floor of each room; 0 is the ground."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    found = {"tenants": 0}
    for building, contract in (("shared_apps", "platform-rooms"), ("tenant_apps", "pizzeria-rooms")):
        floors = config[f"importlinter:contract:{contract}"]["layers"].strip().splitlines()
        for height, rooms in enumerate(reversed(floors), start=1):
            found |= {f"{building}.{room.strip(' ()')}": height for room in rooms.split("|")}
    return found
