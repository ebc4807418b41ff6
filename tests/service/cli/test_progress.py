"""What a long run tells while it goes on, and when it is stopped."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from index.types import Progress
from index.vectors import Vectors
from service.cli import progress
from service.cli.main import run
from tests.index.encoders import WordEncoder, word_encoders
from tests.service.cli.test_main import one_line

DOCUMENTS = 300


class Stopped(WordEncoder):
    """An encoder during whose work Ctrl-C is pressed, after so many texts."""

    def __init__(self, *, after: int) -> None:
        super().__init__()
        self._after = after

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self.encoded) >= self._after:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def test_a_run_that_is_stopped_says_what_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first transaction, of 256 passages, is made when the second is stopped."""
    (tmp_path / "notes").mkdir()
    for number in range(DOCUMENTS):
        (tmp_path / "notes" / f"{number:03}.txt").write_text(f"Note {number}.", "utf-8")
    encoders = replace(word_encoders(), dense=Stopped(after=256))
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: encoders)
    arguments = ["index", str(tmp_path / "notes"), "--data", str(tmp_path / "data")]
    assert run(arguments) == 130
    assert one_line(capsys.readouterr().err) == (
        "spravka: stopped; 256 of 300 documents are in, the rest next time\n"
    )
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
    assert run(arguments) == 0
    assert "300 documents: 44 new, 0 changed, 256 as before" in capsys.readouterr().out


@pytest.mark.parametrize("short", [(), ("a", "z")])
def test_a_long_document_holds_up_no_short_one_and_goes_on_where_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    short: Sequence[str],
) -> None:
    """Stopped within it, a first run has what came before, and most of what was encoded."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in short:
        (folder / f"{name}.txt").write_text(f"Note {name}.", "utf-8")
    sections = [f"# Week {week}\n\nThe ferry left {week} times." for week in range(3000)]
    (folder / "long.md").write_text("\n\n".join(sections), "utf-8")
    stopped, going_on = Stopped(after=4000), WordEncoder()
    arguments = ["index", str(folder), "--data", str(tmp_path / "data")]
    for encoder, status in ((stopped, 130), (going_on, 0)):
        encoders = replace(word_encoders(), dense=encoder)
        monkeypatch.setattr("index.engine.opened.load_encoders", lambda _, given=encoders: given)
        assert run(arguments) == status
        assert run(["status", "--data", str(tmp_path / "data")]) == 0
    said = capsys.readouterr()
    told = "1 of 3 documents is in" if short else "0 of 1 document are in"
    assert f"stopped; {told}, the rest next time\n" in said.err
    assert ("1 document, of a folder that is not read to its end yet" in said.out) == bool(short)
    twice = set(stopped.encoded) & set(going_on.encoded)
    assert len(twice) < len(stopped.encoded) / 2


@pytest.mark.parametrize("seconds", [0.0, None])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_without_a_terminal_a_long_run_tells_lines_and_a_short_one_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    seconds: float | None,
    form: list[str],
) -> None:
    (tmp_path / "notes").mkdir()
    for number in range(DOCUMENTS):
        (tmp_path / "notes" / f"{number:03}.txt").write_text(f"Note {number}.", "utf-8")
    monkeypatch.setattr("index.engine.opened.load_encoders", lambda _: word_encoders())
    if seconds is not None:
        monkeypatch.setattr(progress, "SECONDS", seconds)
    arguments = [str(tmp_path / "notes"), "--data", str(tmp_path / "data"), *form]
    assert run(["index", *arguments]) == 0
    out, err = capsys.readouterr()
    lines = err.splitlines()
    if seconds is None:
        assert lines == []
    else:
        told = r"spravka: \d+/300 documents(, \d+/\d+ passages)?\. (Reading|Encoding|Writing)( .+)?"
        assert all(re.fullmatch(told, line) for line in lines)
        assert "spravka: 300/300 documents, 300/300 passages. Writing" in err
    assert json.loads(out)["added"] == DOCUMENTS if form else out.count("\n") == 1


def test_the_bar_names_the_phase_and_counts_passages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = (tmp_path / "drawn").open("w+", encoding="utf-8")

    def make(**_: object) -> Console:
        return Console(file=written, force_terminal=True, width=120)

    monkeypatch.setattr(progress, "Console", make)
    with progress.progress() as show:
        assert isinstance(show, progress.Drawing)
        for told in (
            Progress(done=0, total=1, source=""),
            Progress(done=1, total=1, source="a/long.md", passages=600),
            Progress(1, 1, "a/long.md", "encoding", encoded=150, passages=600),
            Progress(1, 1, "a/long.md", "writing", encoded=600, passages=600),
        ):
            show(told)
            show._bar.refresh()
    written.seek(0)
    drawn = written.read()
    written.close()
    for words in ("Encoding long.md", "150/600 passages", "1/1 documents", "Writing long.md"):
        assert words in drawn
