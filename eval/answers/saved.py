"""Measured answers as JSON, for programs."""

from dataclasses import asdict

from eval.answers.results import AnswerEvaluation, AnswerResult
from eval.answers.runs import Outcome


def answers_record(evaluation: AnswerEvaluation, *, per_question: bool) -> dict[str, object]:
    """Return what is written as JSON; with `per_question`, every answer and what was right too."""
    results = [_result_record(result) for result in evaluation.results]
    if per_question:
        for record, run in zip(results, evaluation.runs, strict=False):
            asked = {"per_question": run.outcomes, "per_near_miss": run.near_misses}
            record |= {
                name: [_outcome_record(each, threshold=evaluation.threshold) for each in outcomes]
                for name, outcomes in asked.items()
                if outcomes
            }
    return {
        "dataset": evaluation.dataset,
        "threshold": evaluation.threshold,
        "surely": evaluation.surely,
        "results": results,
    }


def _result_record(result: AnswerResult) -> dict[str, object]:
    return {
        "task": result.task,
        "documents": result.documents,
        "answerable": result.answerable,
        "unanswerable": result.unanswerable,
        "near_misses": result.near_misses,
        "groups": result.groups,
        "given": result.given,
        "marked": result.marked,
        "headings": result.headings,
        "metrics": {name: estimate.mean for name, estimate in result.estimates.items()},
        "intervals": {name: estimate.interval for name, estimate in result.estimates.items()},
        "citations": result.citations,
        "exact": result.exact,
        "median_ms": {"answer": result.answer_ms, "search": result.search_ms},
        "calibration": [
            {"confidence": told, "right": seen, "share": share}
            for told, seen, share in result.calibration
        ],
        "bands": [
            {
                "band": each.band,
                "answers": each.answers,
                "share": each.answers / each.asked,
                "precision": None if each.precision is None else each.precision.mean,
                "interval": None if each.precision is None else each.precision.interval,
            }
            for each in result.bands
        ],
        "kinds": [asdict(each) for each in result.kinds],
        "risk_coverage": [{"coverage": coverage, "risk": risk} for coverage, risk in result.curve],
    }


def _outcome_record(outcome: Outcome, *, threshold: float | None) -> dict[str, object]:
    return {
        "id": outcome.question.question_id,
        "question": outcome.question.text,
        "group": outcome.question.group,
        "kinds": outcome.question.kinds,
        "without": outcome.without,
        "answerable": outcome.answerable,
        "gold": outcome.gold,
        "right": outcome.right,
        "heading": outcome.heading,
        "given": outcome.given_at(threshold),
        "answer": None if outcome.answer is None else asdict(outcome.answer),
    }
