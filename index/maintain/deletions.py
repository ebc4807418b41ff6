"""Whether what is kept of deleted documents can be brought back; what cannot is forgotten."""

from collections.abc import Iterator

from index.maintain.findings import FAILURES, REPAIR, Finding
from index.store.deletions import COLUMNS, DeletionRow, checked, opened
from index.store.sql import Connection


def inspect_deletions(connection: Connection) -> Iterator[Finding]:
    """Yield whether some are damaged, or are not there any more."""
    numbers = connection.execute("SELECT id FROM deletions NOT INDEXED").fetchall()
    (kept,) = connection.execute("SELECT deletions FROM state").fetchone()
    damaged = [number for (number,) in numbers if not _is_sound(connection, number)]
    if damaged or kept != len(numbers):
        what = f"of {kept} deleted documents {len(numbers) - len(damaged)} can be brought back"
        yield Finding("derived", what, "table deletions", f"{REPAIR} to forget the others")


def repair_deletions(connection: Connection) -> None:
    """Forget what is damaged."""
    for (number,) in connection.execute("SELECT id FROM deletions NOT INDEXED").fetchall():
        if not _is_sound(connection, number):
            connection.execute("DELETE FROM deletions WHERE id = ?", [number])
    connection.execute("UPDATE state SET deletions = (SELECT count(*) FROM deletions)")


def _is_sound(connection: Connection, number: int) -> bool:
    try:
        *columns, content = connection.execute(
            f"SELECT {COLUMNS}, content FROM deletions WHERE id = ?", [number]
        ).fetchone()
        opened(checked(DeletionRow(*columns)), content)
    except FAILURES:
        return False
    return True
