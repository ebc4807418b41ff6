"""Questions with the passage that answers them, or that does not: four public sets, in English.

The offsets of sets that were cut into words are those of the text as people write it.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.training.data import clean, open_lines
from index.training.questions import QUESTIONS_FOLDER, join_words
from index.types import Span

_SPACES = re.compile(r"\s+")
NOISY = 0.5
"""The weight of a question that is said to have no answer where that was not checked."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage and the span of the answer in it, None where there is none.

    Passages of one `group` are about one matter: what one of them does not answer is near to what
    it does. `weight` is what the example counts. `context` is read above the passage, and no
    answer stands in it.
    """

    question: str
    passage: str
    answer: Span | None
    group: str
    weight: float = 1.0
    context: str = ""


def read_examples(data: Path) -> Iterator[Example]:
    """Yield the examples of every set; raises InvalidInput where a file is missing."""
    for name, read in _FILES.items():
        with open_lines(data / QUESTIONS_FOLDER / f"{name}.jsonl.gz") as lines:
            for number, line in enumerate(lines):
                yield from read(json.loads(line), f"{name}/{number}")


def _squad(record: dict[str, Any], _: str) -> Iterator[Example]:
    group = f"squad/{record['id'].split('-')[0]}"
    for each in record["qas"]:
        known = each["start"] is not None
        answer = Span(each["start"], each["end"]) if known else None
        wordings = {clean(each["q"]), join_words(clean(each.get("q0") or ""))} - {""}
        for question in sorted(wordings)[: 2 if known else 1]:
            yield Example(question, record["context"], answer, group, 1.0 if known else NOISY)


def _natural(record: dict[str, Any], group: str) -> Iterator[Example]:
    spans = record["answer_spans"]
    if len(spans) == 1 and spans[0][0] >= 0:
        yield from _of_words(
            record["question_text"], record["paragraph_text"], Span(*spans[0]), group
        )


def _qamr(record: dict[str, Any], group: str) -> Iterator[Example]:
    words = record["sentence"].split(" ")
    yield from _of_words(
        record["question"], record["sentence"], _span(words, *record["token_span"]), group
    )


def _squad_words(record: dict[str, Any], group: str) -> Iterator[Example]:
    words = record["context"].split(" ")
    first, last = map(int, record["token_span"].split())
    yield from _of_words(record["question"], record["context"], _span(words, first, last), group)


def _span(words: list[str], first: int, last: int) -> Span:
    """Return the characters of the words from `first` to `last`, joined by single spaces."""
    start = sum(len(word) + 1 for word in words[:first])
    return Span(start, start + len(" ".join(words[first : last + 1])))


def _of_words(question: str, text: str, answer: Span, group: str) -> Iterator[Example]:
    """Yield the example as people write it, where the answer can be found again."""
    before, inside = (
        _SPACES.sub(" ", join_words(part))
        for part in (text[: answer.start], text[answer.start : answer.end])
    )
    passage = _SPACES.sub(" ", join_words(text)).strip()
    inside = inside.strip()
    near = len(before.strip())
    starts = [found.start() for found in re.finditer(re.escape(inside), passage)] if inside else []
    if starts:
        start = min(starts, key=lambda place: abs(place - near))
        yield Example(clean(join_words(question)), passage, Span(start, start + len(inside)), group)


_FILES: dict[str, Callable[[dict[str, Any], str], Iterator[Example]]] = {
    "squad2-roundtrip-en": _squad,
    "qed-nq-en": _natural,
    "qamr-en": _qamr,
    "squad1-val4284-tokenised": _squad_words,
}
