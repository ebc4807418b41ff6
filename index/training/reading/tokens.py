"""Examples in pieces on disk: every question and passage once, and which belong together.

`reading.npz` has `pieces` with `starts`, text i being `pieces[starts[i]:starts[i + 1]]` without
special pieces; `bounds` with `bound_starts` alike: the first pieces of each sentence of a passage,
what stands before the first one being its context;
`examples`, int32[n, 8]: question, passage, first and last piece of the answer (-1 where there is
none), weight in hundredths, group, whether its words may be switched, and how many times it is
read; `rivals`, int32[n, 3]: passages near to its question that do not have the answer, -1 where
there are none; and what `index.training.reading.switching.form_table` returns.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tokenizers import Tokenizer

from index.read.units import sentence_spans
from index.training.facts import examples as made_up_examples
from index.training.reading.cloze import cloze_examples
from index.training.reading.examples import Example, read_examples
from index.training.reading.rivals import MOST_RIVALS, find_rivals, stands
from index.training.reading.switching import Choices, form_table, learn_forms
from index.training.reading.written import written_examples
from index.training.start import START_FOLDER
from index.types import Span

READING_FILE = "reading.npz"
MADE_UP = 330_000
PEOPLES_TIMES = 4
"""How often a question is read that was asked or written, when all others are read once."""

_LINE = re.compile(r"[^\n]+")


def tokenize_examples(*, data: Path, work: Path, seed: int = 1) -> None:
    """Write all examples that can be made of `data` in the pieces of the start's tokenizer."""
    table = ExampleTable(Tokenizer.from_file(str(work / START_FOLDER / "tokenizer.json")))
    choices = learn_forms(data)
    print(f"reading: {len(choices):,} words have Russian forms", flush=True)
    for kind, times, found in (
        ("asked", PEOPLES_TIMES, read_examples(data)),
        ("written", PEOPLES_TIMES, written_examples(data)),
        ("cloze", 1, cloze_examples(data, seed=seed)),
        ("made up", 1, islice(_made_up(data, seed), MADE_UP)),
    ):
        before = len(table.examples)
        table.add(found, switched=kind == "asked", times=times)
        print(f"reading: {len(table.examples) - before:,} {kind}", flush=True)
    table.write(work / READING_FILE, choices=choices)


class _Text(NamedTuple):
    """A question, or a passage with what is read above it, and where the passage begins."""

    is_passage: bool
    text: str
    begins: int


def _question(each: Example) -> _Text:
    return _Text(is_passage=False, text=each.question, begins=0)


def _passage(each: Example) -> _Text:
    above = f"{each.context}\n" if each.context else ""
    return _Text(is_passage=True, text=above + each.passage, begins=len(above))


def _made_up(data: Path, seed: int) -> Iterator[Example]:
    for number, each in enumerate(made_up_examples(seed=seed, data=data)):
        answer = Span(each.answers[0].start, each.answers[0].end) if each.answers else None
        yield Example(each.question, each.passage, answer, f"made-up/{number // 20}")


class ExampleTable:
    """Examples as numbers, each text once, until they are written."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take over a tokenizer, which neither fills up nor cuts from now on."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._texts: dict[_Text, int] = {}
        self._groups: dict[str, int] = {}
        self._switched: set[str] = set()
        self._spans: dict[int, np.ndarray] = {}
        self._pieces: list[np.ndarray] = []
        self._bounds: list[np.ndarray] = []
        self.examples: list[tuple[int, ...]] = []

    def add(self, examples: Iterable[Example], *, switched: bool = False, times: int = 1) -> None:
        """Take in examples but those whose answer is in none of the pieces.

        They are in English where their words are to be `switched` to Russian ones. Each is read
        that many `times`.
        """
        rest = iter(examples)
        while batch := list(islice(rest, 5000)):
            self._read({text for each in batch for text in (_question(each), _passage(each))})
            for each in batch:
                self._add(each, switched=switched, times=times)

    def _read(self, texts: set[_Text]) -> None:
        new = sorted(texts - self._texts.keys())
        encoded = self._tokenizer.encode_batch(
            [text.text for text in new], add_special_tokens=False
        )
        for text, each in zip(new, encoded, strict=True):
            number = self._texts[text] = len(self._texts)
            self._pieces.append(np.array(each.ids, np.uint16))
            offsets = np.array(each.offsets, np.int32).reshape(-1, 2)
            bounds = np.zeros(0, np.int32)
            if text.is_passage:
                self._spans[number] = offsets
                starts = [
                    text.begins,
                    *(
                        sentence.start
                        for line in _LINE.finditer(text.text, text.begins)
                        for sentence in sentence_spans(text.text, Span(*line.span()))
                    ),
                ]
                bounds = np.unique(np.searchsorted(offsets[:, 1], starts, side="right"))
            self._bounds.append(bounds.astype(np.uint16))

    def _add(self, each: Example, *, switched: bool, times: int) -> None:
        question, text = self._texts[_question(each)], _passage(each)
        passage = self._texts[text]
        offsets = self._spans[passage]
        first = last = -1
        if each.answer is not None:
            start, end = (text.begins + at for at in (each.answer.start, each.answer.end))
            first = int(np.searchsorted(offsets[:, 1], start, side="right"))
            last = int(np.searchsorted(offsets[:, 0], end, side="left")) - 1
            if not first <= last < len(offsets):
                return
        group = self._groups.setdefault(each.group, len(self._groups))
        if switched:
            self._switched |= {each.question, text.text}
        weight = round(100 * each.weight)
        self.examples.append((question, passage, first, last, weight, group, switched, times))

    def write(self, path: Path, *, choices: Choices) -> None:
        """Write all there are, for `index.training.reading.batches` to read."""

        def ragged(rows: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
            return np.concatenate(rows), np.cumsum([0, *map(len, rows)]).astype(np.int32)

        pieces, starts = ragged(self._pieces)
        bounds, bound_starts = ragged(self._bounds)
        table: dict[str, Any] = form_table(choices, self._switched, self._tokenizer)
        table |= {
            "pieces": pieces,
            "starts": starts,
            "bounds": bounds,
            "bound_starts": bound_starts,
            "examples": np.array(self.examples, np.int32).reshape(-1, 8),
            "rivals": self._rivals(),
        }
        np.savez(path, **table)
        print(f"reading: {len(self.examples):,} examples, {len(pieces):,} pieces", flush=True)

    def _rivals(self) -> np.ndarray:
        """Return passages near to each question that people asked over English, int32[n, 3]."""
        examples = np.array(self.examples, np.int64).reshape(-1, 8)
        rivals = np.full((len(examples), MOST_RIVALS), -1, np.int32)
        asked = np.flatnonzero((examples[:, 6] > 0) & (examples[:, 2] >= 0))
        if not len(asked):
            return rivals
        passages, own = np.unique(examples[asked, 1], return_inverse=True)
        found = find_rivals(
            [self._pieces[number] for number in examples[asked, 0]],
            [self._pieces[number] for number in passages],
            own=own,
        )
        for row, near in zip(asked, found, strict=True):
            _, passage, first, last, *_ = examples[row]
            answer = self._pieces[passage][first : last + 1]
            kept = [
                passages[number]
                for number in near[near >= 0]
                if not stands(answer, self._pieces[passages[number]])
            ]
            rivals[row, : len(kept[:MOST_RIVALS])] = kept[:MOST_RIVALS]
        return rivals
