"""Two results of the same questions compared: whether one is better, and where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.ranking.metrics import METRICS
from eval.ranking.results import MAIN, Result, Saved
from eval.sets.tasks import Question
from eval.statistics import Estimate, Floats, estimate_means, groups_of, p_values
from index.errors import InvalidInput

MOST_CHANGED = 10
"""How many questions are named that got better, and how many that got worse."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a metric's mean grew from `before` to `after`, over the same questions.

    `p` is the paired randomisation test's; `better`, `same` and `worse` count questions.
    """

    before: float
    after: float
    difference: Estimate
    p: float
    better: int
    same: int
    worse: int


@dataclass(frozen=True, slots=True)
class Change:
    """One question whose nDCG@10 changed, and the ranks of its first right unit.

    A rank is None where nothing right was among the first ten.
    """

    question: Question
    before: float
    after: float
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result against another of the same task; `against` says which.

    `better` and `worse` are the questions whose nDCG@10 changed most, those first.
    """

    task: str
    method: str
    against: str
    differences: Mapping[str, Difference]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]


def compare_methods(results: Sequence[Result], *, against: str) -> list[Comparison]:
    """Return each result compared with that of the method `against` on the same task."""
    base = {result.task: result for result in results if result.method == against}
    return [
        compare_results(base[result.task], result, against=against)
        for result in results
        if result.method != against and result.task in base
    ]


def compare_saved(before: Saved, after: Sequence[Result]) -> list[Comparison]:
    """Return each of the results `after` compared with the same task and method's `before`.

    Where each has only one method and they differ, the one is compared with the other. Raises
    InvalidInput where the two share nothing, or a task's questions or number of documents differ.
    """
    pairs = list(_pairs(before.results, after))
    if not pairs:
        raise InvalidInput(
            f"{before.name}: nothing to compare: it has {_listed(before.results)}, the other"
            f" {_listed(after)}"
        )
    return [
        compare_results(
            old,
            new,
            against=before.name if old.method == new.method else f"{before.name}, {old.method}",
        )
        for old, new in pairs
    ]


def compare_results(before: Result, after: Result, *, against: str) -> Comparison:
    """Return how `after` compares with `before`; raises InvalidInput where they asked otherwise."""
    places = _places(before, after, against=against)
    old, new = _values(before)[places], _values(after)
    grown = new - old
    groups = groups_of(after.questions)
    estimates = estimate_means(grown, groups)
    tests = p_values(grown, groups)
    differences = {
        metric: Difference(
            before=float(old[:, i].mean()),
            after=float(new[:, i].mean()),
            difference=estimates[i],
            p=tests[i],
            better=int(np.sum(grown[:, i] > 0)),
            same=int(np.sum(grown[:, i] == 0)),
            worse=int(np.sum(grown[:, i] < 0)),
        )
        for i, metric in enumerate(METRICS)
    }
    changed = grown[:, list(METRICS).index(MAIN)]
    order = np.argsort(-changed, kind="stable").tolist()
    changes = {i: _change(before, places[i], after, i) for i in order if changed[i] != 0}
    return Comparison(
        task=after.task,
        method=after.method,
        against=against,
        differences=differences,
        better=tuple(changes[i] for i in order if changed[i] > 0)[:MOST_CHANGED],
        worse=tuple(changes[i] for i in reversed(order) if changed[i] < 0)[:MOST_CHANGED],
    )


def _pairs(before: Sequence[Result], after: Sequence[Result]) -> Iterator[tuple[Result, Result]]:
    one_each = all(len({each.method for each in those}) == 1 for those in (before, after))
    for new in after:
        for old in before:
            if old.task == new.task and (one_each or old.method == new.method):
                yield old, new


def _places(before: Result, after: Result, *, against: str) -> list[int]:
    """Return where each of the questions of `after` stands among those of `before`."""
    places = {question: i for i, question in enumerate(before.measures.questions)}
    asked = {question.question_id: question.text for question in before.questions}
    if asked != {question.question_id: question.text for question in after.questions}:
        raise InvalidInput(f"{after.task}: {against} was asked other questions")
    if before.documents != after.documents:
        raise InvalidInput(
            f"{after.task}: {against} was run over {before.documents} documents, this over"
            f" {after.documents}"
        )
    return [places[question] for question in after.measures.questions]


def _values(result: Result) -> Floats:
    """Return the metrics' values, float64[questions, metrics]."""
    return np.array([result.measures.values[metric] for metric in METRICS]).T


def _change(before: Result, old: int, after: Result, new: int) -> Change:
    return Change(
        question=after.questions[new],
        before=before.measures.values[MAIN][old],
        after=after.measures.values[MAIN][new],
        rank_before=_rank(before, old),
        rank_after=_rank(after, new),
    )


def _rank(result: Result, place: int) -> int | None:
    reciprocal = result.measures.values["MRR@10"][place]
    return round(1 / reciprocal) if reciprocal else None


def _listed(results: Iterable[Result]) -> str:
    return ", ".join(dict.fromkeys(f"{result.task} {result.method}" for result in results))
