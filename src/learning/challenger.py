"""The challenger for a store's total: boosted trees on the calendar and on recent levels, one model for all steps ahead.

Trees cannot go above what they saw, so they learn the day's ratio to the store's recent level, not the day itself.
"""

from dataclasses import dataclass

import numpy as np
import xgboost as xgb

from learning.frames import Numbers, Whole
from learning.totals import Series, on_open_days, weekday_factors

SEED = 20150101
ROUNDS = 60
FIRST_DAY = 56  # days seen before an origin can teach
TEACHING = 400  # days before the first origin that teach; a store of three years ago is another store
REFIT_EVERY = 28  # days between fits in a backtest; between them the last fit serves on fresh features
FEATURES = (
    "step",
    "week",
    "mean_7",
    "mean_14",
    "mean_28",
    "same_1",
    "same_4",
    "same_8",
    "factor",
    "after_closed",
    "before_closed",
)
PARAMETERS = {
    "objective": "reg:absoluteerror",
    "max_depth": 4,
    "eta": 0.1,
    "subsample": 0.8,
    "colsample_bytree": 0.8,
    "min_child_weight": 20,
    "lambda": 5.0,
    "nthread": 1,
    "seed": SEED,
    "tree_method": "hist",
    "max_bin": 64,
}


@dataclass(frozen=True)
class Booster:
    """A fitted challenger; `to_bytes` and `from_bytes` are xgboost's own UBJ."""

    trees: xgb.Booster

    def to_bytes(self) -> bytes:
        return bytes(self.trees.save_raw(raw_format="ubj"))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Booster":
        trees = xgb.Booster({"nthread": 1})
        trees.load_model(bytearray(raw))
        return cls(trees=trees)


def boosted(series: Series, origins: Whole, horizon: int) -> Numbers:
    """As every total model, refitting every `REFIT_EVERY` days."""
    table = _Table.of(series, first=int(origins.min()), last=int(origins.max()), horizon=horizon)
    out = np.empty((len(origins), horizon))
    fitted, booster = -REFIT_EVERY, None
    for row, origin in enumerate(origins):
        if booster is None or origin - fitted >= REFIT_EVERY:
            fitted, booster = int(origin), fit(series, int(origin), horizon, table=table)
        out[row] = predict(booster, series, np.array([origin]), horizon, table=table)[0]
    return out


def fit(series: Series, origin: int, horizon: int, *, table: "_Table | None" = None) -> Booster | None:
    """The challenger taught by every origin whose answers lie before `origin`; None with too little to learn from."""
    table = table or _Table.of(series, first=origin, last=origin, horizon=horizon)
    days = table.origin[:, None] + table.step
    use = (
        (table.origin >= FIRST_DAY) & (days[:, 0] < origin) & series.open[np.minimum(days[:, 0], len(series.open) - 1)]
    )
    if use.sum() < 200:
        return None
    day = days[use, 0]
    level = table.level[use]
    matrix = xgb.DMatrix(table.features[use], label=series.values[day] / level, weight=level / level.mean(), nthread=1)
    return Booster(trees=xgb.train(PARAMETERS, matrix, num_boost_round=ROUNDS))


def predict(
    booster: Booster | None, series: Series, origins: Whole, horizon: int, *, table: "_Table | None" = None
) -> Numbers:
    """Level times predicted ratio; without a booster, the level of the last 28 days by weekday."""
    table = table or _Table.of(series, first=int(origins.min()), last=int(origins.max()), horizon=horizon)
    out = np.empty((len(origins), horizon))
    for row, origin in enumerate(origins):
        use = table.origin == origin
        ratio = table.features[use, FEATURES.index("factor")]
        if booster is not None:
            ratio = booster.trees.inplace_predict(table.features[use])
        out[row] = ratio * table.level[use]
    return on_open_days(out, series, origins)


@dataclass(frozen=True)
class _Table:
    origin: Whole
    step: Whole
    level: Numbers
    features: Numbers

    @classmethod
    def of(cls, series: Series, *, first: int, last: int, horizon: int) -> "_Table":
        """A row per origin from the days that teach `first` up to `last` and step, of what was known then."""
        rows, levels, at, steps = [], [], [], []
        for origin in range(min(max(FIRST_DAY, first - TEACHING), first), last + 1):
            ahead = np.arange(min(horizon, len(series.open) - origin))
            if not series.open[:origin].any():
                continue
            level, features = _features(series, origin, ahead)
            rows.append(features)
            levels.append(np.full(len(ahead), level))
            at.append(np.full(len(ahead), origin))
            steps.append(ahead)
        return cls(
            origin=np.concatenate(at),
            step=np.concatenate(steps)[:, None],
            level=np.concatenate(levels),
            features=np.concatenate(rows),
        )


def _features(series: Series, origin: int, ahead: Whole) -> tuple[float, Numbers]:
    seen = np.flatnonzero(series.open[:origin])[-120:]
    values, weekday = series.values[seen], series.weekday[seen]
    level = max(float(values[-24:].mean()), 0.1)
    days = origin + ahead
    coming = series.weekday[days]
    factors = weekday_factors(values, weekday)
    same = np.array([[_last_mean(values[weekday == day], count, level) for count in (1, 4, 8)] for day in range(7)])
    closed = ~series.open
    columns = [
        ahead.astype(np.float64),
        ahead // 7,
        *(np.full(len(ahead), values[-count:].mean() / level) for count in (7, 14, 28)),
        *(same[coming] / level).T,
        factors[coming],
        closed[np.maximum(days - 1, 0)],
        closed[np.minimum(days + 1, len(closed) - 1)],
    ]
    return level, np.column_stack(columns).astype(np.float64)


def _last_mean(values: Numbers, count: int, otherwise: float) -> float:
    return float(values[-count:].mean()) if len(values) else otherwise
