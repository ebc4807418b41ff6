"""The examples, seeded: a scene, a passage that tells it, a question, and where the answer is."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as count_from
from pathlib import Path
from typing import Protocol

from index.training.facts.deeds import Deeds
from index.training.facts.forms import FORMS, WITHOUT_SUBJECTS, prose
from index.training.facts.measures import Measures
from index.training.facts.mentions import Speaker
from index.training.facts.pools import Pools, load_pools
from index.training.facts.questions import write_question
from index.training.facts.scenes import Scenes
from index.training.facts.scraps import Scraps
from index.training.facts.terms import END, START
from index.training.facts.told import Told

SHARES = {"facts": 40, "deeds": 25, "measures": 18, "scraps": 18}
"""What is drawn by which generator, in parts of their sum."""

LANGUAGES = ((("ru", "ru"), 30), (("en", "ru"), 30), (("en", "en"), 20), (("ru", "en"), 20))
"""Languages of question and passage, and their shares in parts of a hundred."""

_MARKED = re.compile(f"{START}([^{END}]*){END}")
_ARTICLE = re.compile(r"(?:the|a|an) ", re.IGNORECASE)
_QUOTES = str.maketrans("«»", '""')
_PLAIN_E = str.maketrans("ёЁ", "еЕ")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a passage, from `start` to before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question over a passage; `answers` are the places of the short answer, none where empty.

    `kind` is how the question stands to the passage and in what form that is, as in
    "stated/table" or "near-subject/prose".
    """

    question: str
    passage: str
    answers: tuple[Span, ...]
    question_language: str
    passage_language: str
    kind: str


def examples(*, seed: int, data: Path | None = None, count: int | None = None) -> Iterator[Example]:
    """Yield `count` examples, without end where it is None; the same ones for the same seed.

    `data` is the folder of public text that more names and real sentences are drawn from. Raises
    InvalidInput where it lacks `names`, `titles`, `general-human` or `docs-human`.
    """
    rng = random.Random(seed)  # noqa: S311
    pools = load_pools(data)
    drawers: dict[str, _Drawer] = {
        "facts": _Facts(rng, pools),
        "deeds": Deeds(rng, pools),
        "measures": Measures(rng, pools),
        "scraps": Scraps(rng, pools),
    }
    pairs = [pair for pair, share in LANGUAGES for _ in range(share)]
    for _ in count_from() if count is None else range(count):
        asks, tells = rng.choice(pairs)
        name = rng.choices(tuple(SHARES), tuple(SHARES.values()))[0]
        told = drawers[name].draw(asks, tells)
        passage, answers = _measure(_vary(rng, told.passage, tells))
        yield Example(told.question, passage, answers, asks, tells, told.kind)


class _Drawer(Protocol):
    def draw(self, asks: str, tells: str) -> Told:
        """Return a question in the language `asks` over a passage in the language `tells`."""


class _Facts:
    """Draws a scene, tells it in a form, and asks of it."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._scenes = Scenes(rng, pools)
        self._forms = [form for form, share in FORMS for _ in range(share)]

    def draw(self, asks: str, tells: str) -> Told:
        scene = self._scenes.draw()
        form = self._rng.choice(self._forms)
        if scene.value is not None and form in WITHOUT_SUBJECTS:
            form = prose
        passage = form(Speaker(self._rng, self._pools, scene, tells))
        question = write_question(self._rng, self._pools, scene, asks)
        return Told(question, passage, f"{scene.kind}/{form.__name__}")


def _vary(rng: random.Random, text: str, language: str) -> str:
    """Return the text with the quotes, dashes and ё of somebody's keyboard."""
    if language == "ru":
        if rng.random() < 0.35:
            text = text.translate(_PLAIN_E)
        if rng.random() < 0.25:
            text = text.translate(_QUOTES)
    if rng.random() < 0.25:
        text = text.replace(" — ", rng.choice((" - ", " – ")))
    return text


def _measure(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Return the text without its marks, and the spans that they stood around."""
    parts: list[str] = []
    spans: list[Span] = []
    length = position = 0
    for found in _MARKED.finditer(marked):
        before, answer = marked[position : found.start()], found[1]
        parts += [before, answer]
        start = length + len(before)
        length = start + len(answer)
        article = _ARTICLE.match(answer)
        first = start + (article.end() if article else 0)
        last = length
        if answer[:1] in '«"' and answer[-1:] in '»"':
            first, last = start + 1, length - 1
        spans.append(Span(first, last))
        position = found.end()
    parts.append(marked[position:])
    return "".join(parts), tuple(spans)
