"""Which bracket holds what is asked about: a delay of 10 days is one of 6 to 15.

Rows of a table and lines of a list that differ in a range of numbers hardly have the question's
digits, but for where they mean something else: "up to 5 days: 10 euros" has that 10. So the ranges
are compared with the number itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.answer.form.cells import columns
from index.answer.form.ranges import Range, counts_alike, find_ranges, only_range
from index.answer.form.stance import Stance
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence
from index.search.hits import FoundHits
from index.text.analysis import tokenize

OTHER_BRACKET = 0.003
"""What is left to a bracket that does not hold what is asked about: less than the surest reading
makes up."""

AGAINST = 0.1
"""What of it speaks for no answer, where none holds it."""

HOLDS = 5.0
"""How much likelier the one that does is: reading does not compare."""

_ITEM = re.compile(r"(?P<said>[^:\n]{1,60}?)\s*(?::|\s[—–=-])\s+(?=\S)")


class _Bracket(NamedTuple):
    """A range, what it is called, and what stands beside it."""

    range: Range
    name: str
    beside: str


class Bracketed(NamedTuple):
    """How sentences stand by their brackets, and what is asked besides the numbers these have.

    `settled` bool[n] are those in brackets of which one holds what is asked about.
    """

    stance: Stance
    settled: NDArray[np.bool_]
    asked: QuestionParts
    found: FoundHits


def by_brackets(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    evidence: Evidence,
    *,
    found: FoundHits,
) -> Bracketed:
    """Return how sentences stand by their brackets: 1 is left to one that is none of any asked for.

    What a bracket holds need not stand there, and where it does may mean something else. So what
    else tells of those that are settled is to go by the rest of the question.
    """
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    settled, numbers = np.zeros(len(evidence.places), np.bool_), set[Range]()
    amounts = list(find_ranges(asked.text))
    for brackets in _groups(nearest, evidence) if amounts else ():
        fitting = [
            amount
            for amount in amounts
            if all(
                counts_alike(asked, amount, each.range, name=each.name, beside=each.beside)
                for each in brackets.values()
            )
        ]
        if len(fitting) != 1:
            continue
        held = _holding(fitting[0], {place: each.range for place, each in brackets.items()})
        for place in brackets:
            shares[place] *= HOLDS if place in held else OTHER_BRACKET
            against[place] = 0.0 if held else AGAINST
            settled[place] |= bool(held)
        if held:
            numbers.update(fitting)
    stance, rest = Stance(shares, against), _besides(asked, numbers)
    told = {asked.text[word.start : word.end] for word in asked.words if word not in rest.words}
    exact = found.query.exact
    query = replace(
        found.query,
        sparse=replace(found.query.sparse, words=rest.words),
        exact=replace(exact, nowhere=tuple(each for each in exact.nowhere if each not in told)),
    )
    return Bracketed(stance, settled, rest, replace(found, query=query))


def _besides(asked: QuestionParts, numbers: Iterable[Range]) -> QuestionParts:
    """Return a question without the digits of some of its numbers."""
    words = [
        word
        for word in asked.words
        if not (
            asked.text[word.start].isdecimal()
            and any(each.start <= word.start < each.end for each in numbers)
        )
    ]
    return replace(asked, words=words)


def _holding(amount: Range, ranges: Mapping[int, Range]) -> set[int]:
    """Return the places whose range meets an amount, or is just that."""
    same = {
        place
        for place, each in ranges.items()
        if (each.low, each.high) == (amount.low, amount.high) and not amount.is_number
    }
    return same or {place for place, each in ranges.items() if each.meets(amount)}


def _groups(nearest: Sequence[NearPassage], evidence: Evidence) -> list[Mapping[int, _Bracket]]:
    """Return the brackets of each column and list, by their places, where they are several."""
    groups = defaultdict[tuple[str, ...], dict[int, _Bracket]](dict)
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        document, sentence = near.hit.citation.document_id, near.hit.sentences[number].quote
        header = near.headers.get(number)
        if header is None:
            item = _ITEM.match(sentence)
            found = only_range(item["said"]) if item else None
            if item and found:
                called = sentence[: found.start]
                stems = " ".join(word.stem for word in tokenize(called) if not word.function)
                groups[document, near.headings, stems][place] = _Bracket(
                    found, called, sentence[item.end() :]
                )
            continue
        names, cells = columns(header, sentence)
        for name, cell in zip(names, cells, strict=False):
            found = only_range(cell.cut(sentence))
            if found:
                called = name.cut(header)
                beside = f"{header}\n{sentence[: cell.start]}\n{sentence[cell.end :]}"
                first = "first" if cell == cells[0] else "later"
                groups[document, header, called, first][place] = _Bracket(found, called, beside)
    return [
        apart
        for of, brackets in groups.items()
        if len(brackets) > 1 and (apart := _apart(brackets, nested=of[-1] != "later"))
    ]


def _apart(brackets: Mapping[int, _Bracket], *, nested: bool) -> Mapping[int, _Bracket]:
    """Return brackets as they part all numbers between them, none where they do not.

    What begins their lines may be `nested`: up to 2 and up to 5 are up to 2 and from there to 5.
    """
    ranges = {place: each.range for place, each in brackets.items()}
    if nested:
        from_below = sorted(
            (place for place, each in ranges.items() if each.low == -inf),
            key=lambda place: ranges[place].high,
        )
        from_above = sorted(
            (place for place, each in ranges.items() if each.high == inf),
            key=lambda place: ranges[place].low,
        )
        for less, more in pairwise(from_below):
            ranges[more] = replace(ranges[more], low=ranges[less].high, over=not ranges[less].under)
        for less, more in pairwise(from_above):
            ranges[less] = replace(ranges[less], high=ranges[more].low, under=not ranges[more].over)
    ordered = sorted(ranges.values(), key=lambda each: (each.low, each.high))
    if all(each.is_number for each in ordered) or any(
        one.high > other.low for one, other in pairwise(ordered)
    ):
        return {}
    return {place: each._replace(range=ranges[place]) for place, each in brackets.items()}
