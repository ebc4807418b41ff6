"""The README's example is what the program prints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index import Index
from service.schemas.answer import answer_response

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, beginning: str) -> str:
    """Return the README's code block in `language` that begins with `beginning`."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [each for each in blocks if each.startswith(beginning)]
    return str(found)


def test_the_response_shown_is_the_response_given(seed_index: Index) -> None:
    shown = json.loads(block("json", "{"))
    result = seed_index.answer(shown["question"])
    given = json.loads(answer_response(result, took_ms=0).model_dump_json())
    del given["hits"]
    # Libraries and processors may differ in the last digits of a probability.
    assert confidence(given) == pytest.approx(confidence(shown), rel=1e-2)
    assert given == shown


def confidence(response: dict[str, Any]) -> float:
    """Take what may differ out of a response, and return its confidence."""
    del response["took_ms"]
    return float(response["answer"].pop("confidence"))


def test_the_python_shown_prints_the_quote_shown(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(seeds)
    exec(compile(block("python", "from index import Index"), "README.md", "exec"), {})
    assert "akit-general-meeting-2024.txt:13 [1664:1904] Сейчас" in capsys.readouterr().out


def test_the_span_shown_cuts_the_quote_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    imported, asked, shown = block("python", ">>> ").replace(">>> ", "").strip().split("\n")
    names: dict[str, Any] = {}
    exec(imported, names)
    assert repr(eval(asked, names)) == shown
