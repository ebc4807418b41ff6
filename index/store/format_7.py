"""Format 6 to 7: the vectors of a passage's sentences stand behind the passage's own.

As every step it never changes again once it is released.
"""

import sqlite3
from hashlib import blake2b
from zlib import crc32

import numpy as np

from index.store.rows import checksum

_SENTENCES = 4096
_DAMAGED = -1
"""A checksum that nothing has."""


def own_sentences(connection: sqlite3.Connection) -> None:
    """Make the tables by what passages there are; vectors that none of these has go.

    A row whose old checksum does not fit gets none that fits: it is found to be damaged as before.
    """
    for statement in _TABLES:
        connection.execute(statement)
    numbers = connection.execute("SELECT id FROM passages ORDER BY id").fetchall()
    for (number,) in numbers:
        _bind(connection, number)
    for statement in _EXCHANGE:
        connection.execute(statement)


def _bind(connection: sqlite3.Connection, number: int) -> None:
    """Bind a passage to its vectors, which are copied where no other has brought them."""
    stored, of_sentences, embedding, fingerprint, *columns = connection.execute(
        "SELECT passages.checksum, sentence_checksum, embedding, coalesce(dense_fingerprint, ''),"
        " passages.id, document, start_at, end_at, sentences, passages.length, terms, text_hash,"
        " context FROM passages LEFT JOIN documents ON documents.id = document"
        " LEFT JOIN collections ON collections.id = collection WHERE passages.id = ?",
        [number],
    ).fetchone()
    start_at, sentences, text_hash = columns[2], columns[4], columns[7]
    borders = np.frombuffer(sentences[: len(sentences) // 8 * 8], "<u4").astype("<i8") - start_at
    hashed = blake2b(text_hash + borders.tobytes(), digest_size=16).digest()
    connection.execute(
        "INSERT INTO encoders (fingerprint) VALUES (?) ON CONFLICT DO NOTHING", [fingerprint]
    )
    key = (fingerprint, hashed)
    found = connection.execute(_FIND, key).fetchone()
    if found is None:
        _copy(connection, (number, embedding, of_sentences, text_hash), key)
        found = connection.execute(_FIND, key).fetchone()
    older = [*columns[:5], of_sentences, embedding, *columns[5:]]
    newer = [*columns[:5], found[0], *columns[5:]]
    connection.execute(
        "UPDATE passages SET embedding = ?, checksum = ? WHERE id = ?",
        [found[0], checksum(newer) if checksum(older) == stored else _DAMAGED, number],
    )


_FIND = """
    SELECT id FROM embeddings_7
    WHERE encoder = (SELECT id FROM encoders WHERE fingerprint = ?) AND passage_hash = ?
"""


def _copy(
    connection: sqlite3.Connection, passage: tuple[int, int, int, bytes], key: tuple[str, bytes]
) -> None:
    """Copy the vectors of a passage to where its new hash leads."""
    number, embedding, of_sentences, text_hash = passage
    fingerprint, hashed = key
    whole = connection.execute(
        "SELECT vector, fingerprint, text_hash, checksum FROM embeddings WHERE id = ?", [embedding]
    ).fetchone()
    vector, *made_of, stored = whole or (b"", None, None, _DAMAGED)
    holds = made_of == [fingerprint, text_hash] and checksum((text_hash, vector)) == stored
    connection.execute(
        "INSERT INTO embeddings_7 (encoder, passage_hash, vector, checksum)"
        " SELECT id, ?, ?, ? FROM encoders WHERE fingerprint = ?",
        [hashed, vector, checksum((hashed, vector)) if holds else _DAMAGED, fingerprint],
    )
    (first,) = connection.execute("SELECT last_insert_rowid()").fetchone()
    parts = connection.execute(
        "SELECT place, text_hash, vector, kept.checksum FROM passage_sentences"
        " JOIN sentence_embeddings AS kept ON kept.id = embedding"
        " WHERE passage = ? AND place < ? ORDER BY place",
        [number, _SENTENCES],
    ).fetchall()
    whole_hashes = crc32(b"".join(part[1] for part in parts)) == of_sentences
    connection.executemany(
        "INSERT INTO sentence_embeddings_7 VALUES (?, ?, ?)",
        [
            (
                first * _SENTENCES + place,
                part,
                checksum((hashed, place, part))
                if whole_hashes and checksum((of, part)) == kept
                else _DAMAGED,
            )
            for place, of, part, kept in parts
        ],
    )


_TABLES = (
    """
    CREATE TABLE encoders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE embeddings_7 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        encoder INTEGER NOT NULL REFERENCES encoders (id),
        passage_hash BLOB NOT NULL,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        UNIQUE (encoder, passage_hash)
    ) STRICT
    """,
    """
    CREATE TABLE sentence_embeddings_7 (
        id INTEGER PRIMARY KEY,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
)
_EXCHANGE = (
    "DROP TABLE passage_sentences",
    "DROP TABLE sentence_embeddings",
    "DROP TABLE embeddings",
    "ALTER TABLE embeddings_7 RENAME TO embeddings",
    "ALTER TABLE sentence_embeddings_7 RENAME TO sentence_embeddings",
    "ALTER TABLE passages DROP COLUMN sentence_checksum",
)
