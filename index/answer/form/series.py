"""Which of many alike a question means: hall 6 and no other hall, one row of a table.

What differs in a number alone is near to a question in every other way, and so are the rows of a
table under one header, and sentences of one form: the colour of the door is this, of the gate that.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from index.answer.form.designations import (
    Designated,
    Name,
    above,
    find_designated,
    is_of_both,
    names_in,
)
from index.answer.form.ruled_out import RULED_OUT
from index.answer.form.stance import Stance
from index.answer.nearest import NearPassage, QuestionParts
from index.answer.subjects import POINTING
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import ANALYSIS, Token

AGAINST = 0.01
"""What of a sentence that has another one of a series, and not the one asked about, speaks for no
answer: the one that is asked about may not have it."""

NONE_OF_SERIES = 0.1
"""The same where the one that is asked about stands nowhere near: what is left may answer less."""

OTHER_ROW = 0.1
"""What is left to a row that has less of a question than another row of its document."""

OTHER_OF_FORM = 0.1
"""What is left to a sentence beside one of its form that has all it has of a question, and more."""

_OF_ONE_FORM = 0.6
"""How much of two sentences is the same in order, by their words, where they are of one form."""

_LEAST_HELD = 0.5
"""Of what the fullest row of a document holds of a question, so much belongs to it."""

_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def series_stance(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Stance:
    """Return how each sentence stands by its series: 1 is left where it is of what is asked."""
    rest = _of_rows(asked, nearest, evidence) * _of_forms(asked, nearest, evidence)
    return _of_series(asked, nearest, evidence).beside(Stance(rest, np.zeros(len(rest))))


def _of_series(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Stance:
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    wanted = list(find_designated(asked.text, ANALYSIS.tokenize(asked.text)))
    if not wanted:
        return Stance(shares, against)
    told = [
        (
            _Told.of(near.hit.sentences[number].quote, near.words[number]),
            _Told.of(near.hit.context, ANALYSIS.tokenize(near.hit.context)),
        )
        for near, number in ((nearest[passage], number) for passage, number in evidence.places)
    ]
    for one in wanted:
        characters = one.word.start, one.word.end
        ways = next(
            (of.ways.keys() for of in asked.words if (of.start, of.end) == characters),
            frozenset(one.word.terms),
        )
        named = [any(one.is_of(text.forms) for text in texts) for texts in told]
        for place, texts in enumerate(told):
            if not named[place] and any(text.has_another(one, ways=ways) for text in texts):
                shares[place] = RULED_OUT
                against[place] = max(against[place], AGAINST if any(named) else NONE_OF_SERIES)
    return Stance(shares, against)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a text has of series: its words with what tells one, and all names in it.

    `forms` are these and the names of what they are of.
    """

    designated: Sequence[Designated]
    names: frozenset[Name]
    forms: frozenset[Name]

    @classmethod
    def of(cls, text: str, words: Sequence[Token]) -> "_Told":
        designated = list(find_designated(text, words))
        names = names_in(text)
        all_names = names.union(*(each.names for each in designated))
        return cls(designated, names, frozenset(form for name in all_names for form in above(name)))

    def has_another(self, wanted: Designated, *, ways: AbstractSet[str]) -> bool:
        """Return whether the text has others of a series that is asked about."""
        others = [
            each
            for each in self.designated
            if ways & set(each.word.terms) and wanted.is_beside(each)
        ]
        if any(each.range for each in others):
            return False
        return bool(others) or (
            wanted.tells != "letter"
            and any(map(is_of_both, wanted.names))
            and any(map(is_of_both, self.names))
        )


def _of_rows(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left beside the rows that have the most of a question in their own cells.

    The tables of a document are taken as one.
    """
    shares = np.ones(len(evidence.places))
    held: dict[int, tuple[str, float]] = {}
    most: dict[str, float] = {}
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        if number in near.rows:
            document = near.hit.citation.document_id
            held[place] = document, _held(asked.words, near.terms[number])
            most[document] = max(most.get(document, 0.0), held[place][1])
    for place, (document, own) in held.items():
        if own < _LEAST_HELD * most[document]:
            shares[place] = OTHER_ROW
    return shares


def _of_forms(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    """Return what is left beside sentences of the same form that have more of a question.

    That is all that a sentence of their passage has of it and more besides, but for what stands
    above both. One that has nothing of it, or takes up what was named before, may be about the
    rest by that. Of rows of tables all are of one form.
    """
    held = [
        frozenset(
            place
            for place, word in enumerate(asked.words)
            if not nearest[passage].terms[number].isdisjoint(word.ways)
        )
        for passage, number in evidence.places
    ]
    forms = [
        [_form(token) for token in nearest[passage].words[number]]
        for passage, number in evidence.places
    ]
    shares = np.ones(len(evidence.places))
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        fuller = (
            forms[other]
            for other, (beside, _) in enumerate(evidence.places)
            if beside == passage
            and held[place] < held[other]
            and any(
                near.about.isdisjoint(asked.words[more].ways) for more in held[other] - held[place]
            )
        )
        sentence = near.hit.sentences[number].quote
        if number in near.rows or not held[place] or POINTING.search(sentence):
            continue
        if any(_are_alike(forms[place], form) for form in fuller):
            shares[place] = OTHER_OF_FORM
    return shares


def _form(token: Token) -> str:
    """Return a word as forms are compared: any number and any name is like another."""
    return "Name" if token.capital and token.start > 0 else _NUMBERS.sub("0", token.word)


def _are_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _OF_ONE_FORM and matcher.ratio() >= _OF_ONE_FORM


def _held(words: Sequence[AskedWord], terms: frozenset[str]) -> float:
    return sum(word.weight for word in words if terms.intersection(word.ways))
