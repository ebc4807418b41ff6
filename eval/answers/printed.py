"""What an evaluation of answers prints for people."""

from collections.abc import Sequence

import typer
from rich.markup import escape

from eval.answers.results import (
    ABSTENTION,
    ANSWERS,
    CONFIDENCE,
    MARKED,
    NEAR_MISSES,
    SPANS,
    AnswerEvaluation,
    AnswerResult,
)
from eval.ranking.printed import drawn_from
from eval.shown.figures import estimate_text, print_table, titled_table
from eval.statistics import FEWER_RESAMPLES, LEVEL, RESAMPLES

_WITH_INTERVAL = {
    "accuracy",
    "citation precision",
    "citation recall",
    "abstention F1",
    *CONFIDENCE,
    *NEAR_MISSES,
    *SPANS,
}


BAND_COLUMNS = ("task", "band", "answers", "of all", "right")
KIND_COLUMNS = ("kind", "answerable", "right", "unanswerable", "withheld")
_NAMES = {"task", "band", "kind"}


def print_answers(evaluation: AnswerEvaluation) -> None:
    """Print the tables of the measures, and below them how they are to be read."""
    _print_table(
        f"{evaluation.dataset}: answers",
        evaluation.results,
        names=("documents", "answerable", "unanswerable", *ANSWERS, "headings"),
    )
    if evaluation.threshold is not None:
        _print_table(
            "Abstention and confidence", evaluation.results, names=(*ABSTENTION, *CONFIDENCE)
        )
        if any(result.near_misses for result in evaluation.results):
            _print_table("Near misses", evaluation.results, names=("near misses", *NEAR_MISSES))
        _print_rows("Bands of confidence", BAND_COLUMNS, bands_rows(evaluation))
    _print_table(
        "Marked spans, citations and time",
        evaluation.results,
        names=(*MARKED, *SPANS, "exact citations", "answer ms", "search ms", "on top ms"),
    )
    if rows := kinds_rows(evaluation):
        _print_rows(f"Kinds of questions, {evaluation.results[-1].task}", KIND_COLUMNS, rows)
    for note in answers_notes(evaluation):
        typer.echo(note)


def answers_notes(evaluation: AnswerEvaluation) -> list[str]:
    """Return the sentences that say what the figures are of."""
    told = (
        "No confidence is told with this encoder: every answer is given, and what is measured of"
        " confidence and of abstention is left out."
    )
    if evaluation.threshold is not None:
        told = (
            f"Answers are given from a confidence of {evaluation.threshold:g}."
            f" Sure are those from {evaluation.surely:g}."
        )
    drawn = drawn_from(result.groups for result in evaluation.results)
    samples = f"{RESAMPLES:,} bootstrap samples of {drawn}"
    if evaluation.threshold is not None:
        samples += f" ({FEWER_RESAMPLES:,} for abstention F1, AUROC, AURC and ECE)"
    return [told, f"In brackets: {LEVEL:.0%} intervals, by {samples}."]


def figures_of(result: AnswerResult) -> dict[str, str]:
    """Return what is told of a result beside its estimates, by name."""
    return {
        "documents": "" if result.documents is None else str(result.documents),
        "answerable": str(result.answerable),
        "unanswerable": str(result.unanswerable),
        "near misses": str(result.near_misses),
        "headings": str(result.headings),
        "exact citations": f"{result.exact:,} of {result.citations:,}",
        "answer ms": f"{result.answer_ms:.1f}",
        "search ms": f"{result.search_ms:.1f}",
        "on top ms": f"{result.answer_ms - result.search_ms:.1f}",
    }


def bands_rows(evaluation: AnswerEvaluation) -> list[list[str]]:
    """Return the rows of the table of bands, under `BAND_COLUMNS`."""
    return [
        [
            result.task,
            each.band,
            str(each.answers),
            f"{each.answers / each.asked:.3f}",
            "" if each.precision is None else estimate_text(each.precision),
        ]
        for result in evaluation.results
        for each in result.bands
    ]


def kinds_rows(evaluation: AnswerEvaluation) -> list[list[str]]:
    """Return the rows of the table of kinds, under `KIND_COLUMNS`, of all tasks together."""
    return [
        [
            each.kind,
            str(each.answerable),
            "" if each.right is None else f"{each.right:.3f}",
            str(each.unanswerable),
            "" if each.withheld is None else f"{each.withheld:.3f}",
        ]
        for each in evaluation.results[-1].kinds
    ]


def _print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = titled_table(title)
    for column in columns:
        table.add_column(column, justify="left" if column in _NAMES else "right", no_wrap=True)
    for row in rows:
        table.add_row(*map(escape, row))
    print_table(table)


def _print_table(title: str, results: Sequence[AnswerResult], *, names: Sequence[str]) -> None:
    table = titled_table(title)
    table.add_column("task", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for result in results:
        figures = figures_of(result)
        for name, estimate in result.estimates.items():
            told = estimate_text(estimate) if name in _WITH_INTERVAL else f"{estimate.mean:.3f}"
            figures[name] = escape(told)
        table.add_row(result.task, *(figures.get(name, "") for name in names))
    print_table(table)
