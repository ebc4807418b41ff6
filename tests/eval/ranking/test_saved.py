import json
from pathlib import Path
from typing import Any

import pytest

from eval.ranking.evaluation import summarise
from eval.ranking.results import results_of
from eval.ranking.runs import TaskRun
from eval.ranking.saved import evaluation_record, read_saved
from eval.sets.tasks import Dataset
from index.errors import InvalidInput
from tests.eval.made import made_run

RIGHT = {"a": ["x"], "b": ["y"], "c": ["z"]}


def runs() -> list[TaskRun]:
    groups = {"a": "1", "b": "1"}
    return [
        made_run({"a": ["x"], "b": ["x", "y"]}, right=RIGHT, texts="xyz", groups=groups),
        made_run(RIGHT, right=RIGHT, texts="xyz", groups=groups, method="dense", unanswerable=2),
    ]


def record(*, per_question: bool = True) -> dict[str, Any]:
    made = runs()
    dataset = Dataset("set", "passage", (made[0].task,))
    evaluation = summarise(dataset, made, against="dense")
    written: dict[str, Any] = json.loads(
        json.dumps(evaluation_record(evaluation, per_question=per_question))
    )
    return written


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(record()), encoding="utf-8")
    saved = read_saved(file)
    assert saved.name == "run.json"
    assert list(saved.results) == results_of(runs())


def test_means_have_intervals_and_comparisons_are_told() -> None:
    written = record(per_question=False)
    first = written["results"][0]
    assert "per_question" not in first
    assert first["groups"] == 2
    for metric, mean in first["metrics"].items():
        low, high = first["intervals"][metric]
        assert low <= mean <= high
    (compared,) = written["comparisons"]
    assert (compared["task"], compared["mode"], compared["against"]) == ("en→ru", "hybrid", "dense")
    assert compared["metrics"]["recall@1"]["difference"]["mean"] == pytest.approx(-2 / 3)
    assert [each["question"] for each in compared["worse"]] == ["What is c?", "What is b?"]
    assert (compared["worse"][1]["rank_before"], compared["worse"][1]["rank_after"]) == (1, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"results": 5}, "'results' is missing or no list"),
        ({"results": [5]}, "result 0: not a JSON object"),
        ({"results": [{}]}, "result 0: no question's values; write it with --json --per-question"),
    ],
)
def test_files_that_are_no_saved_run(tmp_path: Path, change: Any, message: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(record() | change), encoding="utf-8")
    with pytest.raises(InvalidInput, match=message):
        read_saved(file)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("texts", ["One?", "Two?"]),
        ("texts", ["One?", "Two?", 3]),
        ("groups", [1, 2, 3]),
        ("nDCG@10", [1.0, 0.5, "0"]),
        ("nDCG@10", [1.0, 0.5, None]),
    ],
)
def test_values_must_be_those_of_the_questions(tmp_path: Path, key: str, value: Any) -> None:
    written = record()
    written["results"][1]["per_question"][key] = value
    file = tmp_path / "run.json"
    file.write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(InvalidInput, match="result 1: not one value of each kind"):
        read_saved(file)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_saved(tmp_path / "none.json")
