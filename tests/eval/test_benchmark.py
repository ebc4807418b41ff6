import json

import pytest
from typer.testing import CliRunner

from eval.benchmark import app, make_texts, queries


def test_texts_and_queries_are_one_of_a_kind() -> None:
    texts = make_texts(100)
    assert len(set(texts)) == 100
    assert max(map(len, texts)) < 620
    asked = queries()
    assert len({next(asked) for _ in range(500)}) == 500


def test_it_times_everything_against_its_parts() -> None:
    arguments = ["--documents", "20", "--seconds", "0.1", "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
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
        *((f"HTTP, {mode}", n) for mode in ("dense", "sparse", "hybrid") for n in (1, 8)),
    ]
    for each in report["search"]:
        assert 0 < each["median"] <= each["p95"]
        assert (each["ratio"] is None) == (each["baseline"] is None)


def test_a_set_that_is_wrong_is_one_line() -> None:
    result = CliRunner().invoke(app, ["--dataset", "none"])
    assert result.exit_code == 2
    assert result.stderr == "spravka: none: no such question set\n"
