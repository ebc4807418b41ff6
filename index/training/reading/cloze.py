"""Questions out of parallel sentences: a phrase is left out and asked for, each language over each.

What is left out of a sentence is pointed at in its translation, among the neighbours of that as
they stand. It is how Russian text as people write it comes to be read, when no one has asked
questions over it.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from index.read.units import sentence_spans
from index.training.data import Pair, clean, read_pairs, read_sections
from index.training.reading.asking import Asker
from index.training.reading.examples import Example
from index.training.reading.lexicon import Lexicon, content_of, is_function, learn_lexicon, stems_of
from index.training.reading.linking import align_words
from index.training.reading.near import Near
from index.training.reading.phrases import Phrase, phrases_of
from index.types import Span

MOST_NEIGHBOURS = 9
LONGEST_PASSAGE = 1500
"""In characters; of longer ones the sentences farthest from the one that is asked about go."""
LEAST_WORDS = 6
UNANSWERED = 0.3
"""The share of questions that the passage does not answer."""
ELSEWHERE = 0.55
"""Of those, how many are asked of what is around another sentence with like words."""
HEADED = 0.4
"""The share of passages of a section that have its heading before them."""
WAYS = (("en", "ru", 35), ("ru", "ru", 30), ("ru", "en", 20), ("en", "en", 15))
"""The languages of question and passage, and how many of a hundred are so."""
NEWS = ("newstest", "tico19", "ud_pud")
LEFT_OUT = ("tldr",)
LOOSE = ("tatoeba", "mlqe")
"""Sources whose neighbours have nothing to do with each other."""
LENGTHS, SHORT = 1.5, 15
"""How much longer one of two sentences may be than the other, but for so many characters."""
LEAST_ASKED = 4
"""Words of content in a question, with the asking word."""
FEWEST = 2
"""Sentences in a passage."""
SAME_PASSAGE = 0.6
"""How often another question on a sentence is asked over the same passage."""
RUN = 40
BLOCK = 4000
"""In how many sentences another one with like words is looked for."""
LIKE = 0.5
"""The share of a sentence's words of content that no other sentence of the passage may have."""
WEIGHTS = {
    "year": 3.0,
    "date": 3.0,
    "number alone": 1.0,
    "amount": 3.0,
    "person": 3.0,
    "one name": 1.5,
    "place": 2.0,
    "name": 1.2,
    "thing": 1.0,
}
"""How gladly a kind of phrase is asked for; of things, those of several words twice as gladly."""

_SIGN = re.compile(r" ([.,;:!?…])")
_LANGUAGES = ("en", "ru")
_JOINED_BEFORE = re.compile(r"\w$|\d[.,]$")
_JOINED_BEHIND = re.compile(r"\w|[.,]\d")
_MARKUP = re.compile(r"[<>{}|\[\]]|https?:|\*\*|==")


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Sentences in a document's order, in both languages, with the heading over them."""

    group: str
    texts: Sequence[tuple[str, str]]
    heading: tuple[str, str] = ("", "")
    _stems: dict[tuple[int, int], str] = field(default_factory=dict)
    _content: dict[int, frozenset[str]] = field(default_factory=dict)

    def stems(self, place: int, side: int) -> str:
        """Return the stems of a sentence with a space around each."""
        found = self._stems.get((place, side))
        if found is None:
            found = self._stems[place, side] = stems_of(self.texts[place][side])
        return found

    def content(self, place: int) -> frozenset[str]:
        """Return the stems of the words of content, of the English sentence."""
        found = self._content.get(place)
        if found is None:
            found = self._content[place] = content_of(self.texts[place][0])
        return found


@dataclass(frozen=True, slots=True)
class _Source:
    """Runs of sentences, the share of them that is asked, and how often one is at most."""

    runs: Iterator[_Run]
    share: float
    phrases: int
    times: int = 1


def cloze_examples(data: Path, *, seed: int = 1) -> Iterator[Example]:
    """Yield questions on the parallel sentences under `data`, each language over each."""
    chooser = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    lexicon = learn_lexicon(data)
    asker = Asker(lexicon, chooser)
    for source in _sources(data):
        for block in _blocks(source.runs):
            yield from _Block(block, lexicon, asker, chooser).examples(source)


def _sources(data: Path) -> Iterator[_Source]:
    people = [*_runs(data, "general-human"), *_runs(data, "misc-human")]
    news = [run for run in people if run.group.split("/")[1] in NEWS]
    loose = [run for run in people if run.group.split("/")[1] in LOOSE]
    others = [run for run in people if run.group.split("/")[1] not in (*NEWS, *LOOSE)]
    yield _Source(iter(news), 1.0, 9, 8)
    yield _Source(iter(loose), 1.0, 5, 6)
    yield _Source(iter(others), 1.0, 3, 2)
    yield _Source(_sections(data), 0.8, 2)
    yield _Source(islice(_runs(data, "docs-human"), 0, None, 2), 0.5, 2)


def _runs(data: Path, name: str) -> Iterator[_Run]:
    pairs = (pair for pair in read_pairs(data, name) if pair.origin not in LEFT_OUT)

    def of_run(row: tuple[int, Pair]) -> tuple[str, int]:
        return row[1].origin, row[1].row - row[0]

    for (origin, _), run in groupby(enumerate(pairs), key=of_run):
        found = [pair for _, pair in run]
        for start in range(0, len(found), RUN):
            texts = [_untokenized(pair) for pair in found[start : start + RUN]]
            yield _Run(f"{name}/{origin}/{found[start].row}", texts)


def _untokenized(pair: Pair) -> tuple[str, str]:
    """Return the texts of a pair, those of MLQE without spaces before their signs."""
    if pair.origin != "mlqe":
        return pair.english, pair.russian
    return _SIGN.sub(r"\1", pair.english), _SIGN.sub(r"\1", pair.russian)


def _sections(data: Path) -> Iterator[_Run]:
    """Yield sections whose passages have as many sentences, of like lengths, in either language."""
    for number, section in enumerate(read_sections(data)):
        english, russian = (
            [clean(span.cut(text)) for span in sentence_spans(text, Span(0, len(text)))]
            for text in section.passage
        )
        texts = list(zip(english, russian, strict=False))
        if len(english) == len(russian) > 1 and all(
            len(max(pair, key=len)) < LENGTHS * len(min(pair, key=len)) + SHORT for pair in texts
        ):
            yield _Run(f"sections/microsoft-docs/{number // 8}", texts, section.heading)


def _blocks(runs: Iterator[_Run]) -> Iterator[list[_Run]]:
    block: list[_Run] = []
    size = 0
    for run in runs:
        block.append(run)
        size += len(run.texts)
        if size >= BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


class _Block:
    """Runs of one source, among which the passage that does not answer is looked for."""

    def __init__(
        self, runs: list[_Run], lexicon: Lexicon, asker: Asker, chooser: random.Random
    ) -> None:
        self._runs = runs
        self._lexicon, self._asker, self._chooser = lexicon, asker, chooser
        self._windows: dict[tuple[int, int, int], tuple[int, int]] = {}
        self._near = Near([[run.content(at) for at in range(len(run.texts))] for run in runs])

    def examples(self, source: _Source) -> Iterator[Example]:
        """Yield questions on the sentences."""
        chooser = self._chooser
        for number, run in enumerate(self._runs):
            for place, (english, russian) in enumerate(run.texts):
                if chooser.random() >= source.share or _MARKUP.search(english + russian):
                    continue
                if english.count(" ") + 1 < LEAST_WORDS or len(run.texts) < FEWEST:
                    continue
                self._windows.clear()
                phrases = phrases_of(align_words(english, russian, self._lexicon), self._lexicon)
                for phrase in self._chosen(phrases, source.phrases):
                    ways = chooser.choices(WAYS, [way[2] for way in WAYS], k=source.times)
                    for asked, read, _ in ways:
                        yield from self._asked(number, place, phrase, asked, read)

    def _chosen(self, phrases: list[Phrase], most: int) -> list[Phrase]:
        chooser = self._chooser

        def chance(phrase: Phrase) -> float:
            more = 2.0 if phrase.kind == "thing" and " " in phrase.stems[0] else 1.0
            return chooser.random() * more * WEIGHTS[phrase.kind]

        return sorted(phrases, key=chance, reverse=True)[:most]

    def _asked(
        self, number: int, place: int, phrase: Phrase, asking: str, reading: str
    ) -> Iterator[Example]:
        chooser = self._chooser
        asked, read = _LANGUAGES.index(asking), _LANGUAGES.index(reading)
        run = self._runs[number]
        gap, span = phrase.spans[asked], phrase.spans[read]
        text, thing = run.texts[place][asked], span.cut(run.texts[place][read])
        question = self._asker.ask(text, gap, phrase.kind, language=asking, copied=asked == read)
        said = [word for word in question.split() if not is_function(word.strip("?"))]
        if (
            len(said) < LEAST_ASKED
            or f" {phrase.stems[asked]} " in stems_of(question)
            or _places(thing, question)
        ):
            return
        group = f"{run.group}/{reading}"
        unanswered = chooser.random() < UNANSWERED
        if unanswered and chooser.random() < ELSEWHERE:
            other = self._near.find(number, place, apart=MOST_NEIGHBOURS, chooser=chooser)
            if other is None:
                return
            there = self._runs[other[0]]
            first, last = self._window(there, other[1], read)
            places = list(range(first, last))
        else:
            there = run
            first, last = self._window(run, place, read)
            places = [at for at in range(first, last) if at != place]
        if not places or any(self._answers(run, place, phrase, there, at) for at in places):
            return
        heading = there.heading[read] if chooser.random() < HEADED else ""
        if f" {phrase.stems[read]} " in stems_of(heading):
            heading = ""
        before = f"{heading}\n" if heading else ""
        if unanswered:
            passage = before + " ".join(there.texts[at][read] for at in places)
            if not _places(thing, passage):
                yield Example(question, passage, None, group)
            return
        before += "".join(f"{run.texts[at][read]} " for at in range(first, place))
        passage = before + " ".join(run.texts[at][read] for at in range(place, last))
        if len(_places(thing, passage)) == 1:
            start = len(before) + span.start
            yield Example(question, passage, Span(start, start + len(thing)), group)

    def _window(self, run: _Run, place: int, side: int) -> tuple[int, int]:
        """Return the first sentence of a passage that has this one, and the one behind its last."""
        key = id(run), place, side
        known = self._windows.get(key)
        if known is not None and self._chooser.random() < SAME_PASSAGE:
            return known
        size = self._chooser.randint(FEWEST, MOST_NEIGHBOURS)
        first = max(0, min(place - self._chooser.randrange(size), len(run.texts) - size))
        last = min(len(run.texts), first + size)
        while sum(len(texts[side]) for texts in run.texts[first:last]) > LONGEST_PASSAGE:
            if last - first <= FEWEST:
                break
            if place - first > last - 1 - place:
                first += 1
            else:
                last -= 1
        self._windows[key] = first, last
        return first, last

    def _answers(self, run: _Run, place: int, phrase: Phrase, there: _Run, at: int) -> bool:
        """Return whether another sentence has the phrase, or is like the one asked about."""
        if any(f" {stems} " in there.stems(at, side) for side, stems in enumerate(phrase.stems)):
            return True
        own = run.content(place) - set(phrase.stems[0].split())
        return len(own & there.content(at)) >= LIKE * len(own)


def _places(thing: str, text: str) -> list[int]:
    """Return where a thing stands as a word of its own: not the 5 of 2015, nor that of 5,000."""
    found = []
    start = text.find(thing)
    while start >= 0:
        if not (
            _JOINED_BEFORE.search(text[max(0, start - 2) : start])
        ) and not _JOINED_BEHIND.match(text, start + len(thing)):
            found.append(start)
        start = text.find(thing, start + 1)
    return found
