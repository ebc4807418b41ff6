"""Which cell of a table's row answers: the one in the column that a question asks for.

A model that reads a row under its header takes the first figure for any. The names of the columns
say which is meant; a word that stands in a cell of the row says which row is. Of names that have as
much of a question, the one is meant that says least besides: the salary, not that on probation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.answer.form.ranges import counts_alike, find_ranges, only_range
from index.answer.form.ruled_out import RULED_OUT
from index.answer.kinds import FORMS
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.text.vowels import are_of_one_noun
from index.types import Span

_DELIMITERS = ("|", "\t", ";", ",")
_LEAST_CELLS = 2
_LEAST_ROOT, _LEAST_WHOLE = 5, 3
"""Words that begin with as many letters alike may be of one root, fewer if a name has no more."""
_OF_ROOT = 0.5
_UNFILLED = any_of(language.telling.unfilled for language in LANGUAGES)
_BLANK = r"[\s\-–—−?*.…/_()]*"
_EMPTY = re.compile(rf"{_BLANK}{_UNFILLED}?{_BLANK}", re.IGNORECASE)
_VACANT = re.compile(
    rf"{_BLANK}{any_of(language.telling.vacant for language in LANGUAGES)}{_BLANK}", re.IGNORECASE
)
_UNIT = re.compile(
    rf"[%€$£₽]|{any_of(each for language in LANGUAGES for each in language.series.units.values())}",
    re.IGNORECASE,
)
_BARE = re.compile(r"[\d\s.,+−–-]*")
_EDGE = re.compile(r"^[\s|\"'`*_]+|[\s|\"'`*_]+$")
# What stands before a word that is ruled out, and a short word between: "without a".
_WITHOUT = re.compile(
    rf"(?<!\w){any_of(language.telling.without for language in LANGUAGES)}[ \xa0-]"
    r"(?:[^\W\d_]{1,3}[ \xa0])?$",
    re.IGNORECASE,
)
_MEANT = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(names, re.IGNORECASE))
    for language in LANGUAGES
    for asked, names in language.asking.attributes
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in the column asked for, and what that is called.

    It `is_empty` where nothing is filled in.
    """

    span: Span
    column: str
    is_empty: bool


class _Fit(NamedTuple):
    """How much of a question a column's name has, and how many words the question lacks, negated.

    The greater one is the one asked for.
    """

    weight: float
    besides: int


def find_cells(asked: QuestionParts, *, header: str, row: str) -> list[Cell]:
    """Return the cells of a row in the columns whose names have the most of a question.

    None where no name has any of it, and several where nothing tells which of them is asked for.
    """
    wanted = _wanted(asked, header=header, row=row)
    most = max((fit for _, fit in wanted.values()), default=_Fit(0.0, 0))
    return [
        Cell(cell, column, is_unfilled(asked, cell.cut(row)))
        for cell, (column, fit) in wanted.items()
        if fit == most and fit.weight > 0.0
    ]


def is_unfilled(asked: QuestionParts, said: str) -> bool:
    """Return whether what stands for what is asked says but that nothing is filled in there.

    Or that nobody has the post, where somebody is asked for.
    """
    return _EMPTY.fullmatch(said) is not None or (
        asked.type == "person" and _VACANT.fullmatch(said) is not None
    )


def has_no_cell(asked: QuestionParts, *, header: str, row: str, around: str) -> bool:
    """Return whether a row has nothing that may be what is asked, whatever its columns are called.

    No column's name has any of the question. And who, where or when is asked, while all that the
    row says more than the question are bare numbers; or what is asked in other words (how heavy,
    for weight) is named neither there nor in what stands `around`, nor has a number its unit.
    A column that is called by a unit alone ("Days") may be anything that is measured so.
    """
    wanted = _wanted(asked, header=header, row=row)
    if not wanted or any(fit.weight for _, fit in wanted.values()):
        return False
    if any(_UNIT.fullmatch(name.cut(header)) for name in columns(header, row)[0]):
        return False
    values = [cell.cut(row) for cell in wanted]
    if asked.type not in {None, "number"}:
        return all(_BARE.fullmatch(each) and not FORMS.date.search(each) for each in values)
    meant = [names for of, names in _MEANT if of.search(asked.asks)]
    return (
        bool(meant)
        and all(_BARE.fullmatch(each) or not any(map(str.isdecimal, each)) for each in values)
        and not any(names.search(f"{header}\n{around}") for names in meant)
    )


def _wanted(asked: QuestionParts, *, header: str, row: str) -> dict[Span, tuple[str, _Fit]]:
    """Return the cells of a row that say more than the question, their names and how these fit it.

    There are none where the row does not fit its header.
    """
    names, cells = columns(header, row)
    if not _LEAST_CELLS <= len(cells) <= len(names):
        return {}
    subject = [word for word in asked.words if _is_in(asked, word, tokenize(row))]
    return {
        cell: (name.cut(header), _fit(asked, name.cut(header), besides=subject))
        for name, cell in zip(names, cells, strict=False)
        if not any(_is_in(asked, word, tokenize(cell.cut(row))) for word in subject)
        and not _is_bracket(asked, name.cut(header), cell.cut(row), beside=header)
    }


def _is_bracket(asked: QuestionParts, name: str, cell: str, *, beside: str) -> bool:
    """Return whether a cell tells of a number of the question that it is in a range."""
    found = only_range(cell)
    return (
        found is not None
        and not found.is_number
        and any(
            found.meets(each) and counts_alike(asked, each, found, name=name, beside=beside)
            for each in find_ranges(asked.text)
        )
    )


def columns(header: str, row: str) -> tuple[list[Span], list[Span]]:
    """Return the cells of a header and of a row, by what parts both."""
    sign = next((sign for sign in _DELIMITERS if sign in header and sign in row), "|")
    framed = sign == "|" and any(each.rstrip().endswith(sign) for each in (header, row))
    return cells_of(header, sign, framed=framed), cells_of(row, sign, framed=framed)


def is_of_cells(span: Span, *, header: str, row: str) -> bool:
    """Return whether characters of a row go beyond one cell."""
    _, cells = columns(header, row)
    return not any(cell.start <= span.start and span.end <= cell.end for cell in cells)


def cell_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 but for rows with nothing to tell.

    That is nothing filled in for what is asked, or nothing that may be what is asked.
    """
    shares = np.ones(len(evidence.places))
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        header = near.headers.get(number)
        if header is not None:
            row = near.hit.sentences[number].quote
            cells = find_cells(asked, header=header, row=row)
            around = f"{near.standing}\n{near.headings}\n{near.text.context}\n{near.hit.text}"
            if (
                all(cell.is_empty for cell in cells)
                if cells
                else has_no_cell(asked, header=header, row=row, around=around)
            ):
                shares[place] = RULED_OUT
    return shares


def cells_of(row: str, sign: str, *, framed: bool) -> list[Span]:
    """Return the cells of a row that `sign` parts, without the signs around what they say.

    Those at both ends of a row of Markdown, which is `framed`, part nothing; elsewhere the first
    cell of a row that begins with one is empty.
    """
    part = re.escape(sign)
    pattern = rf'(?:^|{part})((?:\s*"(?:[^"]|"")*"\s*(?={part}|$))|[^{part}]*)'
    cells = [Span(*match.span(1)) for match in re.finditer(pattern, row)]
    if framed and len(cells) > _LEAST_CELLS:
        first = int(not cells[0].cut(row).strip() and row.lstrip()[:1] == "|")
        cells = cells[first : len(cells) - (row.rstrip()[-1:] == "|")]
    return [_trimmed(cell, row) for cell in cells]


def _trimmed(cell: Span, row: str) -> Span:
    said = cell.cut(row)
    before = _EDGE.match(said)
    start = before.end() if before else 0
    after = _EDGE.search(said, start)
    return Span(cell.start + start, cell.start + (after.start() if after else len(said)))


def _fit(asked: QuestionParts, name: str, *, besides: Sequence[AskedWord]) -> _Fit:
    """Return how the name of a column fits a question, of which some words are `besides` that.

    What it rules out is another thing: non-members are no members.
    """
    tokens = tokenize(name)
    ruled_out = [token for token in tokens if _WITHOUT.search(name, 0, token.start)]
    others = [token for token in tokens if token not in ruled_out]
    weight = 0.0
    for word in asked.words:
        if word not in besides:
            said = ruled_out if _WITHOUT.search(asked.text, 0, word.start) else others
            if _is_in(asked, word, said):
                weight += word.weight
            elif _is_akin(asked, word, said):
                weight += word.weight * _OF_ROOT
    if any(of.search(asked.asks) and names.search(name) for of, names in _MEANT):
        weight += max((word.weight for word in asked.words), default=1.0)
    lacks = sum(
        # A letter alone is a name: store A.
        (not token.function or len(token.word) == 1)
        and not asked.holds(token)
        and not any(
            _is_in(asked, word, [token]) or _is_akin(asked, word, [token]) for word in asked.words
        )
        for token in tokens
    )
    return _Fit(weight, -lacks)


def _is_in(asked: QuestionParts, word: AskedWord, tokens: Sequence[Token]) -> bool:
    """Return whether a word is among others, in whatever form and language."""
    said = asked.text[word.start : word.end].casefold()
    return any(
        not token.function
        and (not word.ways.keys().isdisjoint(token.terms) or are_of_one_noun(said, token.word))
        for token in tokens
    )


def _is_akin(asked: QuestionParts, word: AskedWord, tokens: Sequence[Token]) -> bool:
    """Return whether a word may be of one root with a name: "отправляется", "Отправление"."""
    said = asked.text[word.start : word.end].casefold()
    for token in tokens:
        length = min(_LEAST_ROOT, len(token.word))
        if length >= _LEAST_WHOLE and said[:length] == token.word[:length]:
            return True
    return False
