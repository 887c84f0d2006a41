"""A page of reactions for the tests of the relay, and the fact they are about."""

from dataclasses import dataclass
from typing import Any

from shared_apps.journal.facts import Fact

DEALT_WITH: list[str] = []


@dataclass(frozen=True)
class BellRang(Fact):
    order: str


@dataclass(frozen=True)
class BellBroke(Fact):
    """Its topics cannot be worked out."""

    order: str


def note(entry: Any) -> None:
    DEALT_WITH.append(entry.payload["order"])


HANDLER = f"{__name__}.note"
REACTIONS = {"BellRang": (HANDLER,)}
LIVE = {
    "BellRang": lambda entry: ("kitchen", f"order:{entry.payload['order']}"),
    "BellBroke": lambda entry: (entry.payload["nothing"],),
}
