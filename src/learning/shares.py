"""How a day's total falls on the items: decayed shares that know when an item was launched or dropped."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from learning.frames import Flags, History, Numbers, Whole

HALF_LIVES = (14.0, 30.0, 60.0, 120.0, 1000.0)  # days
WEEKDAY_WEIGHTS = (0.0, 8.0)  # weeks of ordinary sales a weekday's own mix must outweigh; 0: no mix of its own
LAUNCH_AFTER = 28  # an item first seen later than this was launched; earlier, it was always there
DROPPED_AFTER = 14  # open days without a sale ...
DROPPED_MISSED = 12.0  # ... in which this many pieces should have been sold: the item is off the menu


@dataclass(frozen=True)
class Shares:
    """`of[origin, weekday, item]`, each weekday's summing to 1."""

    of: Numbers


def shares(history: History, origins: Whole, horizon: int) -> Shares:
    """The shares at each origin, under the decay that would have served best at the origins before it."""
    kinds = list(product(HALF_LIVES, WEEKDAY_WEIGHTS))
    tries = np.stack([_decayed(history, origins, half_life, weight) for half_life, weight in kinds])
    fits = np.stack([_fit(history, origins, one, horizon) for one in tries])  # [kind, origin]
    best = []
    for origin in origins:
        over = origins + horizon <= origin  # only origins whose days have all passed
        default = kinds.index((120.0, 0.0))
        best.append(int(fits[:, over].sum(axis=1).argmax()) if over.sum() >= 3 else default)
    return Shares(of=np.stack([tries[kind, row] for row, kind in enumerate(best)]))


def _decayed(history: History, origins: Whole, half_life: float, weekday_weight: float) -> Numbers:
    items = len(history.items)
    out = np.empty((len(origins), 7, items))
    weekday = history.weekday
    first = (np.nan_to_num(history.sold[: history.known]) > 0).argmax(axis=0)
    for row, origin in enumerate(origins):
        sold, opened = history.sold[:origin], history.open[:origin]
        decay = np.where(opened, 0.5 ** ((origin - 1 - np.arange(origin)) / half_life), 0.0)
        total = sold.sum(axis=1)
        day_weight = decay * total
        since = np.where(first > LAUNCH_AFTER, np.minimum(first, origin), 0)
        exposure = np.concatenate([np.cumsum(day_weight[::-1])[::-1], [0.0]])[since]
        usual = max(float(total[opened].mean()), 1e-6)
        share = (decay @ sold + usual * 0.5 / items) / (exposure + usual)
        share = np.where(_dropped(sold, opened, total, share) | ~(sold > 0).any(axis=0), 0.0, share)
        mix = np.repeat(share[None, :], 7, axis=0)
        if weekday_weight:
            prior = usual * weekday_weight
            for day in range(7):
                same = weekday[:origin] == day
                mix[day] = (decay[same] @ sold[same] + prior * share) / (day_weight[same].sum() + prior)
        out[row] = mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-12)
    return out


def _dropped(sold: Numbers, opened: Flags, total: Numbers, share: Numbers) -> Flags:
    days = len(sold)
    last = days - 1 - (sold[::-1] > 0).argmax(axis=0)
    never = ~(sold > 0).any(axis=0)
    pieces_since = np.concatenate([np.cumsum(total[::-1])[::-1], [0.0]])[last + 1]
    days_since = np.concatenate([np.cumsum(opened[::-1])[::-1], [0]])[last + 1]
    dropped = ~never & (days_since >= DROPPED_AFTER) & (pieces_since * share > DROPPED_MISSED)
    return np.asarray(dropped if not dropped.all() else np.zeros_like(dropped))


def _fit(history: History, origins: Whole, mix: Numbers, horizon: int) -> Numbers:
    # The multinomial log likelihood of the days after each origin that are known.
    out = np.zeros(len(origins))
    for row, origin in enumerate(origins):
        days = np.arange(origin, min(origin + horizon, history.known))
        chances = np.maximum(mix[row][history.weekday[days]], 1e-6)
        out[row] = float((history.sold[days] * np.log(chances)).sum())
    return out
