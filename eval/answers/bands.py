"""What each band of answers is worth, and each kind of question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from eval.answers.reading import BANDS, Band, band_of
from eval.answers.runs import Outcome
from eval.statistics import Estimate, estimate_means


@dataclass(frozen=True, slots=True)
class BandResult:
    """The likeliest answers of one band: how many of all `asked`, and the share that is right.

    `precision` is None where there are none.
    """

    band: Band
    answers: int
    asked: int
    precision: Estimate | None


@dataclass(frozen=True, slots=True)
class KindResult:
    """The questions of one kind: how often the likeliest answer is right, and none is given.

    `right` is of the `answerable` ones, `withheld` of the others; None where there are none.
    """

    kind: str
    answerable: int
    unanswerable: int
    right: float | None
    withheld: float | None


def measure_bands(
    outcomes: Sequence[Outcome], *, threshold: float, surely: float
) -> tuple[BandResult, ...]:
    """Return each band's worth, the surest first; answers are given from `threshold`.

    Of what is withheld `precision` tells how much would have been right.
    """
    banded: dict[Band, list[Outcome]] = {band: [] for band in BANDS}
    for outcome in outcomes:
        banded[band_of(outcome.answer, threshold=threshold, surely=surely)].append(outcome)
    return tuple(
        BandResult(band, len(those), len(outcomes), _precision(those))
        for band, those in banded.items()
    )


def measure_kinds(
    outcomes: Sequence[Outcome], *, threshold: float | None
) -> tuple[KindResult, ...]:
    """Return each kind's worth, the most frequent first; a question may be of several."""
    by_kind: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        for kind in outcome.question.kinds:
            by_kind.setdefault(kind, []).append(outcome)
    found = []
    for kind, those in sorted(by_kind.items(), key=lambda each: -len(each[1])):
        answerable = [each for each in those if each.answerable]
        others = [each for each in those if not each.answerable]
        found.append(
            KindResult(
                kind=kind,
                answerable=len(answerable),
                unanswerable=len(others),
                right=_share(each.right for each in answerable),
                withheld=_share(not each.given_at(threshold) for each in others),
            )
        )
    return tuple(found)


def _precision(outcomes: Sequence[Outcome]) -> Estimate | None:
    if not outcomes:
        return None
    values = np.array([[float(outcome.right)] for outcome in outcomes])
    (estimate,) = estimate_means(values, [outcome.group for outcome in outcomes])
    return estimate


def _share(values: Iterable[bool]) -> float | None:
    counted = list(values)
    return sum(counted) / len(counted) if counted else None
