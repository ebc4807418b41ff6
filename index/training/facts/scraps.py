"""What a sentence says only together with what stands around it, and what it does not say.

Headings that carry the subject, labels that are not asked for, pronouns, reasons in the next
sentence, negations, conditions, hearsay, lists, definitions and names that differ by a little.
"""

import random
from dataclasses import replace
from functools import cache

from index.training.facts.cases import (
    Case,
    Drawn,
    Entry,
    Passage,
    cases,
    draw_values,
    heading,
    write,
)
from index.training.facts.mentions import aside
from index.training.facts.pools import Pools
from index.training.facts.records import Records
from index.training.facts.terms import END, Term
from index.training.facts.told import Told

_UNANSWERED = 0.45
"""The share of questions without an answer."""

_CROWDED = 0.35
"""The share of passages with those of another case beside."""

_HEADS = ("## {}", "# {}", "### {}", "**{}**", "{}", "{}:", "== {} ==")
_ITEMS = ("- {}", "* {}", "• {}", "{}", "– {}")


_RECORDS = 0.15
"""The share of pages with a record for each subject."""


class Scraps:
    """Draws questions over passages where one sentence alone says too little or something else."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = replace(pools, clauses=())
        self._records = Records(rng, self._pools)

    def draw(self, asks: str, tells: str) -> Told:
        """Return an example; `asks` and `tells` are the question's and the passage's language."""
        rng = self._rng
        answered = rng.random() >= _UNANSWERED
        if rng.random() < _RECORDS:
            told = self._records.draw(asks, tells, answered=answered)
            return replace(told, passage=self._surround([told.passage], tells))
        case = rng.choice(rng.choice(_families()))
        number, passage = rng.choice(_pairs(case.name, tells, answered))
        drawn = draw_values(rng, self._pools, case)
        question = self._question(case, number, drawn, asks)
        blocks = [self._lay(passage.text, drawn, tells, number)]
        if rng.random() < _CROWDED:
            blocks.insert(rng.randrange(2), self._other(case, tells))
        text = self._surround(blocks, tells)
        kind = f"{case.family}/{'told' if answered else 'untold'}"
        return Told(question, text, kind)

    def _question(self, case: Case, number: str, drawn: Drawn, language: str) -> str:
        rng = self._rng
        loose = rng.random() < 0.25
        terms = {name: _loose(each) if loose else each for name, each in drawn.items()}
        text = write(rng, rng.choice(case.questions[number, language]), terms, language)
        if rng.random() < 0.15:
            text = text.rstrip("?. ")
        return text.lower() if rng.random() < 0.08 else text

    def _other(self, case: Case, language: str) -> str:
        rng = self._rng
        while True:
            other = rng.choice(rng.choice(_families()))
            if other.family != case.family and not other.lists & case.lists:
                break
        drawn = draw_values(rng, self._pools, other)
        passage = rng.choice(other.passages[language])
        return self._lay(passage.text, drawn, language, "")

    def _lay(self, text: str, drawn: Drawn, language: str, number: str) -> str:
        """Return a passage's parts as lines and paragraphs, with other sentences between."""
        rng = self._rng
        parts = text.split(" / ")
        head, item = rng.choice(_HEADS), rng.choice(_ITEMS)
        apart = rng.random() < 0.2
        laid = ""
        for place, part in enumerate(parts):
            if place and rng.random() < 0.2:
                laid += self._filler(language) + ("\n" if laid.endswith("\n") else " ")
            lines = part.split(" // ")
            for line in lines:
                own = line.startswith(("H:", "* "))
                frame = item if line.startswith("* ") else head if own else "{}"
                said = write(rng, line[2:] if own else line, drawn, language, number)
                said = frame.format(heading(said) if line.startswith("H:") else said)
                own = own or said.rstrip(END)[-1] not in ".!?"
                if own and laid and not laid.endswith("\n"):
                    laid = laid.rstrip(" ") + "\n"
                laid += said + ("\n" if own or apart or len(lines) > 1 else " ")
        return laid.strip(" \n")

    def _surround(self, blocks: list[str], language: str) -> str:
        rng = self._rng
        text = rng.choice(("\n\n", "\n\n", "\n")).join(blocks)
        before = " ".join(self._filler(language) for _ in range(rng.choice((0, 1, 1, 2))))
        after = " ".join(self._filler(language) for _ in range(rng.choice((0, 1, 1, 2))))
        glue = "\n\n" if "\n" in text or rng.random() < 0.3 else " "
        return glue.join(part for part in (before, text, after) if part)

    def _filler(self, language: str) -> str:
        rng = self._rng
        real = self._pools.sentences[language]
        if not real or rng.random() < 0.2:
            return aside(rng, "filler", language)
        return rng.choice(real)


@cache
def _pairs(name: str, language: str, answered: bool) -> list[tuple[str, Passage]]:  # noqa: FBT001
    case = next(case for case in cases() if case.name == name)
    return case.pairs(language, answered=answered)


@cache
def _families() -> tuple[tuple[Case, ...], ...]:
    names = sorted({case.family for case in cases()})
    return tuple(tuple(case for case in cases() if case.family == name) for name in names)


def _loose(term: Term | Entry) -> Term | Entry:
    if not isinstance(term, Term):
        return term
    return Term(
        term.loose_english or term.english,
        term.loose_russian or term.russian,
        term.gender,
        term.english_short,
        term.short,
        term.pronoun,
    )
