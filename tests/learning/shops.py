"""Stores made up for the tests of learning."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from learning import frames

ITEMS = ("margherita", "diavola", "marinara", "quattro formaggi")
WEEK = (0.8, 0.8, 0.9, 1.0, 1.4, 1.5, 0.6)
HEADER = "id,date,time,name,size,type,price"


def frame(
    days: int = 200, *, level: float = 60.0, items: tuple[str, ...] = ITEMS, seed: int = 1, closed: tuple[int, ...] = ()
) -> pd.DataFrame:
    """Poisson sales with a weekly profile; `closed` weekdays never open."""
    chance = np.random.default_rng(seed)
    first = date(2024, 1, 1)  # a Monday
    rows = []
    for index in range(days):
        weekday = index % 7
        is_open = weekday not in closed
        for place, item in enumerate(items):
            mean = level * WEEK[weekday] / (place + 1) / sum(1 / (n + 1) for n in range(len(items)))
            sold = float(chance.poisson(mean)) if is_open else 0.0
            rows.append((first + timedelta(days=index), item, sold, is_open, 9.5))
    return pd.DataFrame(rows, columns=list(frames.REQUIRED))


def history(days: int = 200, *, ahead: int = 0, **kinds: object) -> frames.History:
    return frames.history_of(frame(days, **kinds), ahead=ahead)  # type: ignore[arg-type]


def export(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"
