"""How the tables are made, and how those of an older format become those of today.

What is done for a format never changes again: an older file goes through every step from its own
format on, within one transaction, and stays as it was where a step fails.
"""

import secrets
import sqlite3
import time

from index.errors import StoreError
from index.store.format_6 import know_sizes_and_times
from index.store.format_7 import own_sentences
from index.store.rows import UNSEALED, checksum, text_hash
from index.store.schema import APPLICATION_ID, FORMAT_VERSION, SCHEMA
from index.store.structure import pack_blocks, pack_places
from index.types import DEFAULT_COLLECTION

WITHOUT_SENTENCES = "format 1, without sentences"
"""Stands for the encoder of a collection whose documents must be encoded anew."""


_SINCE = {2: "sentence_embeddings", 4: "removals", 5: "roots", 6: "originals", 7: "encoders"}
"""A table that there has been since a format."""


def format_version(connection: sqlite3.Connection) -> int:
    """Return the format of the tables, 0 where there are none.

    Raises StoreError for a file that is not ours, was made by a newer Spravka, or is damaged.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == 0 and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        return 0
    if application != APPLICATION_ID:
        raise StoreError("another program's database: choose another folder with --data")
    if not 1 <= version <= FORMAT_VERSION:
        raise StoreError(
            f"the index has format {version}, this Spravka knows 1 to {FORMAT_VERSION}:"
            " update Spravka, or index again into another folder with --data"
        )
    later = [table for since, table in _SINCE.items() if since > version]
    found = connection.execute(
        f"SELECT name FROM sqlite_schema WHERE name IN ({', '.join('?' * len(later))})", later
    ).fetchone()
    if found:
        raise StoreError(
            f"the index says that it has format {version}, and has tables of a later one: it is"
            " damaged; restore a backup with `spravka restore`, or index again into another folder"
        )
    return int(version)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables, or bring them to today's format, unless another process just has.

    A transaction has begun on the connection, with foreign keys off: a table that is made anew
    would take with it what refers to it.
    """
    version = format_version(connection)
    if version == 0:
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "INSERT INTO collections (name, generation, created, checksum) VALUES (?, 0, ?, ?)",
            [DEFAULT_COLLECTION, int(time.time()), UNSEALED],
        )
    else:
        for migrate in _MIGRATIONS[version - 1 :]:
            migrate(connection)
    connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")


def _add_sentences(connection: sqlite3.Connection) -> None:
    """Format 1 to 2: passages have sentences with vectors, which only an encoder can make.

    Documents stay, and so do the vectors of whole passages, by their texts; the passages are left
    to `spravka index --rebuild`, which the collections' encoder now asks for.
    """
    columns = {row[1] for row in connection.execute("PRAGMA table_info(documents)")}
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
    known = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
    connection.execute("DROP TABLE passages")
    connection.execute("ALTER TABLE documents RENAME TO documents_1")
    for statement in _FORMAT_2:
        connection.execute(statement)
    # The first files of this format had none.
    stored = "checksum" if "checksum" in columns else "NULL"
    rows = connection.execute(f"SELECT id, {stored}, {_DOCUMENT_2} FROM documents_1")
    for number, known_checksum, *row in rows:
        connection.execute(
            f"INSERT INTO documents (id, collection, {_DOCUMENT_2}, checksum, text)"
            f" SELECT id, collection, {_DOCUMENT_2}, ?, text FROM documents_1 WHERE id = ?",
            [checksum(row) if known_checksum is None else known_checksum, number],
        )
    connection.execute("DROP TABLE documents_1")
    # Ids that were used stay used, or what was derived of them would pass for what comes.
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('passages', ?)",
        [max(last, known[0] if known else 0)],
    )
    connection.execute("UPDATE state SET generation = generation + 1")
    connection.execute(
        "INSERT INTO generations SELECT generation, ? FROM state", [secrets.token_hex(8)]
    )
    connection.execute(
        "UPDATE collections SET dense_fingerprint = ?,"
        " generation = (SELECT generation FROM state) WHERE dense_fingerprint IS NOT NULL",
        [WITHOUT_SENTENCES],
    )


def _bind_rows(connection: sqlite3.Connection) -> None:
    """Format 2 to 3: checksums cover ids, passages their texts, collections their counts.

    A row whose old checksum does not fit keeps it: it is found to be damaged then as before.
    """
    connection.execute("ALTER TABLE passages ADD COLUMN text_hash BLOB NOT NULL DEFAULT x''")
    for column in ("documents", "passages", "checksum"):
        connection.execute(
            f"ALTER TABLE collections ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0"
        )
    connection.execute(_DOCUMENTS_3)
    numbers = connection.execute("SELECT id FROM documents").fetchall()
    for (number,) in numbers:
        collection, text, stored, *columns = connection.execute(
            f"SELECT collection, text, checksum, {_DOCUMENT_2} FROM documents WHERE id = ?",
            [number],
        ).fetchone()
        count = _bind_passages(connection, number, text)
        if checksum(columns) == stored:
            stored = checksum([number, *columns, count])
        connection.execute(
            f"INSERT INTO documents_3 (id, collection, {_DOCUMENT_2}, passages, checksum, text)"
            f" VALUES ({', '.join('?' * 14)})",
            [number, collection, *columns, count, stored, text],
        )
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_3 RENAME TO documents")
    connection.execute(
        "UPDATE collections SET checksum = -1,"
        " documents = (SELECT count(*) FROM documents WHERE collection = collections.id),"
        " passages = (SELECT coalesce(sum(passages), 0) FROM documents"
        " WHERE collection = collections.id)"
    )
    for statement in _FORMAT_3:
        connection.execute(statement)


def _bind_passages(connection: sqlite3.Connection, document: int, text: str) -> int:
    """Bind a document's passages to its text, and return how many there are."""
    passages = connection.execute(
        "SELECT id, checksum, document, start_at, end_at, line, sentences, sentence_checksum,"
        " embedding, length, terms FROM passages WHERE document = ?",
        [document],
    ).fetchall()
    for number, stored, *columns in passages:
        if checksum(columns) == stored:
            hashed = text_hash(text[columns[1] : columns[2]])
            connection.execute(
                "UPDATE passages SET text_hash = ?, checksum = ? WHERE id = ?",
                [hashed, checksum([number, *columns, hashed]), number],
            )
    return len(passages)


def _own_structure(connection: sqlite3.Connection) -> None:
    """Format 3 to 4: documents own their blocks and places, and what is removed is logged.

    A row whose old checksum does not fit keeps it: it is found to be damaged then as before.
    """
    connection.execute(_DOCUMENTS_4)
    numbers = connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
    for (number,) in numbers:
        _own_structure_of(connection, number)
    # Ids that were used stay used.
    connection.execute(
        "UPDATE sqlite_sequence SET name = 'documents_4' WHERE name = 'documents' AND NOT EXISTS"
        " (SELECT 1 FROM sqlite_sequence WHERE name = 'documents_4')"
    )
    connection.execute(
        "UPDATE sqlite_sequence SET seq = max(seq,"
        " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'documents'), 0))"
        " WHERE name = 'documents_4'"
    )
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_4 RENAME TO documents")
    _drop_lines(connection)
    connection.execute("DROP TRIGGER collection_changed")
    connection.execute("ALTER TABLE collections ADD COLUMN logged_since INTEGER NOT NULL DEFAULT 0")
    collections = connection.execute(
        "SELECT id, name, dense_fingerprint, sparse_fingerprint, model, generation, checksum"
        " FROM collections NOT INDEXED"
    ).fetchall()
    for *columns, stored in collections:
        connection.execute(
            "UPDATE collections SET logged_since = generation, checksum = ? WHERE id = ?",
            [UNSEALED if checksum(columns) == stored else stored, columns[0]],
        )
    for statement in _FORMAT_4:
        connection.execute(statement)


def _know_boxes_contexts_and_roots(connection: sqlite3.Connection) -> None:
    """Format 4 to 5: places may hold boxes, and passages are encoded with what stands above them.

    An older Spravka would take either for damage. Places without boxes are stored as they were, and
    an empty context changes no checksum. Collections remember their roots: where the documents came
    from is not known.
    """
    connection.execute("ALTER TABLE passages ADD COLUMN context BLOB NOT NULL DEFAULT x''")
    for statement in _FORMAT_5:
        connection.execute(statement)


def _own_structure_of(connection: sqlite3.Connection, number: int) -> None:
    """Copy a document's row, with the blocks and places that its text has."""
    # Here, because it takes time to load and only this step needs it.
    from index.read.document import text_content

    text, generation, stored, *columns = connection.execute(
        "SELECT text, (SELECT generation FROM collections WHERE id = collection), checksum,"
        f" {_DOCUMENT_2}, passages FROM documents WHERE id = ?",
        [number],
    ).fetchone()
    media_type = columns[4]
    content = text_content(text, media_type=media_type)
    blocks, places = pack_blocks(content.blocks), pack_places(content.places)
    reader = "markdown" if media_type == "text/markdown" else "text"
    more = [reader, 1, checksum([blocks]), checksum([places]), generation or 0]
    if checksum([number, *columns]) == stored:
        stored = checksum([number, *columns, *more])
    connection.execute(
        f"INSERT INTO documents_4 (id, collection, {_DOCUMENT_2}, passages, reader,"
        " reader_version, blocks_checksum, places_checksum, generation, checksum, places, blocks,"
        f" text) SELECT id, collection, {_DOCUMENT_2}, passages, ?, ?, ?, ?, ?, ?, ?, ?, text"
        " FROM documents WHERE id = ?",
        [*more, stored, places, blocks, number],
    )


def _drop_lines(connection: sqlite3.Connection) -> None:
    """Drop the lines of passages, which the places of their documents know."""
    numbers = connection.execute("SELECT id FROM passages ORDER BY id").fetchall()
    for (number,) in numbers:
        stored, *columns = connection.execute(
            "SELECT checksum, id, document, start_at, end_at, line, sentences, sentence_checksum,"
            " embedding, length, terms, text_hash FROM passages WHERE id = ?",
            [number],
        ).fetchone()
        if checksum(columns) == stored:
            del columns[4]
            connection.execute(
                "UPDATE passages SET checksum = ? WHERE id = ?", [checksum(columns), number]
            )
    connection.execute("ALTER TABLE passages DROP COLUMN line")


_DOCUMENT_2 = (
    "document_id, source, title, language, media_type, sha256, text_sha256, metadata, length"
)
_FORMAT_2 = (
    """
    CREATE TABLE documents (
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
        checksum INTEGER NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (collection, source)
    ) STRICT
    """,
    """
    CREATE TABLE sentence_embeddings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL,
        text_hash BLOB NOT NULL,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        UNIQUE (fingerprint, text_hash)
    ) STRICT
    """,
    """
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start_at INTEGER NOT NULL,
        end_at INTEGER NOT NULL,
        line INTEGER NOT NULL,
        sentences BLOB NOT NULL,
        sentence_checksum INTEGER NOT NULL,
        embedding INTEGER NOT NULL REFERENCES embeddings (id),
        length INTEGER NOT NULL,
        terms BLOB NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE passage_sentences (
        passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        embedding INTEGER NOT NULL REFERENCES sentence_embeddings (id),
        PRIMARY KEY (passage, place)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX passages_of_document ON passages (document)",
    "CREATE INDEX passages_of_embedding ON passages (embedding)",
    "CREATE INDEX passages_of_sentence ON passage_sentences (embedding)",
)
_DOCUMENTS_3 = """
    CREATE TABLE documents_3 (
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
        checksum INTEGER NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (collection, source)
    ) STRICT
    """
_FORMAT_3 = (
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
    """
    CREATE TRIGGER collection_changed AFTER UPDATE OF
        name, dense_fingerprint, sparse_fingerprint, model, generation ON collections
    BEGIN
        UPDATE collections SET checksum = -1 WHERE id = new.id;
    END
    """,
)
_DOCUMENTS_4 = """
    CREATE TABLE documents_4 (
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
        checksum INTEGER NOT NULL,
        places BLOB NOT NULL,
        blocks BLOB NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (collection, source)
    ) STRICT
    """
_FORMAT_4 = (
    """
    CREATE TABLE removals (
        collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        count INTEGER NOT NULL,
        passages BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        PRIMARY KEY (collection, generation)
    ) STRICT
    """,
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
    """
    CREATE TRIGGER collection_changed AFTER UPDATE OF
        name, dense_fingerprint, sparse_fingerprint, model, generation, logged_since ON collections
    BEGIN
        UPDATE collections SET checksum = -1 WHERE id = new.id;
    END
    """,
)
_FORMAT_5 = (
    """
    CREATE TABLE roots (
        id INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        path BLOB NOT NULL,
        is_file INTEGER NOT NULL,
        plain INTEGER NOT NULL,
        follow_links INTEGER NOT NULL,
        looked_at INTEGER NOT NULL,
        counts TEXT NOT NULL,
        unread_checksum INTEGER NOT NULL,
        checksum INTEGER NOT NULL,
        unread BLOB NOT NULL,
        UNIQUE (collection, name)
    ) STRICT
    """,
    """
    CREATE TABLE origins (
        document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        root INTEGER REFERENCES roots (id) ON DELETE CASCADE,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX origins_of_root ON origins (root)",
    "CREATE INDEX documents_of_text ON documents (collection, text_sha256)",
)
_MIGRATIONS = (
    _add_sentences,
    _bind_rows,
    _own_structure,
    _know_boxes_contexts_and_roots,
    know_sizes_and_times,
    own_sentences,
)
"""The first leads from format 1 to 2, and so on; what comes is added at the end."""
