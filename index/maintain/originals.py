"""Whether the files that were sent are kept as they came; where one is not, it is forgotten.

What was read of it is in its document.
"""

from collections.abc import Iterator
from hashlib import sha256

from index.maintain.findings import FAILURES, REPAIR, Finding
from index.store.originals import UNUSED
from index.store.sql import Connection


def inspect_originals(connection: Connection) -> Iterator[Finding]:
    """Yield which originals are damaged, and whether some are of no document."""
    damaged = _damaged(connection)
    if damaged:
        advice = f"{REPAIR} to forget them, and send the files again"
        what = f"{len(damaged)} originals of documents are damaged"
        yield Finding("derived", what, "table originals", advice)
    (unused,) = connection.execute(f"SELECT count(*) FROM originals WHERE {UNUSED}").fetchone()
    if unused:
        what = f"{unused} originals are of no document"
        yield Finding("note", what, "table originals", f"{REPAIR} to delete them")


def repair_originals(connection: Connection) -> None:
    """Forget what is damaged, and what nothing is of."""
    connection.executemany(
        "DELETE FROM originals WHERE id = ?", [[number] for number in _damaged(connection)]
    )
    connection.execute(f"DELETE FROM originals WHERE {UNUSED}")


def _damaged(connection: Connection) -> list[int]:
    damaged = []
    # By their ids, one in memory at a time.
    for (number,) in connection.execute("SELECT id FROM originals NOT INDEXED").fetchall():
        try:
            digest, data = connection.execute(
                "SELECT sha256, data FROM originals WHERE id = ?", [number]
            ).fetchone()
            sound = sha256(data).hexdigest() == digest
        except FAILURES:
            sound = False
        if not sound:
            damaged.append(number)
    return damaged
