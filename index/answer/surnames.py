"""Whether a surname is a man's or a woman's, which search takes for one on purpose."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from index.answer.nearest import QuestionParts
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES

Sex = Literal["man", "woman"]

_SURNAMES = [
    (re.compile(form), re.compile(before), re.compile(behind), sex)
    for language in LANGUAGES
    for form, before, behind, sex in language.persons.surnames
]


@dataclass(frozen=True, slots=True)
class Surname:
    """The surname of a man or woman who is asked about, by the terms that find it."""

    terms: AbstractSet[str]
    sex: Sex

    @property
    def other(self) -> Sex:
        """Return the other sex."""
        return "woman" if self.sex == "man" else "man"

    def sexes(self, sentence: str, words: Sequence[Token]) -> set[Sex | None]:
        """Return of what sex those are whom a sentence names so, None where that is open."""
        return {
            sex_of(word, sentence)
            for word in words
            if word.capital and not self.terms.isdisjoint(word.terms)
        }


def surnames_of(asked: QuestionParts) -> list[Surname]:
    """Return the surnames of men and women in a question, without those that may be of both."""
    words = {word.start: word for word in asked.words}
    return [
        Surname(words[token.start].ways.keys(), sex)
        for token in tokenize(asked.text)
        if token.capital
        and token.start in words
        and (token.start > 0 or words[token.start].name)
        and (sex := sex_of(token, asked.text))
    ]


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
