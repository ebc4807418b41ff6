"""All that one store holds, copied to another one, be it of another kind: row by row, as it is."""

from collections.abc import Callable
from itertools import islice

from index.errors import InvalidInput
from index.store.protocol import Store
from index.store.sql import Connection, Rows, select_many
from index.store.transaction import Transaction
from index.types import Progress

_ROWS_AT_A_TIME = 200
"""A document's row has its text in it."""

_TABLES = (
    "state",
    "generations",
    "collections",
    "roots",
    "documents",
    "encoders",
    "embeddings",
    "sentence_embeddings",
    "passages",
    "removals",
    "origins",
    "originals",
    "files",
    "placements",
    "deletions",
)
"""What is referred to comes before what refers to it."""

_COUNTED = {"collections": ("documents", "passages"), "state": ("deletions",)}
"""The columns that count other rows as these come."""

OnProgress = Callable[[Progress], None]


def copy_store(source: Store, target: Store, *, on_progress: OnProgress | None = None) -> None:
    """Copy what `source` holds at one moment to `target`, which is new, in one change.

    Every row keeps its id and every change its number and token, so that what is derived of the
    one is derived of the other too. Raises InvalidInput where the target holds something,
    StoreError.
    """
    with source.read() as old, target.write() as new:
        _check_new(new, target.name)
        # What a new store has: a collection without documents, and a state without changes.
        for table in ("collections", "state"):
            new.connection.execute(f"DELETE FROM {table}")
        for done, table in enumerate(_TABLES):
            if on_progress is not None:
                on_progress(Progress(done=done, total=len(_TABLES), source=table))
            _copy(old.connection, new.connection, table)
        _raise_ids(old.connection, new.connection)
    target.tidy()


def _check_new(transaction: Transaction, name: str) -> None:
    documents = sum(each.documents for each in transaction.collections.infos())
    if transaction.generation or documents or transaction.files.all():
        raise InvalidInput(f"{name}: there is something in this store; name a new one")


def _copy(source: Connection, target: Connection, table: str) -> None:
    columns = _columns(source.execute(f"SELECT * FROM {table} WHERE 1 = 0"))
    counted = [columns.index(name) for name in _COUNTED.get(table, ())]
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    rows = iter(select_many(source, f"SELECT {names} FROM {table}"))
    while batch := [list(row) for row in islice(rows, _ROWS_AT_A_TIME)]:
        for row in batch:
            for place in counted:
                row[place] = 0
        target.executemany(insert, batch)


def _raise_ids(source: Connection, target: Connection) -> None:
    """See that no id is used again that the source has ever given."""
    for name, used in source.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        raised = target.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", [used, name])
        if not raised.rowcount:
            target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [name, used])


def _columns(rows: Rows) -> list[str]:
    return [column[0] for column in rows.description]
