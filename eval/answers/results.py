"""What answers were worth: the measures of a run, at the threshold in use, with their intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np

from eval.answers.metrics import (
    Bin,
    Judged,
    abstention_f1,
    area_under_risk,
    area_under_roc,
    calibration,
    calibration_error,
    exact_match,
    risk_coverage,
    token_f1,
)
from eval.answers.runs import AnswerRun, Outcome
from eval.ranking.results import Estimates
from eval.statistics import Estimate, estimate_means, estimate_statistic
from index.read.split import sentence_spans
from index.types import Span

ANSWERS = ("accuracy", "coverage", "citation precision", "citation recall", "two sentences")
"""Of the likeliest answer; of what is given at the threshold."""

ABSTENTION = ("abstention precision", "abstention recall", "abstention F1")
CONFIDENCE = ("AUROC", "AURC", "ECE")
MARKED = ("marked", "exact match", "token F1")

ALL = "all"
"""The line of all tasks together."""

_POINTS = 200


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The measures of one task, or of all together.

    `given` counts the answers given at the threshold, `marked` those of them, to questions that are
    answerable, in which something is marked. `estimates` lacks what is not defined: a mean over no
    question, and all that hangs on a confidence where none was learned; then there are no bins of
    `calibration` and no points of coverage and risk in `curve`. `answer_ms` and `search_ms` are
    medians. `groups` is None where each question is drawn alone.
    """

    task: str
    documents: int | None
    answerable: int
    unanswerable: int
    groups: int | None
    given: int
    marked: int
    estimates: Estimates
    citations: int
    exact: int
    answer_ms: float
    search_ms: float
    calibration: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class AnswerEvaluation:
    """What is told of a set's answers, given from `threshold`, None where no confidence is told.

    Where there are several runs, the last of `results` is of all together.
    """

    dataset: str
    threshold: float | None
    runs: tuple[AnswerRun, ...]
    results: tuple[AnswerResult, ...]


def summarise_answers(
    dataset: str, runs: Sequence[AnswerRun], *, threshold: float | None
) -> AnswerEvaluation:
    """Return what the runs of a set called `dataset` measured, with answers from `threshold`."""
    outcomes = [outcome for run in runs for outcome in run.outcomes]
    if any(outcome.confidence is None for outcome in outcomes):
        threshold = None
    told = [*runs, _together(runs)] if len(runs) > 1 else list(runs)
    return AnswerEvaluation(
        dataset=dataset,
        threshold=threshold,
        runs=tuple(runs),
        results=tuple(_result(run, threshold=threshold) for run in told),
    )


def _together(runs: Sequence[AnswerRun]) -> AnswerRun:
    return AnswerRun(
        task=ALL,
        documents=None,
        outcomes=tuple(outcome for run in runs for outcome in run.outcomes),
        citations=sum(run.citations for run in runs),
        exact=sum(run.exact for run in runs),
        answer_ms=tuple(taken for run in runs for taken in run.answer_ms),
        search_ms=tuple(taken for run in runs for taken in run.search_ms),
    )


def _result(run: AnswerRun, *, threshold: float | None) -> AnswerResult:
    answerable = sum(outcome.answerable for outcome in run.outcomes)
    groups = len({outcome.group for outcome in run.outcomes})
    questions = len({outcome.question.question_id for outcome in run.outcomes})
    judged = [] if threshold is None else [outcome.judged for outcome in run.outcomes]
    given = [outcome for outcome in run.outcomes if outcome.given_at(threshold)]
    estimates = _means(run.outcomes, threshold=threshold)
    if threshold is not None:
        estimates |= _of_confidence(judged, threshold=threshold)
    names = (*ANSWERS, *ABSTENTION, *CONFIDENCE, *MARKED)
    return AnswerResult(
        task=run.task,
        documents=run.documents,
        answerable=answerable,
        unanswerable=len(run.outcomes) - answerable,
        groups=groups if groups < questions else None,
        given=len(given),
        marked=sum(outcome.answerable and outcome.marked is not None for outcome in given),
        estimates={name: estimates[name] for name in names if name in estimates},
        citations=run.citations,
        exact=run.exact,
        answer_ms=median(run.answer_ms),
        search_ms=median(run.search_ms),
        calibration=tuple(calibration(judged)),
        curve=tuple(_curve(judged)),
    )


def _means(outcomes: Sequence[Outcome], *, threshold: float | None) -> dict[str, Estimate]:
    def is_given(outcome: Outcome) -> bool:
        return outcome.given_at(threshold)

    answerable = [outcome for outcome in outcomes if outcome.answerable]
    given = [outcome for outcome in outcomes if is_given(outcome)]
    answered = [outcome for outcome in given if outcome.answerable]
    marked = [outcome for outcome in answered if outcome.marked is not None]
    means: dict[str, tuple[list[Outcome], Callable[[Outcome], float]]] = {
        "accuracy": (answerable, lambda each: each.right),
        "coverage": (list(outcomes), is_given),
        "citation precision": (given, lambda each: each.right),
        "citation recall": (answerable, lambda each: each.right and is_given(each)),
        "two sentences": (given, _has_two_sentences),
        "marked": (answered, lambda each: each.marked is not None),
        "exact match": (marked, lambda each: exact_match(each.marked or "", each.gold)),
        "token F1": (marked, lambda each: token_f1(each.marked or "", each.gold)),
    }
    if threshold is not None:
        withheld = [outcome for outcome in outcomes if not is_given(outcome)]
        unanswerable = [outcome for outcome in outcomes if not outcome.answerable]
        means["abstention precision"] = withheld, lambda each: not each.answerable
        means["abstention recall"] = unanswerable, lambda each: not is_given(each)
    return {name: _mean(those, value_of) for name, (those, value_of) in means.items() if those}


def _mean(outcomes: Sequence[Outcome], value_of: Callable[[Outcome], float]) -> Estimate:
    values = np.array([[float(value_of(outcome))] for outcome in outcomes])
    (estimate,) = estimate_means(values, [outcome.group for outcome in outcomes])
    return estimate


def _of_confidence(judged: Sequence[Judged], *, threshold: float) -> dict[str, Estimate]:
    groups = [each.group for each in judged]
    measures = {"AURC": area_under_risk, "ECE": calibration_error}
    if len({each.answerable for each in judged}) > 1:
        measures["AUROC"] = area_under_roc
        measures["abstention F1"] = partial(abstention_f1, threshold=threshold)
    return {name: estimate_statistic(each, judged, groups) for name, each in measures.items()}


def _curve(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Return the curve of risk over coverage, by so many points that it can be drawn."""
    if not judged:
        return []
    coverage, risk = risk_coverage(judged)
    places = np.unique(np.linspace(0, len(coverage) - 1, _POINTS).round().astype(int))
    return list(zip(coverage[places].tolist(), risk[places].tolist(), strict=True))


def _has_two_sentences(outcome: Outcome) -> bool:
    text = "" if outcome.answer is None else outcome.answer.text
    return len(sentence_spans(text, Span(0, len(text)))) > 1
