"""The quotes in a file, and what each says of where it stands.

JSON, or JSON lines, cites with every object that has a `quote` and a `document_id` or `source`: so
do the answers and hits of Spravka. In a text a quote stands between «…», “…”, „…“ or "…", or in
lines that begin with >. Its source may follow in brackets, as a link, behind a dash or as Spravka
prints it: `index.verify.sources` says how. A quote between marks that names no source and has fewer
than four words is taken for a name or a term, and what stands in fenced code for code.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath
from typing import Any

from index.errors import InvalidInput
from index.read.readers import READERS, suffixes
from index.verify.claims import LONGEST_QUOTE, Claim, check_claim
from index.verify.sources import IsKnown
from service.cli.cited import Cited, cited_at_end, cited_behind

_FEWEST_WORDS = 4
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_TEXT = frozenset(suffixes(each for each in READERS if each.is_text))
_NOT_LOOKED_AT = frozenset({"title"})

_CLOSING = {"«": "»", "“": "”", "„": "“”", '"': '"'}
_OPENING = re.compile(r'[«“„"]')
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*|\Z)", re.MULTILINE | re.DOTALL)
_ITEM = r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)"
_BLOCK = re.compile(
    rf"^[ \t]*{_ITEM}*>.*(?:\n|\Z)(?:^[ \t]*>.*(?:\n|\Z))*",
    re.MULTILINE,
)
_MARKER = re.compile(rf"^[ \t]*{_ITEM}*(?:> ?)+", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BEFORE_OPENING = frozenset(" \t\n([{«“„—–-")
_CODE = frozenset("=\\")
_EMPHASIS = re.compile(r"[*_]*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote of a file, with its `place` there: a line, or a pointer into JSON.

    `not_understood` is what seems to name a source behind it, and can't be read.
    """

    place: str
    claim: Claim
    not_understood: str | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """What begins as a quote and is not checked, with its place: too short, or never closed."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quotes of a file in their order, and the collections that its JSON names."""

    found: tuple[Quotation, ...]
    collections: frozenset[str]
    too_short: tuple[Passed, ...] = ()
    not_closed: tuple[Passed, ...] = ()


def read_quotations(text: str, *, name: str, is_known: IsKnown = lambda _: False) -> Quotations:
    """Return the quotes in `text`, which is the file `name`; its suffix says of which kind.

    What has another suffix is JSON where it can be read as such. A source that is known is read
    whatever it is called. Raises InvalidInput for JSON that is broken, and for a quote or citation
    that is none.
    """
    suffix = PurePath(name).suffix.lower()
    values = None if suffix in _TEXT else _json_values(text)
    if values is None and suffix in _JSON:
        raise InvalidInput(f"{name}: neither JSON nor JSON lines")
    if values is None:
        read = _in_text(text, is_known)
    else:
        found = tuple(quotation for place, value in values for quotation in _in_json(value, place))
        named = (value.get("collection") for _, value in values if isinstance(value, dict))
        read = Quotations(found, frozenset(item for item in named if isinstance(item, str)))
    for quotation in read.found:
        try:
            check_claim(quotation.claim)
        except InvalidInput as error:
            raise InvalidInput(f"{name}, {quotation.place}: {error}") from None
    return read


def _json_values(text: str) -> Sequence[tuple[str, Any]] | None:
    """Return the JSON value of a text, or that of each line, with its place; None for neither."""
    try:
        try:
            return [("", json.loads(text))]
        except ValueError:
            lines = enumerate(text.split("\n"), start=1)
            return [(f"line {n}", json.loads(line)) for n, line in lines if line.strip()]
    except (ValueError, RecursionError):
        return None


def _in_json(value: Any, place: str) -> Iterator[Quotation]:
    waiting = [(place, value)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, list):
            inner = [(f"{place}/{number}", item) for number, item in enumerate(value)]
        elif isinstance(value, dict):
            if value.get("quote") is not None and (
                value.get("document_id") is not None or value.get("source") is not None
            ):
                yield Quotation(place or "/", _claim(value, place or "/"))
            inner = [(f"{place}/{key}", item) for key, item in value.items()]
        else:
            continue
        waiting += reversed(inner)


def _claim(citation: dict[str, Any], place: str) -> Claim:
    from pydantic import ValidationError

    from service.schemas.citations import CitationIn

    fields = CitationIn.model_fields.keys() - _NOT_LOOKED_AT
    given = {key: citation[key] for key in fields if citation.get(key) is not None}
    try:
        return CitationIn.model_validate(given).claim()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise InvalidInput(f"{place}: {field} does not fit: {first['msg']}") from None


@dataclass(frozen=True, slots=True)
class _Marked:
    """What stands between marks or in a block, from `at` on; a line where no mark closes it."""

    at: int
    text: str
    cited: Cited | None = None
    is_closed: bool = True
    is_block: bool = False

    @property
    def is_checked(self) -> bool:
        told = self.is_block or self.cited is not None
        return self.is_closed and (told or len(_WORD.findall(self.text)) >= _FEWEST_WORDS)


def _in_text(text: str, is_known: IsKnown) -> Quotations:
    text = _FENCE.sub(_blank, text)
    marked: list[_Marked] = []
    for block in _BLOCK.finditer(text):
        marked += _in_block(text, block, is_known)
    marked += _between_marks(_BLOCK.sub(_blank, text), is_known)
    marked.sort(key=lambda each: each.at)

    def place(at: int) -> str:
        return f"line {text.count(chr(10), 0, at) + 1}"

    def passed(*, is_closed: bool) -> tuple[Passed, ...]:
        each = (each for each in marked if not each.is_checked and each.is_closed == is_closed)
        return tuple(Passed(place(one.at), one.text) for one in each if _WORD.search(one.text))

    return Quotations(
        found=tuple(_quotation(place(each.at), each) for each in marked if each.is_checked),
        collections=frozenset(),
        too_short=passed(is_closed=True),
        not_closed=passed(is_closed=False),
    )


def _quotation(place: str, marked: _Marked) -> Quotation:
    cited = marked.cited
    if cited is None or cited.source is None:
        return Quotation(place, Claim(marked.text), cited.written if cited else None)
    source = asdict(cited.source)
    return Quotation(place, Claim(marked.text, source=source.pop("name"), **source))


def _in_block(text: str, block: re.Match[str], is_known: IsKnown) -> Iterator[_Marked]:
    """Yield the quotes a block begins with, or else the whole of it, but for its source."""
    content = _MARKER.sub("", block.group()).strip()
    behind = cited_behind(text, block.end(), is_known=is_known)
    first = _EMPHASIS.match(content)
    if _opens(content, first.end() if first else 0):
        after = f"\n{behind.written}" if behind else ""
        marked = list(_between_marks(content + after, is_known))
        if any(each.is_checked for each in marked):
            yield from (replace(each, at=block.start()) for each in marked)
            return
    quote, cited = cited_at_end(content, is_known=is_known)
    if quote:
        yield _Marked(block.start(), quote, cited or behind, is_block=True)


def _between_marks(text: str, is_known: IsKnown) -> Iterator[_Marked]:
    at = 0
    while opening := _OPENING.search(text, at):
        start, at = opening.start(), opening.end()
        if not _opens(text, start):
            continue
        end = _closing(text, start, is_known)
        if end is None:
            yield _Marked(start, text[at:].partition("\n")[0], is_closed=False)
            continue
        yield _Marked(start, text[at:end], cited_behind(text, end + 1, is_known=is_known))
        at = end + 1


def _closing(text: str, start: int, is_known: IsKnown) -> int | None:
    """Return where the quote that opens at `start` closes, in the same paragraph."""
    limit = min(len(text), start + 2 * LONGEST_QUOTE)
    blank = _BLANK_LINE.search(text, start, limit)
    limit = blank.start() if blank else limit
    opening = text[start]
    if opening == '"':
        return _closing_straight(text, start, limit, is_known)
    depth = 1
    for at in range(start + 1, limit):
        if text[at] in _CLOSING[opening]:
            depth -= 1
        elif text[at] == opening:
            depth += 1
        if depth == 0:
            return at
    return None


def _closing_straight(text: str, start: int, limit: int, is_known: IsKnown) -> int | None:
    """Return where a quote closes whose mark may also open one within it, or stand for inches.

    Where no source follows the mark that should close it, but one that is left over, that does.
    """
    depth, closed, sourced = 1, None, None
    for found in re.finditer('"', text[:limit][start + 1 :]):
        at = start + 1 + found.start()
        if _opens_within(text, at):
            if closed is not None:
                break
            depth += 1
        elif not text[at + 1 : at + 2].isalnum():
            depth -= 1
            has_source = cited_behind(text, at + 1, is_known=is_known) is not None
            if depth <= 0 and has_source:
                return at
            if depth == 0:
                closed = at
            elif has_source and sourced is None:
                sourced = at
    return sourced if closed is None else closed


def _opens(text: str, at: int) -> bool:
    """Return whether a quote opens at `at`; a straight mark does not behind a word or in code."""
    mark, before, after = text[at : at + 1], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if mark != '"':
        return mark in _CLOSING
    alone = not after or after.isspace() or before == after
    return not (alone or before.isalnum() or before in _CODE)


def _opens_within(text: str, at: int) -> bool:
    """Return whether a straight mark within a quote opens another one."""
    return _opens(text, at) and (text[at + 1].isalnum() or text[at - 1] in _BEFORE_OPENING)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())
