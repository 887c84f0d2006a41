"""Which model a store is served by: the recipe, the challenger that won its seat, or the simple rule that neither beat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from learning import demand
from learning.backtest import Backtest, Trial

BETTER_BY = 0.02  # a challenger takes the seat when its error is at least this much lower ...
SURE_BY = -1.28  # ... with a paired t below this; a mean alone would promote a 3 % worse one every third time

REASONS: Mapping[str, str] = {
    "not_enough_history": "There is not enough history to test a model, so the simple rule {model} is served.",
    "no_history": "There is no history yet, so nothing is forecast.",
    "beats_simple_rule": "{model} beat the simple rule {simple}: {ratio_total:.2f} of its error of the total, "
    "{ratio_item:.2f} of its loss by item.",
    "challenger_won": "{model} won the seat from {recipe}: {gain:.0%} less error of the total (t = {t:.1f}).",
    "total_not_better": "No model beat the simple rule {simple} on the total, so its total is served, shared out by recent "
    "shares: {ratio_item:.2f} of its loss by item.",
    "not_better": "No model beat the simple rule {simple} on this store, so the simple rule is served.",
}


@dataclass(frozen=True)
class Choice:
    """The model served, a code of `REASONS`, and the figures behind it."""

    model: str | None
    code: str
    figures: Mapping[str, float | str]

    @property
    def why(self) -> str:
        return REASONS[self.code].format(model=self.model, **self.figures)

    def to_json(self) -> dict[str, object]:
        return {"model": self.model, "code": self.code, "why": self.why, "figures": dict(self.figures)}


def choose(result: Backtest) -> Choice:
    """The model for this store, judged on the backtest's days alone."""
    if not result.enough:
        return without_history(int(result.history.open[: result.history.known].sum()))
    trials = {
        name: trial for name, trial in result.trials.items() if not trial.total.missing and not trial.item.missing
    }
    simple = min((name for name in demand.SIMPLE if name in trials), key=lambda name: _order(trials[name]))
    if demand.CHALLENGER in trials and demand.RECIPE in trials:
        won, figures = _takes_the_seat(trials[demand.CHALLENGER], trials[demand.RECIPE])
        if won and _beats(trials[demand.CHALLENGER], trials[simple]):
            return Choice(model=demand.CHALLENGER, code="challenger_won", figures=figures)
    if demand.RECIPE in trials and _beats(trials[demand.RECIPE], trials[simple]):
        return Choice(
            model=demand.RECIPE,
            code="beats_simple_rule",
            figures=_ratios(trials[demand.RECIPE], trials[simple], simple),
        )
    shared = trials.get(demand.SHARED_RULE)
    if shared and simple == "mean_of_8" and (shared.item.wql or np.inf) < (trials[simple].item.wql or 0.0):
        figures = _ratios(shared, trials[simple], simple)
        return Choice(model=demand.SHARED_RULE, code="total_not_better", figures=figures)
    return Choice(model=simple, code="not_better", figures={"simple": simple})


def without_history(open_days: int) -> Choice:
    """The choice for a store too new to test: the mean rule from a week of open days on, before that none."""
    if open_days < 7:
        return Choice(model=None, code="no_history", figures={})
    return Choice(model="mean_of_8", code="not_enough_history", figures={})


def _order(trial: Trial) -> float:
    return trial.total.wape if trial.total.wape is not None else np.inf


def _beats(trial: Trial, rule: Trial) -> bool:
    """Lower error of the total and lower loss by item; where nothing was sold nothing can be beaten."""
    mine, theirs = (trial.total.wape, trial.item.wql), (rule.total.wape, rule.item.wql)
    return all(a is not None and b is not None and a < b for a, b in zip(mine, theirs, strict=True))


def _ratios(trial: Trial, rule: Trial, simple: str) -> dict[str, float | str]:
    total, item = ratio(trial.total.wape, rule.total.wape), ratio(trial.item.wql, rule.item.wql)
    return {"simple": simple, "ratio_total": total or 0.0, "ratio_item": item or 0.0}


def ratio(mine: float | None, theirs: float | None) -> float | None:
    """mine / theirs, None where either is unknown or nothing can be compared."""
    return round(mine / theirs, 4) if mine is not None and theirs else None


def _takes_the_seat(challenger: Trial, holder: Trial) -> tuple[bool, dict[str, float | str]]:
    difference = challenger.errors - holder.errors
    gain = -float(difference.mean()) / max(float(holder.errors.mean()), 1e-9)
    deviation = float(difference.std(ddof=1)) if len(difference) > 1 else 0.0
    t = float(difference.mean()) / (deviation / np.sqrt(len(difference))) if deviation > 0 else 0.0
    no_worse_by_item = (challenger.item.wql or 0.0) <= (holder.item.wql or 0.0)
    won = gain >= BETTER_BY and t < SURE_BY and no_worse_by_item
    return won, {"recipe": demand.RECIPE, "gain": round(gain, 4), "t": round(t, 2)}
