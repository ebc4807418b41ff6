"""What is not read is told wherever an answer is given; folders keep to themselves."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from index import Index
from service.cli.main import run
from tests.service.cli.test_main import one_line

NO_TEXT = bytes(range(32))
FERRY = "The ferry leaves at nine."


@pytest.fixture
def team(tmp_path: Path) -> Path:
    team = tmp_path / "team"
    (team / "build").mkdir(parents=True)
    (team / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (team / ".gitignore").write_text("build/\n", encoding="utf-8")
    (team / "empty.md").write_bytes(b"")
    for name in ("a.zip", "b.zip", "photo"):
        (team / name).write_bytes(NO_TEXT)
    (team / "out.txt").symlink_to(tmp_path / "away.txt")
    (tmp_path / "away.txt").write_text("Away.", encoding="utf-8")
    return team


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    return ["--data", str(tmp_path / "data")]


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what a command that succeeds prints as JSON."""
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


class TestIndex:
    def test_counts_by_kind_and_reason(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(team), *data]) == 1
        named, counted = capsys.readouterr().err.splitlines()
        assert named.startswith("spravka: empty.md: empty")
        assert counted.startswith(
            "spravka: 4 files not read: 2 .zip, 1 without a suffix, 1 links out of the folder"
        )
        assert counted.endswith("; left out: 1 hidden, 1 ignored")

    def test_lists_every_file_as_json(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(team), *data, "--json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert {one["path"]: one["code"] for one in report["unread"]} == {
            ".gitignore": "hidden", "build/": "ignored", "a.zip": "unknown_format",
            "b.zip": "unknown_format", "photo": "unknown_format", "out.txt": "link",
            "empty.md": "empty",
        }  # fmt: skip
        assert report["roots"][0]["root"]["path"] == str(team)

    def test_of_nothing_that_can_be_read_fails(
        self, tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "team").mkdir()
        (tmp_path / "team" / "a.zip").write_bytes(NO_TEXT)
        assert run(["index", str(tmp_path / "team"), *data]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "1 file not read: 1 .zip" in one_line(captured.err)
        # And no index is left of which a question could be asked.
        assert run(["status", *data]) == 2

    def test_tells_of_a_second_folder_and_of_what_is_there_twice(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        (team / "empty.md").unlink()
        assert run(["index", str(team), *data]) == 0
        copy = team.with_name("copy")
        copy.mkdir()
        shutil.copy(team / "ferry.txt", copy)
        capsys.readouterr()
        assert run(["index", str(copy), *data]) == 0
        assert capsys.readouterr().err.splitlines() == [
            f"spravka: {copy}: its documents go by copy/…",
            "spravka: 1 document holds the very text of another: copy/ferry.txt (as ferry.txt)",
        ]

    def test_apart_leaves_a_collection_alone_that_holds_others(
        self, team: Path, seeds: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        apart = ["index", str(seeds), "--apart", *data]
        for _ in range(2):
            assert run(apart) == 0
            assert "1 document:" in capsys.readouterr().out
        run(["index", str(team), *data])
        capsys.readouterr()
        assert run(apart) == 0
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "holds other documents" in one_line(captured.err)


def status(data: list[str], capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    assert run(["status", *options, *data]) == 0
    return capsys.readouterr().out


class TestStatus:
    def test_tells_the_folders_and_what_is_not_read(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["index", str(team), *data])
        lines = status(data, capsys, "--unread").splitlines()
        assert lines[0].endswith("MB, generation 1; no server")
        assert lines[1] == "default: 1 document, 1 passage"
        assert lines[2].startswith(f"  team {team}: 1 document, read just now (20")
        assert lines[3].startswith(
            "    5 files not read: 2 .zip, 1 without a suffix, 1 empty, 1 links"
        )
        assert "  not read: a.zip: of no kind that is read" in lines
        assert sum(line.startswith("  not read: ") for line in lines) == 7

    def test_as_json_counts_too(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["index", str(team), *data])
        capsys.readouterr()
        (one,) = told(["status", "--unread", "--collection", "default", *data], capsys)[
            "collections"
        ]
        (root,) = one["roots"]
        assert (one["documents"], root["documents"], root["missed"]) == (1, 1, 5)
        assert {"code": "unknown_format", "suffix": ".zip", "count": 2} in root["unread"]
        assert len(one["unread"]) == 7
        assert run(["status", "--collection", "missing", *data]) == 2

    def test_of_no_index_fails_in_one_line(
        self, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["status", *data]) == 2
        assert "no index" in one_line(capsys.readouterr().err)

    def test_names_a_file_once_whose_name_is_no_text(
        self, tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "a.txt").write_text("The ferry leaves at nine.")
        Path(os.fsdecode(bytes(tmp_path / "docs") + b"/b\xff.txt")).write_text("Two.")
        assert run(["index", str(tmp_path / "docs"), *data]) == 1
        lines = status(data, capsys, "--unread").splitlines()
        assert "  not read: b\\udcff.txt: the file's name is not UTF-8; rename it" in lines


class TestUpdate:
    def test_acts_on_all_folders(
        self, team: Path, seeds: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        (team / "empty.md").unlink()
        assert run(["index", str(seeds), str(team), *data]) == 0
        (team / "ferry.txt").rename(team / "tide.txt")
        capsys.readouterr()
        report = told(["index", "--prune", *data], capsys)
        assert (report["added"], report["unchanged"], report["removed"]) == (1, 1, 1)
        (team / "tide.txt").rename(team / "ferry.txt")
        report = told(["update", "team", "--keep", *data], capsys)
        assert (report["added"], report["unchanged"], report["removed"]) == (1, 0, 0)
        assert told(["update", *data], capsys)["removed"] == 1

    def test_names_a_folder_that_is_gone_and_takes_the_others(
        self, team: Path, seeds: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["index", str(seeds), str(team), *data])
        shutil.rmtree(team)
        capsys.readouterr()
        assert run(["update", *data]) == 1
        captured = capsys.readouterr()
        assert "'team' is not there; its documents stay" in one_line(captured.err)
        assert "1 document: 0 new, 0 changed, 1 as before" in captured.out
        with Index.open(data[1]) as index:
            assert index.documents().total == 2

    def test_needs_a_folder_that_was_given(
        self, team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        run(["collections", "--create", "empty", *data])
        capsys.readouterr()
        assert run(["update", "--collection", "empty", *data]) == 2
        assert "spravka index PATH" in one_line(capsys.readouterr().err)
        run(["index", str(team), *data])
        capsys.readouterr()
        assert run(["update", "other", *data]) == 2
        assert "no folder 'other'" in one_line(capsys.readouterr().err)


def test_a_folder_can_be_deleted(
    team: Path, seeds: Path, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["index", str(seeds), str(team), *data])
    capsys.readouterr()
    assert run(["delete", "--folder", "seeds", "other", "--yes", *data]) == 1
    captured = capsys.readouterr()
    assert captured.out == "1 document deleted\n"
    assert "no folder 'other'" in one_line(captured.err)
    assert "seeds" not in status(data, capsys)


def test_a_refusal_says_what_was_searched(
    team: Path, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["index", str(team), *data])
    capsys.readouterr()
    question = "Who painted the ceiling of the chapel?"
    assert run(["answer", question, *data]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == (
        "Searched 1 document; 5 files of the folders are not read:"
        " `spravka status --unread` names them."
    )
    assert run(["answer", question, "--json", *data]) == 1
    coverage = json.loads(capsys.readouterr().out)["coverage"]
    assert coverage == {"documents": 1, "unread": 5}
    keep = '{"type": "eq", "key": "language", "value": "none"}'
    assert run(["search", question, "--filter", keep, *data]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith("Nothing found. 5 files of the folders are not read")
