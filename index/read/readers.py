"""The one list of formats, and which of its readers a file goes to."""

from pathlib import Path, PurePosixPath
from typing import Protocol

from index.errors import ReadError
from index.read.text import TextReader
from index.types import DEFAULT_COLLECTION, Document


class Reader(Protocol):
    """Turns the bytes of one format into a document."""

    suffixes: frozenset[str]

    def read(self, *, data: bytes, source: str, collection: str) -> Document:
        """Return the document; raises ReadError, naming `source`, where that cannot be done."""
        ...


READERS: tuple[Reader, ...] = (TextReader(),)


def is_readable(path: Path) -> bool:
    """Return whether some reader knows the file's suffix."""
    return any(path.suffix.lower() in reader.suffixes for reader in READERS)


def read_document(*, data: bytes, source: str, collection: str = DEFAULT_COLLECTION) -> Document:
    """Return `data` as a document, by the reader that its source's suffix names.

    Raises ReadError where no reader knows the suffix or the bytes are not what it promises.
    """
    suffix = PurePosixPath(source).suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader.read(data=data, source=source, collection=collection)
    known = ", ".join(sorted(suffix for reader in READERS for suffix in reader.suffixes))
    raise ReadError(f"{source}: unknown kind of file; Spravka reads {known}")
