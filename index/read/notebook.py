"""Jupyter notebooks: the cells in order, what they say and what they printed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.errors import ReadError
from index.read import markdown
from index.read import text as plain
from index.read.building import Builder, visible
from index.read.readers import Content
from index.read.text import read_text

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What colours a terminal's text (ECMA-48)."""
_REDRAWN = re.compile(r"[^\n]*\r(?!\n)")
"""What a progress bar wrote over."""
_LANGUAGE_NAMES = ("language_info", "kernelspec")


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a notebook; each cell is a part, by its number from 1.

    Pictures and what shows only in a browser are left out. Raises ReadError where the file is no
    notebook or nothing is said in it.
    """
    try:
        notebook = json.loads(read_text(data, name=name))
    except (ValueError, RecursionError):
        raise ReadError(f"{name}: damaged, not a notebook; save it anew", code="damaged") from None
    cells = _cells(notebook)
    if cells is None:
        raise ReadError(f"{name}: no notebook, it has no cells", code="damaged")
    builder = Builder()
    titles = [_title(notebook)]
    for number, cell in enumerate(cells, start=1):
        if isinstance(cell, Mapping):
            titles.append(_add_cell(builder, cell, f"cell {number}"))
    title = next(filter(None, titles), None)
    return builder.content(name=name, title=title, metadata=_metadata(notebook))


def _cells(notebook: Any) -> Sequence[Any] | None:
    """Return the cells of a notebook; before version 4 they were in worksheets."""
    if not isinstance(notebook, Mapping):
        return None
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list):
        found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, Mapping)]
        return [cell for cells in found if isinstance(cells, list) for cell in cells]
    cells = notebook.get("cells")
    return cells if isinstance(cells, list) else None


def _add_cell(builder: Builder, cell: Mapping[str, Any], part: str) -> str | None:
    """Add what a cell says, then what it put out, and return its first heading."""
    source = visible(_joined(cell.get("source", cell.get("input"))))
    kind = cell.get("cell_type")
    title = None
    builder.part(part)
    if kind == "code":
        builder.code(source)
    elif kind == "heading":
        level = cell.get("level")
        builder.heading(source, level=level if isinstance(level, int) else 1)
    elif source.strip():
        said = (markdown if kind == "markdown" else plain).content(source)
        title = said.title if kind == "markdown" else None
        builder.include(said, part=part)
    outputs = cell.get("outputs")
    builder.part(f"{part}, output")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, Mapping):
            for printed in _printed(output):
                builder.code(_REDRAWN.sub("", _ESCAPES.sub("", printed)))
    return title


def _printed(output: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of what a cell put out, in the plainest form there is of it."""
    match output.get("output_type"):
        case "stream":
            yield _joined(output.get("text"))
        case "error" | "pyerr":
            yield f"{output.get('ename')}: {output.get('evalue')}"
        case _:
            # Before version 4 the forms stood in the output itself.
            forms = output.get("data", output)
            if isinstance(forms, Mapping):
                yield _joined(forms.get("text/plain", forms.get("text")))


def _joined(lines: Any) -> str:
    """Return a text that is written as one string or as its lines."""
    if isinstance(lines, list):
        lines = "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _title(notebook: Mapping[str, Any]) -> str | None:
    about = notebook.get("metadata")
    title = about.get("title") if isinstance(about, Mapping) else None
    return title if isinstance(title, str) else None


def _metadata(notebook: Mapping[str, Any]) -> dict[str, str]:
    about = notebook.get("metadata")
    if not isinstance(about, Mapping):
        return {}
    names = (about.get(key) for key in _LANGUAGE_NAMES)
    said = (each.get("name", each.get("language")) for each in names if isinstance(each, Mapping))
    language = next((name for name in said if isinstance(name, str)), None)
    return {} if language is None else {"programming_language": language}
