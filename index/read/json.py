"""JSON and JSON Lines as a person would tell what is in them: a line for each value, by its name.

The file itself is hard to search and to quote: text in it is escaped, and may all be on one line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from index.errors import ReadError
from index.read import text as plain
from index.read.alive import alive
from index.read.building import Builder
from index.read.readers import Content
from index.read.text import read_text

_TITLES = ("title", "name", "subject")
_LONGEST_TITLE = 200
_MOST_NUMBERS = 100
"""Longer lists of numbers are coordinates or vectors, which say nothing to a person."""
_LONGEST_WORD = 1000
"""Longer strings without a space are files and keys in other clothes."""
_OF_A_PIECE = frozenset({"type", "text", "href", "user_id", "document_id", "language"})
_ALIVE_EACH = 10_000

Path = tuple[str | int, ...]


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a file; each record is a part, by the path to it or its line.

    What is no JSON, as where it has comments, is read as text. Raises ReadError where nothing is
    said in it.
    """
    text = read_text(data, name=name)
    builder = Builder()
    try:
        found = _loaded(text)
        title = _title(found)
        _add(builder, found, where="")
    except RecursionError:
        raise ReadError(f"{name}: lists within lists, too deep", code="limits") from None
    except ValueError:
        builder, title = Builder(), None
        if not _added_lines(builder, text):
            builder = Builder()
            builder.include(plain.content(text))
    return builder.content(name=name, title=title, heading_is_title=False)


def _loaded(text: str) -> Any:
    """Return what a text of JSON says, numbers as they are written; raises ValueError."""
    return json.loads(text.lstrip("\ufeff"), parse_float=str, parse_int=str, parse_constant=str)


def _added_lines(builder: Builder, text: str) -> bool:
    """Add a text of which each line is JSON, and return whether it is one."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                found = _loaded(line)
            except (ValueError, RecursionError):
                return False
            if not isinstance(found, Mapping | list):
                return False
            _add(builder, found, where=f"line {number}")
        if number % _ALIVE_EACH == 0:
            alive()
    return True


def _add(builder: Builder, record: Any, *, where: str) -> None:
    """Add a record, and after it those within it, each a block of its own."""
    for path, lines in _blocks(record, ()):
        builder.part(", ".join(filter(None, (where, _shown(path)))))
        is_one_of_many = isinstance(path[-1], int) if path else bool(where)
        if is_one_of_many and len(lines) > 1:
            # What is said of one is read together.
            builder.list_item("\n".join(lines))
        else:
            builder.paragraph("\n".join(lines))


def _blocks(value: Any, path: Path) -> Iterator[tuple[Path, list[str]]]:
    """Yield the paths of what holds values, each with those as lines, named from the record on.

    A record is what stands in a list; its own name is not said again in each of its lines.
    """
    said = _said(value)
    if said is not None:
        yield path, [said] if said else []
        return
    fields = _fields(value)
    lines = [_line((*path, key), said) for key, each in fields if (said := _said(each))]
    yield path, [line for line in lines if line]
    texts = {_text(each) for _, each in fields if _said(each)} - {None}
    for key, each in fields:
        if _said(each) is None and not (texts and _text(each) in texts):
            yield from _blocks(each, (*path, key))


def _fields(value: Any) -> list[tuple[str | int, Any]]:
    """Return what an object or a list holds, by its names or numbers."""
    return list(value.items() if isinstance(value, Mapping) else enumerate(value))


def _said(value: Any) -> str | None:
    """Return a value as text, "" where it says nothing, None where it is made of others."""
    if isinstance(value, str):
        return "" if len(value) > _LONGEST_WORD and not re.search(r"\s", value) else value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, list):
        return _listed(value)
    return None


def _listed(values: Sequence[Any]) -> str | None:
    """Return a list of values on one line, and a text that is in pieces as one."""
    if len(values) > _MOST_NUMBERS and all(map(_is_number, values)):
        return ""
    if not any(isinstance(each, Mapping | list) for each in values):
        return ", ".join(filter(None, map(_said, values)))
    pieces = [each if isinstance(each, str) else _piece(each) for each in values]
    if any(piece is None for piece in pieces) or not any(isinstance(each, str) for each in values):
        return None
    return "".join(filter(None, pieces)).strip()


def _piece(value: Any) -> str | None:
    """Return a piece of a text as messengers write it, such as a link, None where it is none."""
    if not isinstance(value, Mapping) or not _OF_A_PIECE.issuperset(value):
        return None
    text, address = value.get("text"), value.get("href")
    if not isinstance(text, str) or not isinstance(address, str | None):
        return None
    return f"{text} ({address})" if address and address != text else text


def _text(value: Any) -> str | None:
    """Return a text that may be in pieces, as messengers write it beside the text itself."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _text(value.get("text", value.get("elements")))
    if not isinstance(value, list):
        return None
    pieces = [_text(each) for each in value]
    return "".join(filter(None, pieces)) if None not in pieces else None


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, str)
        and re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", value) is not None
    )


def _line(path: Path, said: str | None) -> str:
    named = path[max((at + 1 for at, key in enumerate(path) if isinstance(key, int)), default=0) :]
    label = ".".join(map(str, named))
    return f"{label}: {said}" if label and said else said or ""


def _shown(path: Path) -> str:
    """Return a path as programs write it: `messages[2].sender`."""
    shown = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    return shown.removeprefix(".")


def _title(found: Any) -> str | None:
    if not isinstance(found, Mapping):
        return None
    said = (found.get(key) for key in _TITLES)
    return next(
        (each for each in said if isinstance(each, str) and 0 < len(each) <= _LONGEST_TITLE), None
    )
