"""Tables of rich text: rows come one by one, each with its own borders."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.read.building import Builder
from index.read.tables import Row, add_table


@dataclass(slots=True)
class _Border:
    """Where a cell ends, in twips from the left, and how it is merged with others."""

    right: int
    merge: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    cells: tuple[tuple[str, ...], ...]
    borders: tuple[_Border, ...]
    row: Row


@dataclass(slots=True)
class Table:
    """The rows so far of a table that is being read, and the row that has begun."""

    _rows: list[_Read] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _cells: list[tuple[str, ...]] = field(default_factory=list)
    _borders: list[_Border] = field(default_factory=list)
    _merge: str = ""
    _is_header: bool = False
    _bold: set[bool] = field(default_factory=set)

    def begin_row(self) -> None:
        """Forget how the last row was laid out."""
        self._borders, self._merge, self._is_header = [], "", False

    def word(self, word: str, number: int | None) -> None:
        """Take a word about the layout of the row."""
        if word == "trhdr":
            self._is_header = True
        elif word == "cellx":
            self._borders.append(_Border(number or 0, self._merge))
            self._merge = ""
        else:
            self._merge = word

    def saw(self, *, is_bold: bool) -> None:
        """Note how characters in the row are written."""
        self._bold.add(is_bold)

    def add_line(self, line: str) -> None:
        """Add a paragraph to the cell."""
        if line.strip():
            self._lines.append(line.strip())

    def end_cell(self) -> None:
        """Let the next line begin another cell."""
        self._cells.append(tuple(self._lines))
        self._lines = []

    def end_row(self) -> None:
        """Let the next line begin another row."""
        above = self._rows[-1].row.cells if self._rows else ()
        shown = []
        for place, lines in enumerate(self._cells):
            merge = self._borders[place].merge if place < len(self._borders) else ""
            taken = merge == "clvmrg" and place < len(above)
            shown.append("" if merge == "clmrg" else above[place] if taken else "\n".join(lines))
        row = Row(tuple(shown), is_header=self._is_header, is_bold=self._bold == {True})
        self._rows.append(_Read(tuple(self._cells), tuple(self._borders), row))
        self._cells, self._lines, self._bold = [], [], set()

    def end(self, builder: Builder) -> bool:
        """Hand the table over and begin anew; return whether there was one.

        One row or one column alone is a frame around text.
        """
        rows, self._rows, self._bold = self._rows, [], set()
        if len(rows) == 1 or max((len(read.cells) for read in rows), default=0) == 1:
            for line in (line for read in rows for cell in read.cells for line in cell):
                builder.paragraph(line)
        elif rows:
            add_table(builder, _aligned(rows))
        return bool(rows)


def _aligned(rows: Sequence[_Read]) -> list[Row]:
    """Return rows with empty cells where one is as wide as several of another row."""
    edges = sorted({border.right for read in rows for border in read.borders})
    is_grid = len(edges) == max(len(read.row.cells) for read in rows)
    aligned = []
    for read in rows:
        cells: list[str] = []
        if is_grid and len(read.borders) == len(read.row.cells):
            for text, border in zip(read.row.cells, read.borders, strict=True):
                cells += [text, *[""] * (edges.index(border.right) - len(cells))]
        else:
            cells = list(read.row.cells)
        aligned.append(Row(tuple(cells), read.row.is_header, read.row.is_bold))
    return aligned
