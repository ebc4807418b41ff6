"""Votes: what they say of each band, and what is no file of them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.answers.votes import measure_votes, read_votes
from eval.cli import app
from index.errors import InvalidInput


def line(question: str, *, right: bool, band: str | None, confidence: float | None) -> str:
    shown = {"document_id": question, "start": 0, "end": 9, "quote": "A ferry.", "source": "a"}
    record = {"question": question, "shown": shown, "right": right}
    return json.dumps({**record, "band": band, "confidence": confidence})


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / "votes.jsonl"
    lines = [
        *(line(f"s{n}", right=n > 0, band="surely", confidence=0.9) for n in range(4)),
        *(line(f"p{n}", right=n > 0, band="probably", confidence=0.5) for n in range(2)),
        line("p0", right=True, band="probably", confidence=0.5),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_measure_each_band_by_its_last_votes(votes: Path) -> None:
    measured = measure_votes(read_votes(votes))
    assert (measured.votes, measured.questions) == (6, 6)
    surely, probably = measured.bands
    assert (surely.band, surely.votes, surely.right.mean) == ("surely", 4, 0.75)
    assert surely.right.interval is not None
    assert (probably.band, probably.votes, probably.right.mean) == ("probably", 2, 1.0)
    assert probably.confidence == 0.5
    assert measured.calibration_error is not None
    assert measured.calibration_error > 0.1


def test_are_printed_and_told_as_json(votes: Path) -> None:
    told = CliRunner().invoke(app, ["answers", "--votes", str(votes)])
    assert told.exit_code == 0
    assert "surely" in told.stdout
    assert "6 votes on 6 questions" in told.stdout
    told = CliRunner().invoke(app, ["answers", "--votes", str(votes), "--json"])
    assert [each["votes"] for each in json.loads(told.stdout)["bands"]] == [4, 2]


@pytest.mark.parametrize("text", ["", "{}\n", "no JSON\n", '{"question": "a", "shown": 1}\n'])
def test_of_another_shape_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(text)
    with pytest.raises(InvalidInput, match=r"votes\.jsonl"):
        read_votes(path)
