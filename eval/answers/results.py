"""What answers were worth: the measures of a run, at the threshold in use, with their intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

import numpy as np

from eval.answers.bands import BandResult, KindResult, measure_bands, measure_kinds
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
from eval.answers.reading import SURELY
from eval.answers.runs import AnswerRun, Outcome
from eval.ranking.results import Estimates
from eval.statistics import Estimate, estimate_means, estimate_statistic
from index.read.units import sentence_spans
from index.types import Span

ANSWERS = ("accuracy", "coverage", "citation precision", "citation recall", "two sentences")
"""Of the likeliest answer; of what is given at the threshold."""

ABSTENTION = ("abstention precision", "abstention recall", "abstention F1")
CONFIDENCE = ("AUROC", "AURC", "ECE")
NEAR_MISSES = ("near misses withheld", "near-miss AUROC")
MARKED = ("marked", "exact match", "token F1")
"""Of what is given to questions that can be answered; of what is marked in it."""

SPANS = ("span EM", "span F1")
"""Of the likeliest answer to every question whose gold is short; 0 where nothing is marked."""

ALL = "all"
"""The line of all tasks together."""

_POINTS = 200


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The measures of one task, or of all together.

    `given` counts the answers given at the threshold, `marked` those of them, to questions that are
    answerable, in which something is marked, and `headings` those that are wrong and nothing but a
    heading. `estimates` lacks what is not defined: a mean over no question, and all that hangs on a
    confidence where none was learned; then there are no bins of `calibration`, no points of
    coverage and risk in `curve` and no `bands`. `near_misses` counts those asked. `kinds` are those
    that the set names. `answer_ms` and `search_ms` are medians. `groups` is None where each
    question is drawn alone.
    """

    task: str
    documents: int | None
    answerable: int
    unanswerable: int
    groups: int | None
    near_misses: int
    given: int
    marked: int
    headings: int
    estimates: Estimates
    citations: int
    exact: int
    answer_ms: float
    search_ms: float
    calibration: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]
    bands: tuple[BandResult, ...]
    kinds: tuple[KindResult, ...]


@dataclass(frozen=True, slots=True)
class AnswerEvaluation:
    """What is told of a set's answers, given from `threshold`, None where no confidence is told.

    From `surely` on an answer is a sure one. Where there are several runs, the last of `results` is
    of all together.
    """

    dataset: str
    threshold: float | None
    surely: float
    runs: tuple[AnswerRun, ...]
    results: tuple[AnswerResult, ...]


def summarise_answers(
    dataset: str, runs: Sequence[AnswerRun], *, threshold: float | None, surely: float = SURELY
) -> AnswerEvaluation:
    """Return what the runs of a set called `dataset` measured, with answers from `threshold`."""
    outcomes = [outcome for run in runs for outcome in (*run.outcomes, *run.near_misses)]
    if any(outcome.confidence is None for outcome in outcomes):
        threshold = None
    told = [*runs, _together(runs)] if len(runs) > 1 else list(runs)
    return AnswerEvaluation(
        dataset=dataset,
        threshold=threshold,
        surely=surely,
        runs=tuple(runs),
        results=tuple(_result(run, threshold=threshold, surely=surely) for run in told),
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
        near_misses=tuple(outcome for run in runs for outcome in run.near_misses),
    )


def _result(run: AnswerRun, *, threshold: float | None, surely: float) -> AnswerResult:
    answerable = sum(outcome.answerable for outcome in run.outcomes)
    groups = len({outcome.group for outcome in run.outcomes})
    questions = len({outcome.question.question_id for outcome in run.outcomes})
    judged = [] if threshold is None else [outcome.judged for outcome in run.outcomes]
    given = [outcome for outcome in run.outcomes if outcome.given_at(threshold)]
    estimates = _means(run.outcomes, threshold=threshold)
    bands: tuple[BandResult, ...] = ()
    if threshold is not None:
        estimates |= _of_confidence(judged, threshold=threshold)
        estimates |= _of_near_misses(run, threshold=threshold)
        bands = measure_bands(run.outcomes, threshold=threshold, surely=surely)
    names = (*ANSWERS, *ABSTENTION, *CONFIDENCE, *NEAR_MISSES, *MARKED, *SPANS)
    return AnswerResult(
        task=run.task,
        documents=run.documents,
        answerable=answerable,
        unanswerable=len(run.outcomes) - answerable,
        groups=groups if groups < questions else None,
        near_misses=len(run.near_misses),
        given=len(given),
        marked=sum(outcome.answerable and outcome.marked is not None for outcome in given),
        headings=sum(outcome.heading for outcome in given),
        estimates={name: estimates[name] for name in names if name in estimates},
        citations=run.citations,
        exact=run.exact,
        answer_ms=median(run.answer_ms),
        search_ms=median(run.search_ms),
        calibration=tuple(calibration(judged)),
        curve=tuple(_curve(judged)),
        bands=bands,
        kinds=measure_kinds(run.outcomes, threshold=threshold),
    )


def _means(outcomes: Sequence[Outcome], *, threshold: float | None) -> dict[str, Estimate]:
    def is_given(outcome: Outcome) -> bool:
        return outcome.given_at(threshold)

    answerable = [outcome for outcome in outcomes if outcome.answerable]
    given = [outcome for outcome in outcomes if is_given(outcome)]
    answered = [outcome for outcome in given if outcome.answerable]
    short = [outcome for outcome in answerable if outcome.short]
    marked = [outcome for outcome in answered if outcome.short and outcome.marked is not None]
    means: dict[str, tuple[list[Outcome], Callable[[Outcome], float]]] = {
        "accuracy": (answerable, lambda each: each.right),
        "coverage": (list(outcomes), is_given),
        "citation precision": (given, lambda each: each.right),
        "citation recall": (answerable, lambda each: each.right and is_given(each)),
        "two sentences": (given, _has_two_sentences),
        "marked": (answered, lambda each: each.marked is not None),
        "exact match": (marked, lambda each: exact_match(each.marked or "", each.gold)),
        "token F1": (marked, lambda each: token_f1(each.marked or "", each.gold)),
        "span EM": (
            short,
            lambda each: bool(each.marked) and exact_match(each.marked or "", each.gold),
        ),
        "span F1": (short, lambda each: token_f1(each.marked, each.gold) if each.marked else 0.0),
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


def _of_near_misses(run: AnswerRun, *, threshold: float) -> dict[str, Estimate]:
    """Return how near misses are told from the same questions asked with all that answers."""
    if not run.near_misses:
        return {}
    missed = {outcome.question.question_id for outcome in run.near_misses}
    whole = [each for each in run.outcomes if each.answerable]
    judged = [each.judged for each in whole if each.question.question_id in missed]
    judged += [each.judged for each in run.near_misses]
    groups = [each.group for each in judged]
    return {
        "near misses withheld": _mean(run.near_misses, lambda each: not each.given_at(threshold)),
        "near-miss AUROC": estimate_statistic(area_under_roc, judged, groups),
    }


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
