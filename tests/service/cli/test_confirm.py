"""What asks before it deletes, and what leaves nothing empty behind."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from index import Index, text_document
from service.cli.main import run
from tests.index.encoders import word_encoders
from tests.index.test_face import ROOT
from tests.service.cli.test_main import PROGRAM, one_line

DOCUMENTS = 12


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with an index of twelve documents, in a collection of their own."""
    with Index.open(tmp_path / "data", encoders=word_encoders()) as index:
        index.add_documents(
            [
                text_document(source=f"{number}.txt", text=f"Note {number}.", collection="notes")
                for number in range(DOCUMENTS)
            ],
            collection="notes",
        )
    return tmp_path / "data"


def held(data: Path, collection: str = "notes") -> int | None:
    with Index.open(data) as index:
        found = {each.name: each.documents for each in index.collections().collections}
    return found.get(collection)


def on_a_terminal(arguments: list[str], *, typed: str) -> tuple[int, str]:
    """Return the status of the program on a terminal where an answer is typed, and what it says."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    os.write(ours, typed.encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    return process.returncode, said


DELETIONS = [
    (["collections", "--delete", "notes"], "collection 'notes' holds 12 documents"),
    (
        ["delete", *(f"{number}.txt" for number in range(11)), "--collection", "notes"],
        "11 documents are named",
    ),
]


@pytest.mark.parametrize(("arguments", "what"), DELETIONS)
def test_a_program_is_told_what_to_do(
    data: Path, arguments: list[str], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--data", str(data)]) == 2
    assert one_line(capsys.readouterr().err) == (
        f"spravka: {what}; give --yes where that is meant\n"
    )
    assert held(data) == DOCUMENTS
    assert run([*arguments, "--yes", "--data", str(data)]) == 0
    assert held(data) in {None, 1}


@pytest.mark.parametrize(("arguments", "what"), DELETIONS)
def test_a_person_is_asked(data: Path, arguments: list[str], what: str) -> None:
    status, said = on_a_terminal([*arguments, "--data", str(data)], typed="n\n")
    assert status == 1
    assert f"{what}. Delete? [y/N]: " in said
    assert "spravka: nothing is deleted" in said
    assert held(data) == DOCUMENTS
    status, _ = on_a_terminal([*arguments, "--data", str(data)], typed="y\n")
    assert status == 0
    assert held(data) in {None, 1}


def test_a_document_and_an_empty_collection_go_without_a_question(data: Path) -> None:
    option = ["--data", str(data)]
    assert run(["delete", "1.txt", "--collection", "notes", *option]) == 0
    assert run(["collections", "--create", "empty", *option]) == 0
    assert run(["collections", "--delete", "empty", *option]) == 0
    assert held(data) == DOCUMENTS - 1


class TestPruning:
    @pytest.fixture
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A folder that was indexed, and of which nearly all files are gone since."""
        monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
        (tmp_path / "notes").mkdir()
        for number in range(DOCUMENTS):
            (tmp_path / "notes" / f"{number}.txt").write_text(f"Note {number}.", "utf-8")
        assert run(["index", str(tmp_path / "notes"), "--data", str(tmp_path / "data")]) == 0
        for number in range(1, DOCUMENTS):
            (tmp_path / "notes" / f"{number}.txt").unlink()
        (tmp_path / "notes" / "new.txt").write_text("The ferry leaves at nine.", "utf-8")
        return tmp_path / "notes"

    @pytest.mark.parametrize("command", [["index", "--prune"], ["update"]])
    def test_of_most_documents_is_asked_for_and_the_rest_done(
        self, folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        data = folder.parent / "data"
        capsys.readouterr()
        assert run([*command, "--json", "--data", str(data)]) == 1
        captured = capsys.readouterr()
        assert one_line(captured.err) == (
            "spravka: the files of 11 of 12 documents are gone; give --yes where that is meant;"
            " the documents stay\n"
        )
        report = json.loads(captured.out)
        assert (report["added"], report["removed"]) == (1, 0)
        assert run([*command, "--yes", "--json", "--data", str(data)]) == 0
        assert json.loads(capsys.readouterr().out)["removed"] == DOCUMENTS - 1
        assert held(data, "default") == 2


class TestNothing:
    @pytest.mark.parametrize("name", ["missing", "empty", "broken"])
    def test_is_left_behind_by_a_first_run_that_fails(
        self, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "broken").mkdir()
        (tmp_path / "broken" / "note.txt").write_bytes(b"\0\1\2")
        data = tmp_path / "data"
        assert run(["index", str(tmp_path / name), "--data", str(data)]) == 2
        assert not data.exists()
        capsys.readouterr()
        assert run(["search", "who?", "--data", str(data)]) == 2
        assert "no index in" in one_line(capsys.readouterr().err)

    def test_of_what_was_there_is_taken_away(self, data: Path, tmp_path: Path) -> None:
        assert run(["index", str(tmp_path / "missing"), "--data", str(data)]) == 2
        assert held(data) == DOCUMENTS
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "precious.txt").write_text("mine", "utf-8")
        arguments = ["index", str(tmp_path / "missing"), "--data", str(tmp_path / "other")]
        assert run(arguments) == 2
        assert [path.name for path in (tmp_path / "other").iterdir()] == ["precious.txt"]

    def test_that_another_has_open_is_taken_away(self, tmp_path: Path) -> None:
        from index.maintain.empty import discard_empty

        with Index.open(tmp_path / "data") as index:
            assert index.documents().total == 0
            assert not discard_empty(tmp_path / "data")
        assert discard_empty(tmp_path / "data")

    def test_is_backed_up(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        data = str(tmp_path / "data")
        assert run(["collections", "--create", "notes", "--data", data]) == 0
        capsys.readouterr()
        assert run(["backup", str(tmp_path / "copy"), "--data", data]) == 2
        assert "nothing to back up" in one_line(capsys.readouterr().err)
        assert not (tmp_path / "copy").exists()


def test_a_question_needs_someone_to_answer(data: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "collections", "--delete", "notes", "--data", str(data)],
        cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--yes" in one_line(done.stderr)
    assert sys.stdin is None or held(data) == DOCUMENTS
