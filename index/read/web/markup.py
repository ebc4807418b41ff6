"""From HTML to what a reader of the page sees: its blocks in reading order, none of its furniture.

Nothing of a page is fetched and nothing of it runs.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.read.building import Builder
from index.read.raised import raised
from index.read.tables import header_rows
from index.read.web.links import is_contact
from index.read.web.tables import data_table
from index.read.web.tree import BLOCKS, Event, shown

_SPACES = re.compile(r"[ \t\n\r\f]+")
_EMPTY_LINES = re.compile(r"\n[ \xa0]*\n\s*")
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_EDGES = frozenset({"header", "footer", "aside"})
_BODIES = frozenset({"article", "main", "section"})
_LINKS = 0.5
"""A block at the edge of a page of which more than this is links to pages leads away from it."""
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_ROMAN = 40
_LETTERS = 26
_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}


def add_markup(builder: Builder, markup: str) -> LexborHTMLParser:
    """Add what a reader sees of an HTML page, or of a piece of one, and return it parsed.

    Menus, forms, notices of cookies and what is hidden are left out; where nothing else is there,
    menus and forms are what the page says.
    """
    page = LexborHTMLParser(markup)
    if page.root is not None and not _Writer(builder).write(shown(page.root)):
        _Writer(builder, furniture=True).write(shown(page.root, furniture=True))
    return page


@dataclass(slots=True)
class _List:
    """A list that is open: its next item's number, None where items have none."""

    number: int | None
    step: int = 1
    style: str = "1"

    def marker(self, item: LexborNode) -> str:
        """Return what stands before an item, and count on."""
        if self.number is None:
            return ""
        given = _whole(item.attributes.get("value"))
        number = self.number if given is None else given
        self.number = number + self.step
        return f"{_numeral(number, self.style)}."


@dataclass(slots=True)
class _Definitions:
    """A term of a list that is open, and the definitions so far, which are one block with it.

    After a definition of several blocks the next one has the term before it again.
    """

    term: str = ""
    below: str = ""
    _last: str = ""
    _depth: int = 0
    _again: bool = False
    _said: bool = False

    def name(self, term: str, *, depth: int) -> None:
        """Add a term, in a list within so many others."""
        self.term = self._last = f"{self.term}\n{term}".strip()
        self._depth = depth

    def enter(self, *, depth: int) -> None:
        """Begin a definition."""
        self._said = False
        if not self.term and depth == self._depth:
            self.term, self._again = self._last, True

    def leave(self) -> None:
        """End a definition; an empty one has no term again."""
        if self._again and not self.below:
            self.term = ""
        self._again = False

    def add(self, text: str) -> bool:
        """Add the first block of a definition, and return whether it was one with an open term."""
        if not self.term or self._said:
            return False
        self.below, self._said = f"{self.below}\n{text.strip()}", True
        return True

    def take(self) -> tuple[str, str]:
        """Return the term that is open and what is below it; then there is none."""
        taken = self.term, self.below
        self.term = self.below = ""
        return taken


class _Writer:
    """Gathers the text of a block and hands it over where the block ends."""

    def __init__(self, builder: Builder, *, furniture: bool = False) -> None:
        self._builder = builder
        self._furniture = furniture
        self._wrote = False
        self._text: list[str] = []
        self._definitions = _Definitions()
        self._characters: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._level = 0
        self._lists: list[_List] = []
        self._markers: list[str] = []
        self._edges: list[bool] = []
        self._links: list[bool] = []

    def write(self, events: Iterator[Event]) -> bool:
        """Add what comes, and return whether there was anything."""
        for kind, node, tag in events:
            if kind == "text":
                self._add(node.text_content or "")
            elif kind == "leave":
                self._leave(tag)
            elif tag == "table" and self._wrote_table(node):
                _skip(events, node)
            else:
                self._enter(node, tag)
        self._flush()
        return self._wrote

    def _add(self, text: str) -> None:
        if self._open["svg"] and not (self._open["text"] or self._open["foreignobject"]):
            return
        if not self._open["pre"]:
            text = _SPACES.sub(" ", text)
        if self._open["sup"]:
            text = raised(text)
        self._text.append(text)
        self._characters["linked" if any(self._links) else "loose"] += len(text.strip())

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._text.append("\n")
        elif tag in BLOCKS or (tag == "text" and self._open["svg"]):
            self._part(tag)
        if tag == "dt" and self._definitions.below:
            self._end_term()
        self._open[tag] += 1
        if tag == "dd":
            self._definitions.enter(depth=self._open["dl"])
        if tag in _HEADING_LEVELS:
            self._level = self._level or _HEADING_LEVELS[tag]
        elif tag in _LISTS:
            self._lists.append(_ordered(node) if tag == "ol" else _List(None))
        elif tag == "li":
            self._markers.append(self._lists[-1].marker(node) if self._lists else "")
        elif tag in _EDGES:
            self._edges.append(not any(self._open[body] for body in _BODIES))
        elif tag == "a":
            self._links.append(not is_contact(node))

    def _leave(self, tag: str) -> None:
        if tag in _HEADING_LEVELS and self._open[tag] == 1:
            self._flush()
            self._level = 0
        elif tag == "dt" and self._open[tag] == 1:
            self._definitions.name(self._gathered(), depth=self._open["dl"])
        elif tag in BLOCKS:
            self._part(tag)
        self._open[tag] -= 1
        if tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._markers.pop()
        elif tag in _EDGES:
            self._edges.pop()
        elif tag == "a":
            self._links.pop()
        elif tag == "dd":
            self._definitions.leave()
        elif tag == "dl":
            self._end_term()
            self._definitions = _Definitions()

    def _part(self, tag: str) -> None:
        """End a block, but within a heading, a term or code, which are one whatever is in them."""
        if self._level or self._open["dt"]:
            self._text.append(" ")
        elif self._open["pre"] and tag != "pre":
            self._text.append("\n")
        else:
            self._flush()

    def _gathered(self) -> str:
        text = "".join(self._text)
        self._text = []
        return text

    def _flush(self) -> None:
        """Hand over the block that was gathered, unless it is blank or leads away from the page."""
        text = self._gathered()
        told = self._definitions
        if told.term and not text.strip() and self._open["dl"]:
            return
        plain = not (self._level or self._open["pre"] or self._markers)
        if plain and self._open["dd"] and told.add(text):
            return
        if told.below:
            self._end_term()
        term = told.take()[0] if told.term else ""
        if not self._is_kept(f"{term}\n{text}"):
            return
        if self._markers and not (self._level or self._open["pre"]):
            self._write_pieces(text, term=term)
            return
        text = f"{term}\n{text}" if term else text
        if self._level:
            self._builder.heading(text, level=self._level)
        elif self._open["pre"]:
            self._builder.code(text)
        else:
            self._write_pieces(text)

    def _end_term(self) -> None:
        """Hand over a term that is open, with the definitions gathered below it."""
        term, below = self._definitions.take()
        if not self._is_kept(term):
            return
        first, *rest = _EMPTY_LINES.split(below.strip())
        if self._markers:
            self._write_prose(first, term=term)
        else:
            self._builder.definition(term, first)
        for piece in rest:
            self._write_prose(piece)

    def _is_kept(self, text: str) -> bool:
        """Return whether a block is neither blank nor leads away from the page."""
        linked = self._characters["linked"]
        leads_away = linked > _LINKS * self._characters.total()
        self._characters.clear()
        if not text.strip() or (leads_away and any(self._edges) and not self._furniture):
            return False
        self._wrote = True
        return True

    def _write_pieces(self, text: str, *, term: str = "") -> None:
        for piece in _EMPTY_LINES.split(text.strip() if term else text):
            self._write_prose(piece, term=term)
            term = ""

    def _write_prose(self, text: str, *, term: str = "") -> None:
        if not self._markers:
            self._builder.paragraph(text)
            return
        marker, self._markers[-1] = self._markers[-1], ""
        if (term or text).lstrip().startswith(marker):
            marker = ""
        self._builder.list_item(text, marker=marker, depth=len(self._markers) - 1, term=term)

    def _wrote_table(self, node: LexborNode) -> bool:
        table = None if self._level or self._open["pre"] else data_table(node)
        if table is None:
            return False
        self._flush()
        self._end_term()
        self._builder.paragraph(table.caption)
        self._builder.end_table()
        names_columns = header_rows(table.rows)
        for number, row in enumerate(table.rows):
            self._builder.row(row.cells, header=number in names_columns)
        self._builder.end_table()
        self._wrote = True
        return True


def _skip(events: Iterator[Event], node: LexborNode) -> None:
    """Go on behind an element whose beginning has come."""
    for kind, other, _ in events:
        if kind == "leave" and other.mem_id == node.mem_id:
            return


def _ordered(node: LexborNode) -> _List:
    given = node.attributes
    step = -1 if "reversed" in given else 1
    start = _whole(given.get("start"))
    if start is None:
        start = 1 if step > 0 else sum(item.tag == "li" for item in node.iter())
    return _List(start, step, given.get("type") or "1")


def _whole(value: str | None) -> int | None:
    found = re.match(r"\s*([+-]?\d{1,9})", value or "")
    return int(found[1]) if found else None


def _numeral(number: int, style: str) -> str:
    """Return a list's number as its `type` writes it, in digits where that cannot."""
    if style in {"a", "A"} and 1 <= number <= _LETTERS:
        return chr(ord(style) + number - 1)
    if style in {"i", "I"} and 1 <= number < _MOST_ROMAN:
        return _roman(number).upper() if style == "I" else _roman(number)
    return str(number)


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
