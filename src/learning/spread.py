"""How far the truth strays from a forecast: negative-binomial quantiles, as wide as past errors were.

A count with mean m has variance m + phi m^2. phi is learnt from the errors of earlier forecasts (not from the fit), for each
item, pulled towards what the other items show (empirical Bayes on a grid, after Efron, "Large-Scale Inference", 2010).
"""

import numpy as np
from scipy.special import betainc, gammaincinv, gammaln

from learning.frames import Flags, Numbers

PHIS: Numbers = np.geomspace(1e-4, 4.0, 16)
LEVELS: Numbers = np.arange(1, 10) / 10.0
EXACT_UP_TO = 100.0  # means above it take the gamma with the same mean and variance


def log_likelihoods(mean: Numbers, actual: Numbers) -> Numbers:
    """The log probability of each count under each of `PHIS`: `[..., phi]`."""
    m = np.maximum(mean, 1e-3)[..., None]
    y = actual[..., None]
    r = 1.0 / PHIS
    chance = gammaln(y + r) - gammaln(r) - gammaln(y + 1.0) + r * np.log(r / (r + m)) + y * np.log(m / (r + m))
    return np.asarray(chance)


def learn_phi(likelihoods: Numbers, used: Flags) -> Numbers:
    """phi for each item from `[case, item, phi]` log likelihoods of the cases used.

    Without any case: 0.05, the middle of what shops show. Neighbouring days share their luck (a rainy week), so a case
    counts as half a one.
    """
    if not used.any():
        return np.full(likelihoods.shape[1], 0.05)
    fit = 0.5 * likelihoods[used].sum(axis=0)
    fit -= fit.max(axis=1, keepdims=True)
    chance = np.exp(fit)
    prior = np.full(len(PHIS), 1.0 / len(PHIS))
    for _ in range(20):
        posterior = prior * chance
        posterior /= posterior.sum(axis=1, keepdims=True)
        prior = 0.9 * posterior.mean(axis=0) + 0.1 / len(PHIS)
    return np.asarray(posterior @ PHIS)


def below(count: Numbers, mean: Numbers, phi: Numbers) -> Numbers:
    """The probability of at most `count` pieces."""
    mean = np.maximum(mean, 1e-9)
    r = 1.0 / phi
    return np.where(count < 0, 0.0, betainc(r, np.maximum(count, 0.0) + 1.0, r / (r + mean)))


def quantiles(mean: Numbers, phi: Numbers, levels: Numbers = LEVELS) -> Numbers:
    """The smallest counts not exceeded with each probability: `[..., level]`. A mean of 0 gives 0."""
    shape = np.broadcast_shapes(mean.shape, phi.shape)
    means, phis = np.broadcast_to(mean, shape).ravel(), np.broadcast_to(phi, shape).ravel()
    out = np.zeros((len(means), len(levels)))
    small = (means > 0) & (means <= EXACT_UP_TO)
    out[small] = _by_counting(means[small], phis[small], levels)
    large = means > EXACT_UP_TO
    m, variance = means[large], means[large] + phis[large] * means[large] ** 2
    out[large] = np.ceil(gammaincinv((m**2 / variance)[:, None], levels) * (variance / m)[:, None] - 0.5)
    return out.reshape(*shape, len(levels))


def _by_counting(mean: Numbers, phi: Numbers, levels: Numbers) -> Numbers:
    out = np.zeros((len(mean), len(levels)))
    order = np.argsort(mean)
    m, r = mean[order], 1.0 / phi[order]
    fail = m / (r + m)
    chance = np.exp(r * np.log(r / (r + m)))
    reached = chance.copy()
    found = np.zeros((len(mean), len(levels)))
    start = 0
    for count in range(10_000):
        more = reached[start:, None] < levels
        found[start:] += more
        while start < len(m) and not more[0].any():
            start, more = start + 1, more[1:]
        if start == len(m):
            break
        chance[start:] *= fail[start:] * (count + r[start:]) / (count + 1.0)
        reached[start:] += chance[start:]
    out[order] = found
    return out
