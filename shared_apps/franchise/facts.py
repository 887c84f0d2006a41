"""What head office's room announces."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class FranchiseFounded(Fact):
    franchise: str


@dataclass(frozen=True)
class StoreJoined(Fact):
    pizzeria: str
    franchise: str
