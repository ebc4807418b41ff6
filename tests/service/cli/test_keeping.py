"""`spravka doctor`, `backup` and `restore`, as a user runs them."""

import json
import sqlite3
from pathlib import Path

import pytest

from index import Index
from service.cli.main import run
from tests.service.cli.test_main import one_line


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """The option that names a folder with an index of one document."""
    (tmp_path / "ferry.txt").write_text("The ferry to Skagen leaves at nine.", encoding="utf-8")
    option = ["--data", str(tmp_path / "data")]
    assert run(["index", str(tmp_path / "ferry.txt"), *option]) == 0
    return option


def in_store(tmp_path: Path, statement: str) -> None:
    connection = sqlite3.connect(tmp_path / "data" / "spravka.sqlite")
    with connection:
        connection.execute(statement)
    connection.close()


class TestDoctor:
    def test_finds_a_sound_index_sound(
        self, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        capsys.readouterr()
        assert run(["doctor", *data]) == 0
        said = capsys.readouterr().out
        assert said == "sound: 1 document, 1 passage and 1 vector in 1 collection, generation 1\n"
        assert run(["doctor", *data, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["sound"], found["documents"], found["findings"]) == (True, 1, [])

    def test_tells_and_repairs_what_is_derived(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for file in (tmp_path / "data" / "derived").rglob("*"):
            if file.is_file():
                changed = bytearray(file.read_bytes())
                changed[len(changed) // 2] ^= 1
                file.write_bytes(changed)
        capsys.readouterr()
        assert run(["doctor", *data]) == 1
        said = capsys.readouterr().out
        assert any(line.startswith("derived, ") for line in said.splitlines())
        assert "\nnot sound: 1 document" in said
        assert run(["doctor", *data, "--repair"]) == 0
        assert "repaired" in capsys.readouterr().out
        assert run(["doctor", *data]) == 0

    def test_tells_what_is_lost(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        in_store(tmp_path, "UPDATE documents SET text = replace(text, 'nine', 'five')")
        capsys.readouterr()
        assert run(["doctor", *data]) == 2
        assert capsys.readouterr().out.startswith("loss, ")
        assert run(["doctor", *data, "--repair"]) == 2

    def test_of_no_index_fails_in_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["doctor", "--data", str(tmp_path / "none")]) == 2
        assert "none" in one_line(capsys.readouterr().err)
        assert not (tmp_path / "none").exists()


class TestBackup:
    def test_brings_back_what_was_lost_since(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = str(tmp_path / "copy")
        with Index.open(tmp_path / "data"):
            assert run(["backup", copy, *data, "--json"]) == 0
        assert run(["delete", "ferry.txt", *data]) == 0
        capsys.readouterr()
        assert run(["restore", copy, *data]) == 2
        assert "--replace" in one_line(capsys.readouterr().err)
        assert run(["restore", copy, *data, "--replace"]) == 0
        captured = capsys.readouterr()
        assert "1 document, 1 passage, generation 1" in captured.out
        assert "the index that was there is in" in one_line(captured.err)
        assert run(["search", "ferry", *data]) == 0
        assert "Skagen" in capsys.readouterr().out

    def test_is_itself_an_index(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        copy = str(tmp_path / "copy")
        capsys.readouterr()
        assert run(["backup", copy, *data]) == 0
        assert capsys.readouterr().out.startswith(f"{copy}: 1 document, 1 passage, generation 1, ")
        assert run(["search", "ferry", "--data", copy]) == 0
        assert "Skagen" in capsys.readouterr().out

    def test_goes_to_an_empty_folder_only(
        self, data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "copy").mkdir()
        (tmp_path / "copy" / "precious").write_text("", encoding="utf-8")
        capsys.readouterr()
        assert run(["backup", str(tmp_path / "copy"), *data]) == 2
        assert "copy" in one_line(capsys.readouterr().err)

    @pytest.mark.parametrize("command", ["backup", "restore"])
    def test_of_no_index_fails_in_one_line(
        self, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "copy").mkdir()
        arguments = [command, str(tmp_path / "copy"), "--data", str(tmp_path / "none")]
        assert run(arguments) == 2
        one_line(capsys.readouterr().err)
