"""What people said of the answers they got: how often each band was right in their eyes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import typer
from rich.markup import escape

from eval.answers.metrics import Judged, calibration_error
from eval.shown.figures import estimate_text, print_table, titled_table
from eval.statistics import LEVEL, RESAMPLES, Estimate, estimate_means
from index.errors import InvalidInput
from index.types import Band

BANDS: tuple[Band | None, ...] = (*get_args(Band), None)


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether an answer to a question was right, with how sure it was told to be."""

    question: str
    answer: tuple[str, int, int]
    confidence: float | None
    band: Band | None
    right: bool


@dataclass(frozen=True, slots=True)
class VotedBand:
    """The votes of one band, None for answers that told none: their number, and what they say.

    `confidence` is the mean of what was told, None where nothing was.
    """

    band: Band | None
    votes: int
    right: Estimate
    confidence: float | None


@dataclass(frozen=True, slots=True)
class VotedAnswers:
    """All votes by band, the surest first; the calibration error of those with a confidence."""

    votes: int
    questions: int
    bands: tuple[VotedBand, ...]
    calibration_error: float | None


def read_votes(path: Path) -> list[Vote]:
    """Return the votes in a file that a server kept, of several on one answer the last.

    Raises InvalidInput, naming the line, where it is something else.
    """
    votes: dict[tuple[str, tuple[str, int, int]], Vote] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            vote = _vote(json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise InvalidInput(f"{path}:{number}: no vote as a server keeps it") from None
        votes[vote.question, vote.answer] = vote
    if not votes:
        raise InvalidInput(f"{path}: no votes in it")
    return list(votes.values())


def _vote(record: dict[str, Any]) -> Vote:
    shown, band, confidence = record["shown"], record["band"], record["confidence"]
    if band not in BANDS or not isinstance(record["right"], bool):
        raise ValueError(band)
    return Vote(
        question=str(record["question"]),
        answer=(str(shown["document_id"]), int(shown["start"]), int(shown["end"])),
        confidence=None if confidence is None else float(confidence),
        band=band,
        right=record["right"],
    )


def measure_votes(votes: Sequence[Vote]) -> VotedAnswers:
    """Return what votes, of which there is one at least, say of each band."""
    told = [
        Judged(group=each.question, answerable=True, right=each.right, confidence=each.confidence)
        for each in votes
        if each.confidence is not None
    ]
    return VotedAnswers(
        votes=len(votes),
        questions=len({each.question for each in votes}),
        bands=tuple(
            _measure(band, those)
            for band in BANDS
            if (those := [each for each in votes if each.band == band])
        ),
        calibration_error=calibration_error(told) if told else None,
    )


def _measure(band: Band | None, votes: Sequence[Vote]) -> VotedBand:
    (right,) = estimate_means(
        np.array([[float(each.right)] for each in votes]), [each.question for each in votes]
    )
    told = [each.confidence for each in votes if each.confidence is not None]
    return VotedBand(band, len(votes), right, float(np.mean(told)) if told else None)


def print_votes(measured: VotedAnswers) -> None:
    """Print a table of the bands, and below it what it rests on."""
    table = titled_table("Votes on answers")
    for name in ("band", "votes", "right", "mean confidence"):
        table.add_column(name, justify="left" if name == "band" else "right", no_wrap=True)
    for each in measured.bands:
        table.add_row(
            "none told" if each.band is None else each.band.replace("_", " "),
            str(each.votes),
            escape(estimate_text(each.right)),
            "" if each.confidence is None else f"{each.confidence:.3f}",
        )
    print_table(table)
    if measured.calibration_error is not None:
        typer.echo(f"Expected calibration error: {measured.calibration_error:.3f}.")
    typer.echo(
        f"{measured.votes} votes on {measured.questions} questions; in brackets {LEVEL:.0%}"
        f" intervals, by {RESAMPLES:,} bootstrap samples of questions. Who votes is no random"
        " sample of who asks."
    )
