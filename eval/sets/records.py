"""Reading the JSON of question sets, with errors that name the file and the line."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from index.errors import InvalidInput
from index.text.languages import LANGUAGES
from index.text.scripts import script_of

Record = Mapping[str, Any]
_Value = TypeVar("_Value")


def read_json(path: Path) -> Record:
    """Return the JSON object in the file at `path`; raises InvalidInput."""
    return _parse(_read(path), where=str(path))


def read_lines(path: Path) -> Iterator[tuple[str, Record]]:
    """Yield each JSON object of a `.jsonl` file, after the words that name its place.

    Empty lines are skipped. Raises InvalidInput.
    """
    # Not splitlines(): JSON strings may hold the other line ends that it knows, as U+2028.
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            where = f"{path}:{number}"
            yield where, _parse(line, where=where)


def field_of(record: Record, key: str, kind: type[_Value], *, where: str) -> _Value:
    """Return the value at `key`, which must be there and of type `kind`; raises InvalidInput."""
    value = record.get(key)
    if not isinstance(value, kind):
        raise InvalidInput(f"{where}: {key!r} is missing or no {kind.__name__}")
    return value


def text_of(record: Record, key: str, *, where: str) -> str:
    """Return the string at `key`, which must not be empty; raises InvalidInput."""
    value = field_of(record, key, str, where=where)
    if not value.strip():
        raise InvalidInput(f"{where}: {key!r} is empty")
    return value


def text_or_none(record: Record, key: str, *, where: str) -> str | None:
    """Return the string at `key`, or None where there is none; raises InvalidInput."""
    return None if record.get(key) in (None, "") else text_of(record, key, where=where)


def language_of(texts: Sequence[str]) -> str:
    """Return the language, of those there are, in whose script most letters of `texts` are."""
    letters = Counter(script_of(letter) for text in texts for letter in text if letter.isalpha())
    return max(LANGUAGES, key=lambda language: letters[language.script]).code


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidInput(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path}: not UTF-8") from None


def _parse(text: str, *, where: str) -> Record:
    try:
        record = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{where}: not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InvalidInput(f"{where}: not a JSON object")
    return record
