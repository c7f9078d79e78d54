"""Agreement between readers, from counts that add up over drafts, so that a bootstrap by draft is a matrix product.

Every function works on the last two axes of an array and keeps the ones before; where a statistic is not defined (nothing
varies) it is NaN, never 1.

Sources: J. Cohen, A coefficient of agreement for nominal scales (1960); J. L. Fleiss, Measuring nominal scale agreement among
many raters (1971); K. Krippendorff, Computing Krippendorff's alpha-reliability (2011). The worked examples of the literature
are in the tests.
"""

from __future__ import annotations

from typing import Any

import numpy as np

MISSING = -1
SEED = 20


def contingency(ratings: Any, first: int, second: int, categories: int) -> Any:
    """Table (categories, categories) of two readers' codes over the units that both coded. ``ratings``: (units, readers), -1 for missing."""
    codes = np.asarray(ratings)
    both = codes[(codes[:, first] != MISSING) & (codes[:, second] != MISSING)]
    table = np.zeros((categories, categories))
    np.add.at(table, (both[:, first], both[:, second]), 1)
    return table


def coincidences(ratings: Any, categories: int) -> Any:
    """Krippendorff's coincidence matrix: every pair of codes of a unit, weighted by 1 / (codes of the unit - 1).

    Units with fewer than two codes pair with nothing and do not count.
    """
    codes = np.asarray(ratings)
    counts = np.stack([(codes == c).sum(axis=1) for c in range(categories)], axis=1).astype(float)
    size = counts.sum(axis=1)
    counts, size = counts[size >= 2], size[size >= 2]
    weighted = counts / (size - 1)[:, None]
    return weighted.T @ counts - np.diag(weighted.sum(axis=0))


def percentage(table: Any) -> Any:
    """Share of units, or of pairs of codes, that agree."""
    return _divide(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def cohen(table: Any) -> Any:
    """Cohen's kappa of a contingency table of two readers."""
    total = table.sum(axis=(-2, -1))
    chance = _divide((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), total**2)
    return _divide(percentage(table) - chance, 1 - chance)


def fleiss(coincidence: Any) -> Any:
    """Fleiss' kappa, from a coincidence matrix of units that all readers coded: chance agreement from the pooled shares."""
    share = _divide(coincidence.sum(axis=-1), coincidence.sum(axis=(-2, -1))[..., None])
    chance = (share**2).sum(axis=-1)
    return _divide(percentage(coincidence) - chance, 1 - chance)


def krippendorff(coincidence: Any) -> Any:
    """Krippendorff's alpha for nominal codes; missing codes are allowed."""
    total = coincidence.sum(axis=(-2, -1))
    each = coincidence.sum(axis=-1)
    expected = 1 - _divide((each * (each - 1)).sum(axis=-1), total * (total - 1))
    return 1 - _divide(1 - percentage(coincidence), expected)


def collapse(table: Any, inside: list[int]) -> Any:
    """The table with two categories only: those ``inside`` (second) and all others (first)."""
    groups = np.zeros((2, table.shape[-1]))
    groups[0] = 1
    groups[0, inside], groups[1, inside] = 0, 1
    return groups @ table @ groups.T


def resamples(drafts: int, times: int) -> Any:
    """How often each draft is drawn in each resample, (times, drafts): drafts are drawn whole and with replacement, from a fixed seed."""
    if not drafts:
        return np.zeros((times, 0))
    return np.random.default_rng(SEED).multinomial(drafts, np.full(drafts, 1 / drafts), size=times).astype(float)


def interval(values: Any, level: float = 0.95) -> list[float] | None:
    """Percentile interval of the values of resamples; None where fewer than half of them are defined."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if len(known) * 2 < np.size(values) or not len(known):
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return [round(float(low), 4), round(float(high), 4)]


def _divide(above: Any, below: Any) -> Any:
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    tiny = np.abs(below) < 1e-12
    return np.where(tiny, np.nan, above / np.where(tiny, 1, below))
