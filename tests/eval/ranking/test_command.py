import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eval.cli import app
from eval.ranking.metrics import METRICS
from eval.speed.timing import serving
from index import Index
from tests.eval.written import write_own_apart, write_squad


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def results(result: Result) -> dict[tuple[str, str], dict[str, Any]]:
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    return {(each["task"], each["mode"]): each for each in report["results"]}


def test_table_and_run_file(tmp_path: Path) -> None:
    write_squad(tmp_path)
    trec = tmp_path / "run.trec"
    result = run("--dataset", tmp_path, "--task", "en-ru", "--mode", "hybrid", "--run", trec)
    assert result.exit_code == 0, result.output
    assert "en→ru" in result.stdout
    for metric in METRICS:
        assert metric in result.stdout
    assert len(trec.read_text(encoding="utf-8").splitlines()) == 4


def test_json_for_programs(tmp_path: Path) -> None:
    squad = tmp_path / "squad"
    squad.mkdir()
    write_squad(squad)
    own = write_own_apart(
        tmp_path,
        {"id": "x", "question": "Who said it?", "document": "a.txt", "answer": "He"},
        {"id": "y", "question": "Why?", "document": "a.txt", "answer": None},
    )
    arguments = ["--dataset", own, "--documents", tmp_path, "--distractors", squad / "ru.json"]
    result = run(*arguments, "--mode", "dense", "--json", "--per-question")
    found = results(result)
    assert list(found) == [("en", "dense"), ("en+distractors", "dense")]
    alone = found["en", "dense"]
    assert alone["questions"] == alone["unanswerable"] == 1
    assert alone["metrics"] == dict.fromkeys(METRICS, 1.0)
    assert alone["per_question"] == {
        "questions": ["x"],
        "texts": ["Who said it?"],
        "languages": ["en"],
        "groups": [None],
        **{metric: [1.0] for metric in METRICS},
    }
    assert alone["intervals"] == dict.fromkeys(METRICS)
    assert alone["documents"] + 2 == found["en+distractors", "dense"]["documents"]


def test_one_run_against_another(tmp_path: Path) -> None:
    for name in ("squad", "out"):
        (tmp_path / name).mkdir()
    dataset = ["--dataset", write_squad(tmp_path / "squad"), "--task", "en-ru"]
    saved, page = tmp_path / "run.json", tmp_path / "out" / "report.html"
    first = run(*dataset, "--mode", "bm25", "--json", "--per-question")
    saved.write_text(first.stdout, encoding="utf-8")
    other = tmp_path / "other.json"
    other.write_text(
        run(*dataset, "--mode", "sparse", "--json", "--per-question").stdout, encoding="utf-8"
    )
    again = run(
        *dataset, "--mode", "sparse", "--against", "bm25", "--baseline", saved, "--report", page
    )
    assert again.exit_code == 0, again.output
    # Nothing of the Russian texts is found by English stems; both are by translations.
    assert "sparse, bm25" not in again.stdout
    assert "en→ru, sparse against bm25: what gained most" in again.stdout
    assert ">10 → 1  Who lives there?" in again.stdout
    assert "In brackets: 95% intervals, by 10,000 bootstrap samples" in again.stdout
    assert "run.json" in again.stdout
    assert "Who lives there?" in page.read_text(encoding="utf-8")
    table = run("compare", saved, other)
    assert table.exit_code == 0, table.output
    assert "run.json, bm25" in table.stdout
    (compared,) = json.loads(run("compare", saved, other, "--json").stdout)["comparisons"]
    assert compared["metrics"]["recall@10"] == {
        "before": 0,
        "after": 1,
        "difference": {"mean": 1, "interval": [1, 1]},
        "p": 0.5,
        "better": 2,
        "same": 0,
        "worse": 0,
    }
    wrong = run("compare", saved, tmp_path / "squad" / "en.json")
    assert wrong.exit_code == 2
    assert wrong.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "none"], "none: no such question set"),
        (["--task", "de"], "no task 'de' in akit"),
        (["--mode", "fast"], "no mode 'fast'; there are dense, dense-whole, sparse, bm25, hybrid"),
        (["--against", "fast"], "no mode 'fast'; there are dense"),
        (["--baseline", "none.json"], "none.json: cannot be read"),
        (["compare", "none.json", "none.json"], "none.json: cannot be read"),
        (["--url", "http://127.0.0.1:9", "--mode", "bm25"], "bm25 is measured in process only"),
        (["--unit", "sentence"], "use --unit passage"),
        (["--distractors", "none"], "none: no such question set"),
        (["--documents", "none"], "no such folder of documents"),
        (["--url", "localhost:8000"], "no server's address"),
        (["--url", "http://127.0.0.1:9"], "start a server with `spravka serve`"),
        (["--url", "http://127.0.0.1:9", "--model", "x"], "--model does not go with --url"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert not result.stdout
    assert result.stderr.startswith("spravka: ")
    assert result.stderr.count("\n") == 1
    assert message in result.stderr


def test_as_a_module(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval", "--dataset", str(tmp_path / "none")]
    ended = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert ended.returncode == 2
    assert ended.stderr == f"spravka: {tmp_path / 'none'}: no such question set\n"


def test_a_server_is_measured_as_the_index_is(tmp_path: Path) -> None:
    for name in ("squad", "data"):
        (tmp_path / name).mkdir()
    dataset = ["--dataset", write_squad(tmp_path / "squad")]
    result = run(*dataset, "--export", tmp_path / "texts")
    assert result.stdout == f"{tmp_path / 'texts'}: 4 texts written\n"
    with Index.open(tmp_path / "data") as index:
        index.add(tmp_path / "texts")
    here = results(run(*dataset, "--json", "--per-question"))
    with serving(tmp_path / "data") as port:
        url = ["--url", f"http://127.0.0.1:{port}"]
        there = results(run(*dataset, *url, "--json", "--per-question"))
        other = run(*url)
        unknown = run(*dataset, *url, "--collection", "none")
    # The server holds both languages, so its questions are asked over both.
    assert list(there) == [key for key in here if key[0] in {"en→all", "ru→all"}]
    for key, result_there in there.items():
        assert result_there | {"median_ms": 0} == here[key] | {"median_ms": 0}
    assert other.exit_code == unknown.exit_code == 2
    assert "lacks 1 documents of akit, as 'akit-general-meeting-2024.txt'" in other.stderr
    assert "none" in unknown.stderr
    assert unknown.stderr.count("\n") == 1
