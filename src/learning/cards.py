"""A fitted forecaster as plain JSON (its card) and, where the challenger serves, xgboost's own bytes. Never a pickle."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
import xgboost as xgb

from learning import backtest, challenger, demand, report, spread, totals
from learning.choose import Choice, choose, without_history
from learning.frames import Flags, History, Numbers

FORMAT = 1
INTERVAL: Numbers = np.array([0.1, 0.5, 0.9])


@dataclass(frozen=True)
class Fitted:
    """`card` is plain JSON: what is served and why, spread, metrics, seeds, versions. `booster` is set when it serves."""

    card: Mapping[str, Any]
    booster: bytes | None

    @property
    def model(self) -> str | None:
        served: str | None = self.card["served"]["model"]
        return served


@dataclass(frozen=True)
class Forecast:
    """For each day ahead: the total's mean and 80 % interval, the simple rule's total, and the same by item."""

    days: pd.DatetimeIndex
    open: Flags
    model: str
    total: Numbers
    total_interval: Numbers  # [day, (low, median, high)]
    simple: Numbers
    items: tuple[str, ...]
    item: Numbers  # [day, item]
    item_interval: Numbers  # [day, item, (low, median, high)]


def fit(history: History) -> Fitted:
    """Backtests, chooses and fits on the whole known history; its calendar must reach `demand.HORIZON` days beyond."""
    if len(history.days) - history.known < demand.HORIZON:
        raise ValueError(f"the calendar must reach {demand.HORIZON} days beyond the last known day")
    result = backtest.run(history)
    choice = choose(result)
    booster = None
    if choice.model == demand.CHALLENGER:
        fitted = challenger.fit(totals.series_of(history), history.known, demand.HORIZON)
        booster = fitted.to_bytes() if fitted else None
    return Fitted(card=_card(history, result, choice), booster=booster)


def _card(history: History, result: backtest.Backtest, choice: Choice) -> dict[str, Any]:
    return {
        "kind": "demand",
        "format": FORMAT,
        "seed": challenger.SEED,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pandas": pd.__version__,
            "scipy": scipy.__version__,
            "xgboost": xgb.__version__,
        },
        "trained_on": report.store_json(history),
        "served": choice.to_json(),
        "enough_history": result.enough,
        "metrics": report.models_json({"item": result}),
        "spread": _spread(history, choice),
    }


def _spread(history: History, choice: Choice) -> dict[str, Any]:
    origins = backtest.origins_of(history, count=backtest.ORIGINS + backtest.WARM_UP, least=14)
    if choice.model is None or not len(origins):
        return {"total": 0.1, "items": {}}
    mean = demand.means(history, origins, demand.HORIZON, models=(choice.model,))[choice.model]
    learnt = demand.Errors(history, origins, mean).spread_at(history.known)
    return {
        "total": round(learnt.total, 6),
        "items": {name: round(float(phi), 6) for name, phi in zip(history.items, learnt.item, strict=True)},
    }


def predict(fitted: Fitted, history: History) -> Forecast | None:
    """The days after the last known one, as many as the history's calendar reaches (the model was fitted for 14).

    None when the card serves no model, or the history holds under a week of open days.
    """
    model, known = fitted.model, history.known
    horizon = len(history.days) - known
    if model is None or horizon < 1 or without_history(int(history.open[:known].sum())).model is None:
        return None
    origin = np.array([known], dtype=np.int64)
    mean = demand.means(history, origin, horizon, models=(model, "mean_of_8"))
    if fitted.booster is not None:
        series = totals.series_of(history)
        total = challenger.predict(challenger.Booster.from_bytes(fitted.booster), series, origin, horizon)
        mean[model] = demand.shared_out(history, origin, total)
    item = mean[model][0]
    known_phi: dict[str, float] = fitted.card["spread"]["items"]
    usual = float(np.median(list(known_phi.values()))) if known_phi else 0.1
    phi = np.array([known_phi.get(name, usual) for name in history.items])
    return Forecast(
        days=history.days[known:],
        open=history.open[known:],
        model=model,
        total=item.sum(axis=1),
        total_interval=spread.quantiles(item.sum(axis=1), np.array(fitted.card["spread"]["total"]), INTERVAL),
        simple=mean["mean_of_8"][0].sum(axis=1),
        items=history.items,
        item=item,
        item_interval=spread.quantiles(item, phi[None, :], INTERVAL),
    )
