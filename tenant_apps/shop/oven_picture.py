"""What the oven's settings mean, as a small picture: so many places in each stretch of an hour."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

BOX, GAP = 64, 12
MOST_BOXES = 6
# A number below the pizzas tells the rest.
MOST_DOTS = 64


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Box:
    """One slot of the hour; ``start`` is its first minute."""

    x: int
    start: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class OvenPicture:
    slot_minutes: int
    places: int
    dough_balls: int | None = None

    @property
    def per_hour(self) -> int:
        """How many pizzas of normal size the oven bakes in an hour."""
        return self.places * 60 // self.slot_minutes

    @property
    def dough_minutes(self) -> int | None:
        """How long the dough of a day lasts when the oven is full."""
        return self.dough_balls * self.slot_minutes // self.places if self.dough_balls else None

    @property
    def dough_hours(self) -> str:
        minutes = self.dough_minutes or 0
        return f"{minutes // 60}:{minutes % 60:02}"

    @property
    def width(self) -> int:
        return len(self.boxes) * (BOX + GAP) - GAP

    @property
    def boxes(self) -> list[Box]:
        number = max(1, min(60 // self.slot_minutes, MOST_BOXES))
        return [
            Box(place * (BOX + GAP), f":{place * self.slot_minutes:02}", tuple(self._dots(place * (BOX + GAP))))
            for place in range(number)
        ]

    def _dots(self, left: int) -> Iterator[Dot]:
        dots = min(self.places, MOST_DOTS)
        columns = math.ceil(math.sqrt(dots))
        cell = (BOX - 8) / columns
        for number in range(dots):
            row, column = divmod(number, columns)
            x, y = left + 4 + cell * (column + 0.5), 4 + cell * (row + 0.5)
            yield Dot(round(x, 1), round(y, 1), round(cell * 0.4, 1))
