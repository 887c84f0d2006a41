"""Stores drawn at random: any length, level, number of items, closing days, gaps, outliers and odd prices."""

import json
from datetime import date, timedelta

import numpy as np
import pytest

from learning import cards, frames, report
from learning.till import read_till_text
from tests.learning.shops import export

LENGTHS = (7, 8, 14, 20, 28, 35, 42, 60, 63, 70, 100, 160)
LEVELS = (0.1, 1.0, 5.0, 30.0)


def drawn(seed: int) -> list[str]:
    chance = np.random.default_rng(seed)
    days, level, items = int(chance.choice(LENGTHS)), chance.choice(LEVELS), int(chance.choice([1, 2, 5, 30]))
    rests = set(chance.choice(7, int(chance.integers(0, 7)), replace=False).tolist())
    gap = range(*sorted(chance.integers(0, days + 1, 2).tolist())) if seed % 3 == 0 else range(0)
    share = chance.dirichlet(np.full(items, 0.5))
    rows = []
    for number in range(days):
        day = date(2023, 1, 1) + timedelta(days=number)
        if day.weekday() in rests or number in gap:
            continue
        burst = chance.gamma(2.0, 0.5) * (40 if chance.random() < 0.01 else 1)
        for order in range(min(int(chance.poisson(level * burst)), 300)):
            price = chance.choice(["1", '"2,50"', "nothing"])
            rows.append(
                f"{order},{day},12:00,item {chance.choice(items, p=share)},{chance.choice(['M', ''])},x,{price}"
            )
    chance.shuffle(rows)
    return rows


@pytest.mark.parametrize("seed", range(16))
def test_a_store_drawn_at_random_is_judged_and_forecast_without_a_gap(seed: int) -> None:
    rows = drawn(seed)
    till = read_till_text(export(*rows, "1,2023-01-01,12:00,item 0,M,x,1"))
    answer = report.backtest_till(till)
    json.dumps(answer, allow_nan=False)
    assert answer["bad_rows"]["count"] == sum("nothing" in row for row in rows)
    assert all(scores["total"]["missing"] == 0 for scores in answer["models"].values())
    history = frames.history_of(till.frame(), ahead=14)
    forecast = cards.predict(cards.fit(history), history)
    if forecast is not None:
        for numbers in (forecast.total, forecast.total_interval, forecast.item_interval, forecast.simple):
            assert np.isfinite(numbers).all()
            assert (numbers >= 0).all()
