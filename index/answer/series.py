"""Which of many alike a question means: hall 6 and no other hall, one row of a table.

What differs in a number alone is near to a question in every other way, and so are the rows of a
table under one header, and sentences of one form: the colour of the door is this, of the gate that.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.answer.subjects import POINTING
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import ANALYSIS, Token
from index.text.languages import LANGUAGES, any_of
from index.text.letters import skeleton

OTHER_OF_SERIES = 0.003
"""What is left to a sentence that has another one of a series, and not the one asked about: less
than the surest reading makes up."""

OTHER_ROW = 0.1
"""What is left to a row that has less of a question than another row of its document."""

OTHER_OF_FORM = 0.1
"""What is left to a sentence beside one of its form that has all it has of a question, and more."""

_OF_ONE_FORM = 0.6
"""How much of two sentences is the same in order, by their words, where they are of one form."""

_LEAST_HELD = 0.5
"""Of what the fullest row of a document holds of a question, so much belongs to it."""

_SERIES = [language.series for language in LANGUAGES]
_LETTER = any_of(each.letters for each in _SERIES)
_SMALL_LETTER = any_of(each.small_letters for each in _SERIES)
# 7, 4.2, 7-В, 7b, В: not 7-й and 7 m, nor a person's initial.
_ONE = (
    rf"(?P<number>\d+(?:\.\d+)*)(?:-?(?P<of_number>(?:{_LETTER}|{_SMALL_LETTER})(?![\w'’])))?(?!\w)"
    rf"|(?P<letter>{_LETTER})(?![\w'’]|\.[ \xa0]?(?:{_LETTER}|I))"
)
_NUMBER = any_of(each.number for each in _SERIES)
_BEHIND = re.compile(rf"[ \xa0]?(?:№|#|{_NUMBER})?[ \xa0]?[«“\"]?(?:{_ONE})")
_PART = re.compile(rf"(?<![\w.,-])(?:{_ONE})")
_UNIT = any_of(unit for each in _SERIES for unit in each.units.values())
# "The berth is 75 metres": how much of something, and not which.
_MEASURED = re.compile(
    rf"\d+(?:[.,]\d+)?[ \xa0]?(?:[%°€$£₽]|{_UNIT}\b)",
    re.IGNORECASE,
)
_TO = any_of(each.to for each in _SERIES)
_RANGE = re.compile(rf"\d+(?:-?{_LETTER})?\s?(?:[-–—…]|\.\.|{_TO})\s?\d")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:]|\n)[\s«“\"(]*\Z")


@dataclass(frozen=True, slots=True)
class _Designated:
    """A word and what behind it says which of its kind is meant; or begins a `range`."""

    word: Token
    name: str
    range: bool


def series_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 where it is of none but what is asked."""
    return (
        _of_series(asked, nearest, evidence)
        * _of_rows(asked, nearest, evidence)
        * _of_forms(asked, nearest, evidence)
    )


def _of_series(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Numbers:
    shares = np.ones(len(evidence.places))
    for wanted in _designated(asked.text, ANALYSIS.tokenize(asked.text)):
        characters = wanted.word.start, wanted.word.end
        ways = next(
            (of.ways.keys() for of in asked.words if (of.start, of.end) == characters),
            frozenset(wanted.word.terms),
        )

        for place, (passage, number) in enumerate(evidence.places):
            near = nearest[passage]
            sentence, above = near.hit.sentences[number].quote, near.hit.context
            if any(wanted.name in _forms(text) for text in (sentence, above)):
                continue
            if _has_another(wanted, sentence, near.words[number], ways=ways) or _has_another(
                wanted, above, ANALYSIS.tokenize(above), ways=ways
            ):
                shares[place] *= OTHER_OF_SERIES
    return shares


def _has_another(
    wanted: _Designated, text: str, words: Sequence[Token], *, ways: AbstractSet[str]
) -> bool:
    """Return whether a text, whose words are given, has others of a series that is asked about."""
    others = [
        each
        for each in _designated(text, words)
        if ways & set(each.word.terms) and each.name not in _above(wanted.name)
    ]
    if any(each.range for each in others):
        return False
    return bool(others) or (_is_of_both(wanted.name) and any(map(_is_of_both, _names(text))))


def _designated(text: str, words: Sequence[Token]) -> Iterator[_Designated]:
    """Yield the words with what tells one of a series behind them, but for dates and amounts."""
    dated = [each for each in ANALYSIS.find_compounds(text) if each.kind != "identifier"]
    for word in words:
        if word.function or not word.word.isalpha():
            continue
        match = _BEHIND.match(text, word.end)
        # What stands in one with it is an identifier, of which others know: H229.6068.
        if match is None or word.end in {match.start("letter"), match.start("number")}:
            continue
        start = match.start("number") if match["number"] else match.start("letter")
        if _MEASURED.match(text, start) is None and not any(
            each.start <= start < each.end for each in dated
        ):
            spans = match["number"] is not None and _RANGE.match(text, start) is not None
            yield _Designated(word, _name(match), spans)


def _names(text: str) -> Iterator[str]:
    """Yield the numbers and letters of a text that may tell one of a series, as they compare."""
    for match in _PART.finditer(text):
        if match["number"] or not _SENTENCE_END.search(text, 0, match.start()):
            yield _name(match)


def _forms(text: str) -> frozenset[str]:
    """Return the names in a text, and what they are of: 7-В is of 7, and version 4.2.1 of 4.2."""
    return frozenset(form for name in _names(text) for form in (name, *_above(name)))


def _above(name: str) -> tuple[str, ...]:
    """Return what one of a series is of: the number without its letter, and without its parts."""
    number = _NUMBERS.match(name)
    parts = number.group().split(".") if number else []
    return tuple(".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _name(match: re.Match[str]) -> str:
    letter = match["of_number"] or match["letter"] or ""
    number = match["number"]
    return (_bare(number) if number else "") + skeleton(letter)


def _bare(number: str) -> str:
    """Return a number as it compares, without zeros in front: 07 is 7, 0.7 is not."""
    whole, point, parts = number.partition(".")
    return (whole.lstrip("0") or "0") + point + parts


def _is_of_both(name: str) -> bool:
    return name[:1].isdecimal() and not name[-1].isdecimal()


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
