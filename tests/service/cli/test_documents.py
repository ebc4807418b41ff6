"""`spravka ls`, `show` and `ask`, as a user runs them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from index import Index, text_document
from service.cli.editor import file_of, link_of
from service.cli.main import run
from service.printable import printable
from tests.index.encoders import word_encoders
from tests.index.test_face import ROOT
from tests.service.cli.test_main import PROGRAM, one_line

FERRY = "# The ferry\n\nThe ferry leaves at nine.\r\nIt is blue 🦉.\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an index of two folders, and of a document that was sent."""
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
    for folder in ("team", "other"):
        (tmp_path / folder / "notes").mkdir(parents=True)
        (tmp_path / folder / "notes" / "ferry.md").write_bytes(FERRY.encode())
    (tmp_path / "team" / "tide.txt").write_text("The tide comes at ten.", "utf-8")
    with Index.open(tmp_path / "data") as index:
        index.add(tmp_path / "team")
        index.add(tmp_path / "other")
        index.add_documents([text_document(source="sent.txt:3", text="It was sent.")])
    return tmp_path / "data"


def told(arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run([*arguments, "--data", str(data)]) == 0
    return capsys.readouterr().out


class TestLs:
    def test_lists_what_there_is(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert told(["ls"], data, capsys).splitlines() == [
            "notes/ferry.md", "other/notes/ferry.md", "sent.txt:3", "tide.txt",
        ]  # fmt: skip
        assert told(["ls", "*.md"], data, capsys).splitlines() == [
            "notes/ferry.md", "other/notes/ferry.md",
        ]  # fmt: skip
        line = told(["ls", "notes/*", "-l"], data, capsys)
        assert line.split(maxsplit=3) == [str(len(FERRY)), "en", "notes/ferry.md", "The ferry\n"]
        found = json.loads(told(["ls", "tide.txt", "--json"], data, capsys))
        assert [each["source"] for each in found] == ["tide.txt"]

    def test_of_nothing_says_so_by_its_status(
        self, data: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["ls", "*.pdf", "--data", str(data)]) == 1
        assert capsys.readouterr().out == ""
        assert run(["ls", "--collection", "nowhere", "--data", str(data)]) == 2
        one_line(capsys.readouterr().err)


class TestShow:
    @pytest.mark.parametrize(
        ("place", "shown"),
        [
            ("notes/ferry.md", FERRY),
            ("notes/ferry.md:4-9", "e fer"),
            ("notes/ferry.md:3", "The ferry leaves at nine.\r\n"),
            ("notes/ferry.md:4", "It is blue 🦉.\n"),
            ("notes/ferry.md:1 [4:9]", "e fer"),
            ("notes/ferry.md [4:9]", "e fer"),
            ("notes/ferry.md, строка 4", "It is blue 🦉.\n"),
            ("sent.txt:3", "It was sent."),
            ("sent.txt:3:0-6", "It was"),
        ],
    )
    def test_gives_what_a_citation_names(
        self, data: Path, place: str, shown: str, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        assert run(["show", place, "--data", str(data)]) == 0
        out = capsysbinary.readouterr().out.decode()
        assert out.removesuffix("\n") == shown.removesuffix("\n")

    def test_gives_lines(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        lines = ["show", "notes/ferry.md", "--lines"]
        assert told([*lines, "1-2"], data, capsys) == "# The ferry\n\n"
        assert told([*lines, "4-99"], data, capsys) == "It is blue 🦉.\n"
        found = json.loads(told([*lines, "3", "--json"], data, capsys))
        assert FERRY[found["start"] : found["end"]] == found["text"]
        assert found["line"] == 3

    @pytest.mark.parametrize(
        ("arguments", "why"),
        [
            (["nowhere.md"], "no document 'nowhere.md'"),
            (["nowhere.md:3"], "no document 'nowhere.md'"),
            (["notes/ferry.md:4-999"], "no span 4 to 999"),
            (["notes/ferry.md, page 3"], "a page or a part is not enough"),
            (["notes/ferry.md:99"], "has lines 1 to 4, not 99"),
            (["notes/ferry.md", "--lines", "4-1"], "has lines 1 to 4, not 4-1"),
            (["notes/ferry.md", "--lines", "x"], "give a line as 120, or lines as 120-140"),
        ],
    )
    def test_refuses_what_is_not_there(
        self, data: Path, arguments: list[str], why: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        assert run(["show", *arguments, "--data", str(data)]) == 2
        assert why in one_line(capsys.readouterr().err)


class TestEditor:
    @pytest.fixture
    def editor(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A program that notes how it was called, in place of an editor."""
        (tmp_path / "vi").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.called"\n')
        (tmp_path / "vi").chmod(0o755)
        monkeypatch.setenv("VISUAL", f"{tmp_path / 'vi'} -R")
        return tmp_path / "vi.called"

    def test_opens_the_file_at_the_line(
        self, data: Path, editor: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert told(["show", "other/notes/ferry.md:4", "--open"], data, capsys) == ""
        path = tmp_path / "other" / "notes" / "ferry.md"
        assert editor.read_text().splitlines() == ["-R", "+4", str(path)]
        told(["answer", "when does the tide come?", "--open"], data, capsys)
        assert editor.read_text().splitlines()[1:] == ["+1", str(tmp_path / "team" / "tide.txt")]

    def test_says_what_has_no_file(
        self, data: Path, editor: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["show", "sent.txt:3", "--open", "--data", str(data)]) == 2
        assert "there is no file of it here" in one_line(capsys.readouterr().err)
        assert not editor.exists()

    def test_links_lead_where_the_setting_says(self, data: Path, tmp_path: Path) -> None:
        with Index.open(data) as index:
            roots = [each.root for each in index.roots()]
        path = file_of("other/notes/ferry.md", roots)
        assert path == tmp_path / "other" / "notes" / "ferry.md"
        assert file_of("notes/gone.md", roots) is None
        spaced = Path("/a b/ю.md")
        assert link_of(spaced, line=3, link="file://{path}") == "file:///a%20b/%D1%8E.md"
        assert link_of(spaced, line=None, link="x://{path}:{line}").endswith("md:1")


class TestAsk:
    def test_answers_line_by_line(
        self,
        data: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        (tmp_path / "asked").write_text(
            "when does the ferry leave?\n\n/help\nwhen does the tide come?\n" + "x" * 20_000 + "\n"
        )
        with (tmp_path / "asked").open() as asked:
            monkeypatch.setattr(sys, "stdin", asked)
            assert run(["ask", "--data", str(data)]) == 0
        captured = capsys.readouterr()
        assert "ferry leaves at nine" in captured.out
        assert captured.out.index("at nine") < captured.out.index("The tide comes at ten")
        first, second = captured.err.splitlines()
        assert first.startswith("spravka: Type a question; /open")
        assert "at most 10000 are read" in second

    def test_on_a_terminal_ends_with_ctrl_d(self, data: Path) -> None:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*PROGRAM, "ask", "--data", str(data)],
            cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        while not said.endswith(b"? "):
            said += os.read(ours, 1000)
        os.write(ours, b"/quit\n")
        assert process.wait(timeout=120) == 0
        os.close(ours)
        assert b"Ctrl-D ends" in said


class TestNames:
    """Of files of others, which could steer the terminal, or stand for other files."""

    STEERS = ("a\nb.md", "c\x1b[2J\x9b1m.md", "d\u202efdp.md", "e\r\u2028f\t.md")

    @pytest.fixture
    def data(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
        folder = tmp_path / "n\x1b]0;n\n"
        folder.mkdir()
        for number, name in enumerate(self.STEERS):
            text = f"# On \u202e{number}\n\nFerry \u2066{number} leaves at nine.\n"
            (folder / name).write_text(text, "utf-8")
            (folder / f"{name}.zip").write_bytes(bytes(range(32)))
        assert run(["index", str(folder), "--data", str(tmp_path / "data")]) == 0
        return tmp_path / "data"

    @pytest.mark.parametrize(
        ("arguments", "lines"),
        [
            (["ls"], 4),
            (["ls", "--long"], 4),
            (["ls", "--json"], None),
            (["status", "--unread"], None),
            (["status", "--unread", "--json"], None),
            (["search", "ferry"], None),
            (["search", "ferry", "--json"], None),
            (["answer", "when does ferry 1 leave?", "--threshold", "0"], None),
            (["answer", "when does ferry 1 leave?", "--threshold", "0", "--json"], None),
            (["undo", "--list"], 4),
            (["show", "gone\x1b[2J"], None),
            (["delete", "gone\x1b[2J"], None),
            (["index", "gone\x1b[2J\n"], None),
        ],
    )
    def test_steer_no_terminal_and_break_no_line(
        self,
        arguments: list[str],
        lines: int | None,
        data: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        if arguments[0] == "undo":
            assert run(["delete", *self.STEERS, "--data", str(data)]) == 0
        capsys.readouterr()
        run([*arguments, "--data", str(data)])
        captured = capsys.readouterr()
        for printed in (captured.out, captured.err):
            assert printable(printed) == printed
        if lines is not None:
            assert len(captured.out.splitlines()) == lines
        if "--json" in arguments:
            json.loads(captured.out)
