"""XML as a person would tell what is in it: titles, paragraphs, and values by their names.

No entity is expanded and no document type is loaded; what is no XML after all is read as text.
"""

import re
from collections import Counter

from index.errors import ReadError
from index.read import text as plain
from index.read.building import Builder
from index.read.office.packages import Element, local, parse_xml
from index.read.readers import Content
from index.read.text import read_text
from index.read.web.markup import add_markup

_HEADINGS = frozenset({"title", "head", "heading"})
_PROSE = frozenset({"p", "para", "simpara", "subtitle", "text-author", "v"})
"""Names of a paragraph, which say nothing of it (HTML, DocBook, FictionBook)."""
_TITLES = ("book-title", "title", "name")
_LABELS = ("name", "key", "id")
_LONGEST_TITLE = 200
_LONGEST_WORD = 1000
"""Longer text without a space is a file in other clothes."""
_MARKUP = re.compile(r"</[a-z]+\s*>|<(?:br|p|img|hr)\b[^>]*>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n]+")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a file; each element that holds others is a part, by the path to it.

    Raises ReadError where nothing is said in it.
    """
    if not data.strip():
        raise ReadError(f"{name}: empty, no text in it", code="empty")
    builder = Builder()
    try:
        root = parse_xml(data, name=name)
    except ReadError:
        builder.include(plain.content(read_text(data, name=name)))
        return builder.content(name=name)
    said = _said(root)
    if said is None:
        _add(builder, root, path="", level=0)
    else:
        builder.paragraph(said)
    return builder.content(name=name, title=_title(root), heading_is_title=False)


def _add(builder: Builder, element: Element, *, path: str, level: int) -> None:
    """Add an element that holds others: its titles, its values by their names, what they hold."""
    values = _attributes(element, but=())
    children = [child for child in element if isinstance(child.tag, str)]
    counts = Counter(map(local, children))
    numbers: Counter[str] = Counter()

    def write_values() -> None:
        builder.part(path)
        builder.paragraph("\n".join(values))
        values.clear()

    for child in children:
        tag = local(child)
        numbers[tag] += 1
        said = _said(child)
        if said is None:
            write_values()
            number = f"[{numbers[tag]}]" if counts[tag] > 1 else ""
            _add(builder, child, path=f"{path}/{tag}{number}".lstrip("/"), level=level)
        elif tag in _HEADINGS and numbers[tag] == 1:
            write_values()
            level += 1
            builder.heading(said, level=level)
        elif tag in _PROSE or (counts[tag] > 1 and not _label(child)):
            write_values()
            builder.paragraph(said)
        elif said:
            notes = _attributes(child, but=_LABELS)
            values.append(", ".join([f"{_label(child) or tag}: {said}", *notes]))
    write_values()


def _said(element: Element) -> str | None:
    """Return what an element says by itself, None where it is made of others, or of attributes."""
    holds = any(isinstance(child.tag, str) for child in element)
    direct = [element.text, *(child.tail for child in element)]
    is_text = any(piece and piece.strip() for piece in direct)
    if not is_text:
        in_title = local(element) in _HEADINGS
        if in_title and holds:
            return _one_line(" ".join(_texts(element)))
        return None if holds or element.attrib else ""
    text = "".join(_texts(element))
    if len(text) > _LONGEST_WORD and not _SPACES.search(text.strip()):
        return ""
    return _unmarked(text) if _MARKUP.search(text) else _one_line(text)


def _texts(element: Element) -> list[str]:
    found = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            found += _texts(child)
        found.append(child.tail or "")
    return found


def _unmarked(text: str) -> str:
    """Return what a reader sees of a page that is packed in a value, as feeds have it."""
    builder = Builder()
    add_markup(builder, text)
    try:
        return builder.content(name="").text
    except ReadError:
        return ""


def _attributes(element: Element, *, but: tuple[str, ...]) -> list[str]:
    """Return an element's attributes with their names, those of XML itself left out."""
    given = ((str(key), str(value)) for key, value in element.attrib.items())
    return [
        f"{key}: {_one_line(value)}"
        for key, value in given
        if value.strip() and "}" not in key and key not in but
    ]


def _label(element: Element) -> str:
    """Return the name that tells an element from others of its kind."""
    return next(filter(None, (element.get(each) for each in _LABELS)), "")


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _title(root: Element) -> str | None:
    """Return the first title near the root."""
    near = [root, *root, *(inner for child in root for inner in child)]
    for tag in _TITLES:
        for element in near:
            for child in element:
                said = (child.text or "").strip() if local(child) == tag else ""
                if 0 < len(said) <= _LONGEST_TITLE:
                    return _one_line(said)
    return None
