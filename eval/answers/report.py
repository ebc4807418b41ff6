"""An evaluation of answers as one HTML page that needs nothing else: no network, no script."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from eval.answers.printed import (
    BAND_COLUMNS,
    KIND_COLUMNS,
    answers_notes,
    bands_rows,
    figures_of,
    kinds_rows,
)
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
from eval.answers.worst import worst_section
from eval.shown.blocks import cell, details, figure, page, section, table
from eval.shown.markup import Markup, element, joined
from eval.shown.plots import Line, Row, domain_of, line_plot, rows_plot
from eval.statistics import Estimate

_LESS_IS_BETTER = {"AURC", "ECE"}


def answers_page(evaluation: AnswerEvaluation, *, made: datetime) -> str:
    """Return the page that tells `evaluation`, with its curves and the questions gone worst."""
    notes = " ".join([*answers_notes(evaluation), f"Measured on {made:%d %B %Y, %H:%M}."])
    header = joined(
        element(
            "p",
            "An answer is right where the characters that it cites hold the gold answer. Where what"
            " is searched does not answer, every answer is wrong.",
        ),
        element("p", notes),
    )
    sections = [
        _answers(evaluation),
        _abstention(evaluation),
        _risk(evaluation),
        _near_misses(evaluation),
        _calibration(evaluation),
        _bands(evaluation),
        _marked(evaluation),
        _kinds(evaluation),
        worst_section(evaluation),
    ]
    return page(f"{evaluation.dataset}, answers", header, sections)


def _answers(evaluation: AnswerEvaluation) -> Markup:
    return section(
        "Answers",
        element(
            "p",
            "Accuracy is of the likeliest answer to a question that can be answered, given or not."
            " Coverage is the share of all questions that are answered. Citation precision is the"
            " share of the answers given that are right, citation recall the share of the questions"
            " that can be answered which are given a right one. Headings are the answers given that"
            " are wrong and nothing but a heading.",
        ),
        _rows_plots(evaluation.results, ("accuracy", "citation precision", "citation recall")),
        _table(
            evaluation.results,
            ("documents", "answerable", "unanswerable", *ANSWERS, "headings"),
            caption="Answers, and their intervals",
        ),
    )


def _abstention(evaluation: AnswerEvaluation) -> Markup:
    if evaluation.threshold is None:
        return Markup()
    return section(
        "Abstention and confidence",
        element(
            "p",
            "Abstaining is right where what is searched does not answer. AUROC is how often a"
            " question that can be answered has more confidence than another; AURC the mean risk"
            " over all coverages, and ECE how far confidence is from the share that is right, in"
            " ten bins with as many questions each: of both, less is better. The interval of ECE"
            " lies high, for its samples scatter more than the set.",
        ),
        _rows_plots(evaluation.results, ("abstention F1", *CONFIDENCE)),
        _table(
            evaluation.results,
            (*ABSTENTION, *CONFIDENCE),
            caption="Abstention and confidence, and their intervals",
        ),
    )


def _risk(evaluation: AnswerEvaluation) -> Markup:
    if evaluation.threshold is None:
        return Markup()
    plots = []
    for result in evaluation.results:
        coverage = result.estimates["coverage"].mean
        precision = result.estimates.get("citation precision")
        here = [] if precision is None else [(coverage, 1 - precision.mean)]
        highest = max(risk for _, risk in result.curve)
        plots.append(
            figure(
                result.task,
                line_plot(
                    Line(f"{result.task}, at the threshold", result.curve, here, 0),
                    title=f"{result.task}: risk by coverage",
                    axis="coverage",
                    domain=(0.0, max(0.1, highest)),
                ),
            )
        )
    return section(
        "Risk and coverage",
        element(
            "p",
            "The share of wrong answers (risk) where only so large a share of the questions is"
            " answered (coverage), the surest first. The mark is at the threshold.",
        ),
        element("div", *plots, class_="plots"),
    )


def _calibration(evaluation: AnswerEvaluation) -> Markup:
    if evaluation.threshold is None:
        return Markup()
    plots, rows = [], []
    for result in evaluation.results:
        places = [(told, seen) for told, seen, _ in result.calibration]
        plots.append(
            figure(
                result.task,
                line_plot(
                    Line(result.task, places, places, 0),
                    title=f"{result.task}: share of right answers by confidence",
                    axis="confidence",
                    domain=(0.0, 1.0),
                    diagonal=True,
                ),
            )
        )
        rows += [
            [result.task, f"{told:.3f}", f"{seen:.3f}", f"{share:.1%}"]
            for told, seen, share in result.calibration
        ]
    return section(
        "Calibration",
        element(
            "p",
            "The share of answers that are right, by the confidence told with them, in bins with as"
            " many questions each. On the straight line confidence is what it says.",
        ),
        element("div", *plots, class_="plots"),
        details(
            "Calibration in figures",
            table(("task", "confidence", "right", "of all"), rows, caption="Bins of confidence"),
        ),
    )


def _near_misses(evaluation: AnswerEvaluation) -> Markup:
    if evaluation.threshold is None or not any(each.near_misses for each in evaluation.results):
        return Markup()
    return section(
        "Near misses",
        element(
            "p",
            "Questions asked of what is left of their paragraph without the sentence that answers."
            " AUROC is how often a question has more confidence with that sentence than another"
            " without.",
        ),
        _rows_plots(evaluation.results, ("near-miss AUROC",)),
        _table(
            evaluation.results,
            ("near misses", *NEAR_MISSES),
            caption="Near misses, and their intervals",
        ),
    )


def _bands(evaluation: AnswerEvaluation) -> Markup:
    if evaluation.threshold is None:
        return Markup()
    return section(
        "Bands",
        element(
            "p",
            "The share of answers that are right, by the words that tell how sure they are. What is"
            " not sure is withheld; of it this is the share that would have been right.",
        ),
        table(BAND_COLUMNS, bands_rows(evaluation), caption="Bands of confidence"),
    )


def _kinds(evaluation: AnswerEvaluation) -> Markup:
    rows = kinds_rows(evaluation)
    if not rows:
        return Markup()
    return section(
        "Kinds of questions",
        element(
            "p",
            "Of the questions of each kind that can be answered, the share whose likeliest answer"
            " is right; of the others, the share to which none is given.",
        ),
        table(KIND_COLUMNS, rows, caption=f"Kinds of questions, {evaluation.results[-1].task}"),
    )


def _marked(evaluation: AnswerEvaluation) -> Markup:
    return section(
        "Marked spans, citations and time",
        element(
            "p",
            "Marked is the share, of the answers given to questions that can be answered, in which"
            " a span is marked; exact match and token F1 compare it with the gold texts, as SQuAD"
            " does. Span EM and F1 do so for the likeliest answer to every question that can be"
            " answered, with 0 where nothing is marked. Times are medians on the machine that ran"
            " this, with whatever else it did: of an answer, and of a search for as many passages,"
            " after it. Passages that were read"
            " for an earlier question are not encoded again.",
        ),
        _table(
            evaluation.results,
            (*MARKED, *SPANS, "exact citations", "answer ms", "search ms", "on top ms"),
            caption="Marked spans, citations and time",
        ),
    )


def _rows_plots(results: Sequence[AnswerResult], names: Sequence[str]) -> Markup:
    plots = []
    for name in names:
        rows = [
            Row(result.task, result.estimates[name], 0)
            for result in results
            if name in result.estimates
        ]
        if rows:
            estimates = [row.estimate for row in rows]
            domain = _from_zero(estimates) if name in _LESS_IS_BETTER else domain_of(estimates)
            title = f"{name} by task, with intervals"
            plots.append(figure(name, rows_plot(rows, title=title, axis=name, domain=domain)))
    return element("div", *plots, class_="plots")


def _from_zero(estimates: Iterable[Estimate]) -> tuple[float, float]:
    ends = [end for each in estimates for end in (each.mean, *(each.interval or ()))]
    return 0.0, max(0.1, 1.05 * max(ends))


def _table(results: Sequence[AnswerResult], names: Sequence[str], *, caption: str) -> Markup:
    rows = []
    for result in results:
        figures: dict[str, str] = figures_of(result)
        figures.update({name: cell(each) for name, each in result.estimates.items()})
        rows.append([result.task, *(figures.get(name, "") for name in names)])
    return table(("task", *names), rows, caption=caption)
