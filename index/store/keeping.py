"""From the rows of a document to a snapshot of it, and from that to rows that are new."""

from index.errors import StoreError
from index.roots import Root
from index.store.documents import Documents
from index.store.embeddings import Embeddings
from index.store.roots import Roots
from index.store.rows import PASSAGE, CollectionState, PassageRow, checksum, passage_row
from index.store.snapshot import KeptPassage, Snapshot
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
    return KeptPassage(
        start_at=row.start_at,
        end_at=row.end_at,
        length=row.length,
        sentences=row.sentences,
        terms=row.terms,
        context=row.context,
        text_hash=row.text_hash,
        vectors=Embeddings(connection).packed(row.embedding, row.passage_hash, parts=row.parts),
    )


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
    ids = _put(embeddings, snapshot)
    first = next_id(connection, "passages")
    for number, kept in enumerate(snapshot.passages, start=first):
        passage = PassageRow(
            id=number,
            document=row,
            start_at=kept.start_at,
            end_at=kept.end_at,
            sentences=kept.sentences,
            embedding=ids[kept.passage_hash],
            length=kept.length,
            terms=kept.terms,
            text_hash=kept.text_hash,
            context=kept.context,
            checksum=0,
        )
        sealed = passage._replace(checksum=checksum(passage[:-1]))
        insert_row(connection, "passages", sealed._asdict())


def _put(embeddings: Embeddings, snapshot: Snapshot) -> dict[bytes, int]:
    """Put back the vectors that are not there any more; return the ids of all by their passages."""
    fingerprint = snapshot.encoders.dense
    kept = {each.passage_hash: each.vectors for each in snapshot.passages}
    wanted = {hashed: len(vectors.parts) for hashed, vectors in kept.items()}
    known = embeddings.ids(fingerprint, wanted)
    embeddings.put_packed(
        fingerprint, {hashed: kept[hashed] for hashed in kept if hashed not in known}
    )
    return embeddings.ids(fingerprint, wanted)
