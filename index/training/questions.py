"""English questions with the texts that answer them: three sets of `qa/` in the data folder.

Each file is gzip, UTF-8, an object a line, as its makers name the fields: README.md says which.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.data import clean, open_lines

QUESTIONS_FOLDER = "qa"

_SPACE_BEFORE = re.compile(r"\s+([.,;:!?%)'])")


@dataclass(frozen=True, slots=True)
class Asked:
    """A passage and the questions it answers, each in one wording or more.

    `origin` is a key of ORIGINS.
    """

    origin: str
    passage: str
    questions: tuple[tuple[str, ...], ...]


def read_questions(data: Path) -> Iterator[Asked]:
    """Yield every passage of the three sets that answers a question, once.

    Raises InvalidInput where a file is missing.
    """
    for origin, read in _FILES.items():
        asked: dict[str, list[tuple[str, ...]]] = {}
        with open_lines(data / QUESTIONS_FOLDER / f"{origin}-en.jsonl.gz") as lines:
            for line in lines:
                passage, questions = read(json.loads(line))
                asked.setdefault(clean(passage), []).extend(questions)
        for passage, questions in asked.items():
            if passage and questions:
                yield Asked(origin, passage, tuple(questions))


def _squad(record: dict[str, Any]) -> tuple[str, list[tuple[str, ...]]]:
    """Read a paragraph; `start` is null where it does not answer, `q0` the wording before."""
    answered = (each for each in record["qas"] if each["start"] is not None)
    wordings = ((clean(each["q"]), clean(each.get("q0") or "")) for each in answered)
    return record["context"], [tuple(filter(None, each)) for each in wordings]


def _natural(record: dict[str, Any]) -> tuple[str, list[tuple[str, ...]]]:
    return join_words(record["paragraph_text"]), [(clean(record["question_text"]),)]


def _qamr(record: dict[str, Any]) -> tuple[str, list[tuple[str, ...]]]:
    return join_words(record["sentence"]), [(clean(record["question"]),)]


_FILES: dict[str, Callable[[dict[str, Any]], tuple[str, list[tuple[str, ...]]]]] = {
    "squad2-roundtrip": _squad,
    "qed-nq": _natural,
    "qamr": _qamr,
}


def join_words(text: str) -> str:
    """Return text that was cut into words and signs as people write it."""
    text = _SPACE_BEFORE.sub(r"\1", text.replace("`` ", '"').replace(" ''", '"'))
    return text.replace("( ", "(").replace(" n't", "n't")
