"""The questions that went worst: what was surely wrong, and what was wrongly withheld."""

from eval.answers.results import AnswerEvaluation
from eval.answers.runs import AnswerRun, Outcome
from eval.shown.blocks import details, section, snippet
from eval.shown.markup import Markup, element, joined

_WORST = 10


def worst_section(evaluation: AnswerEvaluation) -> Markup:
    """Return the section that lists them by task; empty where nothing went wrong."""
    lists = [
        details(run.task, *parts)
        for run in evaluation.runs
        if (parts := _worst_of(run, threshold=evaluation.threshold))
    ]
    if not lists:
        return Markup()
    return section(
        "The worst questions",
        element("p", "The surest of the wrong answers, and the right ones that were withheld."),
        *lists,
    )


def _worst_of(run: AnswerRun, *, threshold: float | None) -> list[Markup]:
    wrong = [each for each in run.outcomes if each.given_at(threshold) and not each.right]
    withheld = [each for each in run.outcomes if each.right and not each.given_at(threshold)]
    wrong.sort(key=lambda each: -(each.confidence or 0.0))
    withheld.sort(key=lambda each: each.confidence or 0.0)
    return [
        details(
            f"{kind}: {min(_WORST, len(outcomes))} of {len(outcomes)}",
            element("ol", *map(_outcome, outcomes[:_WORST])),
        )
        for kind, outcomes in (("confidently wrong", wrong), ("wrongly withheld", withheld))
        if outcomes
    ]


def _outcome(outcome: Outcome) -> Markup:
    told = []
    if outcome.confidence is not None:
        told.append(f"confidence {outcome.confidence:.3f}")
    if outcome.without is not None:
        told.append(f"asked without {outcome.without}, which answers")
    elif not outcome.answerable:
        told.append("not answered by what is searched")
    terms = []
    if outcome.answer is not None:
        terms.append((outcome.answer.citation.source, snippet(outcome.answer.text)))
    if outcome.gold:
        terms.append(("gold", " · ".join(map(snippet, outcome.gold))))
    return element(
        "li",
        element("strong", outcome.question.text),
        element("p", "; ".join(told), class_="quiet"),
        element("dl", *(joined(element("dt", a), element("dd", b)) for a, b in terms)),
    )
