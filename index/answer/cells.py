"""Which cell of a table's row answers: the one in the column that a question asks for.

A model that reads a row under its header takes the first figure for any. The names of the columns
say which is meant; a word that stands in a cell of the row says which row is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.answer.kinds import FORMS
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.types import Span

EMPTY_CELL = 0.05
"""What is left to a row in which nothing is filled in for what is asked."""

NO_CELL = 0.003
"""What is left to a row of which nothing may be what is asked: less than the surest reading makes
up."""

_DELIMITERS = ("|", "\t", ";", ",")
_LEAST_CELLS = 2
_LEAST_ROOT, _LEAST_WHOLE = 5, 3
"""Words that begin with as many letters alike may be of one root, fewer if a name has no more."""
_OF_ROOT = 0.5
_UNFILLED = any_of(language.wording.unfilled for language in LANGUAGES)
_EMPTY = re.compile(rf"[\s\-–—−?*.…/]*{_UNFILLED}?[\s\-–—−?*.…/]*", re.IGNORECASE)
_UNIT = re.compile(
    rf"[%€$£₽]|{any_of(language.series.units for language in LANGUAGES)}", re.IGNORECASE
)
_BARE = re.compile(r"[\d\s.,+−–-]*")
_EDGE = re.compile(r"^[\s|\"'`*_]+|[\s|\"'`*_]+$")
_MEANT = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(names, re.IGNORECASE))
    for language in LANGUAGES
    for asked, names in language.wording.attributes
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in the column asked for; `is_empty` where nothing is filled in."""

    span: Span
    is_empty: bool


def find_cell(asked: QuestionParts, *, header: str, row: str) -> Cell | None:
    """Return the cell of a row in the one column whose name has the most of a question.

    None where no name has any of it, or several have as much.
    """
    wanted = _wanted(asked, header=header, row=row)
    most = max(wanted.values(), default=0.0)
    best = [cell for cell, weight in wanted.items() if weight == most]
    if most == 0.0 or len(best) > 1:
        return None
    return Cell(best[0], _EMPTY.fullmatch(best[0].cut(row)) is not None)


def has_no_cell(asked: QuestionParts, *, header: str, row: str, around: str) -> bool:
    """Return whether a row has nothing that may be what is asked, whatever its columns are called.

    No column's name has any of the question. And who, where or when is asked, while all that the
    row says more than the question are bare numbers; or what is asked in other words (how heavy,
    for weight) is named neither there nor in what stands `around`, nor has a number its unit.
    A column that is called by a unit alone ("Days") may be anything that is measured so.
    """
    wanted = _wanted(asked, header=header, row=row)
    if not wanted or any(wanted.values()):
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


def _wanted(asked: QuestionParts, *, header: str, row: str) -> dict[Span, float]:
    """Return the cells of a row that say more than the question, and how much their names do of it.

    There are none where the row does not fit its header.
    """
    names, cells = columns(header, row)
    if not _LEAST_CELLS <= len(cells) <= len(names):
        return {}
    subject = [word for word in asked.words if _is_in(word, tokenize(row))]
    return {
        cell: _weight(asked, name.cut(header), besides=subject)
        for name, cell in zip(names, cells, strict=False)
        if not any(_is_in(word, tokenize(cell.cut(row))) for word in subject)
    }


def columns(header: str, row: str) -> tuple[list[Span], list[Span]]:
    """Return the cells of a header and of a row, by what parts both."""
    sign = next((sign for sign in _DELIMITERS if sign in header and sign in row), "|")
    return cells_of(header, sign), cells_of(row, sign)


def is_of_cells(span: Span, *, header: str, row: str) -> bool:
    """Return whether characters of a row go beyond one cell."""
    _, cells = columns(header, row)
    return not any(cell.start <= span.start and span.end <= cell.end for cell in cells)


def cell_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 but for rows with nothing to tell."""
    shares = np.ones(len(evidence.places))
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        header = near.headers.get(number)
        if header is not None:
            row = near.hit.sentences[number].quote
            cell = find_cell(asked, header=header, row=row)
            around = f"{near.standing}\n{near.headings}\n{near.text.context}\n{near.hit.text}"
            if cell is not None and cell.is_empty:
                shares[place] = EMPTY_CELL
            elif cell is None and has_no_cell(asked, header=header, row=row, around=around):
                shares[place] = NO_CELL
    return shares


def cells_of(row: str, sign: str) -> list[Span]:
    """Return the cells of a row that `sign` parts, without the signs around what they say."""
    part = re.escape(sign)
    pattern = rf'(?:^|{part})((?:\s*"(?:[^"]|"")*"\s*(?={part}|$))|[^{part}]*)'
    cells = [Span(*match.span(1)) for match in re.finditer(pattern, row)]
    if sign == "|" and len(cells) > _LEAST_CELLS:
        # The signs at both ends of a row of Markdown part nothing.
        first = int(not cells[0].cut(row).strip() and row.lstrip()[:1] == "|")
        cells = cells[first : len(cells) - (row.rstrip()[-1:] == "|")]
    return [_trimmed(cell, row) for cell in cells]


def _trimmed(cell: Span, row: str) -> Span:
    said = cell.cut(row)
    before = _EDGE.match(said)
    start = before.end() if before else 0
    after = _EDGE.search(said, start)
    return Span(cell.start + start, cell.start + (after.start() if after else len(said)))


def _weight(asked: QuestionParts, name: str, *, besides: Sequence[AskedWord]) -> float:
    """Return how much of a question, besides some of its words, the name of a column has."""
    tokens = tokenize(name)
    weight = sum(
        word.weight
        if _is_in(word, tokens)
        else word.weight * _OF_ROOT * _is_akin(asked, word, tokens)
        for word in asked.words
        if word not in besides
    )
    if any(of.search(asked.asks) and names.search(name) for of, names in _MEANT):
        weight += max((word.weight for word in asked.words), default=1.0)
    return weight


def _is_in(word: AskedWord, tokens: Sequence[Token]) -> bool:
    return any(not token.function and word.ways.keys() & set(token.terms) for token in tokens)


def _is_akin(asked: QuestionParts, word: AskedWord, tokens: Sequence[Token]) -> bool:
    """Return whether a word may be of one root with a name: "отправляется", "Отправление"."""
    said = asked.text[word.start : word.end].casefold()
    for token in tokens:
        length = min(_LEAST_ROOT, len(token.word))
        if length >= _LEAST_WHOLE and said[:length] == token.word[:length]:
            return True
    return False
