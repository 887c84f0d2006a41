"""The one frame every learner takes, checked at the door, and the dense history the models read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Whole: TypeAlias = NDArray[np.int64]

REQUIRED = ("day", "item", "quantity", "open", "price")
LONGEST = 1096  # days; three years hold everything a daily model uses, and bound the cost of any file
# A day without a sale was an open day only where chance explains it: below this probability it was closed.
SILENT_DAY = 0.002


class BadFrame(ValueError):
    """The frame breaks the contract; the message says which column and why."""


@dataclass(frozen=True)
class History:
    """Every calendar day from the first sale to the last, and the known calendar beyond.

    `sold[d, i]` is what item i sold on day d (pieces, 0 on closed days); `open[d]` whether the shop was open. Days from
    `known` on are the future: their `sold` is NaN so that a model that peeks shows it.
    """

    days: pd.DatetimeIndex
    open: Flags
    items: tuple[str, ...]
    sold: Numbers
    known: int

    @property
    def total(self) -> Numbers:
        return np.asarray(self.sold.sum(axis=1), dtype=np.float64)

    @property
    def weekday(self) -> Whole:
        return np.asarray(self.days.day_of_week, dtype=np.int64)

    def until(self, day: int) -> "History":
        """The same calendar, with sales known only before index `day`."""
        sold = self.sold.copy()
        sold[day:] = np.nan
        return History(days=self.days, open=self.open, items=self.items, sold=sold, known=day)


def check_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the contract's columns and types, sorted by day and item; raises BadFrame.

    day: a date; item: text; quantity: pieces, 0 or more; open: whether the shop was open that day (all rows of a day
    agree); price: per piece, 0 or more, NaN where unknown. One row per day and item. Further columns pass through.
    """
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        raise BadFrame(f"missing columns: {', '.join(missing)}")
    checked = frame.copy()
    try:
        days = pd.to_datetime(checked["day"])
        checked["day"] = days.dt.normalize().astype("datetime64[s]")
        checked["quantity"] = pd.to_numeric(checked["quantity"]).astype("float64")
        checked["price"] = pd.to_numeric(checked["price"]).astype("float64")
    except (ValueError, TypeError, AttributeError) as why:
        raise BadFrame(f"a day, quantity or price cannot be read: {why}") from why
    checked["item"] = checked["item"].astype(str)
    checked["open"] = checked["open"].astype(bool)
    _refuse(checked["day"].isna(), "day is empty", checked)
    _refuse(~np.isfinite(checked["quantity"]) | (checked["quantity"] < 0), "quantity is not 0 or more", checked)
    _refuse(np.isinf(checked["price"]) | (checked["price"] < 0), "price is not 0 or more", checked)
    _refuse(checked.duplicated(["day", "item"]), "day and item come twice", checked)
    _refuse(~checked["open"] & (checked["quantity"] > 0), "something was sold on a closed day", checked)
    _refuse(checked.groupby("day")["open"].transform("nunique") > 1, "open is both true and false on one day", checked)
    return checked.sort_values(["day", "item"], kind="stable", ignore_index=True)


def _refuse(wrong: "pd.Series[bool]", what: str, frame: pd.DataFrame) -> None:
    if wrong.any():
        first = frame[wrong].iloc[0]
        raise BadFrame(f"{what}: {int(wrong.sum())} rows, the first is day {first['day']}, item {first['item']!r}")


def frame_of_lines(*, days: pd.Series, items: pd.Series, prices: pd.Series) -> pd.DataFrame:
    """The daily frame of single pieces sold; the days without a sale are judged by `open_days`."""
    pieces = pd.DataFrame({"day": days.to_numpy(), "item": items.to_numpy(), "price": prices.to_numpy()})
    sold = pieces.groupby(["day", "item"], as_index=False).agg(quantity=("price", "size"), price=("price", "mean"))
    sold["open"] = True
    return with_silent_days(sold)


def with_silent_days(sold: pd.DataFrame, *, until: date | None = None) -> pd.DataFrame:
    """Adds the days from the first sale to the last (or to `until`) on which nothing was sold, open or closed by
    `open_days`."""
    if sold.empty:
        return check_frame(pd.DataFrame({name: [] for name in REQUIRED}))
    sold = sold.assign(day=pd.to_datetime(sold["day"]).astype("datetime64[s]"))
    per_day = sold.groupby("day")["quantity"].sum()
    last = max(per_day.index.max(), pd.Timestamp(until or per_day.index.max()))
    days = pd.date_range(per_day.index.min(), last, unit="s")
    totals = per_day.reindex(days, fill_value=0.0)
    opened = open_days(totals.to_numpy(dtype=np.float64), np.asarray(days.day_of_week))
    silent = ~np.isin(days, per_day.index)
    filler = pd.DataFrame({"day": days[silent], "open": opened[silent]})
    filler["item"], filler["quantity"], filler["price"] = str(sold["item"].iloc[0]), 0.0, np.nan
    return check_frame(pd.concat([sold, filler], ignore_index=True))


def open_days(totals: Numbers, weekday: Whole) -> Flags:
    """Which days a shop was open, told from its sales alone: a day with a sale was; a day without one was closed unless
    that weekday sells so little that nothing at all is plausible (Poisson, below `SILENT_DAY`) and silence is rare or short.
    """
    opened = totals > 0
    for day in range(7):
        here = weekday == day
        if opened[here].any():
            usual = float(totals[here & (totals > 0)].mean())
            opened[here] |= np.exp(-usual) > SILENT_DAY
    opened[_long_silences(totals, longest=7)] = False
    return opened


def _long_silences(totals: Numbers, *, longest: int) -> Flags:
    silent = totals <= 0
    flags = np.zeros(len(totals), dtype=bool)
    start = 0
    for day in range(len(totals) + 1):
        if day == len(totals) or not silent[day]:
            if day - start > longest:
                flags[start:day] = True
            start = day + 1
    return flags


def history_of(
    frame: pd.DataFrame, *, ahead: int = 0, closed: Collection[date] = (), weekly: Collection[int] | None = None
) -> History:
    """The dense history of a checked frame, with `ahead` future days whose calendar is known.

    closed: future days the shop has declared closed; weekly: weekdays (Monday is 0) it never opens. Without `weekly`,
    a weekday on which the last eight weeks never opened is taken as a closing day.
    """
    frame = check_frame(frame)
    if frame.empty:
        raise BadFrame("nothing was sold")
    last = frame["day"].max()
    first = max(frame["day"].min(), last - pd.Timedelta(days=LONGEST - 1))
    frame = frame[frame["day"] >= first]
    days = pd.date_range(first, last + pd.Timedelta(days=ahead), unit="s")
    table = frame.pivot_table(index="day", columns="item", values="quantity", aggfunc="sum", observed=True)
    known = len(days) - ahead
    sold = np.full((len(days), table.shape[1]), np.nan)
    sold[:known] = table.reindex(days[:known]).fillna(0.0).to_numpy()
    was_open = frame.groupby("day")["open"].any().reindex(days[:known], fill_value=False).to_numpy(dtype=bool)
    calendar = np.concatenate([was_open, np.zeros(ahead, dtype=bool)])
    weekday = np.asarray(days.day_of_week, dtype=np.int64)
    resting = _resting_weekdays(was_open, weekday[:known]) if weekly is None else set(weekly)
    for index in range(known, len(days)):
        calendar[index] = weekday[index] not in resting and days[index].date() not in set(closed)
    return History(days=days, open=calendar, items=tuple(map(str, table.columns)), sold=sold, known=known)


def _resting_weekdays(was_open: Flags, weekday: Whole) -> set[int]:
    recent_open, recent = was_open[-56:], weekday[-56:]
    if not recent_open.any():
        return set()
    return {day for day in range(7) if (recent == day).any() and not recent_open[recent == day].any()}
