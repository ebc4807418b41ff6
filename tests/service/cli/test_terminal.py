"""What answers look like on a terminal, and in a pipe."""

import io
import re
from collections.abc import Callable

import pytest
import rich.console
from rich.console import Console

from index.roots import Coverage
from index.types import Answer, AnswerResult, Citation, Marked
from service.cli import terminal

TEXT = "Дежурный инженер Игорь Волков восстановил работу сервера db-02 за сорок минут."
NAME = "Игорь Волков"


def result() -> AnswerResult:
    start = TEXT.index(NAME)
    citation = Citation(
        document_id="0", title="it", source="it/log.md", sha256="0", start=0, end=len(TEXT),
        quote=TEXT, prefix="", suffix="", line=8, page=None, part=None, boxes=(),
    )  # fmt: skip
    answer = Answer(
        text=TEXT, confidence=0.9, citation=citation, band="surely", elsewhere=(),
        marked=Marked(start, start + len(NAME), "person"),
    )  # fmt: skip
    return AnswerResult(
        question="кто?", collection="default", generation=1, answer=answer, abstention=None,
        hits=(), coverage=Coverage(documents=1, unread=0),
    )  # fmt: skip


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What draws the answer on a terminal of some kind, and returns what is written there."""

    def draw(*, link: terminal.Linked | None = None, **kind: object) -> str:
        written = io.StringIO()

        def make(**options: object) -> Console:
            whole = {"file": written, "force_terminal": True, "width": 80} | kind | options
            return rich.console.Console(**whole)  # type: ignore[arg-type]

        monkeypatch.setattr(terminal, "Console", make)
        terminal.print_answer(result(), link=link)
        return written.getvalue()

    return draw


def plain(written: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", written)


def test_the_words_that_answer_are_seen_in_colour(drawn: Callable[..., str]) -> None:
    written = drawn(color_system="standard", no_color=False)
    assert f"\x1b[1;32m{NAME}\x1b[0m" in written
    assert "**" not in written


def test_the_words_that_answer_are_seen_without_colour(drawn: Callable[..., str]) -> None:
    written = drawn(color_system="standard", no_color=True)
    assert f"\x1b[1;4m{NAME}\x1b[0m" in written
    assert f"**{NAME}**" in drawn(color_system=None)


@pytest.mark.parametrize("width", [20, 40, 80])
def test_an_answer_is_broken_between_words(drawn: Callable[..., str], width: int) -> None:
    lines = plain(drawn(width=width, color_system="standard")).splitlines()
    there = TEXT.split()
    sentence = lines[: next(n for n, line in enumerate(lines) if line.startswith("it/log"))]
    assert len(sentence) > 1 or width == 80
    assert [word for line in sentence for word in line.split()] == there
    assert max(map(len, sentence)) <= width


def test_a_pipe_gets_whole_lines_with_marks(drawn: Callable[..., str]) -> None:
    written = drawn(force_terminal=False, width=20)
    assert written.splitlines()[0] == TEXT.replace(NAME, f"**{NAME}**")


def test_a_citation_is_a_link_on_a_terminal(drawn: Callable[..., str]) -> None:
    written = drawn(color_system="standard", link=lambda each: f"file:///docs/{each.source}")
    assert re.search(r"\x1b\]8;id=\d+;file:///docs/it/log.md\x1b\\", written)
    assert "\x1b]8" not in drawn(color_system="standard", link=lambda _: None)
