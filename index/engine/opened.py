"""An index that is open: its store, what is derived of it, and its encoders."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from index.backend.derived import Derived, View, derivation_in
from index.checks import check_collections
from index.encode.load import load_encoders, seem_of
from index.encode.protocols import Encoders
from index.errors import InvalidInput
from index.originals import OriginalReader
from index.roots import Patterns
from index.store.opening import open_store
from index.store.protocol import KEEP_SECONDS
from index.types import DEFAULT_COLLECTION

UNDO_HOURS = KEEP_SECONDS / 3600


class OpenIndex:
    """The store of an index, what is derived of it, and the encoders: what all its methods need."""

    def __init__(
        self,
        data: Path,
        *,
        model: str | None = None,
        encoders: Encoders | None = None,
        undo_hours: float = UNDO_HOURS,
        patterns: Mapping[str, Patterns] | None = None,
        store: str | None = None,
        compared: int | None = None,
    ) -> None:
        """Open the index in the folder `data`, made if missing; see `open`."""
        if compared is not None and compared < 1:
            raise InvalidInput("compared is a number of passages, at least 1")
        self.folder = data
        self._store = open_store(data, store, keep_seconds=undo_hours * 3600)
        self._derived = Derived(self._store, derivation_in(data), compared=compared)
        self._originals = OriginalReader()
        self._patterns = {os.path.realpath(path): of for path, of in (patterns or {}).items()}
        self._model = model
        self._encoders = encoders
        self._loading = threading.Lock()

    @classmethod
    def open(
        cls,
        data: Path | str,
        *,
        model: str | None = None,
        encoders: Encoders | None = None,
        undo_hours: float = UNDO_HOURS,
        patterns: Mapping[str, Patterns] | None = None,
        store: str | None = None,
        compared: int | None = None,
    ) -> Self:
        """Open the index in the folder `data`, made if missing.

        `model` is the name or path of a sentence-transformers model; None is the one that ships
        with Spravka. It is loaded when it is first needed, unless `encoders` are given, which
        then take its place. What is deleted can be brought back for `undo_hours`. Of the folders
        in `patterns`, by their paths, these files alone are read.

        With a `store`, an address as postgresql://user@host/database, the documents are there, for
        several servers, and the folder keeps what this one derives of them.

        Of tens of thousands of passages the nearest are chosen by codes of their vectors, and
        `compared` of these are compared as they are, 4,000 where it is None: more for the last
        hundredth of recall, fewer for less time. Raises InvalidInput below 1, StoreError.
        """
        return cls(
            Path(data),
            model=model,
            encoders=encoders,
            undo_hours=undo_hours,
            patterns=patterns,
            store=store,
            compared=compared,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store; the index cannot be used after."""
        self._derived.close()
        self._store.close()

    @property
    def encoders(self) -> Encoders:
        """Return the encoders, loading them if need be; raises EncoderUnavailable."""
        with self._loading:
            if self._encoders is None:
                self._encoders = load_encoders(self._model)
            return self._encoders

    @property
    def dense_fingerprint(self) -> str:
        """Return what names the dense encoder."""
        return self.encoders.dense.fingerprint

    @property
    def sparse_fingerprint(self) -> str:
        """Return what names the sparse encoder."""
        return self.encoders.sparse.fingerprint

    @property
    def generation(self) -> int:
        """Return the number of the last committed change."""
        with self._store.read() as transaction:
            return transaction.generation

    @property
    def state(self) -> str:
        """Return what names all that is in the store now; it begins with the generation."""
        with self._store.read() as transaction:
            return transaction.state()

    @contextmanager
    def view(self, *, collection: str | Sequence[str] = DEFAULT_COLLECTION) -> Iterator[View]:
        """Yield a collection as it is now, or several as one, for questions to one generation.

        Raises InvalidInput, NotFound, EncoderMismatch, StoreError.
        """
        names = check_collections(collection)
        opened = (
            self._derived.view(names[0], encoders=self.encoders)
            if len(names) == 1
            else self._derived.joint_view(names, encoders=self.encoders)
        )
        with opened as view:
            yield view

    def _seems_mine(self, collection: str) -> bool:
        """Return whether a collection's vectors seem to be of this index's encoders, or are none.

        That needs no model: a run that finds nothing to encode is not to wait for one.
        """
        with self._store.read() as transaction:
            state = transaction.collections.find(collection)
        made_by = None if state is None else state.fingerprints
        return made_by is None or (self._encoders is None and seem_of(self._model, made_by))
