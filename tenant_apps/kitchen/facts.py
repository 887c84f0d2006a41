"""What the kitchen announces beside the steps of an order."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class ItemFact(Fact):
    order: str
    line: str


class ItemFinished(ItemFact):
    """One line of an order is done."""


class ItemReopened(ItemFact):
    """It was not done after all."""
