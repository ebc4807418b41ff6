"""`spravka show`: a document, or a part of it, as it is in the index."""

import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput, NotFound
from index.types import DEFAULT_COLLECTION, Excerpt, make_document_id
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Store,
    check_index,
    open_index,
    say_json,
    settings_of,
)
from service.cli.editor import open_place
from service.printable import printable

if TYPE_CHECKING:
    from index import Index

_PLACE = re.compile(
    r"(?P<source>.+?):(?:(?P<start>\d{1,12})[-–:](?P<end>\d{1,12})|(?P<line>\d{1,12}))", re.DOTALL
)
_LINES = re.compile(r"(?P<first>\d{1,12})(?:[-–](?P<last>\d{1,12}))?")
_LINE = re.compile(r".*?(?:\r\n|\r|\n)|.+\Z", re.DOTALL)


def show(
    *,
    place: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE[:120-140]",
            help="The name it goes by, with the characters or the line of a citation behind it.",
        ),
    ],
    lines: Annotated[
        str | None, typer.Option(metavar="120-140", help="Only these lines, counted from 1.")
    ] = None,
    opened: Annotated[
        bool, typer.Option("--open", help="Open the file there in an editor instead.")
    ] = False,
    data: Data = None,
    store: Store = None,
    collection: CollectionName = DEFAULT_COLLECTION,
    as_json: AsJson = False,
) -> None:
    """Print a document's text, or what a citation names of it.

    As in citations, SOURCE:120-140 are characters and SOURCE:13 is a line.
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    with open_index(settings) as index:
        source, span, line = _read(index, place, collection)
        document_id = make_document_id(collection=collection, source=source)
        excerpt = index.text(document_id)
        if lines is not None:
            span = _lines_span(excerpt, lines)
        elif line is not None:
            span = _lines_span(excerpt, str(line))
        if span is not None:
            excerpt = index.text(document_id, start=span[0], end=span[1])
        if opened:
            open_place(index, source, collection=collection, line=excerpt.line, link=settings.link)
            return
    _print(excerpt, as_json=as_json)


def _read(
    index: "Index", place: str, collection: str
) -> tuple[str, tuple[int, int] | None, int | None]:
    """Return the source that a place names, with the span or line behind it.

    A name may itself end like a place. Raises NotFound.
    """
    found = _PLACE.fullmatch(place)
    named = [(place, None, None)] if found is None else [(place, None, None), _parts(found)]
    for source, span, line in named:
        try:
            index.document(make_document_id(collection=collection, source=source))
        except NotFound:
            continue
        return source, span, line
    source = named[-1][0]
    raise NotFound(
        f"no document {source!r} in collection {collection!r}; `spravka ls` lists those there are"
    )


def _parts(found: re.Match[str]) -> tuple[str, tuple[int, int] | None, int | None]:
    if found["line"] is not None:
        return found["source"], None, int(found["line"])
    return found["source"], (int(found["start"]), int(found["end"])), None


def _lines_span(excerpt: Excerpt, lines: str) -> tuple[int, int]:
    found = _LINES.fullmatch(lines)
    if found is None:
        raise InvalidInput(f"--lines {lines!r}: give a line as 120, or lines as 120-140")
    if excerpt.line is None:
        raise InvalidInput(
            f"{excerpt.document.source}: this kind of document has no lines; name characters, as"
            f" {excerpt.document.source}:120-140"
        )
    first, last = int(found["first"]), int(found["last"] or found["first"])
    ends = [0, *(match.end() for match in _LINE.finditer(excerpt.text))]
    count = len(ends) - 1
    if not 1 <= first <= last or first > count:
        raise InvalidInput(f"{excerpt.document.source} has lines 1 to {count}, not {lines}")
    return ends[first - 1], ends[min(last, count)]


def _print(excerpt: Excerpt, *, as_json: bool) -> None:
    if as_json:
        say_json(json.dumps(asdict(excerpt), ensure_ascii=False, indent=2))
        return
    # As it is where a program reads it.
    text = printable(excerpt.text) if sys.stdout.isatty() else excerpt.text
    typer.echo(text, nl=not text.endswith("\n"))
