"""What the rows of the store say of each other: each against its checksum, and all together."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

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
from index.store.embeddings import PASSAGES, SENTENCES, Granularity
from index.store.rows import (
    COLLECTION,
    FROM_DOCUMENTS,
    INFO,
    PASSAGE,
    TERM,
    PassageRow,
    alone_hash,
    checksum,
    collection_state,
    context_hash,
    document_info,
    passage_row,
    text_hash,
)
from index.store.sql import Connection, select_many
from index.types import DocumentInfo, Progress, Span

NUMBERED = (
    "collections",
    "documents",
    "passages",
    "embeddings",
    "sentence_embeddings",
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
    for granularity in (PASSAGES, SENTENCES):
        yield from guarded(f"table {granularity.table}", _vectors(connection, granularity))


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
            f"SELECT {PASSAGE}, fingerprint, embeddings.text_hash FROM passages"
            " LEFT JOIN embeddings ON embeddings.id = embedding"
            " WHERE document = ? ORDER BY passages.id",
            [number],
        )
        for *columns, made_by, encoded in passages:
            row = passage_row(columns)
            sentences = connection.execute(
                "SELECT fingerprint, text_hash FROM passage_sentences"
                " JOIN sentence_embeddings ON id = embedding WHERE passage = ? ORDER BY place",
                [row.id],
            ).fetchall()
            vectors = _Vectors(encoder, whole=(made_by, encoded), sentences=sentences)
            problem = _problem(row, vectors, text=text)
            if problem is not None:
                yield problem
    except FAILURES as error:
        yield str(error)


@dataclass(frozen=True, slots=True)
class _Vectors:
    """The collection's encoder, and the encoders and text hashes of a passage's vectors."""

    encoder: str
    whole: tuple[str | None, bytes | None]
    sentences: list[tuple[str, bytes]]


def _problem(row: PassageRow, vectors: _Vectors, *, text: str) -> str | None:
    start, end, spans = row.start_at, row.end_at, row.spans
    order = [start, *(at for span in spans for at in (span.start, span.end)), end]
    ids = np.frombuffer(row.terms, TERM)["term"]
    encoded = encoded_text(text[start:end], context=row.context.decode())
    parts = [span.cut(text) for span in spans]
    hashes: list[bytes] = []
    if parts != [text[start:end]]:
        # By which of the two they are known depends on the encoder that was used.
        begin = start - (len(encoded) - len(text[start:end]))
        within = [Span(span.start - begin, span.end - begin) for span in spans]
        known = [[make(encoded, span) for span in within] for make in (context_hash, alone_hash)]
        hashes = next(
            (each for each in known if crc32(b"".join(each)) == row.sentence_checksum), known[0]
        )
    checks = {
        "it is not within its text": 0 <= start < end <= len(text),
        "its text is another": text_hash(encoded) == row.text_hash,
        "its sentences are not within it": bool(spans) and order == sorted(order),
        "its terms are not in order": bool((ids[1:] > ids[:-1]).all()),
        "its vector is not there": vectors.whole == (vectors.encoder, row.text_hash),
        "its sentences are others": crc32(b"".join(hashes)) == row.sentence_checksum,
        "its sentences' vectors are not there": vectors.sentences
        == [(vectors.encoder, each) for each in hashes],
    }
    return next((problem for problem, holds in checks.items() if not holds), None)


def _vectors(connection: Connection, granularity: Granularity) -> Iterator[Finding]:
    table = granularity.table
    damaged = 0
    sizes: dict[str, set[int]] = {}
    for fingerprint, hashed, vector, stored in select_many(
        connection, f"SELECT fingerprint, text_hash, vector, checksum FROM {table}"
    ):
        damaged += checksum((hashed, vector)) != stored
        sizes.setdefault(fingerprint, set()).add(len(vector))
    if damaged:
        yield Finding("derived", f"{damaged} vectors are damaged", f"table {table}", _rebuild())
    for fingerprint, lengths in sizes.items():
        if len(lengths) > 1:
            what = f"the vectors of encoder {fingerprint} are not of one length"
            yield Finding("derived", what, f"table {table}", _rebuild())
    (unused,) = connection.execute(
        f"SELECT count(*) FROM {table} WHERE NOT EXISTS"
        f" (SELECT 1 FROM {granularity.users} WHERE embedding = {table}.id)"
    ).fetchone()
    if unused:
        what = f"{unused} vectors are not in use; an interrupted rebuild leaves such"
        yield Finding("note", what, f"table {table}", f"{REPAIR} to delete them")


def _first(faults: Sequence[str]) -> str:
    return faults[0] if len(faults) == 1 else f"{faults[0]}, and {len(faults) - 1} more"


def _rebuild(collection: str = "…") -> str:
    return f"run `spravka index --rebuild --collection {collection}`"
