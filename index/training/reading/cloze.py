"""Questions out of parallel sentences: a number or a Latin name is left out and asked for.

Both languages write these alike, so that what is left out of a sentence can be pointed at in its
translation, among the neighbours of that as they stand. It is how Russian text as people write it
comes to be read, when no one has asked questions over it.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from index.training.data import Pair, read_pairs
from index.training.reading.examples import Example
from index.types import Span

MOST_NEIGHBOURS = 6
LEAST_WORDS = 6
DROPPED_WORDS = 0.15
UNANSWERED = 0.3
"""The share of questions whose sentence is left out of the passage."""
RUSSIAN_PASSAGES = 0.75
WHOLE_SENTENCES = 0.5
MOST_OF_DOCUMENTATION = 0.15

_THING = re.compile(r"\b\d+(?:[.,]\d+)*\b|\b[A-Z][A-Za-z0-9]{2,}(?: [A-Z0-9][A-Za-z0-9]*)*\b")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_ASKED = {
    "year": (("which year", "when", "what year"), ("в каком году", "когда", "какой год")),
    "number": (("how many", "how much", "what number"), ("сколько", "какое число", "какой")),
    "name": (("what", "which", "what is named"), ("что", "какой", "как называется то, что")),
}


def cloze_examples(data: Path, *, seed: int = 1) -> Iterator[Example]:
    """Yield questions on the parallel sentences under `data`, each language over each."""
    chooser = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    for name in ("general-human", "misc-human", "docs-human"):
        pairs = read_pairs(data, name)
        for key, run in groupby(
            enumerate(pairs), key=lambda row: (row[1].origin, row[1].row - row[0])
        ):
            if key[0] in ("tatoeba", "tldr", "mlqe"):
                continue
            neighbours = [pair for _, pair in run]
            yield from _of_run(neighbours, f"{name}/{key[1]}/{neighbours[0].row // 40}", chooser)


def _of_run(pairs: Sequence[Pair], group: str, chooser: random.Random) -> Iterator[Example]:
    for place, pair in enumerate(pairs):
        if pair.origin == "microsoft-docs" and chooser.random() > MOST_OF_DOCUMENTATION:
            continue
        sides = (pair.english, pair.russian)
        things = [
            thing
            for thing in _things(pair.english)
            if all(len(_places(thing, side)) == 1 for side in sides)
        ]
        if not things or len(pair.english.split()) < LEAST_WORDS:
            continue
        thing = chooser.choice(things)
        asked, read = chooser.randrange(2), int(chooser.random() < RUSSIAN_PASSAGES)
        first = max(0, place - chooser.randrange(MOST_NEIGHBOURS))
        last = min(len(pairs), first + MOST_NEIGHBOURS, place + chooser.randint(1, MOST_NEIGHBOURS))
        around = [(each.english, each.russian)[read] for each in pairs[first:last]]
        question = _question(sides[asked], thing, russian=bool(asked), chooser=chooser)
        if any(_places(thing, text) for at, text in enumerate(around) if at != place - first):
            continue
        if chooser.random() < UNANSWERED:
            del around[place - first]
            if around:
                yield Example(question, " ".join(around), None, group)
            continue
        start = len(" ".join(around[: place - first])) + (place > first)
        start += _places(thing, sides[read])[0]
        yield Example(question, " ".join(around), Span(start, start + len(thing)), group)


def _things(text: str) -> list[str]:
    found = Counter(match.group() for match in _THING.finditer(text))
    first = text.split(" ", 1)[0]
    return [thing for thing, count in found.items() if count == 1 and not thing.startswith(first)]


def _places(thing: str, text: str) -> list[int]:
    """Return where a thing stands as a word of its own: not the 5 of 2015, nor that of 5,000."""
    alone = rf"(?<!\w)(?<!\d[.,]){re.escape(thing)}(?!\w|[.,]\d)"
    return [found.start() for found in re.finditer(alone, text)]


def _question(text: str, thing: str, *, russian: bool, chooser: random.Random) -> str:
    kind = "year" if _YEAR.fullmatch(thing) else "number" if thing[0].isdecimal() else "name"
    word = chooser.choice(_ASKED[kind][russian])
    (start,) = _places(thing, text)
    before, after = text[:start], text[start + len(thing) :]
    words = [
        part
        for part in (before + "\0" + after).split()
        if "\0" in part or chooser.random() > DROPPED_WORDS
    ]
    at = next(number for number, part in enumerate(words) if "\0" in part)
    if chooser.random() < WHOLE_SENTENCES:
        words[at] = words[at].replace("\0", word)
        return " ".join(words).rstrip(".") + "?"
    # As people type: the asking word first, then what stands around the gap.
    rest = [part.replace("\0", "") for part in words]
    near = [part for part in rest[max(0, at - 8) : at + 9] if part.strip(".,;:")]
    return f"{word} {' '.join(near)}".rstrip(".") + chooser.choice(("?", ""))
