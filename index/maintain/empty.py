"""An index that holds nothing is taken away again, where nobody else has it open."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.store.schema import DERIVED_FOLDER, STORE_FILE


def discard_empty(data: Path) -> bool:
    """Delete the index in the folder `data`, and the folder with it, where it never held anything.

    Return whether it is gone. One that was ever changed stays, so does one that has vectors already
    of a document that was too long to be done, and so does one that another process has open.
    """
    store = data / STORE_FILE
    try:
        if not store.is_file() or not _is_empty(store):
            return False
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    shutil.rmtree(data / DERIVED_FOLDER, ignore_errors=True)
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            store.with_name(store.name + suffix).unlink()
    with suppress(OSError):
        data.rmdir()
    return not store.exists()


def _is_empty(store: Path) -> bool:
    with closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as connection:
        # Only who has the file alone may leave WAL mode.
        connection.execute("PRAGMA journal_mode = DELETE")
        ((generation, documents, vectors),) = connection.execute(
            "SELECT generation, EXISTS (SELECT 1 FROM documents),"
            " EXISTS (SELECT 1 FROM embeddings) FROM state"
        ).fetchall()
    return not (generation or documents or vectors)
