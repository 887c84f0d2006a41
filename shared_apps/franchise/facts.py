"""What head office's room announces."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class FranchiseFounded(Fact):
    franchise: str


@dataclass(frozen=True)
class StoreJoined(Fact):
    """``first_day``: of one that was taken in again."""

    pizzeria: str
    franchise: str
    first_day: str = ""


@dataclass(frozen=True)
class StoreLeft(Fact):
    """``last_day``: its last in the franchise, which may lie ahead."""

    pizzeria: str
    franchise: str
    last_day: str = ""


@dataclass(frozen=True)
class StoreStays(Fact):
    """It was to leave, and does not."""

    pizzeria: str
    franchise: str


@dataclass(frozen=True)
class FormulaDeclared(Fact):
    """``store`` is empty where it holds for all."""

    franchise: str
    number: int
    store: str
    first_month: str


@dataclass(frozen=True)
class FreezingDaySet(Fact):
    franchise: str
    day: int


@dataclass(frozen=True)
class StatementFrozen(Fact):
    """``total`` in minor units of ``currency``, corrections of earlier months included."""

    statement: str
    franchise: str
    pizzeria: str
    month: str
    number: int
    total: int
    currency: str
