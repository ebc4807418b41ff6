"""The tables of the store, how a file of them is known, and what lies beside it."""

APPLICATION_ID = 0x53505256  # "SPRV"
FORMAT_VERSION = 7
STORE_FILE = "spravka.sqlite"
DERIVED_FOLDER = "derived"
SENTENCES = 4096
"""More than a passage can have."""

SCHEMA = (
    """
    CREATE TABLE state (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        generation INTEGER NOT NULL,
        deletions INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "INSERT INTO state VALUES (1, 0, 0)",
    # A random token for each commit: what is derived from the store names the token of its
    # generation, and so can't be taken for that of another store or of another history.
    """
    CREATE TABLE generations (
        number INTEGER PRIMARY KEY,
        token TEXT NOT NULL
    ) STRICT
    """,
    # How many documents and passages there are is kept beside them, so that one that is lost to a
    # damaged page is missed. What was removed after the generation `logged_since` is logged. The
    # checksum is -1 from a change to the end of its transaction.
    """
    CREATE TABLE collections (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        dense_fingerprint TEXT,
        sparse_fingerprint TEXT,
        model TEXT,
        generation INTEGER NOT NULL,
        documents INTEGER NOT NULL DEFAULT 0,
        passages INTEGER NOT NULL DEFAULT 0,
        checksum INTEGER NOT NULL DEFAULT 0,
        logged_since INTEGER NOT NULL DEFAULT 0,
        created INTEGER
    ) STRICT
    """,
    # Times are in seconds since 1970, sizes in bytes; those that an older format did not keep are
    # NULL. The generation is that of the change by which the document and all its passages came.
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
    """,
    # What has made vectors, by a number, which is shorter.
    """
    CREATE TABLE encoders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        fingerprint TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    # Vectors stand by encoder, and by what was encoded and where its sentences are, so that nothing
    # is encoded twice.
    """
    CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        encoder INTEGER NOT NULL REFERENCES encoders (id),
        passage_hash BLOB NOT NULL,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        UNIQUE (encoder, passage_hash)
    ) STRICT
    """,
    # One for each sentence of a passage that has several: a float32 scale, then int8 numbers. The
    # id is the embedding's times SENTENCES, and which sentence it is: those of a passage lie one
    # behind another, and no index is needed.
    """
    CREATE TABLE sentence_embeddings (
        id INTEGER PRIMARY KEY,
        vector BLOB NOT NULL,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
    # The ids of passages are never used again: what is derived knows by them what it holds.
    # The hash of what was encoded, its context and its text, binds a passage to its document's
    # characters; with its sentences it binds it to its vectors.
    """
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start_at INTEGER NOT NULL,
        end_at INTEGER NOT NULL,
        sentences BLOB NOT NULL,
        embedding INTEGER NOT NULL REFERENCES embeddings (id),
        length INTEGER NOT NULL,
        terms BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        text_hash BLOB NOT NULL DEFAULT x'',
        context BLOB NOT NULL DEFAULT x''
    ) STRICT
    """,
    # The passages that a change removed: their ids in ascending order, as steps, compressed.
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
    # A folder, or a file, that a collection was given, and what of it is not read: counted by code
    # and suffix, and by name as far as there is room.
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
    # Where a document came from: a root, or none where it was sent. Of one that came before format
    # 5 it is not known, and it has no row.
    """
    CREATE TABLE origins (
        document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        root INTEGER REFERENCES roots (id) ON DELETE CASCADE,
        checksum INTEGER NOT NULL
    ) STRICT
    """,
    # The files that were sent and are not the same as their text; those of folders are on disk.
    """
    CREATE TABLE originals (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        data BLOB NOT NULL
    ) STRICT
    """,
    # Files that were sent to be put into collections later, and what became of each where.
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
    # Each document that was deleted, whole and by itself, to be brought back until it is forgotten.
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
    "CREATE INDEX origins_of_root ON origins (root)",
    "CREATE INDEX documents_of_text ON documents (collection, text_sha256)",
    "CREATE INDEX documents_of_file ON documents (sha256)",
    "CREATE INDEX documents_of_generation ON documents (collection, generation)",
    "CREATE INDEX passages_of_document ON passages (document)",
    "CREATE INDEX passages_of_embedding ON passages (embedding)",
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
