"""What running the platform announces."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class PizzeriaSuspended(Fact):
    pizzeria: str
    reason: str


@dataclass(frozen=True)
class PizzeriaReactivated(Fact):
    pizzeria: str
    reason: str
