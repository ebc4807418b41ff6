"""What is asked wrongly is told in one line that says what to do."""

import subprocess
from pathlib import Path

import pytest

from service.cli.main import run
from tests.service.cli.test_main import PROGRAM, ROOT, one_line, start

COMMANDS = [
    ["index", "notes"], ["status"], ["ls"], ["answer", "Who?"], ["serve", "--port", "0"],
    ["keys", "list"], ["keys", "create"], ["collections", "--create", "hr"], ["doctor"], ["undo"],
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes").mkdir()
    Path("notes", "a.txt").write_text("The ferry leaves at nine.", "utf-8")
    Path("file").write_text("no folder", "utf-8")


@pytest.mark.parametrize("data", ["file", "file/below"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_file_where_the_index_should_be_is_told(
    arguments: list[str], data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--data", data]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "file is a file" in one_line(captured.err)
    assert "--data" in captured.err
    assert Path("file").read_text("utf-8") == "no folder"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["search", "x", "--mode", "near"], "'--mode': 'near' is not one of 'dense', 'sparse'"),
        (["index", "/dev/null"], "/dev/null: neither a file nor a folder"),
        (["index", "nowhere"], "nowhere: no such file or folder"),
        (["index", "notes", "--data", "/proc/none"], "/proc/none: cannot be made"),
    ],
)
def test_what_does_not_fit_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    error = one_line(capsys.readouterr().err)
    assert told in error
    assert "Value error" not in error


@pytest.mark.parametrize(
    "arguments",
    [
        ["index", ""],
        ["index", "notes", ""],
        ["index", "notes", "--data", ""],
        ["--data", "", "index", "notes"],
        ["backup", ""],
        ["restore", ""],
        ["migrate", "", "copy"],
        ["migrate", "notes", ""],
    ],
    ids=" ".join,
)
def test_a_path_that_is_empty_is_not_the_working_folder(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a script whose variable is not set."""
    before = set(Path().rglob("*"))
    assert run(arguments) == 2
    assert "a path is empty" in one_line(capsys.readouterr().err)
    assert set(Path().rglob("*")) == before


def test_a_variable_that_is_empty_is_as_one_that_is_not_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRAVKA_DATA", "")
    assert run(["status"]) == 2
    assert "no index in .spravka" in one_line(capsys.readouterr().err)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("arguments", ["ls", "verify -", "keys list"])
def test_streams_that_are_closed_are_no_traceback(
    arguments: str, closed: str, tmp_path: Path
) -> None:
    data = str(tmp_path / "data")
    assert run(["collections", "--create", "hr", "--data", data]) == 0
    told = ["sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM, *arguments.split(), "--data", data]
    done = subprocess.run(
        told, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1, 2}
    assert "Traceback" not in done.stderr


def test_a_folder_holds_no_quotes_to_verify(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["collections", "--create", "hr"]) == 0
    capsys.readouterr()
    assert run(["verify", "notes"]) == 2
    assert "notes: a folder; name the file" in one_line(capsys.readouterr().err)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"SPRAVKA_LLM_URL": "http://127.0.0.1:1/v1"}, "SPRAVKA_LLM_MODEL"),
        ({"SPRAVKA_LLM_URL": "nowhere", "SPRAVKA_LLM_MODEL": "m"}, "https://host/v1"),
        ({"SPRAVKA_DATA": "/proc/none"}, "/proc/none: cannot be made"),
    ],
)
def test_a_server_that_cannot_be_tells_no_address(
    workers: str, variables: dict[str, str], told: str, tmp_path: Path
) -> None:
    given = {"SPRAVKA_DATA": str(tmp_path / "data"), "SPRAVKA_PORT": "0", **variables}
    process = start(["serve", "--workers", workers], **given)
    try:
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 2
    assert told in one_line(error)
