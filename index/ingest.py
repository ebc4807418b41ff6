"""The way in: files to documents, documents to passages, passages to both kinds of vectors."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.backend import Vectors
from index.citation import Lines
from index.embeddings import PASSAGES, SENTENCES, Granularity
from index.encoders import Encoders, check_encoders
from index.errors import InvalidInput, ReadError
from index.read import is_readable, read_document
from index.rows import CollectionState, NewPassage, text_hash
from index.split import MAX_TOKENS, split
from index.store import Store
from index.transaction import Transaction
from index.types import AddReport, Document, Failure, Progress

OnProgress = Callable[[Progress], None]

_BATCH_PASSAGES = 256
_LARGEST_FILE = 200_000_000
_NOTHING = "no .txt or .md files in it"

Split = tuple[Document, list[NewPassage]]
Texts = Mapping[Granularity, Mapping[bytes, str]]
Encoded = Mapping[Granularity, Mapping[bytes, Vectors]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the name by which its document goes: its path within the folder given."""

    path: Path
    name: str


def find_sources(paths: Iterable[Path]) -> tuple[list[Source], list[Failure]]:
    """Return the files to index at `paths`, and the folders that could not be read.

    They are each file named, and those in folders that a reader knows; what is hidden is passed
    over, and folders behind links are not followed. Raises InvalidInput where a path is not there,
    a folder holds nothing to read, or two files would go by the same name.
    """
    sources: dict[str, Source] = {}
    failures: list[Failure] = []
    for path in paths:
        unread: list[OSError] = []
        found = list(_sources_in(path, unread.append))
        for error in unread:
            reason = f"{error.filename}: {error.strerror}"
            failures.append(Failure(source=str(error.filename), reason=reason))
        if not found:
            raise InvalidInput(failures[-1].reason if unread else f"{path}: {_NOTHING}")
        for source in found:
            other = sources.setdefault(source.name, source)
            if other is source or os.path.realpath(other.path) == os.path.realpath(source.path):
                continue
            raise InvalidInput(
                f"{other.path} and {source.path} would both go by {source.name!r}:"
                " index the folder that holds both"
            )
    return list(sources.values()), failures


def _sources_in(path: Path, on_error: Callable[[OSError], None]) -> Iterator[Source]:
    if path.is_file():
        yield Source(path, path.name)
        return
    if not path.is_dir():
        raise InvalidInput(f"{path}: no such file or folder")
    for folder, folders, files in os.walk(path, onerror=on_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if not name.startswith(".") and is_readable(file):
                yield Source(file, file.relative_to(path).as_posix())


def read_source(source: Source, *, collection: str, known: str | None) -> Document | None:
    """Return the file as a document, or None where its bytes still have the sha256 `known`.

    Raises ReadError, naming the source, where it cannot be read.
    """
    try:
        source.name.encode()
    except UnicodeEncodeError:
        raise ReadError(f"{source.name!a}: the file's name is not UTF-8; rename it") from None
    try:
        if not source.path.is_file():
            raise ReadError(f"{source.name}: not a regular file")
        if source.path.stat().st_size > _LARGEST_FILE:
            raise ReadError(f"{source.name}: larger than {_LARGEST_FILE:,} bytes; divide it")
        data = source.path.read_bytes()
    except OSError as error:
        raise ReadError(f"{source.name}: {error.strerror or error}") from error
    if known is not None and sha256(data).hexdigest() == known:
        return None
    return read_document(data=data, source=source.name, collection=collection)


class Ingest:
    """One run of adding documents to a collection."""

    def __init__(self, store: Store, encoders: Encoders, *, collection: str) -> None:
        """Add to `collection` of `store`, which is made when its first document comes."""
        self._store = store
        self._encoders = encoders
        self._collection = collection
        self._added = self._replaced = self._unchanged = 0
        self._passages = self._embedded = 0

    def run(
        self,
        documents: Iterable[Document | Failure | None],
        *,
        total: int,
        on_progress: OnProgress | None = None,
    ) -> AddReport:
        """Add the documents, a transaction for every few hundred passages.

        A failure among them is reported and passed over; None stands for an unchanged document.
        Raises EncoderMismatch, StoreError.
        """
        failed: list[Failure] = []
        waiting: dict[str, Split] = {}
        for done, document in enumerate(documents, start=1):
            if isinstance(document, Failure):
                failed.append(document)
            elif document is None:
                self._unchanged += 1
            else:
                # Of two versions in one run the last one counts, be it the one that is stored.
                waiting.pop(document.document_id, None)
                if self._is_there(document):
                    self._unchanged += 1
                else:
                    waiting[document.document_id] = document, self._split(document)
            if sum(len(passages) for _, passages in waiting.values()) >= _BATCH_PASSAGES:
                self._commit(waiting.values())
                waiting = {}
            if on_progress is not None:
                source = document.source if document is not None else ""
                on_progress(Progress(done=done, total=total, source=source))
        if waiting:
            self._commit(waiting.values())
        with self._store.read() as transaction:
            generation = transaction.generation
        return AddReport(
            added=self._added,
            replaced=self._replaced,
            unchanged=self._unchanged,
            passages=self._passages,
            embedded=self._embedded,
            failed=tuple(failed),
            generation=generation,
        )

    def rebuild(self, *, on_progress: OnProgress | None = None) -> int:
        """Split and encode the collection's documents anew; return how many there are.

        The collection stays as it is until the end. Vectors are kept as they come, so a rebuild
        that was stopped goes on where it was. Raises NotFound for an unknown collection.
        """
        with self._store.read() as transaction:
            names = transaction.document_ids(transaction.collection(self._collection))
        for done, name in enumerate(names, start=1):
            with self._store.read() as transaction:
                document = transaction.whole_document(name)
            vectors = self._encode_missing(_texts([self._split(document)]))
            with self._store.write() as transaction:
                self._keep(transaction, vectors)
            if on_progress is not None:
                on_progress(Progress(done=done, total=len(names), source=document.source))
        with self._store.write() as transaction:
            collection = self._claim(transaction, force=True)
            for name in transaction.document_ids(collection):
                document = transaction.whole_document(name)
                self._put(transaction, collection, document, self._split(document))
            transaction.commit(collection)
        return len(names)

    def _is_there(self, document: Document) -> bool:
        with self._store.read() as transaction:
            return transaction.holds(document)

    def _split(self, document: Document) -> list[NewPassage]:
        encoder = self._encoders.dense
        passages = split(
            document,
            count_tokens=encoder.count_tokens,
            max_tokens=min(MAX_TOKENS, encoder.max_tokens),
        )
        lines = Lines(document.text)
        return [
            NewPassage(
                passage=passage,
                line=lines.at(passage.span.start),
                terms=self._encoders.sparse.encode_passage(passage.text),
            )
            for passage in passages
        ]

    def _commit(self, documents: Collection[Split]) -> None:
        vectors = self._encode_missing(_texts(passages for _, passages in documents))
        with self._store.write() as transaction:
            collection = self._claim(transaction, force=False)
            check_encoders(collection, self._encoders)
            self._keep(transaction, vectors)
            for document, passages in documents:
                replaced = self._put(transaction, collection, document, passages)
                self._replaced += replaced
                self._added += not replaced
                self._passages += len(passages)
            transaction.commit(collection)

    def _claim(self, transaction: Transaction, *, force: bool) -> CollectionState:
        return transaction.claim(
            self._collection,
            dense_fingerprint=self._encoders.dense.fingerprint,
            sparse_fingerprint=self._encoders.sparse.fingerprint,
            model=self._encoders.dense.name,
            force=force,
        )

    def _put(
        self,
        transaction: Transaction,
        collection: CollectionState,
        document: Document,
        passages: Sequence[NewPassage],
    ) -> bool:
        texts = _texts([passages])
        # Between encoding and this write another process may have dropped a vector we counted on.
        self._keep(transaction, self._encode(self._missing(transaction, texts)))
        return transaction.put_document(collection, document, passages)

    def _encode_missing(self, texts: Texts) -> Encoded:
        with self._store.read() as transaction:
            missing = self._missing(transaction, texts)
        return self._encode(missing)

    def _missing(self, transaction: Transaction, texts: Texts) -> Texts:
        fingerprint = self._encoders.dense.fingerprint
        missing = {}
        for granularity, of in texts.items():
            known = transaction.embeddings.ids(granularity, fingerprint, of)
            missing[granularity] = {name: text for name, text in of.items() if name not in known}
        return missing

    def _encode(self, texts: Texts) -> Encoded:
        # Together, so that a sentence that is elsewhere a passage of its own is encoded once.
        together = {name: text for of in texts.values() for name, text in of.items()}
        if not together:
            return {}
        encoded = self._encoders.dense.encode_passages(list(together.values()))
        vectors = dict(zip(together, encoded, strict=True))
        self._embedded += len(texts[PASSAGES])
        return {
            granularity: {name: vectors[name] for name in of} for granularity, of in texts.items()
        }

    def _keep(self, transaction: Transaction, encoded: Encoded) -> None:
        for granularity, vectors in encoded.items():
            transaction.embeddings.put(granularity, self._encoders.dense.fingerprint, vectors)


def _texts(documents: Iterable[Sequence[NewPassage]]) -> Texts:
    new = [passage for passages in documents for passage in passages]
    return {
        PASSAGES: {text_hash(each.passage.text): each.passage.text for each in new},
        SENTENCES: {text_hash(text): text for each in new for text in each.sentence_texts},
    }
