"""Whose a surname is, a man's or a woman's or one with its stem: search takes these for one."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from index.answer.nearest import QuestionParts
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES
from index.text.namesakes import has_namesakes, is_namesake, share_stem

Sex = Literal["man", "woman"]

_SURNAMES = [
    (re.compile(form), re.compile(before), re.compile(behind), sex)
    for language in LANGUAGES
    for form, before, behind, sex in language.persons.surnames
]


Told = Literal["one", "other"]
"""Whether somebody who is named is the one asked about."""


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname that is asked about, by the terms that find it; `sex` is None where it is open."""

    name: Token
    terms: AbstractSet[str]
    sex: Sex | None

    def told(self, sentence: str, words: Sequence[Token]) -> set[Told | None]:
        """Return who those are whom a sentence names so, None where that is open."""
        return {
            self._told(word, sentence)
            for word in words
            if word.capital and not self.terms.isdisjoint(word.terms)
        }

    def _told(self, word: Token, sentence: str) -> Told | None:
        if is_namesake(self.name, word):
            return "other"
        if self.sex is None:
            return "one" if share_stem(self.name, word) else None
        sex = sex_of(word, sentence)
        return sex and ("one" if sex == self.sex else "other")


def surnames_of(asked: QuestionParts) -> list[Surname]:
    """Return the surnames in a question that somebody else may have, or one alike."""
    words = {word.start: word for word in asked.words}
    found = []
    for token in tokenize(asked.text):
        if not (token.capital and token.start in words):
            continue
        word, sex = words[token.start], sex_of(token, asked.text)
        if (token.start > 0 or word.name) and (sex or has_namesakes(token)):
            found.append(Surname(token, word.ways.keys(), sex))
    return found


def sex_of(name: Token, text: str) -> Sex | None:
    """Return whose surname one is by its form and place, None where it may be of both sexes."""
    return next(
        (
            sex
            for form, before, behind, sex in _SURNAMES
            if form.fullmatch(name.word)
            and before.search(text, 0, name.start)
            and behind.match(text, name.end)
        ),
        None,
    )
