"""What the delivery room announces. A place held or given back is no fact: it is counted where it is asked for."""

from dataclasses import dataclass

from shared_apps.journal.facts import Fact


@dataclass(frozen=True)
class SlotFilled(Fact):
    """The last place of this stretch of the oven's time is taken."""

    start: str
