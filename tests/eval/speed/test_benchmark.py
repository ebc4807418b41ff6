import json
import sys
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from typer.testing import CliRunner

from eval.speed.benchmark import app
from eval.speed.reading import make_files


def test_it_times_everything_against_a_baseline() -> None:
    arguments = [
        "--documents",
        "20",
        "--files",
        "7",
        "--passages",
        "1000",
        "--seconds",
        "0.1",
        "--calls",
        "1",
        "--json",
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert [(each["name"], each["served"]) for each in report["commands"]] == [
        ("--version", False),
        ("collections", False),
        ("status", False),
        ("answer", False),
        ("answer", True),
        ("search", True),
    ]
    assert all(each["cpu"] > 0 for each in report["commands"])
    alone, here, apart = report["reading"]
    assert alone["pages"] == here["pages"] == apart["pages"] > 1
    for each in (here, apart):
        assert each["ratio"] == pytest.approx(alone["per_second"] / each["per_second"])
    assert [each["name"] for each in report["encoding"]] == ["passages", "sentences", "one query"]
    for each in report["encoding"]:
        assert each["texts"] >= 20
        assert each["ratio"] == pytest.approx(each["per_second"] / each["baseline_per_second"])
    assert report["indexing"]["documents"] == report["indexing"]["passages"] == 20
    timed = [(each["name"], each["clients"]) for each in report["search"]]
    assert timed == [
        ("encode", 1),
        ("FAISS", 1),
        ("encode + FAISS", 1),
        ("encode + FAISS", 8),
        ("HTTP, hybrid, just started", 1),
        *((f"HTTP, {what}", n) for what in ("dense", "sparse", "hybrid", "answer") for n in (1, 8)),
    ]
    sparse = report["sparse"]
    assert sparse["passages"] == 1000
    assert [each["name"] for each in sparse["making"]] == ["bm25s", "index"]
    for each in sparse["making"]:
        assert each["bytes_per_passage"] > 8
        assert each["replacing"] > 0
    assert [each["baseline"] for each in sparse["search"]] == [None, "bm25s", "bm25s"]
    for each in [*report["search"], *sparse["search"]]:
        assert 0 < each["median"] <= each["p95"]
        assert (each["ratio"] is None) == (each["baseline"] is None)
    analysis = sparse["analysis"]
    assert analysis["words"] == pytest.approx(70 * 1000, rel=0.05)
    assert analysis["ratio"] == pytest.approx(
        analysis["per_second"] / analysis["baseline_per_second"]
    )


def test_without_bm25s_it_says_how_to_get_it_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bm25s", None)
    arguments = ["--only", "sparse", "--passages", "1000", "--seconds", "0.1", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert '--constraint constraints.txt --editable ".[bench]"' in result.stderr.splitlines()[0]
    report = json.loads(result.stdout)
    assert list(report) == ["sparse"]
    assert [each["name"] for each in report["sparse"]["making"]] == ["index"]
    assert [each["ratio"] for each in report["sparse"]["search"]] == [None, None]
    assert report["sparse"]["analysis"]["ratio"] is None


def test_it_reads_the_pdfs_of_a_folder() -> None:
    samples = Path(__file__).parents[2] / "index" / "read" / "samples"
    arguments = ["--only", "reading", "--documents", "10", "--pdfs", str(samples), "--json"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert {each["pages"] for each in json.loads(result.stdout)["reading"]} == {13}


def test_the_pdfs_that_are_made_have_as_many_pages_as_asked_for() -> None:
    assert [len(PdfDocument(data)) for data in make_files(42)] == [11, 11, 11, 9]


def test_it_prints_a_table_for_each_part() -> None:
    arguments = ["--only", "sparse", "--passages", "1000", "--seconds", "0.1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    for title in ("Sparse search over 1,000 passages, k = 10", "The inverted index", "Analysis"):
        assert title in result.stdout
    assert "Encoding" not in result.stdout


def test_a_set_that_is_wrong_is_one_line() -> None:
    result = CliRunner().invoke(app, ["--dataset", "none"])
    assert result.exit_code == 2
    assert result.stderr == "spravka: none: no such question set\n"


def test_it_times_a_folder_of_mixed_files() -> None:
    arguments = ["--only", "folder", "--documents", "10", "--files", "14", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    folder = json.loads(result.stdout)["folder"]
    assert (folder["files"], folder["documents"]) == (14, 14)
    assert folder["passages"] >= 14
    assert 0 < folder["encoding"] < folder["seconds"]
    assert 0 <= folder["outside"] < 1
