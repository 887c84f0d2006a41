"""The judge: rolling origins over a store's last weeks, every model on the same days, nothing seen ahead."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from learning import demand
from learning.frames import Flags, History, Numbers, Whole
from learning.metrics import Score, score

ORIGINS = 12
EVERY = 7  # days between origins
LEAST_SEEN = 28  # days before the first origin
LEAST_ORIGINS = 4  # with fewer, a backtest proves nothing
WARM_UP = 14  # earlier origins that only teach how far forecasts stray


@dataclass(frozen=True)
class Trial:
    """One model's scores, and its mean absolute error of the total on each scored day (for a paired comparison)."""

    total: Score
    item: Score
    errors: Numbers
    seconds: float


@dataclass(frozen=True)
class Backtest:
    """What `run` found. `origins` are indices of days; a history too short for `LEAST_ORIGINS` has `enough` False.
    `totals` are each model's totals at all origins, the earlier ones that only teach included."""

    history: History
    origins: Whole
    horizon: int
    trials: Mapping[str, Trial]
    totals: Mapping[str, Numbers]
    enough: bool


def origins_of(
    history: History, *, horizon: int = demand.HORIZON, count: int = ORIGINS, least: int = LEAST_SEEN
) -> Whole:
    """The last `count` weekly origins whose days ahead are all known, with an open day behind and ahead of each."""
    last = history.known - horizon
    candidates = [last - EVERY * back for back in range(count)][::-1]
    return np.array([day for day in candidates if day >= least and _usable(history, day, horizon)], dtype=np.int64)


def _usable(history: History, origin: int, horizon: int) -> bool:
    return bool(history.open[:origin].sum() >= 7 and history.open[origin : origin + horizon].any())


def run(
    history: History,
    *,
    horizon: int = demand.HORIZON,
    models: tuple[str, ...] = demand.MODELS,
    totals_known: Mapping[str, Numbers] | None = None,
) -> Backtest:
    """Backtests the models on a history's last weeks. With no origin at all, `trials` is empty.

    totals_known: the `totals` of a backtest of the same days at another level of items.
    """
    every = origins_of(history, horizon=horizon, count=ORIGINS + WARM_UP, least=14)
    judged = origins_of(history, horizon=horizon)
    trials: dict[str, Trial] = {}
    totals: dict[str, Numbers] = {}
    for name in models if len(judged) else ():
        started = time.process_time()
        mean = demand.means(history, every, horizon, models=(name,), totals_known=totals_known)[name]
        trials[name] = _trial(history, every, judged, mean, started)
        totals[name] = mean.sum(axis=2)
    enough = len(judged) >= LEAST_ORIGINS
    return Backtest(history=history, origins=judged, horizon=horizon, trials=trials, totals=totals, enough=enough)


def _trial(history: History, every: Whole, judged: Whole, mean: Numbers, started: float) -> Trial:
    errors = demand.Errors(history, every, mean)
    rows = np.flatnonzero(np.isin(every, judged))
    spreads = [errors.spread_at(int(every[row])) for row in rows]
    days = every[rows][:, None] + np.arange(mean.shape[1])
    used: Flags = history.open[days]
    forecast, actual = mean[rows], history.sold[days]
    item_phi = np.broadcast_to(np.stack([one.item for one in spreads])[:, None, :], forecast.shape)
    total_phi = np.broadcast_to(np.array([one.total for one in spreads])[:, None], days.shape)
    total, sold = forecast.sum(axis=2)[used], actual.sum(axis=2)[used]
    return Trial(
        total=score(total, total_phi[used], sold),
        item=score(forecast[used], item_phi[used], actual[used]),
        errors=_by_day(days[used], np.abs(np.nan_to_num(total) - sold)),
        seconds=time.process_time() - started,
    )


def _by_day(days: Whole, errors: Numbers) -> Numbers:
    # Neighbouring origins judge the same day: it counts once.
    _, place, count = np.unique(days, return_inverse=True, return_counts=True)
    return np.asarray(np.bincount(place, weights=errors) / count)
