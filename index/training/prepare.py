"""Make the training mixture: filtered, deduplicated, in a seeded order, with pairs set aside.

`mixture.tsv` has one row a line, in training order: kind, origin, a text in English and in Russian,
the passage it asks for in English and in Russian. A pair asks for none, a heading for its section
in both languages, a question (in English alone) for a passage in English. `aside.tsv` has the pairs
that nothing trains on, English and Russian.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from itertools import groupby, islice
from pathlib import Path

from index.training.data import Pair, Section, read_pairs, read_sections
from index.training.questions import Asked, read_questions

MIXTURE_FILE = "mixture.tsv"
ASIDE_FILE = "aside.tsv"
MIXTURE = {
    "general": 48_000,
    "general-concatenated": 50_000,
    "misc": 32_000,
    "documentation": 110_000,
    "documentation-concatenated": 30_000,
    "titles": 80_000,
    "dictionary": 40_000,
    "names": 25_000,
    "sections": 60_000,
}
"""Rows of each kind at most."""
QUESTIONS_OF_A_PASSAGE = {"squad2-roundtrip": 2, "qed-nq": 5, "qamr": 1}
"""By origin, at most: the others ask for the same text again. Each is a row of kind `questions`."""

ASIDE_BLOCKS = {"general-human": 6, "misc-human": 2, "docs-human": 2}
ASIDE_BLOCK = 50
LONGEST_SENTENCE = 400
LONGEST_PASSAGE = 1600
MOST_CONCATENATED = 6
CONCATENATED_PASSES = 3
SHORTEST_PASSAGE = 100
TITLED_HEADINGS = 0.3
LEAST_LETTERS = 0.6
LEAST_CYRILLIC = 0.4

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC_LETTER = re.compile(r"[а-яё]", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the mixture, each field but the first two a text, empty where there is none."""

    kind: str
    origin: str
    english: str
    russian: str = ""
    passage: str = ""
    russian_passage: str = ""


def prepare(*, data: Path, work: Path, seed: int = 1) -> None:
    """Read the parallel text under `data` and write the mixture and the pairs set aside."""
    chooser = random.Random(seed)  # noqa: S311 - a repeatable choice of rows, not a secret
    work.mkdir(parents=True, exist_ok=True)
    pairs = {
        name: list(read_pairs(data, name))
        for name in ("general-human", "misc-human", "docs-human", "titles", "dictionary", "names")
    }
    aside = list(_set_aside(pairs, chooser))
    _write(work / ASIDE_FILE, ((pair.english, pair.russian) for pair in aside))
    taken = {_key(text) for pair in aside for text in (pair.english, pair.russian)}
    rows = _pair_rows(pairs, chooser, taken)
    of_sections = _section_rows(list(read_sections(data)), chooser, taken)
    rows += islice(of_sections, MIXTURE["sections"])
    rows += _question_rows(read_questions(data), chooser)
    chooser.shuffle(rows)
    _write(work / MIXTURE_FILE, map(astuple, rows))
    counts = {
        "kinds": Counter(row.kind for row in rows),
        "origins": Counter(row.origin for row in rows),
        "aside": len(aside),
    }
    (work / "mixture.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    print(f"prepare: {len(rows):,} rows, {len(aside)} pairs set aside", flush=True)


def read_mixture(work: Path) -> list[Row]:
    """Return the rows that `prepare` wrote, in training order."""
    with (work / MIXTURE_FILE).open(encoding="utf-8", newline="\n") as lines:
        return [Row(*line.rstrip("\n").split("\t")) for line in lines]


def read_aside(work: Path) -> list[tuple[str, str]]:
    """Return the (English, Russian) pairs that nothing trained on."""
    with (work / ASIDE_FILE).open(encoding="utf-8", newline="\n") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return [(english, russian) for english, russian in rows]


def _set_aside(pairs: Mapping[str, list[Pair]], chooser: random.Random) -> Iterator[Pair]:
    """Take whole blocks of neighbours out of `pairs`, so that no paragraph is in both parts."""
    for name, blocks in ASIDE_BLOCKS.items():
        rows = pairs[name]
        stretch = len(rows) // blocks
        starts = [
            block * stretch + chooser.randrange(stretch - ASIDE_BLOCK) for block in range(blocks)
        ]
        for start in reversed(starts):
            yield from rows[start : start + ASIDE_BLOCK]
            del rows[start : start + ASIDE_BLOCK]


def _pair_rows(
    pairs: Mapping[str, list[Pair]], chooser: random.Random, taken: set[str]
) -> list[Row]:
    sentences = {
        "general": [pair for pair in pairs["general-human"] if _is_sentence(pair)],
        "misc": [pair for pair in pairs["misc-human"] if _is_sentence(pair)],
        "documentation": [pair for pair in pairs["docs-human"] if _is_sentence(pair, words=3)],
    }
    prose = [*pairs["general-human"], *pairs["misc-human"]]
    candidates = sentences | {
        "titles": pairs["titles"],
        "dictionary": pairs["dictionary"],
        "names": pairs["names"],
        "general-concatenated": [
            pair for _ in range(CONCATENATED_PASSES) for pair in _concatenated(prose, chooser)
        ],
        "documentation-concatenated": list(_concatenated(pairs["docs-human"], chooser)),
    }
    rows: list[Row] = []
    for kind, found in candidates.items():
        chooser.shuffle(found)
        rows += list(_rows(kind, found, most=MIXTURE[kind], taken=taken))
    return rows


def _rows(kind: str, pairs: Iterable[Pair], *, most: int, taken: set[str]) -> Iterator[Row]:
    left = most
    for pair in pairs:
        if left and _is_new(pair.english, pair.russian, taken):
            left -= 1
            yield Row(kind, pair.origin, pair.english, pair.russian)


def _section_rows(
    sections: list[Section], chooser: random.Random, taken: set[str]
) -> Iterator[Row]:
    """Yield headings with the passages they ask for.

    A heading that stands in many documents asks nothing, so each is used once; now and then the
    title goes before it.
    """
    chooser.shuffle(sections)
    for section in sections:
        heading = section.heading
        if chooser.random() < TITLED_HEADINGS and all(section.title):
            heading = (f"{section.title[0]}: {heading[0]}", f"{section.title[1]}: {heading[1]}")
        if (
            SHORTEST_PASSAGE <= len(section.passage[1]) <= LONGEST_PASSAGE
            and _is_russian(section.passage[1])
            and _is_russian(heading[1])
            and len(_WORD.findall(heading[0])) > 1
            and _is_new(*heading, taken)
            and _is_new(*section.passage, taken)
        ):
            yield Row("sections", "microsoft-docs", *heading, *section.passage)


def _question_rows(asked: Iterable[Asked], chooser: random.Random) -> Iterator[Row]:
    """Yield some of each passage's questions, each in one of its wordings."""
    for each in asked:
        most = min(len(each.questions), QUESTIONS_OF_A_PASSAGE[each.origin])
        for wordings in chooser.sample(each.questions, most):
            english = chooser.choice(wordings)
            yield Row("questions", each.origin, english, passage=each.passage)


def _concatenated(pairs: Iterable[Pair], chooser: random.Random) -> Iterator[Pair]:
    """Yield runs of two to six neighbouring rows of one origin as one text."""
    for _, run in groupby(
        enumerate(pairs), key=lambda item: (item[1].origin, item[1].row - item[0])
    ):
        neighbours = [pair for _, pair in run]
        if neighbours[0].origin in ("tatoeba", "mlqe", "tldr"):
            continue
        start = 0
        while start < len(neighbours) - 1:
            size = chooser.randint(2, MOST_CONCATENATED)
            part = neighbours[start : start + size]
            start += size
            joined = Pair(
                " ".join(pair.english for pair in part),
                " ".join(pair.russian for pair in part),
                part[0].origin,
                part[0].row,
            )
            if len(part) > 1 and len(joined.russian) <= LONGEST_PASSAGE and _is_prose(joined):
                yield joined


def _is_sentence(pair: Pair, *, words: int = 2) -> bool:
    return (
        len(pair.russian) <= LONGEST_SENTENCE
        and len(_WORD.findall(pair.english)) >= words
        and _is_prose(pair)
    )


def _is_prose(pair: Pair) -> bool:
    return len(_LETTER.findall(pair.english)) >= LEAST_LETTERS * len(pair.english) and _is_russian(
        pair.russian
    )


def _is_russian(text: str) -> bool:
    return len(_CYRILLIC_LETTER.findall(text)) >= LEAST_CYRILLIC * max(1, len(text))


def _is_new(english: str, russian: str, taken: set[str]) -> bool:
    """Return whether neither text was met before, and remember both."""
    keys = {_key(english), _key(russian)}
    new = keys.isdisjoint(taken)
    taken |= keys
    return new


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
