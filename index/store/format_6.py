"""Format 5 to 6: sizes, times and originals of documents, and when collections were made.

As every step it never changes again once it is released.
"""

import sqlite3

from index.store.rows import UNSEALED, checksum

_KEPT = (
    "document_id, source, title, language, media_type, sha256, text_sha256, metadata, length,"
    " passages, reader, reader_version, blocks_checksum, places_checksum, generation"
)
_SIZE = "CASE WHEN sha256 = text_sha256 THEN length(CAST(text AS BLOB)) END"
"""Where the bytes of a source are its text in UTF-8, they are as many; else it is not known."""


def know_sizes_and_times(connection: sqlite3.Connection) -> None:
    """Make the columns, of which only some sizes can be told of what is there.

    A row whose old checksum does not fit keeps it: it is found to be damaged then as before.
    """
    connection.execute(_DOCUMENTS)
    numbers = connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
    for (number,) in numbers:
        stored, size, *columns = connection.execute(
            f"SELECT checksum, {_SIZE}, id, {_KEPT} FROM documents WHERE id = ?", [number]
        ).fetchone()
        if checksum(columns) == stored:
            stored = checksum([*columns, size, None, None])
        connection.execute(
            f"INSERT INTO documents_6 (id, collection, {_KEPT}, size, checksum, places, blocks,"
            f" text) SELECT id, collection, {_KEPT}, ?, ?, places, blocks, text FROM documents"
            " WHERE id = ?",
            [size, stored, number],
        )
    _keep_used_ids(connection)
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_6 RENAME TO documents")
    _add_created(connection)
    for statement in _FORMAT_6:
        connection.execute(statement)


def _keep_used_ids(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE sqlite_sequence SET name = 'documents_6' WHERE name = 'documents' AND NOT EXISTS"
        " (SELECT 1 FROM sqlite_sequence WHERE name = 'documents_6')"
    )
    connection.execute(
        "UPDATE sqlite_sequence SET seq = max(seq,"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'documents'), 0))"
        " WHERE name = 'documents_6'"
    )


def _add_created(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE collections ADD COLUMN created INTEGER")
    collections = connection.execute(
        "SELECT id, name, dense_fingerprint, sparse_fingerprint, model, generation, logged_since,"
        " checksum FROM collections NOT INDEXED"
    ).fetchall()
    for *columns, stored in collections:
        if checksum(columns) == stored:
            connection.execute(
                "UPDATE collections SET checksum = ? WHERE id = ?", [UNSEALED, columns[0]]
            )


_DOCUMENTS = """
    CREATE TABLE documents_6 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        document_id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        language TEXT NOT NULL,
        media_type TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        text_sha256 TEXT NOT NULL,
        metadata TEXT NOT NULL,
        length INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        reader TEXT NOT NULL,
        reader_version INTEGER NOT NULL,
        blocks_checksum INTEGER NOT NULL,
        places_checksum INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        size INTEGER,
        added INTEGER,
        modified INTEGER,
        checksum INTEGER NOT NULL,
        places BLOB NOT NULL,
        blocks BLOB NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (collection, source)
    ) STRICT
    """
_FORMAT_6 = (
    """
    CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file_id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        purpose TEXT NOT NULL,
        added INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        size INTEGER NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE placements (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        file_id TEXT NOT NULL,
        batch TEXT,
        document_id TEXT,
        added INTEGER NOT NULL,
        code TEXT,
        reason TEXT,
        checksum INTEGER NOT NULL,
        UNIQUE (collection, file_id)
    ) STRICT
    """,
    "CREATE INDEX files_of_original ON files (sha256)",
    "CREATE INDEX placements_of_file ON placements (file_id)",
    "CREATE INDEX placements_of_document ON placements (document_id)",
    "ALTER TABLE state ADD COLUMN deletions INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE deletions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        change INTEGER NOT NULL,
        kind TEXT NOT NULL,
        deleted INTEGER NOT NULL,
        until INTEGER NOT NULL,
        collection TEXT NOT NULL,
        document_id TEXT NOT NULL,
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        length INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        content_checksum INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        content BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX deletions_of_collection ON deletions (collection, change)",
    "CREATE INDEX deletions_of_file ON deletions (sha256)",
    """
    CREATE TRIGGER deletion_added AFTER INSERT ON deletions BEGIN
        UPDATE state SET deletions = deletions + 1;
    END
    """,
    """
    CREATE TRIGGER deletion_forgotten AFTER DELETE ON deletions BEGIN
        UPDATE state SET deletions = deletions - 1;
    END
    """,
    """
    CREATE TABLE originals (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        data BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX documents_of_file ON documents (sha256)",
    "CREATE INDEX documents_of_text ON documents (collection, text_sha256)",
    "CREATE INDEX documents_of_generation ON documents (collection, generation)",
    """
    CREATE TRIGGER document_added AFTER INSERT ON documents BEGIN
        UPDATE collections SET documents = documents + 1, passages = passages + new.passages
        WHERE id = new.collection;
    END
    """,
    """
    CREATE TRIGGER document_deleted AFTER DELETE ON documents BEGIN
        UPDATE collections SET documents = documents - 1, passages = passages - old.passages
        WHERE id = old.collection;
    END
    """,
)
