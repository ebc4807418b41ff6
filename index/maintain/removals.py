"""Whether the log of removed passages is as it was written; where it is not, it is forgotten."""

from collections.abc import Iterator

from index.errors import StoreError
from index.maintain.findings import FAILURES, REPAIR, Finding
from index.store.removals import Removals, unpack_removal
from index.store.rows import COLLECTION, CollectionState, collection_state
from index.store.sql import Connection, select_in
from index.store.transaction import Transaction


def inspect_removals(connection: Connection) -> Iterator[Finding]:
    """Yield which collections' logs cannot be used; what is derived is then compared as a whole."""
    for state in _states(connection):
        if not _is_sound(connection, state):
            where = f"collection {state.name!r}"
            yield Finding("derived", "the log of what was removed is damaged", where, REPAIR)


def repair_removals(connection: Connection) -> None:
    """Forget the logs that cannot be used, and those of no collection."""
    connection.execute("DELETE FROM removals WHERE collection NOT IN (SELECT id FROM collections)")
    for state in _states(connection):
        if not _is_sound(connection, state):
            connection.execute("DELETE FROM removals WHERE collection = ?", [state.row])
            Removals(connection).forget(state.row, until=state.generation)
    Transaction(connection).collections.seal()


def _states(connection: Connection) -> Iterator[CollectionState]:
    for row in connection.execute(f"SELECT {COLLECTION} FROM collections NOT INDEXED").fetchall():
        try:
            yield collection_state(row)
        except StoreError:
            # A finding of its own.
            continue


def _is_sound(connection: Connection, state: CollectionState) -> bool:
    try:
        changes = connection.execute(
            "SELECT generation, count, passages, checksum FROM removals NOT INDEXED"
            " WHERE collection = ?",
            [state.row],
        ).fetchall()
        ids = [each for change in changes for each in unpack_removal(state.row, change).tolist()]
        there = any(select_in(connection, "SELECT id FROM passages WHERE id", ids))
    except FAILURES:
        return False
    borders = (state.logged_since, state.generation)
    within = all(borders[0] < change[0] <= borders[1] for change in changes)
    return not there and within and borders[0] <= borders[1]
