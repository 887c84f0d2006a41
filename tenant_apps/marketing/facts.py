"""What marketing announces."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class DealFact(Fact):
    deal: str


class DealAdded(DealFact):
    """A new deal is on the menu."""


class DealChanged(DealFact):
    """Its price, its choices or when it is offered; also that it went on or off the menu."""


class DealRemoved(DealFact):
    """It is gone for good; orders keep its name and price."""
