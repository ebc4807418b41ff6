"""Evaluations as JSON: written for programs, and read again to compare with."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.ranking.compare import Change, Comparison
from eval.ranking.evaluation import Evaluation
from eval.ranking.metrics import METRICS, Measures
from eval.ranking.results import Estimates, Result, Saved
from eval.sets.records import Record, field_of, read_json, text_of
from eval.sets.tasks import Question
from index.errors import InvalidInput


def evaluation_record(evaluation: Evaluation, *, per_question: bool) -> dict[str, object]:
    """Return what is written as JSON; with `per_question`, enough of it to compare with later."""
    record: dict[str, object] = {
        "dataset": evaluation.dataset,
        "unit": evaluation.unit,
        "results": [
            _result_record(result, evaluation.estimates[result.key], per_question=per_question)
            for result in evaluation.results
        ],
    }
    if evaluation.pooled:
        record["pooled"] = [asdict(loss) for loss in evaluation.pooled]
    if evaluation.comparisons:
        record["comparisons"] = comparison_records(evaluation.comparisons)
    return record


def comparison_records(comparisons: Sequence[Comparison]) -> list[dict[str, object]]:
    """Return what is written of comparisons as JSON."""
    return [
        {
            "task": comparison.task,
            "mode": comparison.method,
            "against": comparison.against,
            "metrics": {name: asdict(each) for name, each in comparison.differences.items()},
            "better": [_change_record(change) for change in comparison.better],
            "worse": [_change_record(change) for change in comparison.worse],
        }
        for comparison in comparisons
    ]


def read_saved(path: Path) -> Saved:
    """Return the results in a file that `--json --per-question` wrote; raises InvalidInput."""
    results = field_of(read_json(path), "results", list, where=str(path))
    return Saved(
        name=path.name,
        results=tuple(
            _read_result(record, where=f"{path}: result {i}") for i, record in enumerate(results)
        ),
    )


def _result_record(
    result: Result, estimates: Estimates, *, per_question: bool
) -> dict[str, object]:
    record: dict[str, object] = {
        "task": result.task,
        "mode": result.method,
        "documents": result.documents,
        "questions": len(result.questions),
        "groups": result.groups,
        "unanswerable": result.unanswerable,
        "metrics": {name: estimate.mean for name, estimate in estimates.items()},
        "intervals": {name: estimate.interval for name, estimate in estimates.items()},
        "median_ms": result.median_ms,
    }
    if per_question:
        record["per_question"] = {
            "questions": [each.question_id for each in result.questions],
            "texts": [each.text for each in result.questions],
            "languages": [each.language for each in result.questions],
            "groups": [each.group for each in result.questions],
            **result.measures.values,
        }
    return record


def _change_record(change: Change) -> dict[str, object]:
    return {
        "id": change.question.question_id,
        "question": change.question.text,
        "before": change.before,
        "after": change.after,
        "rank_before": change.rank_before,
        "rank_after": change.rank_after,
    }


def _read_result(record: Any, *, where: str) -> Result:
    if not isinstance(record, dict):
        raise InvalidInput(f"{where}: not a JSON object")
    if "per_question" not in record:
        raise InvalidInput(f"{where}: no question's values; write it with --json --per-question")
    saved = field_of(record, "per_question", dict, where=where)
    columns = [_column(saved, key, where=where) for key in ("questions", "texts", "languages")]
    groups = _column(saved, "groups", where=where)
    values = {metric: tuple(_column(saved, metric, where=where)) for metric in METRICS}
    lengths = {len(column) for column in (*columns, groups, *values.values())}
    numbers = (number for column in values.values() for number in column)
    texts = (text for column in columns for text in column)
    if (
        len(lengths) != 1
        or 0 in lengths
        or not all(isinstance(number, int | float) for number in numbers)
        or not all(isinstance(text, str) for text in texts)
        or not all(isinstance(group, str | None) for group in groups)
    ):
        raise InvalidInput(f"{where}: not one value of each kind for each question")
    questions = tuple(Question(*each) for each in zip(*columns, groups, strict=True))
    return Result(
        task=text_of(record, "task", where=where),
        method=text_of(record, "mode", where=where),
        documents=field_of(record, "documents", int, where=where),
        unanswerable=field_of(record, "unanswerable", int, where=where),
        questions=questions,
        measures=Measures(tuple(each.question_id for each in questions), values),
        median_ms=record.get("median_ms"),
    )


def _column(record: Record, key: str, *, where: str) -> list[Any]:
    return field_of(record, key, list, where=where)
