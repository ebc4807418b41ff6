"""The quotes in a file, and what each says of where it stands.

JSON, or JSON lines, cites with every object that has a `quote` and a `document_id` or `source`: so
do the answers and hits of Spravka. In a text a quote stands between «…», “…”, „…“ or "…", or in
lines that begin with >. Its source may follow in brackets: `[news.txt:120-180]` names characters,
`[news.txt:13]` a line, `[news.txt]` the document; round brackets do as well. A quote between marks
that names no source and has fewer than four words is taken for a name or a term, and what stands in
fenced code for code.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from index.errors import InvalidInput
from index.read.readers import READERS, suffixes
from index.verify.claims import LONGEST_QUOTE, Claim, check_claim

_FEWEST_WORDS = 4
_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_TEXT = frozenset(suffixes(each for each in READERS if each.is_text))
_NOT_LOOKED_AT = frozenset({"title", "page", "part"})

_CLOSING = {"«": "»", "“": "”", "„": "“”", '"': '"'}
_OPENING = re.compile(r'[«“„]|(?<![^\s(\[{—–-])"(?=\S)')
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"(?:^ {0,3}>.*(?:\n|\Z))+", re.MULTILINE)
_MARKER = re.compile(r"^ {0,3}> ?", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SOURCE = re.compile(
    r"[\s.,;—–-]{0,8}[\[(](?P<name>[^\[\]()\n]+?)"
    r"(?::(?P<start>\d{1,12})[-–](?P<end>\d{1,12})|:(?P<line>\d{1,12}))?[\])]"
)
_SUFFIX = re.compile(r"\.\w{1,10}$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote of a file, with its `place` there: a line, or a pointer into JSON."""

    place: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quotes of a file in their order, and the collections that its JSON names."""

    found: tuple[Quotation, ...]
    collections: frozenset[str]


def read_quotations(text: str, *, name: str) -> Quotations:
    """Return the quotes in `text`, which is the file `name`; its suffix says of which kind.

    What has another suffix is JSON where it can be read as such. Raises InvalidInput for JSON that
    is broken, and for a quote or citation that is none.
    """
    suffix = PurePath(name).suffix.lower()
    values = None if suffix in _TEXT else _json_values(text)
    if values is None and suffix in _JSON:
        raise InvalidInput(f"{name}: neither JSON nor JSON lines")
    if values is None:
        found = tuple(_in_text(text))
        collections = frozenset[str]()
    else:
        found = tuple(quotation for place, value in values for quotation in _in_json(value, place))
        named = (value.get("collection") for _, value in values if isinstance(value, dict))
        collections = frozenset(item for item in named if isinstance(item, str))
    for quotation in found:
        try:
            check_claim(quotation.claim)
        except InvalidInput as error:
            raise InvalidInput(f"{name}, {quotation.place}: {error}") from None
    return Quotations(found, collections)


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


def _in_text(text: str) -> Iterator[Quotation]:
    text = _FENCE.sub(_blank, text)
    quotations: list[tuple[int, Claim]] = []
    for block in _BLOCK.finditer(text):
        after = _SOURCE.match(text, block.end())
        content = _MARKER.sub("", block.group()).strip()
        content += after.group() if after else ""
        quotations += [(block.start(), claim) for claim in _in_block(content)]
    text = _BLOCK.sub(_blank, text)
    quotations += _between_marks(text)
    for start, claim in sorted(quotations, key=lambda found: found[0]):
        yield Quotation(f"line {text.count(chr(10), 0, start) + 1}", claim)


def _in_block(content: str) -> Iterator[Claim]:
    """Yield the quotes a block begins with, or else the whole of it, but for its source."""
    marked = [claim for _, claim in _between_marks(content)]
    if marked and _OPENING.match(content):
        yield from marked
        return
    sources = [found for found in _SOURCE.finditer(content) if found.end() == len(content)]
    quote = content
    if sources:
        # A full stop before the source is the quote's own, a dash is not.
        quote = content[: sources[-1].start("name") - 1].rstrip().rstrip("—–-").rstrip()
    if quote:
        yield Claim(quote, **(_said(sources[-1]) if sources else {}))


def _between_marks(text: str) -> Iterator[tuple[int, Claim]]:
    at = 0
    while opening := _OPENING.search(text, at):
        at = opening.end()
        end = _closing(text, opening.start())
        if end is None:
            continue
        quote, source = text[at:end], _SOURCE.match(text, end + 1)
        said = _said(source) if source else {}
        if said or len(_WORD.findall(quote)) >= _FEWEST_WORDS:
            yield opening.start(), Claim(quote, **said)
            at = end + 1


def _closing(text: str, start: int) -> int | None:
    """Return where the quote that opens at `start` closes, in the same paragraph."""
    opening, closing = text[start], _CLOSING[text[start]]
    end = min(len(text), start + 2 * LONGEST_QUOTE)
    blank = _BLANK_LINE.search(text, start, end)
    depth = 1
    for at in range(start + 1, blank.start() if blank else end):
        if text[at] in closing:
            depth -= 1
        elif text[at] == opening:
            depth += 1
        if depth == 0:
            return at
    return None


def _said(source: re.Match[str]) -> dict[str, Any]:
    """Return what a source in brackets says; nothing where it can't be one."""
    name, place = source["name"].strip(), source.groupdict()
    numbers = {key: int(value) for key, value in place.items() if key != "name" and value}
    return {"source": name, **numbers} if numbers or _SUFFIX.search(name) else {}


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())
