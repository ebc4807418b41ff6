"""From the rows of a document to a snapshot of it, and from that to rows that are new."""

from index.errors import StoreError
from index.roots import Root
from index.store.documents import Documents
from index.store.embeddings import PASSAGES, SENTENCES, Embeddings, Granularity
from index.store.roots import Roots
from index.store.rows import PASSAGE, CollectionState, PassageRow, checksum, passage_row
from index.store.snapshot import KeptPassage, KeptVector, Snapshot
from index.store.sql import Connection, insert_row, next_id
from index.vectors import Fingerprints


def snapshot_of(connection: Connection, row: int) -> Snapshot:
    """Return the document in a row as it is; raises StoreError where anything is damaged."""
    documents, roots = Documents(connection), Roots(connection)
    info = documents.by_row([row])[row]
    dense, sparse, model = connection.execute(
        "SELECT dense_fingerprint, sparse_fingerprint, model FROM collections WHERE name = ?",
        [info.collection],
    ).fetchone()
    whole = documents.whole(info.document_id)
    origin = roots.origin(row)
    known = origin is not None and origin[0] is not None
    root: tuple[Root | None] | None = (
        (roots.of_document(info),) if known else None if origin is None else (None,)
    )
    passages = connection.execute(
        f"SELECT {PASSAGE} FROM passages WHERE document = ? ORDER BY id", [row]
    ).fetchall()
    if len(passages) != info.passages:
        raise StoreError(f"passages of {info.source!r} are missing: run `spravka doctor`")
    return Snapshot(
        document=whole,
        added=info.added,
        modified=info.modified,
        encoders=Fingerprints(dense, sparse, model),
        root=root,
        passages=tuple(_kept(connection, passage_row(each)) for each in passages),
    )


def packed_structure(connection: Connection, row: int) -> tuple[bytes, bytes]:
    """Return the blocks and places of the document in a row as they are stored."""
    blocks, places = connection.execute(
        "SELECT blocks, places FROM documents WHERE id = ?", [row]
    ).fetchone()
    return blocks, places


def _kept(connection: Connection, row: PassageRow) -> KeptPassage:
    whole = connection.execute(
        "SELECT text_hash, vector, checksum FROM embeddings WHERE id = ?", [row.embedding]
    ).fetchall()
    parts = connection.execute(
        "SELECT text_hash, vector, checksum FROM passage_sentences"
        " JOIN sentence_embeddings ON id = embedding WHERE passage = ? ORDER BY place",
        [row.id],
    ).fetchall()
    vectors = [_vector(*each) for each in (*whole, *parts)]
    return KeptPassage(
        start_at=row.start_at,
        end_at=row.end_at,
        sentence_checksum=row.sentence_checksum,
        length=row.length,
        sentences=row.sentences,
        terms=row.terms,
        context=row.context,
        whole=vectors[0],
        parts=tuple(vectors[1:]),
    )


def _vector(text_hash: bytes, vector: bytes, stored: int) -> KeptVector:
    if checksum((text_hash, vector)) != stored:
        raise StoreError("a vector is damaged: index again")
    return KeptVector(text_hash, vector)


def put_snapshot(
    connection: Connection,
    collection: CollectionState,
    snapshot: Snapshot,
    *,
    generation: int,
) -> None:
    """Make the rows of a document that is not there, of the encoders that the collection is of."""
    documents, roots, embeddings = (
        Documents(connection), Roots(connection), Embeddings(connection)
    )  # fmt: skip
    row = documents.add(
        collection,
        snapshot.document,
        passages=len(snapshot.passages),
        generation=generation,
        added=snapshot.added,
        modified=snapshot.modified,
    )
    if snapshot.root is not None:
        [root] = snapshot.root
        roots.own(row, None if root is None else roots.found_or_made(collection, root))
    wholes = _put(embeddings, PASSAGES, snapshot, [each.whole for each in snapshot.passages])
    parts = [part for each in snapshot.passages for part in each.parts]
    of_parts = _put(embeddings, SENTENCES, snapshot, parts)
    first = next_id(connection, "passages")
    for number, kept in enumerate(snapshot.passages, start=first):
        passage = PassageRow(
            id=number,
            document=row,
            start_at=kept.start_at,
            end_at=kept.end_at,
            sentences=kept.sentences,
            sentence_checksum=kept.sentence_checksum,
            embedding=wholes[kept.whole.text_hash],
            length=kept.length,
            terms=kept.terms,
            text_hash=kept.whole.text_hash,
            context=kept.context,
            checksum=0,
        )
        sealed = passage._replace(checksum=checksum(passage[:-1]))
        insert_row(connection, "passages", sealed._asdict())
        embeddings.link(number, [of_parts[part.text_hash] for part in kept.parts])


def _put(
    embeddings: Embeddings, granularity: Granularity, snapshot: Snapshot, kept: list[KeptVector]
) -> dict[bytes, int]:
    """Put back the vectors that are not there any more; return the ids of all by their texts."""
    fingerprint = snapshot.encoders.dense
    wanted = {each.text_hash: each.vector for each in kept}
    known = embeddings.ids(granularity, fingerprint, wanted)
    missing = {hashed: vector for hashed, vector in wanted.items() if hashed not in known}
    embeddings.put_packed(granularity, fingerprint, missing)
    return known | embeddings.ids(granularity, fingerprint, missing)
