"""The forecasters: what each may see, and what each can learn."""

import numpy as np
import pytest

from learning import challenger, demand, shares, spread, totals
from learning.frames import history_of
from learning.smoothing import smoothing, theta
from tests.learning.shops import WEEK, frame, history

AT = np.array([120, 150])


@pytest.mark.parametrize("model", demand.MODELS)
def test_no_model_sees_the_days_after_its_origin(model):
    whole = history(200)
    known = demand.means(whole.until(150), AT, 14, models=(model,))[model]
    assert np.isfinite(known).all()
    np.testing.assert_allclose(known[1], demand.means(whole, AT, 14, models=(model,))[model][1])


@pytest.mark.parametrize("model", demand.MODELS)
def test_a_closed_day_is_forecast_as_zero(model):
    shop = history(200, closed=(1,))
    forecast = demand.means(shop, AT, 14, models=(model,))[model]
    closed = ~shop.open[AT[:, None] + np.arange(14)]
    assert closed.any()
    assert (forecast[closed] == 0).all()
    assert (forecast[~closed].sum(axis=1) > 0).all()


@pytest.mark.parametrize("model", [smoothing, theta, totals.level_by_weekday, challenger.boosted])
def test_a_total_model_finds_the_level_and_the_week(model):
    shop = history(300, level=100.0)
    forecast = model(totals.series_of(shop), np.array([280]), 14)[0]
    expected = 100.0 * np.array(WEEK)[shop.weekday[280:294]]
    assert np.abs(forecast / expected - 1).mean() < 0.12


def test_a_wedding_does_not_move_the_level():
    shop = history(200)
    calm = smoothing(totals.series_of(shop), np.array([190]), 7)
    shop.sold[185] *= 20
    assert smoothing(totals.series_of(shop), np.array([190]), 7).sum() < 1.15 * calm.sum()


def test_a_new_item_gets_its_share_and_a_dropped_one_none():
    made = frame(200)
    day = (made["day"] - made["day"].min()).map(lambda age: age.days)
    made.loc[(made["item"] == "diavola") & (day < 180), "quantity"] = 0.0
    made.loc[(made["item"] == "marinara") & (day > 170), "quantity"] = 0.0
    shop = history_of(made)
    found = shares.shares(shop, np.array([200]), 14).of[0].mean(axis=0)
    share = dict(zip(shop.items, found, strict=True))
    assert share["marinara"] == 0
    assert share["diavola"] == pytest.approx(share["margherita"] / 2, rel=0.25)
    assert found.sum() == pytest.approx(1.0)


def test_an_item_not_sold_yet_has_no_share():
    made = frame(200)
    day = (made["day"] - made["day"].min()).map(lambda age: age.days)
    made.loc[(made["item"] == "diavola") & (day < 180), "quantity"] = 0.0
    shop = history_of(made)
    assert shares.shares(shop, np.array([150]), 14).of[0][:, shop.items.index("diavola")].max() == 0


@pytest.mark.parametrize("mean", [0.3, 4.0, 60.0, 99.0, 150.0, 900.0])
@pytest.mark.parametrize("phi", [1e-4, 0.05, 1.0])
def test_quantiles_are_those_of_the_negative_binomial(mean, phi):
    chance = np.random.default_rng(5)
    drawn = chance.negative_binomial(1 / phi, 1 / (1 + mean * phi), 200_000)
    ours = spread.quantiles(np.array([mean]), np.array([phi]))[0]
    theirs = np.quantile(drawn, spread.LEVELS, method="inverted_cdf")
    assert np.abs(ours - theirs).max() <= np.maximum(1.0, 0.015 * theirs).max()


def test_a_mean_of_zero_has_quantiles_of_zero():
    assert (spread.quantiles(np.zeros(2), np.full(2, 0.1)) == 0).all()


def test_the_spread_is_learnt_from_errors():
    chance = np.random.default_rng(5)
    mean = np.full((400, 2), 30.0)
    sold = np.column_stack([chance.poisson(30.0, 400), chance.negative_binomial(2.0, 2 / 32, 400)]).astype(float)
    calm, wild = spread.learn_phi(spread.log_likelihoods(mean, sold), np.ones(400, dtype=bool))
    assert calm < 0.01
    assert wild == pytest.approx(0.5, rel=0.4)


def test_without_errors_the_spread_is_a_middling_one():
    assert spread.learn_phi(np.zeros((3, 2, len(spread.PHIS))), np.zeros(3, dtype=bool)).tolist() == [0.05, 0.05]


def test_a_booster_survives_being_bytes():
    series = totals.series_of(history(200))
    booster = challenger.fit(series, 180, 14)
    again = challenger.Booster.from_bytes(booster.to_bytes())
    one, two = (challenger.predict(each, series, np.array([180]), 14) for each in (booster, again))
    np.testing.assert_array_equal(one, two)


def test_a_challenger_with_too_little_to_learn_from_serves_the_level():
    series = totals.series_of(history(80))
    assert challenger.fit(series, 60, 14) is None
    assert np.isfinite(challenger.boosted(series, np.array([60]), 14)).all()
