"""The files that were sent and are not the same as their text, by the sha256 of their bytes."""

from collections.abc import Iterable
from hashlib import sha256

from index.errors import StoreError
from index.store.sql import Connection

UNUSED = (
    "NOT EXISTS (SELECT 1 FROM documents WHERE documents.sha256 = originals.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM deletions WHERE deletions.sha256 = originals.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = originals.sha256)"
)
"""What is true of an original that nothing is of, be it deleted for a while."""


class Originals:
    """The originals as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._released: set[str] = set()

    def get(self, digest: str) -> bytes | None:
        """Return the bytes of this sha256, None where they are not kept; raises StoreError."""
        row = self._connection.execute(
            "SELECT data FROM originals WHERE sha256 = ?", [digest]
        ).fetchone()
        if row is None:
            return None
        if sha256(row[0]).hexdigest() != digest:
            raise StoreError("the original of a document is damaged: send the file again")
        return bytes(row[0])

    def size(self, digest: str) -> int | None:
        """Return how many bytes of this sha256 are kept, None where none are."""
        select = "SELECT length(data) FROM originals WHERE sha256 = ?"
        row = self._connection.execute(select, [digest]).fetchone()
        return None if row is None else int(row[0])

    def part(self, digest: str, start: int, stop: int) -> bytes:
        """Return some of the bytes of this sha256, which are not compared with it."""
        span = "CAST(? AS INTEGER), CAST(? AS INTEGER)"
        select = f"SELECT substr(data, {span}) FROM originals WHERE sha256 = ?"
        values = [start + 1, max(0, stop - start), digest]
        return bytes(self._connection.execute(select, values).fetchone()[0])

    def holds(self, digest: str) -> bool:
        """Return whether the bytes of this sha256 are kept."""
        select = "SELECT 1 FROM originals WHERE sha256 = ?"
        return self._connection.execute(select, [digest]).fetchone() is not None

    def put(self, digest: str, data: bytes) -> None:
        """Keep bytes by their sha256, in place of damaged ones."""
        self._connection.execute(
            "INSERT INTO originals (sha256, data) VALUES (?, ?)"
            " ON CONFLICT (sha256) DO UPDATE SET data = excluded.data",
            [digest, data],
        )

    def release(self, document: int) -> None:
        """Note the original of the document in this row, which is about to be deleted."""
        rows = self._connection.execute("SELECT sha256 FROM documents WHERE id = ?", [document])
        self.note(row[0] for row in rows)

    def note(self, digests: Iterable[str]) -> None:
        """Note originals that something was of by now."""
        self._released.update(digests)

    def drop_released(self) -> None:
        """Delete those of the originals noted that nothing is of any more."""
        self._connection.executemany(
            f"DELETE FROM originals WHERE sha256 = ? AND {UNUSED}",
            [[digest] for digest in sorted(self._released)],
        )
        self._released.clear()
