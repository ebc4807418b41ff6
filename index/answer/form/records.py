"""Which of several records a question means: the one that it calls by its name or number.

A row of a table, an item of a list "name: …" and a record of YAML say first of what they tell the
rest. What is said of one is not true of its neighbour, though it be the only one to have it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.answer.form.cells import columns
from index.answer.form.stance import Stance
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.types import Span

OTHER_RECORD = 0.003
"""What is left to a record beside the one that is asked about: less than the surest reading makes
up."""

AGAINST = 0.01
"""What of it speaks for no answer then: the one that is asked about may not have it."""

_LONGEST_NAME = 60
_PAIR = re.compile(
    rf"[-*•+–—\s]*(?P<name>[^\s:][^:\n]{{0,{_LONGEST_NAME - 1}}}):[ \t]+(?P<value>\S[^\n]*)"
)
_NUMBER = re.compile(r"\W*0*(\d+)\W*")
_JOINED = re.compile(
    rf"(?<!\w){any_of(language.grammar.joining for language in LANGUAGES)}(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Record:
    """A sentence that is a record: the words of its name, and what number that is.

    `kinds` are the stems of what says what it is a record of.
    """

    place: int
    name: tuple[Token, ...]
    number: str | None
    kinds: frozenset[str | None]


def record_stance(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Stance:
    """Return how each sentence stands by its record: 1 is left unless another one is asked about.

    Where a question names a number that no record has, or words that no record's name has all of,
    none of them is.
    """
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    for records in _groups(nearest, evidence):
        others = _others(asked, records)
        shares[others], against[others] = OTHER_RECORD, AGAINST
    return Stance(shares, against)


def _groups(nearest: Sequence[NearPassage], evidence: Evidence) -> Iterator[list[_Record]]:
    """Yield the records of one document that begin alike, if there are several."""
    groups = defaultdict[tuple[str, str], list[_Record]](list)
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        sentence = near.hit.sentences[number].quote
        found = _begins(sentence, near.headers.get(number))
        if found is None:
            continue
        key, name = found
        of = f"{key}\n{near.headings.rpartition(chr(10))[2]}"
        words = [each for each in near.words[number] if name.start <= each.start < name.end]
        bare = _NUMBER.fullmatch(name.cut(sentence))
        groups[near.hit.citation.document_id, of].append(
            _Record(
                place,
                tuple(each for each in words if not each.function),
                bare[1] if bare else None,
                frozenset(token.stem for token in tokenize(of)),
            )
        )
    yield from (records for records in groups.values() if len(records) > 1)


def _begins(sentence: str, header: str | None) -> tuple[str, Span] | None:
    """Return what the first value of a record is called, "" for its name alone, and where it is."""
    if header is not None:
        names, cells = columns(header, sentence)
        return (names[0].cut(header), cells[0]) if names and cells else None
    pair = _PAIR.match(sentence)
    if pair is None:
        return None
    if _PAIR.match(sentence, pair.end()):
        return pair["name"], Span(*pair.span("value"))
    return "", Span(*pair.span("name"))


def _others(asked: QuestionParts, records: Sequence[_Record]) -> list[int]:
    """Return the places of the records that are not asked about."""
    number = _asked_number(asked, records)
    if number is not None:
        return [each.place for each in records if each.number not in {None, number}]
    held = [(each, _held(asked, each)) for each in records if each.name]
    named = [each for each, words in held if len(words) == len(each.name)]
    if named:
        return [each.place for each, _ in held if each not in named]
    return [each.place for each in records] if _is_of_several(asked, held) else []


def _asked_number(asked: QuestionParts, records: Sequence[_Record]) -> str | None:
    """Return the number that a question has behind the name of these records: "floor 3"."""
    kinds = frozenset[str | None]().union(*(each.kinds for each in records if each.number))
    for token in tokenize(asked.asks):
        if token.stem in kinds and token.word.isalpha() and not token.function:
            behind = re.compile(r"\s*[№#]?\s*0*(\d+)(?![\w.,:]\d|\w)").match(asked.asks, token.end)
            if behind:
                return behind[1]
    return None


def _held(asked: QuestionParts, record: _Record) -> set[int]:
    """Return the words of a record's name that stand in a question."""
    return {each.start for each in record.name if asked.holds(each)}


def _is_of_several(asked: QuestionParts, held: Sequence[tuple[_Record, set[int]]]) -> bool:
    """Return whether the words of a question are in the names of records, and in none together.

    "A cat's vaccination" is neither "cat, castration" nor "dog, vaccination".
    """
    if _JOINED.search(asked.asks):
        return False
    of_names = [frozenset(_words(asked, record)) for record, words in held if words]
    union = frozenset[int]().union(*of_names)
    return len(union) > 1 and union not in of_names


def _words(asked: QuestionParts, record: _Record) -> Iterator[int]:
    """Yield where the words of a question stand that a record's name has."""
    terms = {term for token in record.name for term in token.terms}
    yield from (word.start for word in asked.words if _is_in(word, terms))


def _is_in(word: AskedWord, terms: set[str]) -> bool:
    return not word.ways.keys().isdisjoint(terms)
