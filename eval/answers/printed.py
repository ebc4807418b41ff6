"""What an evaluation of answers prints for people."""

from collections.abc import Sequence

import typer
from rich.markup import escape

from eval.answers.results import (
    ABSTENTION,
    ANSWERS,
    CONFIDENCE,
    MARKED,
    AnswerEvaluation,
    AnswerResult,
)
from eval.ranking.printed import drawn_from
from eval.shown.figures import estimate_text, print_table, titled_table
from eval.statistics import FEWER_RESAMPLES, LEVEL, RESAMPLES

_WITH_INTERVAL = {"accuracy", "citation precision", "citation recall", "abstention F1", *CONFIDENCE}


def print_answers(evaluation: AnswerEvaluation) -> None:
    """Print the tables of the measures, and below them how they are to be read."""
    _print_table(
        f"{evaluation.dataset}: answers",
        evaluation.results,
        names=("documents", "answerable", "unanswerable", *ANSWERS),
    )
    if evaluation.threshold is not None:
        _print_table(
            "Abstention and confidence", evaluation.results, names=(*ABSTENTION, *CONFIDENCE)
        )
    _print_table(
        "Marked spans, citations and time",
        evaluation.results,
        names=(*MARKED, "exact citations", "answer ms", "search ms", "on top ms"),
    )
    for note in answers_notes(evaluation):
        typer.echo(note)


def answers_notes(evaluation: AnswerEvaluation) -> list[str]:
    """Return the sentences that say what the figures are of."""
    told = (
        "No confidence is told with this encoder: every answer is given, and what is measured of"
        " confidence and of abstention is left out."
    )
    if evaluation.threshold is not None:
        told = f"Answers are given from a confidence of {evaluation.threshold:g}."
    drawn = drawn_from(result.groups for result in evaluation.results)
    samples = f"{RESAMPLES:,} bootstrap samples of {drawn}"
    if evaluation.threshold is not None:
        samples += f" ({FEWER_RESAMPLES:,} for F1, AUROC, AURC and ECE)"
    return [told, f"In brackets: {LEVEL:.0%} intervals, by {samples}."]


def figures_of(result: AnswerResult) -> dict[str, str]:
    """Return what is told of a result beside its estimates, by name."""
    return {
        "documents": "" if result.documents is None else str(result.documents),
        "answerable": str(result.answerable),
        "unanswerable": str(result.unanswerable),
        "exact citations": f"{result.exact:,} of {result.citations:,}",
        "answer ms": f"{result.answer_ms:.1f}",
        "search ms": f"{result.search_ms:.1f}",
        "on top ms": f"{result.answer_ms - result.search_ms:.1f}",
    }


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
