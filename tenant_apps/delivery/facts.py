"""What the delivery room announces. A place held or given back is no fact: it is counted where it is asked for."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class SlotFilled(Fact):
    """The last place of this stretch of the oven's time is taken."""

    start: str


@dataclass(frozen=True)
class PlacesChanged(Fact):
    """This stretch has another number of places; None is the shop's usual number, 0 that it is closed."""

    start: str
    places: int | None
    before: int | None


@dataclass(frozen=True)
class DoughChanged(Fact):
    """This business day has another number of balls; None is the shop's usual number."""

    day: str
    balls: int | None
    before: int | None
