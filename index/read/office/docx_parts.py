"""Pieces of WordprocessingML that a walk through a document meets."""

from collections.abc import Iterator

from index.read.office.packages import Element, Package, attribute, child, local

TRANSPARENT = {"ins", "moveTo", "hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo"}
"""Elements that hold others without being seen themselves."""

WIDEST = 1000
"""In columns; no table is wider."""


def read_notes(package: Package, part: str | None) -> dict[str, Element]:
    """Return the notes of a part by their ids, without the lines that part them from the page."""
    if part is None or part not in package:
        return {}
    return {
        attribute(each, "id"): each
        for each in package.xml(part)
        if attribute(each, "type") not in {"separator", "continuationSeparator"}
    }


def is_contents(sdt: Element) -> bool:
    """Return whether a content control holds a table of contents."""
    gallery = child(sdt, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and attribute(gallery, "val") == "Table of Contents"


def choice(alternatives: Element) -> Element:
    """Return the first of alternatives, which newer programs show; the others say the same."""
    return next(iter(alternatives), alternatives)


def within(element: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or cells of a row, through what wraps them."""
    for each in element:
        kind = local(each)
        if kind == name:
            yield each
        elif kind in TRANSPARENT or kind in {"sdt", "sdtContent"}:
            yield from within(each, name)


def outermost(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name that stand in no other of it, each choice once."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) == "AlternateContent":
            yield from outermost(choice(each), name)
        else:
            yield from outermost(each, name)


def symbol(code: str) -> str:
    """Return the character of a symbol, "" where only its font knows what that shows."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= character <= "\uf8ff" else character


def look_bits(look: Element) -> int:
    """Return what a table's look says in one number, as older files have it (17.4.55)."""
    try:
        return int(attribute(look, "val", "0"), 16)
    except ValueError:
        return 0
