"""Whether a sentence speaks of the person asked about, or of another who shares a name with them.

A reader takes Martina Kell for Martin Kell, the surer the more alike their first names begin. So
names are compared by form. An initial may be either, and so may a name for short.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from index.answer.form.stance import AGAINST, Stance
from index.answer.form.surnames import Sex, sex_of, surnames_of
from index.answer.nearest import NearPassage, QuestionParts
from index.answer.subjects import POINTING
from index.encode.protocols import AskedWord
from index.learned import Evidence
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.text.numerals import ROMAN
from index.text.scripts import script_of
from index.types import Span

OTHER_PERSON = 0.2
"""What is left to a sentence on who shares a first name or a surname alone, beside one on both."""

ANOTHER = 0.0001
"""What is left to a sentence on somebody else whose name is alike: reading is surest of these."""

_SEVERAL = 2
_ALIKE, _ALIKE_FIRST = 1, 2
"""From so many letters on, the same at their beginning, a reader takes two names for one; the first
word of a sentence has a capital whether it is a name or not."""

_PARTICLES = any_of(language.values.particles for language in LANGUAGES)
_JOINS = re.compile(rf"[ \xa0]|-|\.[ \xa0]?|[ \xa0]{_PARTICLES}[ \xa0]")
_NUMERAL = re.compile(rf"(?=\w\w){ROMAN}")
_VALUE = re.compile(r"\s*[^\W\d][^:\n]{0,40}:[ \t]+\S")
_SHORT, _PATRONYMIC, _ROLE = (
    re.compile(any_of(wordings))
    for wordings in zip(
        *((each.persons.short, each.persons.patronymics, each.persons.roles) for each in LANGUAGES),
        strict=True,
    )
)
_CLAUSE = re.compile(
    rf"[,;]\s|\n|\s(?:{any_of(language.grammar.joining for language in LANGUAGES)})\s",
    re.IGNORECASE,
)
_GIVEN = {language.code: language.persons.given for language in LANGUAGES}


def person_stance(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Stance:
    """Return how each sentence stands to who is asked about: all is left but on other persons."""
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    for words in _full_names(asked):
        told = [
            _names(words, nearest[passage].words[number]) for passage, number in evidence.places
        ]
        if "whole" in told:
            shares *= [OTHER_PERSON if each == "other" else 1.0 for each in told]
    persons = _persons(asked)
    others = {
        place
        for place, (passage, number) in enumerate(evidence.places)
        if any(_is_of_another(person, nearest[passage], number) for person in persons)
    }
    for surname in surnames_of(asked):
        named = [
            surname.told(
                nearest[passage].hit.sentences[number].quote, nearest[passage].words[number]
            )
            for passage, number in evidence.places
        ]
        # Search finds her by his name as well: only where both are there is one not the other.
        if {"one", "other"} <= set().union(*named):
            others.update(place for place, told in enumerate(named) if told == {"other"})
    for place in others:
        shares[place], against[place] = ANOTHER, AGAINST
    return Stance(shares, against)


def marks_another(asked: QuestionParts, sentence: str, words: Sequence[Token], span: Span) -> bool:
    """Return whether these characters of a sentence are told of somebody else who is named there.

    That is who is named in their clause, or in the last one before that names such a person.
    """
    persons, surnames = _persons(asked), surnames_of(asked)
    if not persons and not surnames:
        return False
    starts = [0, *(match.end() for match in _CLAUSE.finditer(sentence))]
    ends = [*starts[1:], len(sentence)]
    in_sentence = [surname.told(sentence, words) for surname in surnames]
    for start, end in reversed([*zip(starts, ends, strict=True)]):
        if start >= span.end:
            continue
        clause = [word for word in words if start <= word.start < end]
        told = [person.is_another(sentence, clause) for person in persons]
        for surname, named in zip(surnames, in_sentence, strict=True):
            own = surname.told(sentence, clause)
            if own and {"one", "other"} <= named:
                told.append(own == {"other"})
        if any(verdict is not None for verdict in told):
            return any(told)
    return False


def _full_names(asked: QuestionParts) -> list[tuple[AskedWord, AskedWord]]:
    """Return what of a question are two names in a row: of a person, the first one and the last."""
    return [
        (one, other)
        for one, other in pairwise(asked.words)
        if one.name and other.name and asked.text[one.end : other.start] == " "
    ]


def _names(
    words: tuple[AskedWord, AskedWord], sentence: Sequence[Token]
) -> Literal["whole", "other", "none"]:
    """Return whether a sentence names a person whole, or one that shares a name with them."""
    one, other = (
        [bool(word.ways.keys() & set(token.terms)) for token in sentence] for word in words
    )
    if any((a and d) or (b and c) for (a, b), (c, d) in pairwise(zip(one, other, strict=True))):
        return "whole"
    for place, held in enumerate(map(any, zip(one, other, strict=True))):
        beside = [sentence[at] for at in (place - 1, place + 1) if 0 <= at < len(sentence)]
        if held and any(token.capital and not token.function for token in beside):
            return "other"
    return "none"


@dataclass(frozen=True, slots=True)
class _Person:
    """Who is asked about by several names; `terms` are what each is found by, by its place.

    The `surname` is None beside a patronymic alone: "Иван Петрович".
    """

    given: Sequence[Token]
    surname: Token | None
    patronymic: Token | None
    sex: Sex | None
    terms: Mapping[int, AbstractSet[str]]

    def is_another(self, text: str, words: Sequence[Token]) -> bool | None:
        """Return whether a text names somebody else alone who has a name of this person.

        None where it names nobody who has.
        """
        told = [verdict for row in _rows(words, text) if (verdict := self._told(row, text))]
        return "alike" in told and "one" not in told if told else None

    def _told(self, row: Sequence[Token], text: str) -> Literal["one", "other", "alike"] | None:
        """Return who is named in a row: it may be this one, or not, or not but by a name alike."""
        names, patronymic = _without_patronymic(row)
        surname = next((name for name in names if self._is_surname(name)), None)
        pairs = [(one, two) for one in self.given for two in names if two is not surname]
        is_one = any(self._may_be_one(*pair) for pair in pairs)
        if surname is None and not (is_one and self.patronymic and patronymic):
            return None
        if self.patronymic and patronymic and not self._may_be_one(self.patronymic, patronymic):
            return "alike"
        sex = None if surname is None else sex_of(surname, text)
        if is_one and self.sex and sex and sex != self.sex:
            return "alike"
        if is_one or not pairs:
            return "one"
        return "alike" if any(_begin_alike(*pair) for pair in pairs) else "other"

    def _is_surname(self, name: Token) -> bool:
        if self.surname is None:
            return False
        return not self.terms[self.surname.start].isdisjoint(name.terms)

    def _may_be_one(self, asked: Token, told: Token) -> bool:
        if script_of(asked.word) is not script_of(told.word):
            ways = {*self.terms[asked.start], *asked.other_keys}
            return _is_initial(asked) or _is_initial(told) or not ways.isdisjoint(told.terms)
        if _is_initial(asked) or _is_initial(told):
            return asked.word[0] == told.word[0]
        if _SHORT.fullmatch(asked.word) or _SHORT.fullmatch(told.word):
            return True
        return _given(asked) == _given(told)


def _persons(asked: QuestionParts) -> list[_Person]:
    """Return who is asked about by more than one name."""
    words = {word.start: word for word in asked.words}
    persons = []
    for row in _rows(tokenize(asked.text), asked.text):
        # A question's first word has a capital whether it is a name or not.
        own = [name for name in row if name.start > 0 or (name.start in words and words[0].name)]
        names, patronymic = _without_patronymic(own)
        if len(own) < _SEVERAL or not names:
            continue
        surname = names[-1] if len(names) > 1 else None
        persons.append(
            _Person(
                given=names[:-1] or names,
                surname=surname,
                patronymic=patronymic,
                sex=None if surname is None else sex_of(surname, asked.text),
                terms={
                    name.start: _terms_of(
                        name, words.get(name.start), translated=name is not surname
                    )
                    for name in own
                },
            )
        )
    return persons


def _terms_of(name: Token, asked: AskedWord | None, *, translated: bool) -> AbstractSet[str]:
    """Return what finds a name: Пётр finds Peter, but Award is nobody's name where Оскар stands."""
    if asked is None:
        return set(name.terms)
    return {term for term, way in asked.ways.items() if translated or way.route != "translation"}


def _is_of_another(person: _Person, near: NearPassage, number: int) -> bool:
    """Return whether a sentence is on somebody else, by name, or by what it belongs to.

    That is the sentence before where it begins with what points, the lines above of a record, and a
    heading else.
    """
    sentences = near.hit.sentences
    told = person.is_another(sentences[number].quote, near.words[number])
    before = number
    while told is None and before > 0 and _goes_on(near, before):
        before -= 1
        told = person.is_another(sentences[before].quote, near.words[before])
    for above in range(number - 1, -1, -1):
        if told is None and above not in near.stated:
            told = person.is_another(sentences[above].quote, near.words[above])
    if told is None:
        told = person.is_another(near.hit.context, tokenize(near.hit.context))
    return bool(told)


def _goes_on(near: NearPassage, number: int) -> bool:
    """Return whether a sentence is on what the one before it is on."""
    before, sentence = near.hit.sentences[number - 1], near.hit.sentences[number]
    if POINTING.match(sentence.quote):
        return True
    start = near.hit.citation.start
    between = near.hit.text[before.end - start : sentence.start - start]
    return between == "\n" and all(map(_VALUE.match, (before.quote, sentence.quote)))


def _without_patronymic(row: Sequence[Token]) -> tuple[list[Token], Token | None]:
    """Return the names in a row, without what somebody is, and the patronymic among them."""
    names = [name for name in row if not _ROLE.fullmatch(name.word)]
    patronymic = next((name for name in names[1:] if _PATRONYMIC.fullmatch(name.word)), None)
    return [name for name in names if name is not patronymic], patronymic


def _rows(words: Sequence[Token], text: str) -> Iterator[list[Token]]:
    """Yield the words with a capital that stand in a row, as the names of one person do.

    A numeral is none of them: a single letter may be an initial, more are told apart as a series.
    """
    row: list[Token] = []
    for word in words:
        begins = (
            word.capital
            and (not word.function or text[word.end : word.end + 1] == ".")
            and not _NUMERAL.fullmatch(text, word.start, word.end)
        )
        if row and not (begins and _JOINS.fullmatch(text[row[-1].end : word.start])):
            yield row
            row = []
        if begins:
            row.append(word)
    if row:
        yield row


def _is_initial(name: Token) -> bool:
    return len(name.word) == 1


def _given(name: Token) -> str:
    given = _GIVEN.get(name.language or "")
    return name.word if given is None else given(name.word)


def _begin_alike(asked: Token, told: Token) -> bool:
    """Return whether a reader may take two names for one, or an initial is another one."""
    if _is_initial(asked) or _is_initial(told):
        return True
    length = _ALIKE if told.start > 0 else _ALIKE_FIRST
    if script_of(asked.word) is script_of(told.word):
        return asked.word[:length] == told.word[:length]
    signed = 1 + length
    return any(one[:signed] == other[:signed] for one in asked.other_keys for other in told.keys)
