"""The simple rules every model must beat, for each item. They answer `[origin, step, item]`; the total is their sum."""

import numpy as np

from learning.frames import History, Numbers, Whole


def naive(history: History, origins: Whole, horizon: int) -> Numbers:
    """What the last open day sold, every day."""
    last = [history.sold[:origin][history.open[:origin]][-1] for origin in origins]
    return _on_open_days(np.repeat(np.array(last)[:, None], horizon, axis=1), history, origins)


def seasonal_naive(history: History, origins: Whole, horizon: int) -> Numbers:
    """What the last open day of the same weekday sold."""
    return same_weekdays(history, origins, horizon, weeks=1)


def mean_of_eight(history: History, origins: Whole, horizon: int) -> Numbers:
    """The mean of the last eight open days of the same weekday."""
    return same_weekdays(history, origins, horizon, weeks=8)


def same_weekdays(history: History, origins: Whole, horizon: int, *, weeks: int) -> Numbers:
    """The mean of the last `weeks` open days of the same weekday; a weekday never open yet takes that of the last weeks."""
    out = np.empty((len(origins), horizon, len(history.items)))
    weekday = history.weekday
    for row, origin in enumerate(origins):
        seen = np.flatnonzero(history.open[:origin])
        rest = history.sold[seen[-7 * weeks :]].mean(axis=0)
        means = np.repeat(rest[None, :], 7, axis=0)
        for day in range(7):
            same = seen[weekday[seen] == day][-weeks:]
            if len(same):
                means[day] = history.sold[same].mean(axis=0)
        out[row] = means[weekday[origin : origin + horizon]]
    return _on_open_days(out, history, origins)


def _on_open_days(forecast: Numbers, history: History, origins: Whole) -> Numbers:
    days = origins[:, None] + np.arange(forecast.shape[1])
    return np.where(history.open[days][:, :, None], forecast, 0.0)
