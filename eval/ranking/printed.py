"""What an evaluation prints for people."""

from collections.abc import Iterable, Sequence

import typer
from rich.markup import escape

from eval.ranking.compare import Change, Comparison
from eval.ranking.evaluation import Evaluation
from eval.ranking.metrics import DEPTH, METRICS
from eval.ranking.pooled import PooledLoss
from eval.ranking.results import MAIN
from eval.shown.figures import estimate_text, p_text, print_table, rank_text, titled_table
from eval.statistics import LEVEL, RESAMPLES

_MOST_CHANGED = 3
"""How many changed questions are printed, of those that got better and of the others."""


def print_evaluation(evaluation: Evaluation) -> None:
    """Print the metrics' table, and below it what else is told."""
    _print_results(evaluation)
    if evaluation.pooled:
        _print_pooled(evaluation.pooled)
    print_comparisons(evaluation.comparisons)
    # Distractors do not answer them either: one count for each task of the set says it.
    counts = {each.task.split("+")[0]: each.unanswerable for each in evaluation.results}
    if any(counts.values()):
        listed = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
        typer.echo(f"Not ranked, for the documents do not answer them: {listed}.")
    typer.echo(intervals_note(evaluation))


def print_comparisons(comparisons: Sequence[Comparison]) -> None:
    """Print how each compares, and the questions that changed most; nothing if there is none."""
    if not comparisons:
        return
    table = titled_table(
        f"Compared by {MAIN}; p by a paired randomisation test, for one comparison alone"
    )
    table.add_column("task", no_wrap=True)
    table.add_column("mode", no_wrap=True)
    table.add_column("against", no_wrap=True)
    for name in ("other", "this", "difference", "p", "better", "same", "worse"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in comparisons:
        main = each.differences[MAIN]
        table.add_row(
            each.task,
            each.method,
            escape(each.against),
            f"{main.before:.3f}",
            f"{main.after:.3f}",
            escape(estimate_text(main.difference, number="+.3f")),
            p_text(main.p),
            str(main.better),
            str(main.same),
            str(main.worse),
        )
    print_table(table)
    for each in comparisons:
        _print_changes(each)


def intervals_note(evaluation: Evaluation) -> str:
    """Return the sentence that says what the intervals are."""
    drawn = drawn_from(each.groups for each in evaluation.results)
    return f"In brackets: {LEVEL:.0%} intervals, by {RESAMPLES:,} bootstrap samples of {drawn}."


def drawn_from(groups: Iterable[int | None]) -> str:
    """Return what samples are drawn from, by the number of groups of each result."""
    counts = set(groups)
    if None in counts:
        return "the questions"
    listed = " or ".join(map(str, sorted(count for count in counts if count is not None)))
    return f"the {listed} groups that the questions come in"


def _print_results(evaluation: Evaluation) -> None:
    table = titled_table(f"{evaluation.dataset}, by {evaluation.unit}")
    table.add_column("task", no_wrap=True)
    table.add_column("mode", no_wrap=True)
    for name in ("documents", "questions", *METRICS):
        table.add_column(name, justify="right", no_wrap=True)
    previous = ""
    for result in evaluation.results:
        first = result.task != previous
        if first and previous:
            table.add_section()
        previous = result.task
        estimates = evaluation.estimates[result.key]
        table.add_row(
            result.task if first else "",
            result.method,
            str(result.documents) if first else "",
            str(len(result.questions)) if first else "",
            *(
                escape(estimate_text(estimate)) if metric == MAIN else f"{estimate.mean:.3f}"
                for metric, estimate in estimates.items()
            ),
        )
    print_table(table)


def _print_pooled(losses: Sequence[PooledLoss]) -> None:
    table = titled_table(
        "The same among the texts of all languages, the right one of another left out"
    )
    table.add_column("task", no_wrap=True)
    table.add_column("mode", no_wrap=True)
    for name in (f"{MAIN} alone", "pooled", "difference", "pushed out by another language"):
        table.add_column(name, justify="right", no_wrap=True)
    for loss in losses:
        out = loss.pushed_out
        table.add_row(
            loss.task,
            loss.method,
            f"{loss.alone.mean:.3f}",
            escape(estimate_text(loss.pooled)),
            escape(estimate_text(loss.difference, number="+.3f")),
            "" if out is None else escape(estimate_text(out, number=".1%")),
        )
    print_table(table)


def _print_changes(comparison: Comparison) -> None:
    named = f"{comparison.task}, {comparison.method} against {comparison.against}"
    for kind, changes in (("gained", comparison.better), ("lost", comparison.worse)):
        if changes:
            typer.echo(f"{named}: what {kind} most, by {MAIN} and by the first right one's rank")
        for change in changes[:_MOST_CHANGED]:
            values = f"{change.before:.2f} → {change.after:.2f}"
            text = " ".join(change.question.text.split())
            typer.echo(f"  {values}  {_ranks(change):>9}  {text}")
    if comparison.better or comparison.worse:
        typer.echo()


def _ranks(change: Change) -> str:
    ranks = change.rank_before, change.rank_after
    return " → ".join(rank_text(rank, depth=DEPTH) for rank in ranks)
