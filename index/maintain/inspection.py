"""What the rows of the store say of each other: each against its checksum, and all together."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

import numpy as np

from index.errors import SpravkaError
from index.maintain.deletions import inspect_deletions
from index.maintain.files import inspect_files
from index.maintain.findings import FAILURES, REPAIR, RESTORE, Finding, Severity, guarded
from index.maintain.originals import inspect_originals
from index.maintain.removals import inspect_removals
from index.maintain.roots import inspect_roots
from index.maintain.structure import inspect_readers, inspect_structure
from index.read.context import encoded_text
from index.store.rows import (
    COLLECTION,
    FROM_DOCUMENTS,
    INFO,
    PASSAGE,
    TERM,
    PassageRow,
    checksum,
    collection_state,
    document_info,
    passage_row,
    text_hash,
)
from index.store.schema import SENTENCES
from index.store.sql import Connection, select_many
from index.types import DocumentInfo, Progress

NUMBERED = (
    "collections",
    "documents",
    "passages",
    "encoders",
    "embeddings",
    "deletions",
    "files",
    "placements",
)
"""The tables whose ids are never used twice."""


def inspect_file(connection: Connection) -> Iterator[Finding]:
    """Yield what SQLite itself finds wrong with its pages, its indexes and its references."""
    lines = [" ".join(row[0].split()) for row in connection.execute("PRAGMA integrity_check")]
    faults = [line for line in lines if line != "ok"]
    indexes = [fault for fault in faults if " index " in fault]
    pages = [fault for fault in faults if fault not in indexes]
    if pages:
        advice = f"{REPAIR}, and if it is still found: {RESTORE}"
        yield Finding("loss", _first(pages), "the store's pages", advice)
    if indexes:
        yield Finding("derived", _first(indexes), "the store's indexes", REPAIR)
    broken = Counter(
        (table, parent) for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    )
    for (table, parent), count in broken.items():
        what = f"{count} rows name rows of {parent} that are not there"
        severity: Severity = "loss" if table == "documents" else "derived"
        yield Finding(severity, what, f"table {table}", REPAIR)


def inspect_rows(
    connection: Connection, on_progress: Callable[[Progress], None] | None
) -> Iterator[Finding]:
    """Yield what is wrong with the rows, one document with its passages after the other."""
    yield from guarded("the store's history", _history(connection))
    yield from guarded("the collections", _collections(connection))
    yield from guarded("the log of what was removed", inspect_removals(connection))
    yield from guarded("the documents' readers", inspect_readers(connection), severity="note")
    yield from guarded("the folders", inspect_roots(connection), severity="derived")
    yield from guarded("what was deleted", inspect_deletions(connection), severity="derived")
    yield from guarded("the files that were sent", inspect_files(connection), severity="derived")
    yield from guarded("the originals", inspect_originals(connection), severity="derived")
    numbers: list[int] = []
    try:
        rows = connection.execute("SELECT id FROM documents NOT INDEXED ORDER BY id")
        numbers.extend(row[0] for row in rows)
    except sqlite3.Error as error:
        yield Finding("loss", f"cannot be read: {error}", "the documents", RESTORE)
    for done, number in enumerate(numbers, start=1):
        yield from guarded(f"document {number}", _document(connection, number))
        if on_progress is not None:
            on_progress(Progress(done=done, total=len(numbers), source=f"document {number}"))
    for table, select in _VECTORS.items():
        yield from guarded(f"table {table}", _vectors(connection, table, select))


def _history(connection: Connection) -> Iterator[Finding]:
    generation, newest = connection.execute(
        "SELECT generation, (SELECT coalesce(max(number), 0) FROM generations) FROM state"
    ).fetchone()
    if generation != newest:
        what = f"the last change is said to be number {generation}, and to be number {newest}"
        yield Finding("derived", what, "the store's history", REPAIR)
    for table in NUMBERED:
        (used,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        kept = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", [table]
        ).fetchone()
        if used > (kept[0] if kept else 0):
            what = "ids would be used twice"
            yield Finding("derived", what, f"table {table}", REPAIR)


def _collections(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(f"SELECT {COLLECTION} FROM collections NOT INDEXED").fetchall():
        where = f"collection {row[1]!r}"
        try:
            state = collection_state(row)
        except SpravkaError as error:
            yield Finding("loss", str(error), where, RESTORE)
            continue
        documents, passages = connection.execute(
            "SELECT count(DISTINCT documents.id), count(passages.id) FROM documents NOT INDEXED"
            " LEFT JOIN passages ON document = documents.id WHERE collection = ?",
            [state.row],
        ).fetchone()
        if documents != state.documents:
            what = f"of {state.documents} documents {documents} are found"
            advice = f"{RESTORE}; to go on without it, {_rebuild(state.name)}"
            yield Finding("loss", what, where, advice)
        if passages != state.passages:
            what = f"of {state.passages} passages {passages} are found"
            yield Finding("derived", what, where, _rebuild(state.name))


def _document(connection: Connection, number: int) -> Iterator[Finding]:
    row = connection.execute(
        f"SELECT {INFO} {FROM_DOCUMENTS} WHERE documents.id = ?", [number]
    ).fetchone()
    if row is None:
        yield Finding("loss", "is of no collection", f"document {number}", RESTORE)
        return
    try:
        document = document_info(row)
    except SpravkaError as error:
        yield Finding("loss", str(error), f"document {number}", RESTORE)
        return
    where = f"{document.source!r} in collection {document.collection!r}"
    (text,) = connection.execute("SELECT text FROM documents WHERE id = ?", [number]).fetchone()
    if sha256(text.encode()).hexdigest() != document.text_sha256 or len(text) != document.length:
        yield Finding("loss", "its text is damaged", where, RESTORE)
        return
    yield from inspect_structure(connection, number, where=where)
    problems = list(_passages(connection, number, document, text))
    (count,) = connection.execute(
        "SELECT count(*) FROM passages WHERE document = ?", [number]
    ).fetchone()
    if count != document.passages:
        problems.append(f"of {document.passages} there are {count}")
    if problems:
        what = f"passages that cannot be used: {_first(problems)}"
        yield Finding("derived", what, where, _rebuild(document.collection))


def _passages(
    connection: Connection, number: int, document: DocumentInfo, text: str
) -> Iterator[str]:
    """Yield what is wrong with the passages of a document."""
    try:
        (encoder,) = connection.execute(
            "SELECT dense_fingerprint FROM collections WHERE name = ?", [document.collection]
        ).fetchone()
        passages = connection.execute(
            f"SELECT {PASSAGE}, fingerprint, passage_hash FROM passages"
            " LEFT JOIN embeddings ON embeddings.id = embedding"
            " LEFT JOIN encoders ON encoders.id = encoder"
            " WHERE document = ? ORDER BY passages.id",
            [number],
        )
        for *columns, made_by, encoded in passages:
            row = passage_row(columns)
            first = row.embedding * SENTENCES
            parts = connection.execute(
                "SELECT id FROM sentence_embeddings WHERE id BETWEEN ? AND ? ORDER BY id",
                [first, first + SENTENCES - 1],
            ).fetchall()
            problem = _problem(
                row,
                text=text,
                has_vector=(made_by, encoded) == (encoder, row.passage_hash),
                has_parts=[part - first for (part,) in parts] == list(range(row.parts)),
            )
            if problem is not None:
                yield problem
    except FAILURES as error:
        yield str(error)


def _problem(row: PassageRow, *, text: str, has_vector: bool, has_parts: bool) -> str | None:
    start, end, spans = row.start_at, row.end_at, row.spans
    order = [start, *(at for span in spans for at in (span.start, span.end)), end]
    ids = np.frombuffer(row.terms, TERM)["term"]
    encoded = encoded_text(text[start:end], context=row.context.decode())
    checks = {
        "it is not within its text": 0 <= start < end <= len(text),
        "its text is another": text_hash(encoded) == row.text_hash,
        "its sentences are not within it": bool(spans) and order == sorted(order),
        "its terms are not in order": bool((ids[1:] > ids[:-1]).all()),
        "its vector is not there": has_vector,
        "its sentences' vectors are not there": has_parts,
    }
    return next((problem for problem, holds in checks.items() if not holds), None)


_VECTORS = {
    "embeddings": "SELECT encoder, passage_hash, NULL, vector, checksum,"
    " EXISTS (SELECT 1 FROM passages WHERE embedding = embeddings.id) FROM embeddings",
    "sentence_embeddings": "SELECT encoder, passage_hash, part.id, part.vector,"
    " part.checksum, encoder IS NOT NULL FROM sentence_embeddings AS part"
    f" LEFT JOIN embeddings ON embeddings.id = part.id / {SENTENCES}",
}
"""Of each vector its encoder and its passage, its row where it is a sentence's, itself and its
checksum, and whether it is used."""


def _vectors(connection: Connection, table: str, select: str) -> Iterator[Finding]:
    damaged = unused = 0
    sizes: dict[int, set[int]] = {}
    for encoder, hashed, part, vector, stored, used in select_many(connection, select):
        if hashed is None:
            unused += 1
            continue
        made_of = (hashed, vector) if part is None else (hashed, part % SENTENCES, vector)
        damaged += checksum(made_of) != stored
        unused += not used
        sizes.setdefault(encoder, set()).add(len(vector))
    if damaged:
        yield Finding("derived", f"{damaged} vectors are damaged", f"table {table}", _rebuild())
    if any(len(lengths) > 1 for lengths in sizes.values()):
        what = "the vectors of an encoder are not of one length"
        yield Finding("derived", what, f"table {table}", _rebuild())
    if unused:
        what = f"{unused} vectors are not in use; an interrupted rebuild leaves such"
        yield Finding("note", what, f"table {table}", f"{REPAIR} to delete them")


def _first(faults: Sequence[str]) -> str:
    return faults[0] if len(faults) == 1 else f"{faults[0]}, and {len(faults) - 1} more"


def _rebuild(collection: str = "…") -> str:
    return f"run `spravka index --rebuild --collection {collection}`"
