"""`spravka eval answers`, as it is called."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eval.cli import app
from eval.speed.timing import serving
from index import Index
from index.learned import SHIPPED_MODEL, AnswerModel
from tests.eval.written import write_own_apart, write_squad


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["answers", *(str(argument) for argument in arguments)])


def record(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    read: dict[str, Any] = json.loads(result.stdout)
    return read


def test_tables_and_a_page(tmp_path: Path) -> None:
    page = tmp_path / "out" / "answers.html"
    (tmp_path / "squad").mkdir()
    dataset = write_squad(tmp_path / "squad")
    tasks = ["--task", "en-ru", "--task", "ru-ru"]
    result = run("--dataset", dataset, *tasks, "--report", page, "--threshold", 0)
    assert result.exit_code == 0, result.output
    for told in ("squad: answers", "en→ru", "all", "citation recall", "abstention F1", "AUROC"):
        assert told in result.stdout
    assert "10 of 10" in result.stdout
    assert "20 of 20" in result.stdout
    assert "Answers are given from a confidence of 0." in result.stdout
    learned = json.loads((SHIPPED_MODEL / "answers.json").read_text(encoding="utf-8"))
    assert f"Sure are those from {learned['own']['surely']:g}." in result.stdout
    assert "(1,000 for abstention F1, AUROC, AURC and ECE)" in result.stdout
    assert "asked without ru/0-0, which answers" in page.read_text(encoding="utf-8")


def test_json_for_programs(tmp_path: Path) -> None:
    own = write_own_apart(
        tmp_path,
        {"id": "x", "question": "Who said it?", "document": "a.txt", "answer": "He"},
        {"id": "y", "question": "Why is the sea salt?", "document": "a.txt", "answer": None},
    )
    told = record(run("--dataset", own, "--documents", tmp_path, "--json", "--per-question"))
    shipped = json.loads((SHIPPED_MODEL / "answers.json").read_text(encoding="utf-8"))
    assert told["threshold"] == shipped["own"]["probably"]
    (result,) = told["results"]
    assert (result["task"], result["answerable"], result["unanswerable"]) == ("en", 1, 1)
    assert result["metrics"]["accuracy"] == 1
    assert result["exact"] == result["citations"] == 4
    (first, _) = result["per_question"]
    assert (first["right"], first["gold"]) == (True, ["He"])
    assert first["answer"]["citation"]["quote"] == first["answer"]["text"] == "He said it."


def test_near_misses_of_a_set_in_squads_format(tmp_path: Path) -> None:
    dataset = write_squad(tmp_path)
    arguments = ["--dataset", dataset, "--task", "en-ru", "--near-misses"]
    told = record(run(*arguments, "--json", "--per-question"))
    (result,) = told["results"]
    assert result["near_misses"] == 2
    assert 0 <= result["metrics"]["near-miss AUROC"] <= 1
    for missed in result["per_near_miss"]:
        assert (missed["answerable"], missed["right"]) == (False, False)
        assert missed["answer"]["text"] not in {
            "В нём живёт мельник.",
            "Ворота закрывают в десять.",
        }
    printed = run(*arguments)
    assert "Near misses" in printed.stdout
    assert "near misses withheld" in printed.stdout


def test_bands_and_kinds(tmp_path: Path) -> None:
    own = write_own_apart(
        tmp_path,
        {"question": "Who said it?", "answer": "He", "kinds": ["plain"]},
        {"question": "Why is the sea salt?", "answer": None, "kinds": ["absent"]},
    )
    arguments = ["--dataset", own, "--documents", tmp_path, "--threshold", 0, "--surely", 1]
    (result,) = record(run(*arguments, "--json"))["results"]
    bands = {each["band"]: each["answers"] for each in result["bands"]}
    assert bands == {"surely": 0, "probably": 2, "not sure": 0}
    assert [each["kind"] for each in result["kinds"]] == ["plain", "absent"]
    printed = run(*arguments).stdout
    for told in ("Bands of confidence", "not sure", "Kinds of questions, en", "absent"):
        assert told in printed


def test_an_encoder_without_confidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AnswerModel, "load", lambda *_, **__: None)
    result = run("--dataset", write_squad(tmp_path), "--task", "en-en")
    assert result.exit_code == 0, result.output
    assert "No confidence is told with this encoder" in result.stdout
    assert "Abstention" not in result.stdout


def test_a_server_is_measured_as_the_index_is(tmp_path: Path) -> None:
    for name in ("squad", "data"):
        (tmp_path / name).mkdir()
    dataset = ["--dataset", str(write_squad(tmp_path / "squad"))]
    for task, folder in (("en-ru", "russian"), ("en-all", "both")):
        export = ["--task", task, "--export", str(tmp_path / folder)]
        assert CliRunner().invoke(app, [*dataset, *export]).exit_code == 0
    with Index.open(tmp_path / "data") as index:
        index.add(tmp_path / "russian")
        index.add(tmp_path / "both", collection="both")
        index.create_collection("empty")
    arguments = [*dataset, "--threshold", 0.3, "--json", "--per-question"]
    here = record(run(*arguments, "--task", "en-ru", "--task", "ru-ru"))
    with serving(tmp_path / "data") as port:
        url = ["--url", f"http://127.0.0.1:{port}"]
        there = record(run(*arguments, *url))
        wrong = {name: run(*arguments, *url, "--collection", name) for name in ("both", "empty")}
    # Only the tasks over the texts that the server holds are asked there.
    assert [result["task"] for result in there["results"]] == ["en→ru", "ru→ru", "all"]
    for one, other in zip(here["results"], there["results"], strict=True):
        assert one["metrics"] == pytest.approx(other["metrics"])
        assert one["citations"] == other["citations"] == one["exact"] == other["exact"]
        for ours, theirs in zip(
            one.get("per_question", ()), other.get("per_question", ()), strict=True
        ):
            assert ours["right"] == theirs["right"]
            assert ours["answer"]["text"] == theirs["answer"]["text"]
            assert ours["answer"]["citation"]["source"] == theirs["answer"]["citation"]["source"]
    assert [each.exit_code for each in wrong.values()] == [2, 2]
    assert "'both' holds documents of several tasks of squad" in wrong["both"].stderr
    assert "'empty' lacks 2 documents of squad" in wrong["empty"].stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "none"], "none: no such question set"),
        (["--task", "de"], "no task 'de' in akit"),
        (["--documents", "none"], "no such folder of documents"),
        (["--distractors", "none"], "none: no such question set"),
        (["--url", "http://127.0.0.1:9"], "--url needs --threshold"),
        (["--url", "http://127.0.0.1:9", "--model", "x"], "--model does not go with --url"),
        (["--url", "http://127.0.0.1:9", "--threshold", "0.5"], "start a server"),
        (["--near-misses"], "--near-misses needs a set in SQuAD's format"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert not result.stdout
    assert result.stderr.startswith("spravka: ")
    assert result.stderr.count("\n") == 1
    assert message in result.stderr
