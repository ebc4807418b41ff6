"""Whether what is kept of files that were sent is as it was stored; what is not is forgotten."""

from collections.abc import Iterator

from index.maintain.findings import FAILURES, REPAIR, Finding
from index.store.rows import checksum
from index.store.sql import Connection

_COLUMNS = {
    "files": "file_id, name, purpose, added, sha256, size",
    "placements": "collection, file_id, batch, document_id, added, code, reason",
}


def inspect_files(connection: Connection) -> Iterator[Finding]:
    """Yield whether rows are damaged, or the bytes of a file are missing."""
    for table in _COLUMNS:
        damaged = _damaged(connection, table)
        if damaged:
            what = f"{len(damaged)} rows of files that were sent are damaged"
            yield Finding("derived", what, f"table {table}", f"{REPAIR} to forget them")


def repair_files(connection: Connection) -> None:
    """Forget what is damaged."""
    for table in _COLUMNS:
        connection.executemany(
            f"DELETE FROM {table} WHERE id = ?",
            [[number] for number in _damaged(connection, table)],
        )


def _damaged(connection: Connection, table: str) -> list[int]:
    rows = connection.execute(f"SELECT id, {_COLUMNS[table]}, checksum FROM {table} NOT INDEXED")
    damaged = []
    for number, *columns, stored in rows.fetchall():
        try:
            sound = checksum(columns) == stored
            if table == "files":
                select = "SELECT count(*) FROM originals WHERE sha256 = ?"
                sound = sound and connection.execute(select, [columns[4]]).fetchone() != (0,)
        except FAILURES:
            sound = False
        if not sound:
            damaged.append(number)
    return damaged
