"""The judge and the choice."""

import json
from dataclasses import replace

import numpy as np
import pytest

from learning import backtest, cards, demand, report
from learning.choose import choose
from learning.frames import BadFrame, history_of
from learning.metrics import score
from learning.till import read_till_text
from tests.learning.shops import export, frame, history


def same(trial, *, wape, wql, errors=None):
    total, item = replace(trial.total, wape=wape), replace(trial.item, wql=wql)
    return replace(trial, total=total, item=item, errors=trial.errors if errors is None else errors)


@pytest.fixture(scope="module")
def result():
    return backtest.run(history(200))


def test_twelve_weekly_origins_end_a_horizon_before_the_last_day(result):
    assert result.origins.tolist() == list(range(109, 187, 7))
    assert set(result.trials) == set(demand.MODELS)


def test_errors_are_measured_as_defined():
    found = score(np.array([10.0, 20.0]), np.array(1e-4), np.array([12.0, 16.0]))
    assert found.wape == pytest.approx(6 / 28)
    assert found.bias == pytest.approx(30 / 28 - 1)
    assert found.missing == 0


def test_a_missing_forecast_is_a_failure_not_a_gap():
    found = score(np.array([10.0, np.nan]), np.array(1e-4), np.array([10.0, 10.0]))
    assert found.missing == 1
    assert found.wape == pytest.approx(0.5)


def test_right_forecasts_have_an_even_pit():
    chance = np.random.default_rng(3)
    mean = chance.uniform(0.5, 40.0, 20_000)
    phi = np.full(len(mean), 0.2)
    sold = chance.negative_binomial(1 / phi, 1 / (1 + mean * phi)).astype(float)
    assert score(mean, phi, sold).pit80 == pytest.approx(0.8, abs=0.01)
    assert score(mean, phi, sold).coverage80 > 0.8


def test_nothing_sold_leaves_nothing_to_judge():
    assert score(np.ones(3), np.array(0.1), np.zeros(3)).wape is None


def test_the_recipe_is_served_where_it_beats_the_simple_rule(result):
    rule = same(result.trials["mean_of_8"], wape=0.2, wql=0.4)
    recipe = same(result.trials["robust"], wape=0.18, wql=0.39)
    choice = choose(replace(result, trials={"mean_of_8": rule, "robust": recipe}))
    assert (choice.model, choice.code) == ("robust", "beats_simple_rule")
    assert choice.figures["ratio_total"] == 0.9


@pytest.mark.parametrize(("wape", "wql"), [(0.21, 0.3), (0.1, 0.41), (0.2, 0.4), (None, 0.1)])
def test_a_recipe_that_is_not_better_everywhere_gives_way_and_says_so(result, wape, wql):
    rule = same(result.trials["mean_of_8"], wape=0.2, wql=0.4)
    recipe = same(result.trials["robust"], wape=wape, wql=wql)
    choice = choose(replace(result, trials={"mean_of_8": rule, "robust": recipe}))
    assert (choice.model, choice.code) == ("mean_of_8", "not_better")
    assert "the simple rule is served" in choice.why


def test_a_model_with_a_missing_forecast_is_never_served(result):
    recipe = same(result.trials["robust"], wape=0.01, wql=0.01)
    recipe = replace(recipe, total=replace(recipe.total, missing=1))
    trials = {"mean_of_8": result.trials["mean_of_8"], "robust": recipe}
    assert choose(replace(result, trials=trials)).model == "mean_of_8"


def test_where_only_the_total_is_not_beaten_the_rule_s_total_is_shared_out(result):
    trials = {
        "mean_of_8": same(result.trials["mean_of_8"], wape=0.2, wql=0.4),
        "robust": same(result.trials["robust"], wape=0.21, wql=0.3),
        "shared_rule": same(result.trials["shared_rule"], wape=0.2, wql=0.38),
    }
    choice = choose(replace(result, trials=trials))
    assert (choice.model, choice.code, choice.figures["ratio_item"]) == ("shared_rule", "total_not_better", 0.95)
    assert "its total is served" in choice.why


def test_the_shared_rule_has_the_rule_s_total(result):
    assert result.trials["shared_rule"].total == result.trials["mean_of_8"].total


@pytest.mark.parametrize(("factor", "wql", "won"), [(0.9, 0.3, True), (0.99, 0.3, False), (0.9, 0.5, False)])
def test_the_challenger_must_win_its_seat(result, factor, wql, won):
    chance = np.random.default_rng(2)
    errors = chance.uniform(5, 15, 80)
    trials = {
        "mean_of_8": same(result.trials["mean_of_8"], wape=0.3, wql=0.6),
        "robust": same(result.trials["robust"], wape=0.2, wql=0.4, errors=errors),
        "xgboost": same(result.trials["xgboost"], wape=0.2 * factor, wql=wql, errors=errors * factor),
    }
    assert choose(replace(result, trials=trials)).model == ("xgboost" if won else "robust")


def test_a_lucky_mean_does_not_win_the_seat(result):
    errors = np.full(80, 10.0)
    lucky = errors.copy()
    lucky[0] = -40.0
    trials = {
        "mean_of_8": same(result.trials["mean_of_8"], wape=0.3, wql=0.6),
        "robust": same(result.trials["robust"], wape=0.2, wql=0.4, errors=errors),
        "xgboost": same(result.trials["xgboost"], wape=0.1, wql=0.3, errors=lucky),
    }
    assert choose(replace(result, trials=trials)).model == "robust"


@pytest.mark.parametrize(("days", "model", "code"), [(5, None, "no_history"), (40, "mean_of_8", "not_enough_history")])
def test_a_new_store_is_told_that_there_is_not_enough_history(days, model, code):
    choice = choose(backtest.run(history(days)))
    assert (choice.model, choice.code) == (model, code)
    assert choice.why


def test_a_fitted_card_is_plain_json_and_forecasts_fourteen_days():
    shop = history(200, ahead=14, closed=(1,))
    fitted = cards.fit(shop)
    fitted = cards.Fitted(card=json.loads(json.dumps(fitted.card, allow_nan=False)), booster=fitted.booster)
    forecast = cards.predict(fitted, shop)
    assert fitted.card["seed"] and fitted.card["versions"]["xgboost"]
    assert len(forecast.days) == 14
    assert (forecast.total[~forecast.open] == 0).all()
    opened = forecast.open
    assert (forecast.total_interval[opened][:, 0] < forecast.total[opened]).all()
    assert (forecast.total[opened] < forecast.total_interval[opened][:, 2]).all()


def test_a_challenger_that_serves_is_kept_as_its_own_bytes(monkeypatch):
    monkeypatch.setattr(
        cards, "choose", lambda result: choose(result).__class__("xgboost", "not_better", {"simple": ""})
    )
    shop = history(200, ahead=14)
    fitted = cards.fit(shop)
    assert fitted.booster.startswith(b"{L")
    assert np.isfinite(cards.predict(fitted, shop).total).all()


def test_a_store_without_history_gets_no_forecast():
    shop = history(5, ahead=14)
    assert cards.predict(cards.fit(shop), shop) is None


def test_fitting_needs_the_calendar_ahead():
    with pytest.raises(ValueError, match="calendar"):
        cards.fit(history(100))


def test_an_item_the_card_never_saw_takes_the_usual_spread():
    fitted = cards.fit(history(200, ahead=14, items=("a", "b")))
    grown = cards.predict(fitted, history(210, ahead=14, items=("a", "b", "c")))
    assert np.isfinite(grown.item_interval).all()


def rows(days, *, skip=()):
    sold = frame(days, level=12.0)
    for number, row in enumerate(sold.itertuples()):
        if row.day.isoformat() not in skip:
            for _ in range(int(row.quantity)):
                yield f"{number},{row.day},19:30,{row.item},M,pizza,9.5"


ODD = {
    "a year": list(rows(370)),
    "unsorted": list(rows(150))[::-1],
    "one day": ["1,2025-01-03,19:30,margherita,M,classic,8.50"],
    "two far days": ["1,1995-01-03,19:30,margherita,M,x,8.50", "1,2025-01-03,19:30,diavola,M,x,8.50"],
    "one item once a week": [f"1,2024-{1 + n // 4:02}-{1 + 7 * (n % 4):02},12:00,torta,,,20" for n in range(48)],
    "five weeks": list(rows(35)),
    "ten weeks": list(rows(70)),
    "a gap": list(rows(240, skip={f"2024-{month:02}-{day:02}" for month in (4, 5) for day in range(1, 32)})),
    "late comeback": [*rows(150), "9,2025-06-01,19:30,margherita,M,pizza,9.5"],
    "free": [row.replace(",9.5", ",0") for row in rows(120)],
    "all names different": [f"{n},2024-{1 + n % 12:02}-{1 + n % 28:02},12:00,dish {n},,,1" for n in range(400)],
}


@pytest.mark.parametrize("case", ODD)
def test_any_export_is_answered_without_a_nan(case):
    answer = report.backtest_till(read_till_text(export(*ODD[case], "a bad row")))
    assert "NaN" not in json.dumps(answer, allow_nan=False)
    assert answer["bad_rows"]["count"] == 1
    assert answer["served"]["why"]
    assert answer["served"]["why"] in report.table(answer)


def test_an_export_without_a_good_row_is_refused():
    with pytest.raises(BadFrame, match="no good row \\(1 bad rows\\)"):
        report.backtest_till(read_till_text(export("a bad row")))


def test_a_backtest_answers_the_same_twice():
    first, second = (report.backtest_histories({"item": history_of(frame(150))}) for _ in range(2))
    for answer in (first, second):
        answer.pop("seconds")
        for scores in answer["models"].values():
            scores.pop("seconds")
    assert first == second
