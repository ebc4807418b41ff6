"""What a command loads: none waits for the libraries of others."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.cli.main import run
from tests.index.test_face import ROOT

MODEL = frozenset({"torch", "transformers", "sentence_transformers", "faiss"})
WEB = frozenset({"fastapi", "starlette", "uvicorn", "httpx2", "mcp", "mcp_types"})


@pytest.fixture
def seeded(tmp_path: Path, seeds: Path) -> Path:
    """A folder with an index of the seeds."""
    assert run(["index", str(seeds), "--data", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def loaded_by(arguments: Sequence[str]) -> set[str]:
    """Return the top-level modules that the program loads for a command that succeeds."""
    script = (
        "import sys; from service.cli.main import run; status = run(sys.argv[1:]);"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr);"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["index", "--help"], ["serve", "--help"], ["mcp", "--help"], ["--version"]],
)
def test_help_loads_neither_a_model_nor_the_web(arguments: list[str]) -> None:
    assert not (MODEL | WEB | {"numpy"}) & loaded_by(arguments)


def test_help_checks_no_settings() -> None:
    assert "pydantic" not in loaded_by(["--help"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["collections"],
        ["collections", "--create", "notes"],
        ["delete", "akit-general-meeting-2024.txt"],
        ["doctor"],
    ],
)
def test_what_encodes_nothing_loads_no_model(seeded: Path, arguments: list[str]) -> None:
    loaded = loaded_by([*arguments, "--data", str(seeded)])
    assert not loaded & (MODEL - {"faiss"} if arguments == ["doctor"] else MODEL)


@pytest.mark.parametrize("command", ["answer", "search"])
def test_a_question_loads_what_runs_the_shipped_model_and_no_other(
    seeded: Path, command: str
) -> None:
    loaded = loaded_by([command, "who chairs AKIT's supervisory board?", "--data", str(seeded)])
    others = {"transformers", "sentence_transformers", "sklearn", "scipy", "huggingface_hub"}
    assert "torch" in loaded
    assert not (WEB | others) & loaded


def test_an_unchanged_folder_is_indexed_without_a_model(seeded: Path, seeds: Path) -> None:
    arguments = ["index", str(seeds), "--data", str(seeded)]
    assert not MODEL & loaded_by(arguments)
    assert not MODEL & loaded_by([*arguments, "--prune"])


def test_another_model_is_loaded_and_refused_all_the_same(
    seeded: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(seeds), "--data", str(seeded), "--model", "no-such-model"]) == 2
    assert "no-such-model" in capsys.readouterr().err
