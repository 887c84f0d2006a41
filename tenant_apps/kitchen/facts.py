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


@dataclass(frozen=True)
class StationFact(Fact):
    order: str
    station: str


class StationFinished(StationFact):
    """All that is made of an order at one station is done."""


class StationReopened(StationFact):
    """It was not done after all."""


@dataclass(frozen=True)
class ChangesSeen(Fact):
    """The kitchen has read what an edit changed."""

    order: str


@dataclass(frozen=True)
class PrintFact(Fact):
    order: str
    printer: str
    paper: str


class PrintingFailed(PrintFact):
    """A printer did not take something; it is tried again."""


class PrintingStopped(PrintFact):
    """It is not tried any more."""


@dataclass(frozen=True)
class PrinterAdded(Fact):
    printer: str
    prints: str
    station: str


@dataclass(frozen=True)
class PrinterRemoved(Fact):
    printer: str
