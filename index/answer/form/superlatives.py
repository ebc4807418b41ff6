"""Which row of a table or item of a list is first or last by what a question compares.

No row says of itself that it is the cheapest, and a model that reads it takes any for that. Where
the column is clear and every row was read, they are compared; else none of them answers.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.answer.form.cells import columns
from index.answer.form.stance import Stance
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence
from index.text.analysis import tokenize
from index.text.languages import LANGUAGES, any_of

NOT_FIRST = 0.003
"""What is left to a row that is not the first, or is not known to be: less than the surest reading
makes up."""

AGAINST = 0.1
"""What of it speaks for no answer, where none is known to be the first."""

FIRST = 5.0
"""How much likelier that row is: reading does not compare."""

_SUPERLATIVE = re.compile(
    rf"(?<![^\W_]){any_of(each.asking.superlatives for each in LANGUAGES)}(?![^\W_])",
    re.IGNORECASE,
)
_RANKED = tuple(
    (re.compile(rf"(?<![^\W_])(?:{asked})", re.IGNORECASE), names, highest)
    for language in LANGUAGES
    for asked, names, highest in language.asking.ranked
)
_ITEM = re.compile(r"[-*•+–—]\s|\d{1,3}[.)]\s|[^\s:][^:\n]{0,59}:[ \t]+\S[^\n]*\n\s*[^\s:][^:\n]*:")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_AMOUNT = re.compile(r"[-−]?\d+(?:[ \xa0\u202f,]\d{3}(?!\d))*(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[ \xa0\u202f,](?=\d{3}(?!\d))")


class _Measured(NamedTuple):
    """What a cell counts, and how much of it."""

    unit: str
    amount: float | None


def superlative_stance(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Stance:
    """Return how rows and items stand to what asks for the first of them: 1 is left to the rest.

    One that says itself what is asked, or stands under what says it, stays as it is.
    """
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    if _SUPERLATIVE.search(asked.asks) is None:
        return Stance(shares, against)
    for rows in _rows(nearest, evidence).values():
        first = _first(asked, nearest, {place: evidence.places[place] for place in rows})
        for place in rows:
            if place in first:
                shares[place] = FIRST
            else:
                shares[place], against[place] = NOT_FIRST, 0.0 if first else AGAINST
    return Stance(shares, against)


def _rows(
    nearest: Sequence[NearPassage], evidence: Evidence
) -> Mapping[tuple[str, str], list[int]]:
    """Return the rows under one header, and the items of one document, if they are several."""
    found = defaultdict[tuple[str, str], list[int]](list)
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        sentence, header = near.hit.sentences[number].quote, near.headers.get(number, "")
        if (header or _ITEM.match(sentence)) and not any(
            map(_SUPERLATIVE.search, (sentence, header, near.headings))
        ):
            found[near.hit.citation.document_id, header].append(place)
    return {of: rows for of, rows in found.items() if len(rows) > 1}


def _first(
    asked: QuestionParts, nearest: Sequence[NearPassage], rows: Mapping[int, tuple[int, int]]
) -> set[int]:
    """Return the rows that are first by the column asked for, none where that is not known."""
    passage, number = next(iter(rows.values()))
    header = nearest[passage].headers.get(number)
    if header is None or nearest[passage].in_table.get(number) != len(rows):
        return set()
    said = {place: nearest[of].hit.sentences[at].quote for place, (of, at) in rows.items()}
    names = [name.cut(header) for name in columns(header, next(iter(said.values())))[0]]
    values = {place: _values(header, row) for place, row in said.items()}
    compared = {
        column: name
        for column, name in enumerate(names)
        if all(column < len(row) and row[column].amount is not None for row in values.values())
        and len({row[column].unit for row in values.values()}) == 1
    }
    ranked = _column(asked, compared)
    if ranked is None:
        return set()
    column, highest = ranked
    measured = {place: row[column].amount or 0.0 for place, row in values.items()}
    best = (max if highest else min)(measured.values())
    return {place for place, value in measured.items() if value == best}


def _column(asked: QuestionParts, names: Mapping[int, str]) -> tuple[int, bool] | None:
    """Return the one column that is compared, and whether the highest is asked for."""
    for pattern, called, highest in _RANKED:
        if pattern.search(asked.asks):
            fitting = [
                column
                for column, name in names.items()
                if (
                    re.search(called, name, re.IGNORECASE)
                    if called
                    else any(map(asked.holds, tokenize(name)))
                )
            ]
            if fitting:
                return (fitting[0], highest) if len(fitting) == 1 else None
    return None


def _values(header: str, row: str) -> list[_Measured]:
    return [_measured(cell.cut(row)) for cell in columns(header, row)[1]]


def _measured(cell: str) -> _Measured:
    """Return what a cell counts and how much of it, None where that is not one number or day."""
    day = _DAY.fullmatch(cell)
    if day is not None:
        return _Measured("day", float(f"{cell.replace('-', '')}00"[:8]))
    amount = _AMOUNT.search(cell)
    if amount is None:
        return _Measured("", None)
    rest = cell[: amount.start()] + cell[amount.end() :]
    if any(map(str.isdecimal, rest)):
        return _Measured("", None)
    number = _THOUSANDS.sub("", amount.group()).replace(",", ".").replace("−", "-")
    return _Measured(rest.strip().casefold(), float(number))
