"""Exponential smoothing and Theta for daily totals with a weekly season, tried on a grid all at once.

Sources: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing" (2008), tables 2.2 and 2.3 for the
recursions; Assimakopoulos & Nikolopoulos, "The theta model" (2000), and Fiorucci et al., "Models for optimising the theta
method" (2016). Written here because one pass over the grid gives every origin of a backtest in milliseconds; the library
that has both takes longer to import than a store may cost (see docs/learning.md).
"""

from itertools import product

import numpy as np

from learning.frames import Flags, Numbers, Whole
from learning.totals import Series, on_open_days, weekday_factors

ALPHAS = (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.65)
GAMMAS = (0.0, 0.02, 0.05, 0.1, 0.2)
BETAS = (0.0, 0.01, 0.04)
DAMPING = 0.97
# A straight line through few days points anywhere: its slope counts as if this many level days had come before.
LEVEL_DAYS = 365
WARM_UP = 28  # days the first level and season are taken from
# An error beyond this many usual errors moves the level no more than one at this size would: a wedding is not a trend.
LARGEST_ERROR = 3.0


def smoothing(series: Series, origins: Whole, horizon: int) -> Numbers:
    """The mean of exponential smoothing with additive and multiplicative season, with and without a damped trend,
    over the grid, weighted by how likely each made the days before the origin (Akaike weights, corrected for few days)."""
    alpha, gamma, beta, times = (
        np.array(column) for column in zip(*product(ALPHAS, GAMMAS, BETAS, (0.0, 1.0)), strict=True)
    )
    times = times > 0
    phi = np.where(beta > 0, DAMPING, 0.0)
    parameters = 2 + 7 + np.where(beta > 0, 2, 0) + (gamma > 0)
    values, scale = _first_scale(series, origins)
    seasons = weekday_factors(*_first_days(values, series))
    level = np.ones(len(alpha))
    trend = np.zeros(len(alpha))
    season = np.where(times, 0.0, -1.0)[:, None] + seasons[None, :]
    squares, usual, count = np.zeros(len(alpha)), np.full(len(alpha), 0.25), 0
    out = np.empty((len(origins), horizon))
    rows = {int(origin): row for row, origin in enumerate(origins)}
    for day in range(int(origins.max()) + 1):
        if day in rows:
            weights = _weights(squares, count, parameters)
            ahead = _ahead(level, trend, phi, season, times, series.weekday[day : day + horizon])
            out[rows[day]] = np.dot(weights, ahead) * scale
        if not series.open[day] or day == origins.max():
            continue
        today = series.weekday[day]
        base, effect = level + phi * trend, season[:, today]
        error = values[day] - np.where(times, base * effect, base + effect)
        squares += np.minimum(error**2, (LARGEST_ERROR * usual) ** 2)
        bound = LARGEST_ERROR * usual
        error = np.clip(error, -bound, bound)
        usual += 0.05 * (1.25 * np.abs(error) - usual)
        count += 1
        on_level = np.where(times, error / np.maximum(effect, 0.1), error)
        season[:, today] = effect + gamma * np.where(times, error / np.maximum(base, 0.1), error)
        level, trend = base + alpha * on_level, phi * trend + beta * on_level
    return on_open_days(out, series, origins)


def _first_scale(series: Series, origins: Whole) -> tuple[Numbers, float]:
    values, _ = _first_days(series.values, series)
    scale = float(values.mean()) if values.mean() > 0 else 1.0
    return series.values / scale, scale


def _first_days(values: Numbers, series: Series) -> tuple[Numbers, Whole]:
    first = np.flatnonzero(series.open)[:WARM_UP]
    return values[first], series.weekday[first]


def _weights(squares: Numbers, count: int, parameters: Numbers) -> Numbers:
    if count < 8:
        return np.full(len(squares), 1.0 / len(squares))
    few = 2.0 * parameters * (parameters + 1) / np.maximum(count - parameters - 1, 1)
    criterion = count * np.log(np.maximum(squares, 1e-12) / count) + 2.0 * parameters + few
    weights = np.exp(-0.5 * (criterion - criterion.min()))
    return np.asarray(weights / weights.sum())


def _ahead(level: Numbers, trend: Numbers, phi: Numbers, season: Numbers, times: Flags, weekday: Whole) -> Numbers:
    steps = np.arange(1, len(weekday) + 1)
    damped = np.cumsum(phi[:, None] ** steps, axis=1)
    base = level[:, None] + trend[:, None] * damped
    effect = season[:, weekday]
    return np.asarray(np.where(times[:, None], base * effect, base + effect))


def theta(series: Series, origins: Whole, horizon: int) -> Numbers:
    """The Theta method on the total without its weekdays: half the straight line, half smoothing of what curves twice."""
    out = np.empty((len(origins), horizon))
    for row, origin in enumerate(origins):
        seen = np.flatnonzero(series.open[:origin])
        weekday = series.weekday[seen]
        factors = weekday_factors(series.values[seen], weekday)
        plain = series.values[seen] / np.maximum(factors[weekday], 0.05)
        ahead = _theta_of(plain, horizon)
        out[row] = ahead * factors[series.weekday[origin : origin + horizon]]
    return on_open_days(out, series, origins)


def _theta_of(plain: Numbers, horizon: int) -> Numbers:
    count = len(plain)
    if count < 3:
        return np.full(horizon, plain.mean())
    slope = float(np.polyfit(np.arange(count), plain, 1)[0]) * count / (count + LEVEL_DAYS)
    alpha = np.array(ALPHAS)
    level, squares = np.full(len(alpha), plain[:WARM_UP].mean()), np.zeros(len(alpha))
    for value in plain:
        error = value - level
        squares += error**2
        level = level + alpha * error
    best = int(squares.argmin())
    drift = (1.0 - (1.0 - alpha[best]) ** count) / alpha[best]
    return np.asarray(level[best] + 0.5 * slope * (np.arange(horizon) + drift))
