"""A year of sales for the demo's shops, made from one public set.

``napoli`` gets the set itself, moved by whole weeks so that it ends yesterday. The
others get *resampled days*: each of their days is some day of the set with the same
weekday, thinned or thickened order by order to another level. That keeps a week's
rhythm and says nothing else about pizza; the README tells so.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from learning.till import Till, read_till
from tenant_apps import insights

PIZZAPLACE = Path(insights.__file__).parent / "data" / "pizzaplace.csv.gz"


@cache
def pizzaplace() -> Till:
    return read_till(PIZZAPLACE)


def original(*, last: date) -> Till:
    """Return 364 days of the set, each once, moved by whole weeks so that the newest is ``last``.

    The set's year ends on a weekday that seldom is that of ``last``: the days in between are the set's first ones,
    moved by 52 weeks more. Its 1 January has no place in 52 weeks and is left out.
    """
    lines = pizzaplace().lines
    newest = lines["day"].max()
    again = lines.assign(day=lines["day"] + pd.Timedelta(weeks=52))
    weeks = (last - newest.date()).days // 7
    both = pd.concat([lines, again[again["day"] > newest]])
    moved = both.assign(day=both["day"] + pd.Timedelta(weeks=weeks))
    oldest = pd.Timestamp(last) - pd.Timedelta(days=363)
    return Till(lines=_told_again(moved[moved["day"].between(oldest, pd.Timestamp(last))]), bad=())


def resampled(*, last: date, days: int, level: float, price: Decimal, seed: int) -> Till:
    """Return ``days`` days that end on ``last``, each a random day of the set with the same weekday.

    ``level`` is the mean number of times an order of that day is kept (Poisson, so above
    1 some stand twice); ``price`` multiplies prices, rounded to ten cents.
    """
    chance = np.random.default_rng(seed)
    lines = pizzaplace().lines
    by_day = {day.date(): rows for day, rows in lines.groupby("day")}
    by_weekday = {weekday: [day for day in by_day if day.weekday() == weekday] for weekday in range(7)}
    found = []
    for back in range(days - 1, -1, -1):
        day = last - timedelta(days=back)
        source = by_day[chance.choice(by_weekday[day.weekday()])]
        found.append(_one_day(source, day, level=level, chance=chance))
    year = pd.concat(found, ignore_index=True)
    prices = {old: (old * price).quantize(Decimal("0.1")) for old in year["price"].unique()}
    return Till(lines=_told_again(year.assign(price=year["price"].map(prices))), bad=())


def _one_day(source: pd.DataFrame, day: date, *, level: float, chance: np.random.Generator) -> pd.DataFrame:
    orders = source["id"].unique()
    times = pd.Series(chance.poisson(level, len(orders)), index=orders)
    copies = source.loc[source.index.repeat(source["id"].map(times))]
    nth = copies.groupby(level=0).cumcount().astype(str)
    return copies.assign(day=pd.Timestamp(day), id=copies["id"] + "-" + nth)


def _told_again(lines: pd.DataFrame) -> pd.DataFrame:
    return lines.assign(told=lines["day"], line=range(2, len(lines) + 2)).reset_index(drop=True)
