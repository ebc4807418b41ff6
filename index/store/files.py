"""Files that were sent to be put into collections later, and where they were put."""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from index.errors import NotFound, StoreError
from index.store.originals import Originals
from index.store.rows import checksum
from index.store.sql import Connection, insert_row
from index.types import FileInfo, Placement

_FILE = "file_id, name, purpose, added, sha256, size"
_PLACEMENT = "collection, file_id, batch, document_id, added, code, reason"
_DAMAGED = "what is kept of a file that was sent is damaged: run `spravka doctor --repair`"


class Files:
    """The files as one transaction sees them; their bytes are among the originals."""

    def __init__(self, connection: Connection, originals: Originals) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._originals = originals

    # Files

    def add(self, name: str, data: bytes, *, purpose: str, now: int) -> FileInfo:
        """Keep a file, and return what is known of it."""
        info = FileInfo(
            file_id=f"file-{secrets.token_hex(12)}",
            name=name,
            purpose=purpose,
            added=now,
            sha256=sha256(data).hexdigest(),
            size=len(data),
        )
        columns = {key: getattr(info, key) for key in _FILE.split(", ")}
        columns["checksum"] = checksum(columns.values())
        insert_row(self._connection, "files", columns)
        self._originals.put(info.sha256, data)
        return info

    def get(self, file_id: str) -> FileInfo:
        """Return what is known of a file; raises NotFound, StoreError."""
        row = self._connection.execute(
            f"SELECT {_FILE}, checksum FROM files WHERE file_id = ?", [file_id]
        ).fetchone()
        if row is None:
            raise NotFound(f"no file {file_id!r}: GET /v1/files lists those there are")
        return _file(row)

    def all(self) -> list[FileInfo]:
        """Return the files, the last sent first; raises StoreError."""
        rows = self._connection.execute(f"SELECT {_FILE}, checksum FROM files ORDER BY id DESC")
        return [_file(row) for row in rows]

    def data(self, info: FileInfo) -> bytes:
        """Return the bytes of a file; raises StoreError."""
        data = self._originals.get(info.sha256)
        if data is None:
            raise StoreError(_DAMAGED)
        return data

    def delete(self, info: FileInfo) -> None:
        """Forget a file, and where it was put."""
        self._connection.execute("DELETE FROM files WHERE file_id = ?", [info.file_id])
        self._connection.execute("DELETE FROM placements WHERE file_id = ?", [info.file_id])
        self._originals.note([info.sha256])

    # Where they were put

    def place(self, placement: Placement) -> None:
        """Note where a file was put, or why it could not be, in place of what was noted before."""
        columns = {key: getattr(placement, key) for key in _PLACEMENT.split(", ")}
        columns["checksum"] = checksum(columns.values())
        self._connection.execute(
            "DELETE FROM placements WHERE collection = ? AND file_id = ?",
            [placement.collection, placement.file_id],
        )
        insert_row(self._connection, "placements", columns)

    def unplace(self, collection: str, file_id: str) -> None:
        """Forget that a file was put into a collection."""
        self._connection.execute(
            "DELETE FROM placements WHERE collection = ? AND file_id = ?", [collection, file_id]
        )

    def placements(
        self,
        *,
        collection: str | None = None,
        file_id: str | None = None,
        batch: str | None = None,
        document_ids: Sequence[str] | None = None,
    ) -> list[Placement]:
        """Return what meets all that is given, in the order it was noted; raises StoreError."""
        given = {"collection": collection, "file_id": file_id, "batch": batch}
        wanted = {key: value for key, value in given.items() if value is not None}
        conditions = [f"{key} = ?" for key in wanted]
        values: list[object] = list(wanted.values())
        if document_ids is not None:
            conditions.append(f"document_id IN ({', '.join('?' * len(document_ids))})")
            values += document_ids
        rows = self._connection.execute(
            f"SELECT {_PLACEMENT}, checksum FROM placements"
            f" WHERE {' AND '.join(conditions) or '1 = 1'} ORDER BY id",
            values,
        )
        return [_placement(row) for row in rows]


def _file(row: Sequence[object]) -> FileInfo:
    if checksum(row[:-1]) != row[-1]:
        raise StoreError(_DAMAGED)
    return FileInfo(*row[:-1])  # type: ignore[arg-type]


def _placement(row: Sequence[object]) -> Placement:
    if checksum(row[:-1]) != row[-1]:
        raise StoreError(_DAMAGED)
    return Placement(*row[:-1])  # type: ignore[arg-type]
