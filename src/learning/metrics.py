"""How a forecast is judged. All ratios; None where nothing was sold to compare with."""

from dataclasses import dataclass

import numpy as np

from learning import spread
from learning.frames import Flags, Numbers

SEED = 7  # of the randomised PIT


@dataclass(frozen=True)
class Score:
    """wape: sum of absolute errors / sold. wql: mean over the deciles of twice the pinball loss / sold. bias: forecast /
    sold - 1. pit80: share of randomised PIT values within 0.1 to 0.9 (0.80 is right). coverage80: share of days within the
    80 % interval. missing: forecasts that were not given."""

    wape: float | None
    wql: float | None
    bias: float | None
    pit80: float | None
    coverage80: float | None
    missing: int

    def to_json(self) -> dict[str, float | int | None]:
        return {name: round(value, 5) if isinstance(value, float) else value for name, value in vars(self).items()}


def score(mean: Numbers, phi: Numbers, actual: Numbers) -> Score:
    """Scores cells (any shape; phi broadcasts). A missing forecast is scored as if it had been 0."""
    missing = ~np.isfinite(mean)
    mean = np.where(missing, 0.0, mean)
    sold = float(actual.sum())
    if not actual.size or sold <= 0:
        return Score(wape=None, wql=None, bias=None, pit80=None, coverage80=None, missing=int(missing.sum()))
    levels = spread.LEVELS
    q = spread.quantiles(mean, np.broadcast_to(phi, mean.shape))
    off = actual[..., None] - q
    pinball = np.maximum(levels * off, (levels - 1.0) * off)
    inside = (actual >= q[..., 0]) & (actual <= q[..., -1])
    told = (mean > 0) | (actual > 0)
    return Score(
        wape=float(np.abs(mean - actual).sum()) / sold,
        wql=float(2.0 * pinball.mean(axis=-1).sum()) / sold,
        bias=float(mean.sum()) / sold - 1.0,
        pit80=_pit80(mean, np.broadcast_to(phi, mean.shape), actual, told),
        coverage80=float(inside[told].mean()),
        missing=int(missing.sum()),
    )


def _pit80(mean: Numbers, phi: Numbers, actual: Numbers, told: Flags) -> float:
    # Counts make a fixed interval hold more than its 80 %: the randomised PIT is uniform when the forecast is right.
    # A cell of 0 forecast and 0 sold says nothing and is left out.
    m, p, y = mean[told], phi[told], actual[told]
    low, high = spread.below(y - 1.0, m, p), spread.below(y, m, p)
    pit = low + np.random.default_rng(SEED).random(len(y)) * (high - low)
    return float(((pit >= 0.1) & (pit <= 0.9)).mean())
