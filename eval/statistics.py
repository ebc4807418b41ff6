"""How far a mean over questions can be trusted: bootstrap intervals and a paired test.

Questions that belong together (a group: those asked about one article) are drawn together, for
they succeed and fail together: drawn one by one they would look like more evidence than they are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from eval.sets.tasks import Question

RESAMPLES = 10_000
"""How many samples an interval, and how many random signs a p-value, is taken from."""

FEWER_RESAMPLES = 1_000
"""How many samples the interval of what is no mean is taken from: each is measured anew."""

LEVEL = 0.95
"""The share of intervals that would hold the true mean."""

Floats = NDArray[np.float64]
Item = TypeVar("Item")

_SEED = 20240531
_CELLS = 4_000_000
"""At most so many counts are in memory at once, 8 bytes each."""

_MOST_ENUMERATED = 13
"""Groups whose signs are tried in every combination: 2^13 of them are fewer than `RESAMPLES`."""

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions and its interval; None where there is only one group of questions.

    What is measured of questions otherwise, as an area, is told in the same way.
    """

    mean: float
    interval: tuple[float, float] | None


def groups_of(questions: Sequence[Question]) -> tuple[str, ...]:
    """Return what each question is drawn with: its group's name, or one of its own."""
    return tuple(
        f"question {each.question_id}" if each.group is None else f"group {each.group}"
        for each in questions
    )


def estimate_means(
    values: Floats, groups: Sequence[str], *, resamples: int = RESAMPLES
) -> list[Estimate]:
    """Return the mean of each column of `values`, float64[questions, columns], with its interval.

    `groups` names each question's. The interval is the percentile bootstrap's (Efron and
    Tibshirani 1993, chapter 13; for retrieval Sakai 2006), over groups drawn with replacement; it
    is a little too narrow where there are few of them, a dozen or so. All columns are measured on
    the same samples. The same values give the same interval: the seed is fixed.
    """
    sums, sizes = _by_group(values, groups)
    means = values.mean(axis=0).tolist()
    if len(sizes) == 1:
        return [Estimate(mean, None) for mean in means]
    random = np.random.default_rng(_SEED)
    samples = []
    for rows in _blocks(resamples, len(sizes)):
        drawn = random.integers(0, len(sizes), size=(rows, len(sizes)))
        drawn += len(sizes) * np.arange(rows)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=drawn.size).astype(np.float64)
        counts = counts.reshape(drawn.shape)
        samples.append(counts @ sums / (counts @ sizes)[:, None])
    outside = (1 - LEVEL) / 2
    lows, highs = np.quantile(np.concatenate(samples), [outside, 1 - outside], axis=0)
    return [
        Estimate(mean, (low, high))
        for mean, low, high in zip(means, lows.tolist(), highs.tolist(), strict=True)
    ]


def estimate_statistic(
    statistic: Callable[[Sequence[Item]], float],
    items: Sequence[Item],
    groups: Sequence[str],
    *,
    resamples: int = FEWER_RESAMPLES,
) -> Estimate:
    """Return a statistic of `items` that is no mean of them, with its interval.

    The interval is that of `estimate_means`, by fewer samples; those where the statistic is not
    defined, and so is nan, are left out of it. That of a statistic which grows with scatter, as a
    calibration error does, lies high: a sample scatters more than the items.
    """
    found = statistic(items)
    names, places = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) == 1:
        return Estimate(found, None)
    members = [np.flatnonzero(places == group) for group in range(len(names))]
    random = np.random.default_rng(_SEED)
    samples = []
    for _ in range(resamples):
        drawn = random.integers(0, len(names), size=len(names))
        rows = np.concatenate([members[group] for group in drawn])
        samples.append(statistic([items[row] for row in rows]))
    defined = [sample for sample in samples if not np.isnan(sample)]
    if not defined:
        return Estimate(found, None)
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(defined, [outside, 1 - outside]).tolist()
    return Estimate(found, (low, high))


def p_values(
    differences: Floats, groups: Sequence[str], *, resamples: int = RESAMPLES
) -> list[float]:
    """Return how likely each column's mean would be as far from 0, were there no difference.

    `differences`, float64[questions, columns], are those of two runs of the same questions. The
    test is the two-sided paired randomisation test (Smucker, Allan and Carterette 2007): each
    group's differences change their sign by chance, together. Few groups are tried in every
    combination; of many, `resamples` random ones are, and the one seen is counted among them, so
    that no p-value is 0 (Phipson and Smyth 2010).
    """
    sums, _ = _by_group(differences, groups)
    return [_p_value(column[column != 0], resamples=resamples) for column in sums.T]


def _p_value(sums: Floats, *, resamples: int) -> float:
    """Return the p-value of the groups' sums, float64[groups], none of them 0."""
    seen = abs(sums.sum()) - _SAME * np.abs(sums).sum()
    if len(sums) <= _MOST_ENUMERATED:
        places = np.arange(2 ** len(sums))[:, None]
        flipped = (places >> np.arange(len(sums))) & 1
        return float(np.mean(np.abs((1 - 2 * flipped) @ sums) >= seen))
    random = np.random.default_rng(_SEED)
    as_far = 0
    for rows in _blocks(resamples, len(sums)):
        needed = rows * len(sums)
        bits = np.frombuffer(random.bytes(needed // 8 + 1), np.uint8)
        signs = np.unpackbits(bits, count=needed).reshape(rows, len(sums))
        as_far += int(np.sum(np.abs(sums.sum() - 2 * (signs @ sums)) >= seen))
    return (as_far + 1) / (resamples + 1)


def _by_group(values: Floats, groups: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the sum of each group's values, float64[groups, columns], and its size."""
    names, places = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.zeros((len(names), values.shape[1]))
    np.add.at(sums, places, values)
    return sums, np.bincount(places).astype(np.float64)


def _blocks(rows: int, columns: int) -> Iterator[int]:
    """Yield how many rows to take at once, until all are taken."""
    most = max(1, _CELLS // columns)
    while rows > 0:
        yield min(rows, most)
        rows -= most
