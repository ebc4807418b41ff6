"""An evaluation as one HTML page that needs nothing else: no network, no script."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from eval.ranking.compare import Change, Comparison
from eval.ranking.evaluation import Evaluation
from eval.ranking.metrics import DEPTH, METRICS, recall_curve
from eval.ranking.printed import intervals_note
from eval.ranking.results import MAIN, Result
from eval.ranking.runs import RANKED, TaskRun
from eval.ranking.worst import Miss, worst_questions
from eval.shown.blocks import (
    cell,
    details,
    figure,
    legend,
    method_name,
    page,
    section,
    series_of,
    snippet,
    table,
)
from eval.shown.figures import p_text, rank_text
from eval.shown.markup import Markup, element, joined
from eval.shown.plots import (
    Curve,
    Point,
    Row,
    curves_plot,
    domain_of,
    logarithmic_ticks,
    points_plot,
    rows_plot,
)
from eval.statistics import Estimate

_WORST = 10
_CURVE_AT = (1, 2, 3, 5, 10, 15, 20)


def report_page(evaluation: Evaluation, runs: Sequence[TaskRun], *, made: datetime) -> str:
    """Return the page that tells `evaluation`, with the curves and the questions of its `runs`."""
    title = f"{evaluation.dataset}, by {evaluation.unit}"
    header = joined(
        element(
            "p",
            f"How well Spravka ranks this question set. Measured on {made:%d %B %Y, %H:%M}. "
            f"{intervals_note(evaluation)}",
        ),
        legend(result.method for result in evaluation.results),
    )
    sections = [
        _quality(evaluation),
        _comparisons(evaluation.comparisons),
        _recall(runs),
        _latency(evaluation),
        _pooled(evaluation),
        _worst(runs),
    ]
    return page(title, header, sections)


def _quality(evaluation: Evaluation) -> Markup:
    rows = []
    for result in evaluation.results:
        estimates = evaluation.estimates[result.key]
        rows.append(
            [
                result.task,
                method_name(result.method),
                str(result.documents),
                str(len(result.questions)),
                *map(cell, estimates.values()),
            ]
        )
    plots = [
        figure(
            task,
            rows_plot(
                [
                    Row(each.method, evaluation.estimates[each.key][MAIN], series_of(each.method))
                    for each in those
                ],
                title=f"{task}: {MAIN} by mode, with intervals",
                axis=MAIN,
                domain=domain_of(evaluation.estimates[each.key][MAIN] for each in those),
            ),
        )
        for task, those in _by_task(evaluation.results)
    ]
    names = ("task", "mode", "documents", "questions", *METRICS)
    unanswered = {each.task.split("+")[0]: each.unanswerable for each in evaluation.results}
    left_out = ", ".join(f"{task} {count}" for task, count in unanswered.items() if count)
    note = f"Not ranked, for the documents do not answer them: {left_out}."
    return section(
        "Quality",
        element("p", f"{MAIN} by mode; every plot has a scale of its own."),
        element("div", *plots, class_="plots"),
        table(names, rows, caption="Means over questions, and their intervals"),
        element("p", note) if left_out else Markup(),
    )


def _comparisons(comparisons: Sequence[Comparison]) -> Markup:
    if not comparisons:
        return Markup()
    rows, plots = [], []
    changes: dict[str, list[Markup]] = {}
    for each in comparisons:
        main = each.differences[MAIN]
        rows.append(
            [
                each.task,
                method_name(each.method),
                each.against,
                f"{main.before:.3f}",
                f"{main.after:.3f}",
                cell(main.difference, number="+.3f"),
                p_text(main.p),
                str(main.better),
                str(main.same),
                str(main.worse),
            ]
        )
        changes.setdefault(each.task, []).append(_changes(each))
    for task, against in dict.fromkeys((each.task, each.against) for each in comparisons):
        those = [each for each in comparisons if (each.task, each.against) == (task, against)]
        differences = [each.differences[MAIN].difference for each in those]
        plots.append(
            figure(
                f"{task} against {against}",
                rows_plot(
                    [
                        Row(each.method, difference, series_of(each.method))
                        for each, difference in zip(those, differences, strict=True)
                    ],
                    title=f"{task}: {MAIN} less that of {against}, with intervals",
                    axis=f"difference in {MAIN}",
                    domain=_around_zero(differences),
                    number="+.3f",
                ),
            )
        )
    names = ("task", "mode", "against", "other", "this", "difference", "p")
    return section(
        "Compared",
        element("div", *plots, class_="plots"),
        table(
            (*names, "better", "same", "worse"),
            rows,
            caption=f"{MAIN}, question by question; p by a paired randomisation test",
        ),
        element(
            "p",
            "Each p-value is of one comparison alone: among twenty that differ by chance only, one"
            " below 0.05 is to be expected. The last three columns count questions.",
        ),
        *(details(f"{task}: what changed most", *those) for task, those in changes.items()),
    )


def _changes(comparison: Comparison) -> Markup:
    kinds = [("Gained most", comparison.better), ("Lost most", comparison.worse)]
    shown = [
        joined(element("h3", kind), element("ul", *map(_change, changes)))
        for kind, changes in kinds
        if changes
    ]
    told = shown or [element("p", "No question changed.")]
    return details(f"{comparison.method} against {comparison.against}", *told)


def _change(change: Change) -> Markup:
    before, after = (
        rank_text(rank, depth=DEPTH) for rank in (change.rank_before, change.rank_after)
    )
    values = f"{MAIN} {change.before:.3f} → {change.after:.3f}"
    return element(
        "li",
        element("strong", change.question.text),
        element("p", f"{values}; first right one at rank {before} → {after}", class_="quiet"),
    )


def _recall(runs: Sequence[TaskRun]) -> Markup:
    curves: dict[str, list[Curve]] = {}
    rows = []
    for run in runs:
        units = {name: [each.unit for each in ranking] for name, ranking in run.rankings.items()}
        values = recall_curve(qrels=run.qrels, run=units, depth=RANKED)
        task = run.task.name
        curves.setdefault(task, []).append(Curve(run.method, values, series_of(run.method)))
        rows.append([task, method_name(run.method), *(f"{values[at - 1]:.3f}" for at in _CURVE_AT)])
    plots = [
        figure(
            task,
            curves_plot(
                those,
                title=f"{task}: recall at 1 to {RANKED}, by mode",
                axis="units looked at",
                domain=domain_of(Estimate(curve.values[0], None) for curve in those),
            ),
        )
        for task, those in curves.items()
    ]
    names = ("task", "mode", *(f"at {place}" for place in _CURVE_AT))
    return section(
        "Recall",
        element("p", "The share of what is right that stands among the first units of a ranking."),
        element("div", *plots, class_="plots"),
        details("Recall in figures", table(names, rows, caption="Mean recall")),
    )


def _latency(evaluation: Evaluation) -> Markup:
    points: dict[str, list[Point]] = {}
    rows = []
    for result in evaluation.results:
        if result.median_ms is not None:
            quality = evaluation.estimates[result.key][MAIN]
            point = Point(result.method, result.median_ms, quality, series_of(result.method))
            points.setdefault(result.task, []).append(point)
            taken = f"{result.median_ms:.1f}"
            rows.append([result.task, method_name(result.method), taken, cell(quality)])
    if not points:
        return Markup()
    ticks = logarithmic_ticks(point.x for those in points.values() for point in those)
    plots = [
        figure(
            task,
            points_plot(
                those,
                title=f"{task}: {MAIN} against median milliseconds, by mode",
                axis="median milliseconds a question",
                ticks=ticks,
                domain=domain_of(point.estimate for point in those),
            ),
        )
        for task, those in points.items()
    ]
    return section(
        "Quality against time",
        element(
            "p",
            "For orientation only: on the machine that ran this, one question after the other,"
            f" with whatever else it did; up to {RANKED} units ranked for each.",
        ),
        element("div", *plots, class_="plots"),
        details(
            "Time in figures",
            table(("task", "mode", "median ms", MAIN), rows, caption="Time a question"),
        ),
    )


def _pooled(evaluation: Evaluation) -> Markup:
    if not evaluation.pooled:
        return Markup()
    rows = [
        [
            loss.task,
            method_name(loss.method),
            cell(loss.alone),
            cell(loss.pooled),
            cell(loss.difference, number="+.3f"),
            Markup() if loss.pushed_out is None else cell(loss.pushed_out, number=".1%"),
        ]
        for loss in evaluation.pooled
    ]
    names = ("task", "mode", "alone", "pooled", "difference", "pushed out by another language")
    return section(
        "All languages in one index",
        element(
            "p",
            f"{MAIN} of a task alone, and with the texts of all languages searched at once; pooled,"
            " the right text of another language is left out, as if the folder did not hold it."
            " Pushed out: of the questions whose right text was first alone, the share where a"
            " wrong text of another language now goes before it.",
        ),
        table(names, rows, caption=f"{MAIN}, alone and pooled"),
    )


def _worst(runs: Sequence[TaskRun]) -> Markup:
    lists: dict[str, list[Markup]] = {}
    for run in runs:
        misses = worst_questions(run, most=_WORST)
        if misses:
            below = sum(value < 1 for value in run.measures.values[MAIN])
            told = f"{run.method}: the worst {len(misses)} of {below} below 1"
            shown = element("ol", *map(_miss, misses))
            lists.setdefault(run.task.name, []).append(details(told, shown))
    if not lists:
        return Markup()
    return section(
        "The worst questions",
        element("p", f"By {MAIN}, with the texts that answer and the first that was found."),
        *(details(task, *those) for task, those in lists.items()),
    )


def _miss(miss: Miss) -> Markup:
    terms = [("right", " · ".join(map(snippet, miss.right)))]
    if miss.rank != 1:
        terms.append(("first", snippet(miss.found) or "nothing found"))
    told = f"first right one at rank {rank_text(miss.rank, depth=RANKED)}; {MAIN} {miss.value:.3f}"
    return element(
        "li",
        element("strong", miss.question.text),
        element("p", told, class_="quiet"),
        element("dl", *(joined(element("dt", a), element("dd", b)) for a, b in terms)),
    )


def _by_task(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    tasks = dict.fromkeys(result.task for result in results)
    return [(task, [each for each in results if each.task == task]) for task in tasks]


def _around_zero(estimates: Iterable[Estimate]) -> tuple[float, float]:
    ends = [end for each in estimates for end in (each.mean, *(each.interval or ()))]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = max(0.05 * (high - low), 0.005)
    return low - room, high + room
