"""What is derived from the store: one backend per collection, brought up to date when asked for."""

import logging
import threading
from pathlib import Path

from index.local import LocalBackend, saved_generation
from index.rows import CollectionState
from index.transaction import Transaction

_log = logging.getLogger(__name__)


class Derived:
    """The local backends of a data folder, in memory and saved beside the store.

    A backend that was saved is only loaded where its checksums fit and the store's history holds
    the commit it was derived from; in every other case it is derived again.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the saved backends in `folder`."""
        self._folder = folder
        self._backends: dict[int, LocalBackend] = {}
        self._lock = threading.Lock()

    def at(
        self, transaction: Transaction, collection: CollectionState, *, dim: int
    ) -> LocalBackend:
        """Return the collection's backend at exactly the generation that `transaction` sees."""
        backend = self._backends.get(collection.row)
        if backend is not None and backend.generation == collection.generation:
            return backend
        with self._lock:
            backend = self._backends.get(collection.row)
            if backend is None or backend.generation > collection.generation:
                backend = self._saved(transaction, collection)
            saved = backend is not None
            if backend is None:
                backend = LocalBackend.empty(dim=dim)
            if backend.generation != collection.generation:
                backend = backend.apply(transaction.changes(collection, known=backend.ids))
            newest = self._backends.get(collection.row)
            if newest is None or newest.generation < backend.generation:
                self._backends[collection.row] = backend
            # A process that reads an older generation leaves what a newer one has saved.
            if not saved and saved_generation(self._place(collection)) <= backend.generation:
                self._save(transaction, collection, backend)
        return backend

    def save(self, transaction: Transaction, collection: CollectionState, *, dim: int) -> None:
        """Bring the collection's backend up to date and save it."""
        backend = self.at(transaction, collection, dim=dim)
        with self._lock:
            self._save(transaction, collection, backend)

    def _place(self, collection: CollectionState) -> Path:
        return self._folder / str(collection.row)

    def _saved(self, transaction: Transaction, collection: CollectionState) -> LocalBackend | None:
        backend = LocalBackend.load(self._place(collection), token_of=transaction.token)
        if backend is None or backend.generation > collection.generation:
            return None
        return backend

    def _save(
        self, transaction: Transaction, collection: CollectionState, backend: LocalBackend
    ) -> None:
        token = transaction.token(backend.generation)
        if token is None:
            return
        try:
            backend.save(self._place(collection), token=token)
        except (OSError, RuntimeError) as error:
            # Only time is lost: the next start derives it again.
            _log.warning("%s: cannot be saved (%s)", self._place(collection), error)
