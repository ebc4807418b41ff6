"""`spravka show`: a document, or a part of it, as it is in the index."""

import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput, NotFound
from index.types import DEFAULT_COLLECTION, Excerpt, make_document_id
from index.verify.sources import Source, read_source
from service.cli.common import (
    AsJson,
    CollectionName,
    Data,
    Store,
    check_index,
    known_in,
    open_index,
    say_json,
    settings_of,
)
from service.cli.editor import open_place
from service.printable import printable

if TYPE_CHECKING:
    from index import Index

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

    As in citations, SOURCE:120-140 are characters and SOURCE:13 is a line; a citation may be given
    as it is printed, SOURCE:13 [120:140].
    """
    settings = settings_of(data=data, store=store)
    check_index(settings)
    with open_index(settings) as index:
        source = _read(index, place, collection)
        document_id = make_document_id(collection=collection, source=source.name)
        excerpt = index.text(document_id)
        span = None
        if lines is not None:
            span = _lines_span(excerpt, lines)
        elif source.start is not None and source.end is not None:
            span = source.start, source.end
        elif source.line is not None:
            span = _lines_span(excerpt, str(source.line))
        if span is not None:
            excerpt = index.text(document_id, start=span[0], end=span[1])
        if opened:
            open_place(
                index, source.name, collection=collection, line=excerpt.line, link=settings.link
            )
            return
    _print(excerpt, as_json=as_json)


def _read(index: "Index", place: str, collection: str) -> Source:
    """Return the source that a place names, with the span or line behind it.

    A name may itself end like a place. Raises NotFound.
    """
    is_known = known_in(index, collection)
    source = read_source(place, is_known=is_known) or Source(name=place)
    if not is_known(source.name):
        raise NotFound(
            f"no document {source.name!r} in collection {collection!r};"
            " `spravka ls` lists those there are"
        )
    if source.start is None and (source.page, source.part) != (None, None):
        raise InvalidInput(
            f"{place}: name its characters, as {source.name}:120-140;"
            " a page or a part is not enough"
        )
    return source


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
