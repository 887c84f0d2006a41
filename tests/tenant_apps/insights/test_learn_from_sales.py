"""The night's work: what came true, a new model, the days ahead."""

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

import tenants
from learning import challenger, totals
from shared_apps.franchise.models import DailyFigure
from shared_apps.journal.models import Entry
from tenant_apps.insights import actions, errors, queries, reactions, tasks
from tenant_apps.insights.management.commands import train
from tenant_apps.insights.models import Forecast, ModelVersion
from tenant_apps.ordering.models import Order
from tenant_apps.shop.models import Closure, Opening
from tests.cast import NOON

from .conftest import PIZZAPLACE, SYSTEM, TODAY, YESTERDAY, take_in, till_of

DAY = timedelta(days=1)


def run(*words: Any) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_shop_without_sales_learns_nothing(in_napoli: Any) -> None:
    assert actions.learn_from_sales(by=SYSTEM, at=NOON) is None
    assert queries.outlook(at=NOON) is None
    with pytest.raises(errors.NothingToLearnFrom):
        actions.train_model(by=SYSTEM, at=NOON)
    with pytest.raises(errors.NothingToLearnFrom):
        actions.foretell_days(at=NOON)


def test_a_few_days_foretell_nothing(in_napoli: Any) -> None:
    take_in(till_of(4))
    version = actions.learn_from_sales(by=SYSTEM, at=NOON)
    assert (version.served, version.card["served"]["code"]) == ("", "no_history")
    assert not Forecast.objects.exists()


def test_a_new_shop_is_served_by_the_simple_rule_and_says_so(in_napoli: Any) -> None:
    take_in(till_of(30))
    actions.learn_from_sales(by=SYSTEM, at=NOON)
    outlook = queries.outlook(at=NOON)
    assert (outlook.served, outlook.code) == ("mean_of_8", "not_enough_history")
    assert outlook.tomorrow.day == TODAY + DAY
    assert outlook.tomorrow.mean == outlook.tomorrow.simple > 0


def test_a_shop_with_history_gets_fourteen_days_with_intervals(in_napoli: Any) -> None:
    take_in(till_of(150))
    version = actions.learn_from_sales(by=SYSTEM, at=NOON)
    outlook = queries.outlook(at=NOON)
    assert outlook.code not in ("no_history", "not_enough_history")
    assert [each.day for each in outlook.days] == [TODAY + n * DAY for n in range(14)]
    assert all(each.low < each.mean < each.high for each in outlook.days)
    assert 0 < outlook.error < 1
    assert version.card["versions"]["xgboost"]
    assert dict(outlook.best_items)["Margherita"][1] > dict(outlook.best_items)["Marinara"][1]
    assert Entry.objects.get(fact="ModelTrained").payload["version"] == 1


def test_days_the_shop_does_not_open_are_not_forecast(in_napoli: Any) -> None:
    take_in(till_of(60))
    Opening.objects.filter(weekday=0).delete()
    Closure.objects.create(day=TODAY + 5 * DAY)
    actions.learn_from_sales(by=SYSTEM, at=NOON)
    closed = Forecast.objects.filter(is_open=False).order_by("day").values_list("day", "mean")
    assert [day for day, _ in closed] == [TODAY + n * DAY for n in (3, 5, 10)]
    assert all(mean == 0 for _, mean in closed)


def test_each_night_has_a_new_champion_and_notes_what_came_true(in_napoli: Any) -> None:
    take_in(till_of(70, last=YESTERDAY - 20 * DAY))
    then = NOON - 20 * DAY
    actions.learn_from_sales(by=SYSTEM, at=then)
    take_in(till_of(20, seed=3))
    actions.learn_from_sales(by=SYSTEM, at=NOON)
    assert ModelVersion.objects.champion().number == 2
    known = Forecast.objects.filter(day__lt=TODAY)
    assert known.count() == 14
    assert all(each.sold > 0 and each.error is not None for each in known)
    outlook = queries.outlook(at=NOON)
    assert outlook.track_days == 13, "the day itself was not foretold ahead"
    assert 0 < outlook.track_percent < 100
    assert outlook.track_simple_percent is not None


def test_foretelling_twice_a_day_leaves_one_answer(in_napoli: Any) -> None:
    take_in(till_of(40))
    actions.learn_from_sales(by=SYSTEM, at=NOON)
    actions.foretell_days(at=NOON, days=20)
    assert Forecast.objects.count() == 20


def test_today_is_not_learnt_from(in_napoli: Any) -> None:
    take_in(till_of(40, last=TODAY))
    history = queries.history(at=NOON)
    assert str(history.days[history.known - 1].date()) == str(YESTERDAY)


def test_cancelled_orders_are_no_demand(in_napoli: Any) -> None:
    take_in(till_of(10))
    before = queries.pieces_sold(YESTERDAY, YESTERDAY)[YESTERDAY]
    order = Order.objects.filter(business_day=YESTERDAY).first()
    pieces = sum(order.lines.values_list("quantity", flat=True))
    Order.objects.filter(id=order.id).update(state="cancelled")
    assert queries.pieces_sold(YESTERDAY, YESTERDAY)[YESTERDAY] == before - pieces


def test_a_champion_of_trees_is_kept_as_bytes_and_serves(in_napoli: Any) -> None:
    take_in(till_of(120))
    version = actions.train_model(by=SYSTEM, at=NOON)
    history = queries.history(at=NOON)
    version.booster = challenger.fit(totals.series_of(history), history.known, 14).to_bytes()
    version.card["served"]["model"] = version.served = "xgboost"
    version.save()
    assert all(each.mean > 0 for each in actions.foretell_days(at=NOON))


def test_old_versions_that_foretold_nothing_are_let_go(in_napoli: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "KEPT_VERSIONS", 2)
    take_in(till_of(10))
    for _ in range(4):
        actions.train_model(by=SYSTEM, at=NOON)
    assert sorted(ModelVersion.objects.values_list("number", flat=True)) == [3, 4]


def test_the_tasks_run_for_the_shop_they_are_sent_to(in_napoli: Any) -> None:
    take_in(till_of(40))
    tasks.learn.apply()
    tasks.learn()
    assert ModelVersion.objects.champion() is not None
    tasks.hand_in()
    with tenants.platform():
        assert list(DailyFigure.objects.values_list("day", flat=True)) == [YESTERDAY]


def test_every_active_shop_is_asked(in_napoli: Any, roma: Any, monkeypatch: Any) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(tenants, "for_each", lambda task: asked.append(task) or 2)
    assert (tasks.learn_everywhere(), tasks.hand_in_everywhere()) == (2, 2)
    assert asked == [tasks.learn, tasks.hand_in]


def test_an_order_is_in_head_office_s_figures_at_once(in_napoli: Any) -> None:
    take_in(till_of(3))
    order = Order.objects.filter(business_day=YESTERDAY).first()
    reactions.hand_in_today(Entry(payload={"business_day": str(YESTERDAY), "order": str(order.id)}))
    with tenants.platform():
        figure = DailyFigure.objects.get(pizzeria=in_napoli.id)
    assert figure.day == YESTERDAY
    assert figure.items == sum(figure.products.values())


def test_nothing_of_napoli_is_in_roma(in_napoli: Any, roma: Any) -> None:
    take_in(till_of(30))
    with tenants.inside(roma):
        assert not Order.objects.exists()
        assert not ModelVersion.objects.exists()


def test_train_says_which_model_serves_and_why(in_napoli: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(train, "active_slugs", lambda: ["napoli"])
    assert "no history yet" in run("train", "napoli")
    take_in(till_of(30))
    assert "napoli: version 1. There is not enough history" in run("train", "--all")
    for wrong in (("train",), ("train", "napoli", "--all")):
        with pytest.raises(CommandError, match="slug, or --all"):
            run(*wrong)


def test_forecast_prints_a_table_or_json(in_napoli: Any) -> None:
    with pytest.raises(CommandError, match="not sold anything"):
        run("forecast", "napoli")
    take_in(till_of(70))
    Closure.objects.create(day=date(2026, 5, 9))
    table = run("forecast", "napoli")
    assert "Sat 2026-05-09 closed" in table
    assert "simple rule" in table
    answer = json.loads(run("forecast", "napoli", "--days", "7", "--format", "json"))
    assert len(answer["days"]) == 7
    assert answer["days"][0]["low"] < answer["days"][0]["mean"] < answer["days"][0]["high"]
    with pytest.raises(CommandError, match="1 to 28"):
        run("forecast", "napoli", "--days", "90")


def test_backtest_judges_a_shop_or_a_file(in_napoli: Any) -> None:
    with pytest.raises(CommandError, match="not sold anything"):
        run("backtest", "napoli")
    take_in(till_of(90))
    answer = json.loads(run("backtest", "napoli", "--json"))
    assert set(answer["models"]["robust"]) == {"total", "item", "item_size", "seconds"}
    assert "robust" in run("backtest", "--csv", str(PIZZAPLACE))
    for wrong, message in ((("backtest",), "slug, or --csv"), (("backtest", "--csv", "none.csv"), "none.csv")):
        with pytest.raises(CommandError, match=message):
            run(*wrong)
