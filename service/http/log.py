"""The server's log: a line for each request, and what goes wrong, as text or JSON lines on stderr.

A question stands in no line unless that is asked for, and neither does an address, which may hold
one: a line has the address as the application knows it.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

REQUESTS = logging.getLogger("spravka.requests")
FOLDERS = logging.getLogger("spravka.folders")
_FIELDS = "fields"


def set_up(form: Literal["text", "json"] | None) -> None:
    """Let what is logged in this process go to stderr in a form.

    None leaves all as it is, but that what became of folders is told as commands tell.
    """
    FOLDERS.setLevel(logging.INFO)
    if form is None:
        told = logging.StreamHandler(sys.stderr)
        told.setFormatter(logging.Formatter("spravka: %(message)s"))
        FOLDERS.handlers, FOLDERS.propagate = [told], False
        return
    FOLDERS.handlers, FOLDERS.propagate = [], True
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if form == "json" else TextLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO)


def log_request(fields: Mapping[str, object]) -> None:
    """Log a request by what is known of it; what is None is left out."""
    told = {name: value for name, value in fields.items() if value is not None}
    REQUESTS.info("request", extra={_FIELDS: told})


class JsonLine(logging.Formatter):
    """One JSON object a line: time, level, and a message or what is known of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = getattr(record, _FIELDS, None)
        told = {"message": record.getMessage(), "logger": record.name} if fields is None else fields
        line = {"time": _time(record), "level": record.levelname.lower(), **told}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False)
        return text.encode(errors="backslashreplace").decode()


class TextLine(logging.Formatter):
    """One line for a person: time, level, and a message or what is known of a request."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; that of an exception is followed by its trace."""
        fields = getattr(record, _FIELDS, None)
        told = record.getMessage() if fields is None else " ".join(map(_told, fields.items()))
        line = f"{_time(record)} {record.levelname.lower()} {told}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return line.encode(errors="backslashreplace").decode()


def _told(item: tuple[str, object]) -> str:
    name, value = item
    plain = isinstance(value, str) and value.isprintable() and not set(value) & set(' "=')
    return f"{name}={value if plain else json.dumps(value, ensure_ascii=False)}"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
