"""Models of a store's daily total. Each answers from several origins at once, seeing only the days before each.

A model is a function `(series, origins, horizon) -> [origin, step]`, step 0 being the origin's own day. Closed days are
skipped in learning and forecast as 0: the calendar knows them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from learning.frames import Flags, History, Numbers, Whole


@dataclass(frozen=True)
class Series:
    """One number per calendar day, with the calendar; numbers at and after an origin are never read."""

    values: Numbers
    open: Flags
    weekday: Whole


TotalModel: TypeAlias = Callable[[Series, Whole, int], Numbers]


def series_of(history: History) -> Series:
    """The store's total of all items."""
    return Series(values=history.total, open=history.open, weekday=history.weekday)


def on_open_days(forecast: Numbers, series: Series, origins: Whole) -> Numbers:
    """The forecast, 0 on closed days and never below 0."""
    days = origins[:, None] + np.arange(forecast.shape[1])
    return np.where(series.open[days], np.maximum(forecast, 0.0), 0.0)


def weekday_factors(values: Numbers, weekday: Whole, *, weight: float = 2.0) -> Numbers:
    """How each weekday compares with the mean day (mean 1), shrunk towards 1 as if by `weight` ordinary days."""
    usual = values.mean()
    if not usual > 0:
        return np.ones(7)
    sums = np.bincount(weekday, weights=values, minlength=7)
    counts = np.bincount(weekday, minlength=7)
    return np.asarray((sums / usual + weight) / (counts + weight))


def level_by_weekday(series: Series, origins: Whole, horizon: int, *, days: int = 120, recent: int = 28) -> Numbers:
    """The level of the last `recent` days times the weekday profile of the last `days`."""
    out = np.empty((len(origins), horizon))
    for row, origin in enumerate(origins):
        seen = np.flatnonzero(series.open[:origin])
        seen = seen[seen >= seen[-1] - days]
        values, weekday = series.values[seen], series.weekday[seen]
        factors = weekday_factors(values, weekday)
        late = seen >= seen[-1] - recent
        level = values[late].sum() / factors[weekday[late]].sum()
        out[row] = level * factors[series.weekday[origin : origin + horizon]]
    return on_open_days(out, series, origins)
