"""The forecasters of a store's demand: for each day ahead and item, the mean of what will be sold and how far it strays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from learning import challenger, rules, smoothing, spread, totals
from learning.frames import Flags, History, Numbers, Whole
from learning.shares import shares

HORIZON = 14
SIMPLE = ("naive", "seasonal_naive", "mean_of_8")
RECIPE, CHALLENGER, SHARED_RULE = "robust", "xgboost", "shared_rule"
MODELS = (*SIMPLE, SHARED_RULE, "level_by_weekday", RECIPE, CHALLENGER)

Means: TypeAlias = Numbers  # [origin, step, item]
Rule: TypeAlias = Callable[[History, Whole, int], Means]

RULES: Mapping[str, Rule] = {
    "naive": rules.naive,
    "seasonal_naive": rules.seasonal_naive,
    "mean_of_8": rules.mean_of_eight,
}


def robust_total(series: totals.Series, origins: Whole, horizon: int) -> Numbers:
    """The robust recipe's total: the mean of smoothing, Theta and level by weekday, which err on different days."""
    parts = [
        model(series, origins, horizon) for model in (smoothing.smoothing, smoothing.theta, totals.level_by_weekday)
    ]
    return np.asarray(np.mean(parts, axis=0))


TOTALS: Mapping[str, totals.TotalModel] = {
    "level_by_weekday": totals.level_by_weekday,
    RECIPE: robust_total,
    CHALLENGER: challenger.boosted,
}


def means(
    history: History,
    origins: Whole,
    horizon: int,
    *,
    models: tuple[str, ...] = MODELS,
    totals_known: Mapping[str, Numbers] | None = None,
) -> dict[str, Means]:
    """Each model's means at each origin. A total model's total is shared out among the items, and so is the simple
    rule's in `SHARED_RULE`: its total by the items' shares instead of by their own means.

    totals_known: totals `[origin, step]` by model that were forecast before, for the same days at another level of items.
    """
    out = {name: RULES[name](history, origins, horizon) for name in models if name in RULES}
    for name in models:
        if name not in RULES:
            total = (totals_known or {}).get(name)
            if total is None:
                total = _total(name, history, origins, horizon)
            out[name] = shared_out(history, origins, total)
    return out


def _total(name: str, history: History, origins: Whole, horizon: int) -> Numbers:
    if name == SHARED_RULE:
        return np.asarray(rules.mean_of_eight(history, origins, horizon).sum(axis=2))
    return TOTALS[name](totals.series_of(history), origins, horizon)


def shared_out(history: History, origins: Whole, total: Numbers) -> Means:
    """A total `[origin, step]` by item."""
    horizon = total.shape[1]
    days = origins[:, None] + np.arange(horizon)
    mixes = shares(history, origins, horizon).of
    split = np.stack([mix[history.weekday[row]] for mix, row in zip(mixes, days, strict=True)])
    return np.asarray(total[:, :, None] * split)


@dataclass(frozen=True)
class Spread:
    """How far a model strays: phi of the total and of each item (see `learning.spread`)."""

    total: float
    item: Numbers


class Errors:
    """A model's past errors, from which its spread at any origin is learnt without looking ahead."""

    def __init__(self, history: History, origins: Whole, mean: Means) -> None:
        days = (origins[:, None] + np.arange(mean.shape[1])).ravel()
        forecast = mean.reshape(len(days), -1)
        past = days < history.known
        self._days = days[past]
        actual, forecast = history.sold[self._days], forecast[past]
        self._usable: Flags = history.open[self._days] & np.isfinite(forecast).all(axis=1)
        self._item = spread.log_likelihoods(np.nan_to_num(forecast), actual)
        self._total = spread.log_likelihoods(np.nan_to_num(forecast).sum(axis=1), actual.sum(axis=1))[:, None, :]

    def spread_at(self, origin: int) -> Spread:
        """The spread as the days before `origin` show it."""
        used = self._usable & (self._days < origin)
        return Spread(total=float(spread.learn_phi(self._total, used)[0]), item=spread.learn_phi(self._item, used))
