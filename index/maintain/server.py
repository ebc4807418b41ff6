"""Whether everything in a store that several servers share is as it was stored.

Its pages and indexes are PostgreSQL's own to look after; here its rows are held against each other,
and what this server derives of them against what they give.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from index.backend.derived import derivation_in
from index.maintain.doctor import (
    COUNTS,
    DELETE_UNUSED,
    ROW_REPAIRS,
    Examination,
    compared,
    inspect_derived,
    repair_derived,
)
from index.maintain.findings import FAILURES
from index.maintain.inspection import inspect_rows
from index.store.protocol import Store
from index.types import Progress


def examine_store(
    store: Store,
    data: Path,
    *,
    repair: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> Examination:
    """Look through a store, which may be in use, and what is derived of it in the folder `data`.

    With `repair`, what can be made anew is, and what nothing uses is deleted. Raises StoreError
    where the store cannot be reached.
    """
    examination = _look(store, data, on_progress)
    if not repair or not examination.findings:
        return examination
    for change in ROW_REPAIRS:
        with suppress(*FAILURES), store.write() as transaction:
            change(transaction.connection)
    for statement in DELETE_UNUSED:
        with suppress(*FAILURES), store.write() as transaction:
            transaction.connection.execute(statement)
    with suppress(*FAILURES), store.read() as transaction:
        repair_derived(derivation_in(data), transaction)
    return compared(examination, _look(store, data, on_progress))


def _look(store: Store, data: Path, on_progress: Callable[[Progress], None] | None) -> Examination:
    with store.read() as transaction:
        connection = transaction.connection
        counts = connection.execute(COUNTS).fetchone()
        findings = (
            *inspect_rows(connection, on_progress),
            *inspect_derived(derivation_in(data), connection),
        )
    generation, collections, documents, passages, vectors = counts
    return Examination(
        generation=generation,
        collections=collections,
        documents=documents,
        passages=passages,
        vectors=vectors,
        findings=findings,
    )
