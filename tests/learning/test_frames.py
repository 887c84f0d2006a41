"""The contract at the door, and which days a shop was open."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from learning import frames
from learning.frames import BadFrame, check_frame, history_of
from tests.learning.shops import frame


def broken(**change):
    made = frame(3, items=("a", "b"))
    for column, value in change.items():
        made[column] = made[column].astype(object)
        made.loc[1, column] = value
    return made


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (frame(3).drop(columns=["price", "open"]), "missing columns: open, price"),
        (broken(quantity=-1.0), "quantity is not 0 or more: 1 rows"),
        (broken(quantity=np.nan), "quantity is not 0 or more"),
        (broken(quantity="many"), "cannot be read"),
        (broken(day="someday"), "cannot be read"),
        (broken(day=None), "day is empty"),
        (broken(price=-1.0), "price is not 0 or more"),
        (broken(price=np.inf), "price is not 0 or more"),
        (broken(item="a"), "day and item come twice"),
        (broken(open=False), "sold on a closed day"),
        (broken(open=False, quantity=0.0), "both true and false"),
    ],
)
def test_a_frame_that_breaks_the_contract_is_refused_and_says_why(made, message):
    with pytest.raises(BadFrame, match=message):
        check_frame(made)


def test_a_checked_frame_is_sorted_and_an_unknown_price_is_allowed():
    made = broken(price=None).sample(frac=1, random_state=1)
    checked = check_frame(made)
    assert checked["day"].is_monotonic_increasing
    assert checked["price"].isna().sum() == 1


def test_a_day_without_a_sale_in_a_busy_shop_was_closed():
    sold = frame(60, closed=(1,))
    assert not history_of(frames.with_silent_days(sold[sold["quantity"] > 0])).open[1::7].any()


def test_a_day_without_a_sale_in_a_quiet_shop_was_open():
    sold = frame(90, level=0.7, items=("a",))
    history = history_of(frames.with_silent_days(sold[sold["quantity"] > 0]))
    assert history.open.mean() > 0.9
    assert (history.total == 0).sum() > 20


def test_a_long_silence_is_a_closure_even_in_a_quiet_shop():
    sold = frame(90, level=0.7, items=("a",))
    sold = sold[(sold["quantity"] > 0) & ~sold["day"].between(date(2024, 2, 1), date(2024, 2, 20))]
    history = history_of(frames.with_silent_days(sold))
    assert not history.open[list(history.days).index(pd.Timestamp("2024-02-10"))]


def test_the_future_calendar_knows_resting_days_and_closures():
    history = history_of(frame(70, closed=(1,)), ahead=14, closed=(date(2024, 3, 13),))
    future = dict(zip(history.days[70:].strftime("%Y-%m-%d"), history.open[70:], strict=True))
    assert not future["2024-03-12"], "a Tuesday"
    assert not future["2024-03-13"], "declared closed"
    assert future["2024-03-14"]
    assert np.isnan(history.sold[70:]).all()


def test_a_very_long_history_keeps_its_last_three_years():
    made = pd.concat([frame(20).assign(day=lambda f: f["day"] - pd.Timedelta(days=9000)), frame(200)])
    made["day"] = pd.to_datetime(made["day"])
    assert len(history_of(made).days) == frames.LONGEST


def test_nothing_sold_at_all_is_refused():
    with pytest.raises(BadFrame, match="nothing was sold"):
        history_of(frame(0))
