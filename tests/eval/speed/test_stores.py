"""A collection in a folder beside its copy in PostgreSQL: what is compared is true, and told."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.speed import servers, stores
from eval.speed.stored import SHARES, real
from index import Index
from index.errors import InvalidInput
from tests.postgres import PostgresServer


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(20):
        text = f"# Отчёт {number}\n\nКластер номер {number} открыт. The ferry {number} leaves."
        (folder / f"{number:02}.md").write_text(text, "utf-8")
    return folder


def test_a_folder_of_ones_own_is_found_alike_in_both(
    documents: Path, postgres: PostgresServer
) -> None:
    given = ["--documents", str(documents), "--store", postgres.new_address(), "--seconds", "0.1"]
    result = CliRunner().invoke(stores.app, [*given, "--json"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["passages"] == 20
    assert {each["share"] for each in report["parity"]} == set(SHARES)
    for each in report["parity"]:
        assert 0 < each["same"] == each["searches"]
        assert each["apart"] == 0
    assert {(each["name"], each["clients"]) for each in report["searching"]} == {
        (name, clients) for name in ("folder", "PostgreSQL") for clients in (1, 8)
    }


def test_servers_over_both_are_asked_the_questions_of_a_set(
    documents: Path, postgres: PostgresServer, tmp_path: Path
) -> None:
    with Index.open(tmp_path / "index") as index:
        index.add(documents)
    questions = tmp_path / "asked"
    (questions / "qrels").mkdir(parents=True)
    (questions / "corpus.jsonl").write_text('{"_id": "a", "title": "", "text": "A ferry."}\n')
    (questions / "queries.jsonl").write_text('{"_id": "q", "text": "When does the ferry leave?"}\n')
    (questions / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    assert real(questions, 10).asked == ("When does the ferry leave?",)
    given = ["--data", str(tmp_path / "index"), "--dataset", str(questions), "--seconds", "0.1"]
    result = CliRunner().invoke(servers.app, [*given, "--store", postgres.new_address(), "--json"])
    assert result.exit_code == 0, result.output
    timings = json.loads(result.stdout)
    assert [each["clients"] for each in timings] == [1, 1, 1, 8, 8, 8]
    assert len({each["name"] for each in timings}) == 3
    assert all(each["median"] > 0 for each in timings)


def test_what_is_neither_a_set_nor_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such question set"):
        real(tmp_path / "nowhere", 10)
