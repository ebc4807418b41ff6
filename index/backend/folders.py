"""Local backends, held in memory and saved in a folder for each collection."""

import logging
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.backend.local import LocalBackend
from index.backend.protocol import Fault
from index.backend.saved import saved_generation, saved_names
from index.durable import delete, locked, others
from index.store.rows import CollectionState
from index.store.transaction import Transaction
from index.vectors import Changes

SIZEABLE = 0.1
"""What share of a collection's passages changes before its backend is saved again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    """A backend in memory, the token of its generation, and what is not saved of it.

    `changed` is the number of passages that came or went since the generation `saved`.
    """

    backend: LocalBackend
    token: str | None
    saved: int
    changed: int

    def is_of(self, collection: CollectionState) -> bool:
        """Return whether this is the very generation of the collection, of this history."""
        return (self.backend.generation, self.token) == (collection.generation, collection.token)


class FolderDerivation:
    """The local backends of a store, in memory and saved beside it; safe among threads.

    A backend that was saved is only loaded where its checksums fit and the store's history holds
    the commit it was derived from; in every other case it is derived again. It is saved when a
    sizeable share of it has changed: what was saved before is caught up from as well.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the backends in `folder`, which is made when the first is saved."""
        self._folder = folder
        self._held: dict[int, _Held] = {}

    def at(self, collection: CollectionState) -> LocalBackend | None:
        """Return the backend of just this generation and history, None where none is held."""
        held = self._held.get(collection.row)
        return held.backend if held is not None and held.is_of(collection) else None

    def refresh(self, transaction: Transaction, collection: CollectionState) -> LocalBackend:
        """Hold what `transaction` sees of a collection, and return it; raises StoreError."""
        row = collection.row
        held = _caught_up(self._held_or_saved(transaction, row), transaction, collection)
        # Before it is saved, so that others may search it meanwhile.
        self._held[row] = held
        if held.changed > len(held.backend.ids) * SIZEABLE:
            self._held[row] = self._save(row, held)
        self._forget_deleted(transaction)
        return held.backend

    def drop(self, row: int) -> None:
        """Forget a collection's backend, and delete what is saved of it."""
        self._held.pop(row, None)
        shutil.rmtree(self._place(row), ignore_errors=True)

    def where(self, row: int) -> str:
        """Return the path of the folder in which a collection's backend is saved."""
        return str(self._place(row))

    def check(self, transaction: Transaction, collection: CollectionState) -> Iterator[Fault]:
        """Compare a saved backend, brought up to date, with what the store gives anew."""
        place = self._place(collection.row)
        if not saved_names(place):
            return
        saved = LocalBackend.load(place, token_of=transaction.token)
        if saved is None:
            yield Fault("is damaged, or of another history", str(place))
            return
        held = _Held(saved, transaction.token(saved.generation), saved.generation, changed=0)
        fresh = _derived_anew(transaction, collection)
        differences = _caught_up(held, transaction, collection).backend.differences(fresh)
        if differences:
            yield Fault(f"differs from the store in {', '.join(differences)}", str(place))

    def unused(self, rows: Collection[int]) -> Iterator[Fault]:
        """Yield the folders of no collection, and the files that no saved backend consists of."""
        for place in self._strays(rows):
            yield Fault("is of no collection", str(place), unused=True)
        for place in self._places(rows):
            with locked(place) as alone:
                left = others(place, keep=saved_names(place)) if alone else []
            if left:
                what = f"{len(left)} files are left of a write that was interrupted"
                yield Fault(what, str(place), unused=True)

    def delete_unused(self, rows: Collection[int]) -> None:
        """Delete what `unused` tells of."""
        for place in self._strays(rows):
            shutil.rmtree(place, ignore_errors=True)
        for place in self._places(rows):
            with locked(place) as alone:
                delete(others(place, keep=saved_names(place)) if alone else [])

    def _place(self, row: int) -> Path:
        return self._folder / str(row)

    def _places(self, rows: Collection[int]) -> list[Path]:
        return [place for row in sorted(rows) if (place := self._place(row)).is_dir()]

    def _strays(self, rows: Collection[int]) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return others(self._folder, keep={str(row) for row in rows})

    def _held_or_saved(self, transaction: Transaction, row: int) -> _Held:
        """Return what is held of the store's history, else what is saved of it, else nothing."""
        held = self._held.get(row)
        if held is not None and transaction.token(held.backend.generation) == held.token:
            return held
        self._held.pop(row, None)
        # One that another process has saved since the transaction began is not known to it, and
        # so is derived once more: that is rare, and loses nothing but time.
        backend = LocalBackend.load(self._place(row), token_of=transaction.token)
        if backend is None:
            return _nothing(saved=saved_generation(self._place(row)))
        generation = backend.generation
        return _Held(backend, transaction.token(generation), saved=generation, changed=0)

    def _save(self, row: int, held: _Held) -> _Held:
        """Save a backend, unless another process has: return it with what is saved now."""
        place = self._place(row)
        saved = saved_generation(place)
        if saved <= held.saved and held.token is not None:
            try:
                held.backend.save(place, token=held.token)
                saved = held.backend.generation
            except (OSError, RuntimeError) as error:
                # Only time is lost: the next start derives it again.
                _log.warning("%s: cannot be saved (%s)", place, error)
        return _Held(held.backend, held.token, saved, changed=0)

    def _forget_deleted(self, transaction: Transaction) -> None:
        """Drop the collections that another process has deleted."""
        rows = transaction.collections.rows()
        for row, held in list(self._held.items()):
            # One that is newer than this transaction is not deleted, but unknown to it.
            if row not in rows and held.backend.generation <= transaction.generation:
                self.drop(row)


def _nothing(*, saved: int = -1) -> _Held:
    return _Held(LocalBackend.empty(), token=None, saved=saved, changed=0)


def _caught_up(held: _Held, transaction: Transaction, collection: CollectionState) -> _Held:
    """Return what is held, brought to what the transaction sees of the collection."""
    if held.is_of(collection):
        return held
    changes = _changes(held, transaction, collection)
    backend = held.backend.apply(changes)
    if len(backend.ids) != collection.passages:
        # A row of what changed was lost: now all are counted.
        changes = transaction.passages.changes_from(collection, held.backend.ids)
        backend = held.backend.apply(changes)
    changed = held.changed + len(changes.added.ids) + len(changes.removed)
    return _Held(backend, collection.token, held.saved, changed)


def _changes(held: _Held, transaction: Transaction, collection: CollectionState) -> Changes:
    changes = None
    if held.token is not None:
        changes = transaction.passages.changes_since(collection, held.backend.generation)
    return changes or transaction.passages.changes_from(collection, held.backend.ids)


def _derived_anew(transaction: Transaction, collection: CollectionState) -> LocalBackend:
    return _caught_up(_nothing(), transaction, collection).backend
