"""Whether everything stored is as it was stored, and what can be made anew where it is not.

Of the store one document with its passages is in memory at a time; of what is derived, one
collection as it is saved and as it should be.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.backend.derived import derivation_in
from index.backend.protocol import Derivation, Fault
from index.errors import InvalidInput, StoreError
from index.maintain.deletions import repair_deletions
from index.maintain.files import repair_files
from index.maintain.findings import FAILURES, REPAIR, RESTORE, Finding, guarded
from index.maintain.inspection import NUMBERED, inspect_file, inspect_rows
from index.maintain.originals import repair_originals
from index.maintain.removals import repair_removals
from index.maintain.roots import repair_roots
from index.maintain.structure import repair_structure
from index.store.migrations import format_version
from index.store.rows import COLLECTION, CollectionState, collection_state
from index.store.schema import FORMAT_VERSION, SENTENCES, STORE_FILE
from index.store.sql import Connection
from index.store.sqlite import connected, store_error
from index.store.transaction import Transaction
from index.types import Progress

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Examination:
    """What was looked through, and what was found; the numbers are 0 where they cannot be read."""

    generation: int
    collections: int
    documents: int
    passages: int
    vectors: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Return whether nothing is wrong, or nothing any more."""
        return all(finding.severity == "note" or finding.repaired for finding in self.findings)


def examine(
    data: Path, *, repair: bool = False, on_progress: OnProgress | None = None
) -> Examination:
    """Look through the index in the folder `data`, which may be in use.

    With `repair`, what can be made anew from the documents is, and what nothing uses is deleted.
    However damaged the store is, that is a finding. Raises InvalidInput where the folder holds no
    index, StoreError where the store is locked.
    """
    path = data / STORE_FILE
    if not path.is_file():
        raise InvalidInput(f"{data}: no index in this folder; name another one with --data")
    examination = _look(data, on_progress)
    if not repair or not examination.findings:
        return examination
    _repair_store(data)
    _repair_derived(data)
    return compared(examination, _look(data, on_progress))


def compared(before: Examination, after: Examination) -> Examination:
    """Return what is found after a repair, with what was repaired: it is found no more."""
    repaired = [
        replace(finding, repaired=True)
        for finding in before.findings
        if finding not in after.findings
    ]
    return replace(after, findings=(*repaired, *after.findings))


def _look(data: Path, on_progress: OnProgress | None) -> Examination:
    path = data / STORE_FILE
    findings: list[Finding] = []
    counts = (0, 0, 0, 0, 0)
    try:
        with connected(path) as connection:
            connection.execute("BEGIN")
            version = format_version(connection)
            findings += guarded("the store's file", inspect_file(connection))
            if version == FORMAT_VERSION:
                findings += inspect_rows(connection, on_progress)
                findings += inspect_derived(derivation_in(data), connection)
                with suppress(sqlite3.Error, TypeError):
                    counts = connection.execute(COUNTS).fetchone()
            elif version == 0:
                findings.append(Finding("loss", "is empty", str(path), RESTORE))
            else:
                what = f"the index has format {version}; it becomes {FORMAT_VERSION} when opened"
                findings.append(Finding("note", what, str(path), "search it once"))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if _is_busy(error):
            raise store_error(path, error) from error
        findings.append(Finding("loss", f"cannot be read: {error}", str(path), RESTORE))
    except StoreError as error:
        findings.append(Finding("loss", str(error), str(path), RESTORE))
    generation, collections, documents, passages, vectors = counts
    return Examination(
        generation=generation,
        collections=collections,
        documents=documents,
        passages=passages,
        vectors=vectors,
        findings=tuple(findings),
    )


def _is_busy(error: Exception) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY")


COUNTS = (
    "SELECT generation, (SELECT count(*) FROM collections), (SELECT count(*) FROM documents),"
    " (SELECT count(*) FROM passages), (SELECT count(*) FROM embeddings)"
    " + (SELECT count(*) FROM sentence_embeddings) FROM state"
)


def inspect_derived(derivation: Derivation, connection: Connection) -> Iterator[Finding]:
    """Yield how what is derived differs from what the store gives anew."""
    try:
        states = _states(connection)
    except FAILURES:
        # That a collection is damaged was found before; what is derived of it has no say.
        return
    for state in states:
        faults = derivation.check(Transaction(connection), state)
        where = derivation.where(state.row)
        yield from guarded(where, map(_finding, faults), severity="derived")
    yield from map(_finding, derivation.unused([state.row for state in states]))


def _finding(fault: Fault) -> Finding:
    if fault.unused:
        return Finding("note", fault.what, fault.where, f"{REPAIR} to delete it")
    return Finding("derived", fault.what, fault.where, REPAIR)


def _states(connection: Connection) -> list[CollectionState]:
    rows = connection.execute(f"SELECT {COLLECTION} FROM collections NOT INDEXED").fetchall()
    return list(map(collection_state, rows))


def _repair_store(data: Path) -> None:
    for statements in _REPAIRS:
        with suppress(*FAILURES), connected(data / STORE_FILE) as connection:
            if format_version(connection) != FORMAT_VERSION:
                return
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                connection.execute(statement)
            connection.execute("COMMIT")
    for repair in ROW_REPAIRS:
        with suppress(*FAILURES), connected(data / STORE_FILE) as connection:
            connection.execute("BEGIN IMMEDIATE")
            repair(connection)
            connection.execute("COMMIT")


def _repair_derived(data: Path) -> None:
    with suppress(*FAILURES), connected(data / STORE_FILE) as connection:
        connection.execute("BEGIN")
        repair_derived(derivation_in(data), Transaction(connection))


def repair_derived(derivation: Derivation, transaction: Transaction) -> None:
    """Make anew what is derived and differs from the store; delete what nothing uses."""
    states = _states(transaction.connection)
    derivation.delete_unused([state.row for state in states])
    for state in states:
        faults = derivation.check(transaction, state)
        if any(guarded("", map(_finding, faults), severity="derived")):
            derivation.drop(state.row)
            with suppress(*FAILURES):
                derivation.refresh(transaction, state)


DELETE_UNUSED = (
    """
    DELETE FROM embeddings
    WHERE NOT EXISTS (SELECT 1 FROM passages WHERE embedding = embeddings.id)
    """,
    f"""
    DELETE FROM sentence_embeddings WHERE NOT EXISTS
    (SELECT 1 FROM embeddings WHERE embeddings.id = sentence_embeddings.id / {SENTENCES})
    """,
)
"""Statements that delete the vectors that nothing uses."""

ROW_REPAIRS = (
    repair_structure,
    repair_removals,
    repair_roots,
    repair_deletions,
    repair_files,
    repair_originals,
)
_REPAIRS = (
    ("REINDEX",),
    ("DELETE FROM passages WHERE document NOT IN (SELECT id FROM documents)",),
    DELETE_UNUSED,
    (
        """
        UPDATE state SET generation = max(
            (SELECT coalesce(max(number), 0) FROM generations),
            (SELECT coalesce(max(generation), 0) FROM collections)
        )
        """,
        """
        INSERT OR IGNORE INTO generations
        SELECT generation, lower(hex(randomblob(8))) FROM state WHERE generation > 0
        """,
    ),
    tuple(
        f"""
        UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(id), 0) FROM {table}))
        WHERE name = '{table}'
        """
        for table in NUMBERED
    ),
)
"""Statements by transaction: one that the damage forbids leaves the others."""
