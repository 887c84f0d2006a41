"""What insights announces."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class SalesImported(Fact):
    """A till's export was taken in."""

    sales_import: str
    orders: int
    pieces: int
    first_day: str
    last_day: str


@dataclass(frozen=True)
class ModelTrained(Fact):
    """A new model version serves; ``served`` is empty where there is no history."""

    version: int
    served: str
    code: str
