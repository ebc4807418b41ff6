"""What is derived from the store: one backend per collection, brought up to date when asked for."""

import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.backend.local import LocalBackend
from index.backend.saved import saved_generation
from index.encode.protocols import Encoders
from index.errors import EncoderMismatch, NotFound
from index.store.rows import CollectionState
from index.store.store import Store
from index.store.transaction import Transaction

_SIZEABLE = 0.1
"""What share of a collection's passages changes before its backend is saved again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """A collection at one generation: a read transaction, and the backend of just what it sees."""

    transaction: Transaction
    collection: CollectionState
    backend: LocalBackend


@dataclass(frozen=True, slots=True)
class _Held:
    """A backend in memory, the token of its generation, and what is not saved of it.

    `changed` is the number of passages that came or went since the generation `saved`.
    """

    backend: LocalBackend
    token: str | None
    saved: int
    changed: int


class Derived:
    """The local backends of a store, in memory and saved beside it; safe among threads.

    A backend that was saved is only loaded where its checksums fit and the store's history holds
    the commit it was derived from; in every other case it is derived again. It is saved when a
    sizeable share of it has changed: what was saved before is caught up from as well.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        """Keep the saved backends of `store` in `folder`."""
        self._folder = folder
        self._store = store
        self._held: dict[int, _Held] = {}
        self._locks: dict[str, threading.Lock] = {}

    @contextmanager
    def view(self, collection: str, *, encoders: Encoders) -> Iterator[View]:
        """Yield a collection as it is now; raises NotFound, EncoderMismatch, StoreError.

        Who finds the backend behind brings it up to date; the others wait for that and see what
        was committed meanwhile, so that no one ever needs a backend older than the one held.
        """
        with ExitStack() as stack:
            transaction = stack.enter_context(self._store.read())
            state = transaction.collections.get(collection)
            state.check(encoders.fingerprints)
            held = self._held.get(state.row)
            if held is None or not _is_of(held, state):
                stack.close()
                with self._locks.setdefault(collection, threading.Lock()):
                    self._load(state)
                    # It sees the store from its first statement on: not older than what is held.
                    transaction = stack.enter_context(self._store.read())
                    state = transaction.collections.get(collection)
                    state.check(encoders.fingerprints)
                    held = self._catch_up(transaction, state, dim=encoders.dense.dim)
                    self._forget_deleted(transaction)
            yield View(transaction, state, held.backend)

    def keep(self, collection: str, *, encoders: Encoders, changed: int) -> None:
        """Save a collection's backend if `changed` passages are a sizeable share of it.

        A run that adds much leaves so behind it what the next start loads.
        """
        with self._store.read() as transaction:
            state = transaction.collections.find(collection)
        if state is not None and changed > state.passages * _SIZEABLE:
            # Another process may have deleted it meanwhile, or encoded it anew.
            with suppress(NotFound, EncoderMismatch), self.view(collection, encoders=encoders):
                pass

    def drop(self, row: int) -> None:
        """Forget a collection that was deleted, and delete what is saved of it."""
        self._held.pop(row, None)
        shutil.rmtree(self._place(row), ignore_errors=True)

    def _place(self, row: int) -> Path:
        return self._folder / str(row)

    def _load(self, state: CollectionState) -> None:
        """Hold what is saved, or nothing, unless what is held is of the store's history."""
        held = self._held.get(state.row)
        with self._store.read() as transaction:
            if held is not None and transaction.token(held.backend.generation) == held.token:
                return
            self._held.pop(state.row, None)
        # Its transaction begins when the manifest was read, so that it knows that generation.
        with self._store.read() as transaction:
            backend = LocalBackend.load(self._place(state.row), token_of=transaction.token)
            if backend is not None:
                generation = backend.generation
                token = transaction.token(generation)
                self._held[state.row] = _Held(backend, token, saved=generation, changed=0)

    def _catch_up(self, transaction: Transaction, state: CollectionState, *, dim: int) -> _Held:
        held = self._held.get(state.row)
        if held is None:
            saved = saved_generation(self._place(state.row))
            held = _Held(LocalBackend.empty(dim=dim), None, saved=saved, changed=0)
        self._held[state.row] = held
        if not _is_of(held, state):
            changes = transaction.passages.changes(state, known=held.backend.ids)
            changed = len(changes.added.ids) + len(changes.removed)
            backend = held.backend.apply(changes)
            held = _Held(backend, state.token, held.saved, held.changed + changed)
            # Before it is saved, so that others may search it meanwhile.
            self._held[state.row] = held
            if held.changed > len(backend.ids) * _SIZEABLE:
                saved = self._save(state, held)
                self._held[state.row] = _Held(backend, state.token, saved, changed=0)
        return held

    def _save(self, state: CollectionState, held: _Held) -> int:
        """Save the backend, unless another process has: return the generation of what is saved."""
        place = self._place(state.row)
        saved = saved_generation(place)
        if saved > held.saved or held.token is None:
            return saved
        try:
            held.backend.save(place, token=held.token)
        except (OSError, RuntimeError) as error:
            # Only time is lost: the next start derives it again.
            _log.warning("%s: cannot be saved (%s)", place, error)
            return saved
        return held.backend.generation

    def _forget_deleted(self, transaction: Transaction) -> None:
        """Drop the collections that another process has deleted."""
        rows = transaction.collections.rows()
        for row, held in list(self._held.items()):
            # One that is newer than this transaction is not deleted, but unknown to it.
            if row not in rows and held.backend.generation <= transaction.generation:
                self.drop(row)


def _is_of(held: _Held, state: CollectionState) -> bool:
    """Return whether this is the very generation of the collection, of this history."""
    return (held.backend.generation, held.token) == (state.generation, state.token)
