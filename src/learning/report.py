"""A backtest as plain JSON (docs/learning.md describes it) and as a table for people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from learning import backtest, demand
from learning.choose import choose, ratio
from learning.frames import BadFrame, History, history_of
from learning.till import Till, read_till

GOALS = {
    "total_wape": (("seasonal_naive", 0.78), ("mean_of_8", 1.00)),
    "item_wql": (("seasonal_naive", 0.70), ("mean_of_8", 0.96)),
}
SHORT_GOALS = {"total_wape": GOALS["total_wape"], "item_wql": (("seasonal_naive", 0.80), ("mean_of_8", 0.98))}
SHORT = 200  # days


def backtest_file(path: Path | str) -> dict[str, Any]:
    """Backtests a till's export: by name (`item`) and by name and size (`item_size`). Raises BadFrame when it is no such file."""
    return backtest_till(read_till(path))


def backtest_till(till: Till) -> dict[str, Any]:
    """As `backtest_file`, of a till already read."""
    if till.lines.empty:
        raise BadFrame(f"no good row ({len(till.bad)} bad rows)")
    histories = {"item": history_of(till.frame()), "item_size": history_of(till.frame(by_size=True))}
    answer = backtest_histories(histories)
    answer["bad_rows"] = {"count": len(till.bad), "first": [vars(row) for row in till.bad[:20]]}
    return answer


def backtest_histories(histories: Mapping[str, History]) -> dict[str, Any]:
    """Backtests a store at one or two levels of detail; the level `item` decides what is served."""
    history = histories["item"]
    main = backtest.run(history)
    results = {"item": main}
    for level, finer in histories.items():
        if level != "item":
            results[level] = backtest.run(finer, totals_known=main.totals)
    choice = choose(main)
    answer: dict[str, Any] = {
        "format": 1,
        "store": store_json(history),
        "horizon": main.horizon,
        "origins": [str(history.days[day].date()) for day in main.origins],
        "enough_history": main.enough,
        "models": models_json(results),
        "ratios": ratios_json(results),
        "served": choice.to_json(),
        "seconds": round(sum(trial.seconds for result in results.values() for trial in result.trials.values()), 3),
    }
    answer["goals"] = goals_json(answer)
    return answer


def store_json(history: History) -> dict[str, Any]:
    """The size of a history, in days and pieces."""
    known = history.known
    return {
        "first_day": str(history.days[0].date()),
        "last_day": str(history.days[known - 1].date()),
        "days": known,
        "open_days": int(history.open[:known].sum()),
        "items": len(history.items),
        "sold": float(history.sold[:known].sum()),
    }


def models_json(results: Mapping[str, backtest.Backtest]) -> dict[str, Any]:
    """Each model's scores of the total and of each level."""
    names = results["item"].trials
    out: dict[str, Any] = {}
    for name, trial in names.items():
        out[name] = {"total": trial.total.to_json()}
        out[name] |= {level: one.trials[name].item.to_json() for level, one in results.items()}
        out[name]["seconds"] = round(sum(one.trials[name].seconds for one in results.values()), 3)
    return out


def ratios_json(results: Mapping[str, backtest.Backtest]) -> dict[str, Any]:
    """Each model's error of the total and losses by item as ratios to each simple rule's in the same run."""
    out: dict[str, Any] = {}
    for name, trial in results["item"].trials.items():
        out[name] = {}
        for simple in demand.SIMPLE:
            rule = results["item"].trials[simple]
            against = {"total_wape": ratio(trial.total.wape, rule.total.wape)}
            against["total_wql"] = ratio(trial.total.wql, rule.total.wql)
            for level, result in results.items():
                against[f"{level}_wql"] = ratio(result.trials[name].item.wql, result.trials[simple].item.wql)
            out[name][simple] = against
    return out


def goals_json(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The goals of docs/learning.md for the served model: value, limit, whether met (None: nothing to compare)."""
    served = answer["served"]["model"]
    if served not in answer["models"]:
        return []
    goals = SHORT_GOALS if answer["store"]["days"] < SHORT else GOALS
    out = [
        _goal(f"{measure}_vs_{simple}", answer["ratios"][served][simple][measure], -1.0, limit)
        for measure, limits in goals.items()
        for simple, limit in limits
    ]
    scores = answer["models"][served]
    out += [_goal(f"{level}_bias", scores[level]["bias"], -0.03, 0.03) for level in ("total", "item")]
    out += [_goal(f"{level}_pit80", scores[level]["pit80"], 0.76, 0.85) for level in ("total", "item")]
    return out


def _goal(name: str, value: float | None, low: float, high: float) -> dict[str, Any]:
    met = None if value is None else low <= value <= high
    return {"goal": name, "value": value, "at_least": low if low != -1.0 else None, "at_most": high, "met": met}


def table(answer: Mapping[str, Any]) -> str:
    """The same for people."""
    store = answer["store"]
    columns = (
        ("total", "wape"),
        ("total", "bias"),
        ("total", "pit80"),
        ("item", "wape"),
        ("item", "wql"),
        ("item", "pit80"),
    )
    lines = [
        f"{store['days']} days ({store['open_days']} open) to {store['last_day']}, {store['items']} items, "
        f"{store['sold']:.0f} sold; {len(answer['origins'])} origins, {answer['horizon']} days ahead",
        f"{'model':18}" + "".join(f"{level + ' ' + what:>12}" for level, what in columns),
    ]
    for name, scores in answer["models"].items():
        lines.append(f"{name:18}" + "".join(_cell(scores[level][what]) for level, what in columns))
    lines.append(answer["served"]["why"])
    for goal in answer["goals"]:
        if goal["met"] is not None:
            lines.append(
                f"{'met   ' if goal['met'] else 'missed'} {goal['goal']}: {goal['value']} (at most {goal['at_most']})"
            )
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return f"{value:12.3f}" if value is not None else f"{'-':>12}"
