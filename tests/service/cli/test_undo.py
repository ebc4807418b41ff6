"""`spravka undo` at a terminal."""

import json
from pathlib import Path

import pytest

from index import Index, text_document
from service.cli.main import run
from tests.index.encoders import word_encoders

SOURCES = ["a.md", "b.md", "c.md"]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "index"
    with Index.open(data, encoders=word_encoders()) as index:
        index.add_documents(
            [text_document(source=each, text=f"Text of {each}.") for each in SOURCES]
        )
    monkeypatch.setenv("SPRAVKA_DATA", str(data))
    return data


def listed(data: Path) -> list[str]:
    with Index.open(data, encoders=word_encoders()) as index:
        return [each.source for each in index.documents().documents]


def test_what_one_command_deleted_comes_back_at_once(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delete", "a.md", "b.md"]) == 0
    assert run(["undo", "--list"]) == 0
    assert "change 2: a.md, deleted 20" in capsys.readouterr().out
    assert run(["undo"]) == 0
    assert "2 documents brought back" in capsys.readouterr().out
    assert listed(data) == SOURCES
    assert run(["undo"]) == 2
    assert "nothing of collection 'default' that was deleted is kept" in capsys.readouterr().err


def test_one_comes_back_by_its_name_and_one_that_is_there_stays(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delete", "a.md", "c.md"]) == 0
    assert run(["undo", "c.md", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert [each["source"] for each in told["restored"]] == ["c.md"]
    with Index.open(data, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.md", text="Another text.")])
    assert run(["undo"]) == 1
    assert "a.md: it is there again" in capsys.readouterr().err


def test_nothing_comes_back_that_went_for_good(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["delete", "--for-good", "a.md"]) == 0
    assert run(["undo", "--list"]) == 0
    assert "nothing is kept that was deleted" in capsys.readouterr().out
    assert run(["delete", "--for-good", "--folder", "docs"]) == 2
    assert listed(data) == SOURCES[1:]


@pytest.mark.usefixtures("data")
def test_of_a_folder_that_came_back_it_is_told_that_it_was_not_read_since(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "ferry.md").write_text("The ferry leaves at nine.", "utf-8")
    assert run(["index", str(tmp_path / "notes"), "--collection", "hr"]) == 0
    assert run(["collections", "--delete", "hr", "--yes"]) == 0
    assert run(["undo", "--collection", "hr"]) == 0
    capsys.readouterr()
    assert run(["status", "--collection", "hr"]) == 0
    assert "1 document, of a folder that is not read to its end yet" in capsys.readouterr().out
    assert run(["update", "--collection", "hr"]) == 0
    assert run(["status", "--collection", "hr"]) == 0
    assert "1 document, read just now" in capsys.readouterr().out
