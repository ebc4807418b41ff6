"""Local backends, in memory and mapped from a folder for each collection."""

import logging
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from time import monotonic

from index.backend.codes import import_faiss
from index.backend.files import is_due, load_backend, merge_saved, save_backend
from index.backend.local import LocalBackend
from index.backend.protocol import Fault
from index.backend.saved import saved_generation, saved_mark, saved_names
from index.durable import delete, locked, others
from index.store.rows import CollectionState
from index.store.transaction import Transaction
from index.vectors import Changes

SIZEABLE = 0.1
"""What share of a collection's passages changes before its backend is saved again."""

MOST_UNSAVED = 2000
"""And how many at most: each process derives these at its start and has them to itself."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    """A backend in memory, the token of its generation, and what is not saved of it.

    `changed` is the number of passages that came or went since the generation `saved`; `mark` is
    that of what was saved when the folder was last looked at.
    """

    backend: LocalBackend
    token: str | None
    saved: int
    changed: int
    mark: tuple[int, int] | None

    def is_of(self, collection: CollectionState) -> bool:
        """Return whether this is the very generation of the collection, of this history."""
        return (self.backend.generation, self.token) == (collection.generation, collection.token)


class FolderDerivation:
    """The local backends of a store, in memory and saved beside it; safe among threads.

    A backend that was saved is only loaded where its checksums fit and the store's history holds
    the commit it was derived from; in every other case it is derived again. It is saved when a
    sizeable share of it has changed: what was saved before is caught up from as well. What one
    process has saved the others take in place of their own, so that all share one copy of it.
    """

    def __init__(self, folder: Path) -> None:
        """Keep the backends in `folder`, which is made when the first is saved."""
        self._folder = folder
        self._held: dict[int, _Held] = {}
        self._merging: dict[int, Thread] = {}
        self._merged: set[int] = set()

    def at(self, collection: CollectionState) -> LocalBackend | None:
        """Return the backend of just this generation and history, None where none is held."""
        held = self._held.get(collection.row)
        if held is None or not held.is_of(collection) or collection.row in self._merged:
            return None
        return held.backend

    def refresh(self, transaction: Transaction, collection: CollectionState) -> LocalBackend:
        """Hold what `transaction` sees of a collection, and return it; raises StoreError."""
        row = collection.row
        held = _caught_up(self._newest(transaction, row), transaction, collection)
        # Before it is saved, so that others may search it meanwhile.
        self._held[row] = held
        if held.changed > min(held.backend.count * SIZEABLE, MOST_UNSAVED):
            held = self._held[row] = self._save(row, held)
        self._merge(row, held)
        self._forget_deleted(transaction)
        return held.backend

    def settle(self, *, seconds: float) -> None:
        """Wait so long at most for what goes on in the background; what is not done is lost."""
        until = monotonic() + seconds
        for thread in list(self._merging.values()):
            thread.join(max(0.0, until - monotonic()))

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
        saved = load_backend(place, token_of=transaction.token)
        if saved is None:
            yield Fault("is damaged, or of another history", str(place))
            return
        held = _as_saved(saved, transaction, mark=None)
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

    def _newest(self, transaction: Transaction, row: int) -> _Held:
        """Return what is held of the store's history or saved of it, or nothing.

        What was saved since it was last looked at goes before what is held.
        """
        place = self._place(row)
        mark = saved_mark(place)
        self._merged.discard(row)
        held = self._held.get(row)
        if held is not None and transaction.token(held.backend.generation) != held.token:
            del self._held[row]
            held = None
        saved = saved_generation(place)
        # One that another process has saved since the transaction began is not known to it, and
        # so, where nothing is held, is derived once more: that loses nothing but time.
        if held is not None and (
            held.mark == mark or not held.saved <= saved <= transaction.generation
        ):
            return held
        segments = [] if held is None else [part.segment for part in held.backend.parts]
        backend = load_backend(place, token_of=transaction.token, held=segments)
        if backend is not None:
            return _as_saved(backend, transaction, mark=mark)
        return held or _nothing(saved=saved)

    def _save(self, row: int, held: _Held) -> _Held:
        """Save a backend, unless another process just saves or has: return it as it is then."""
        place = self._place(row)
        if held.token is None:
            return held
        try:
            place.mkdir(parents=True, exist_ok=True)
            with locked(place) as alone:
                if not alone or saved_generation(place) > held.saved:
                    return held
                backend = save_backend(place, held.backend, token=held.token)
                mark = saved_mark(place)
        except (OSError, RuntimeError) as error:
            # Only time is lost: the next start derives it again.
            _log.warning("%s: cannot be saved (%s)", place, error)
            return replace(held, changed=0)
        return _Held(backend, held.token, backend.generation, changed=0, mark=mark)

    def _merge(self, row: int, held: _Held) -> None:
        """Have what is due of the saved segments merged in the background, if that is not done."""
        running = self._merging.get(row)
        if not is_due(held.backend) or (running is not None and running.is_alive()):
            return
        # One that ends with the process leaves what was saved before.
        thread = Thread(target=self._merge_saved, args=(row,), name=f"merge-{row}", daemon=True)
        self._merging[row] = thread
        thread.start()

    def _merge_saved(self, row: int) -> None:
        place = self._place(row)
        # Of this thread alone: two that wait for each other take eight times as long beside work.
        import_faiss().omp_set_num_threads(1)
        try:
            with locked(place) as alone:
                if alone and merge_saved(place):
                    self._merged.add(row)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            # It was deleted meanwhile, or is damaged, which who reads it next is told.
            _log.info("%s: cannot be merged (%s)", place, error)

    def _forget_deleted(self, transaction: Transaction) -> None:
        """Drop the collections that another process has deleted."""
        rows = transaction.collections.rows()
        for row, held in list(self._held.items()):
            # One that is newer than this transaction is not deleted, but unknown to it.
            if row not in rows and held.backend.generation <= transaction.generation:
                self.drop(row)


def _nothing(*, saved: int = -1) -> _Held:
    return _Held(LocalBackend.empty(), token=None, saved=saved, changed=0, mark=None)


def _as_saved(
    backend: LocalBackend, transaction: Transaction, *, mark: tuple[int, int] | None
) -> _Held:
    generation = backend.generation
    return _Held(backend, transaction.token(generation), saved=generation, changed=0, mark=mark)


def _caught_up(held: _Held, transaction: Transaction, collection: CollectionState) -> _Held:
    """Return what is held, brought to what the transaction sees of the collection."""
    if held.is_of(collection):
        return held
    changes = None
    if held.token is not None:
        changes = transaction.passages.changes_since(collection, held.backend.generation)
    backend, changed = _applied(held.backend, changes or ())
    if changes is None or backend.count != collection.passages:
        # Nothing is known of what changed, or a row of it was lost: now all are counted.
        changes = transaction.passages.changes_from(collection, held.backend.ids)
        backend, changed = _applied(held.backend, changes)
    return replace(held, backend=backend, token=collection.token, changed=held.changed + changed)


def _applied(backend: LocalBackend, changes: Iterable[Changes]) -> tuple[LocalBackend, int]:
    """Return a backend after changes, and how many passages came or went."""
    changed = 0
    for each in changes:
        backend = backend.apply(each)
        changed += len(each.added.ids) + len(each.removed)
    return backend, changed


def _derived_anew(transaction: Transaction, collection: CollectionState) -> LocalBackend:
    return _caught_up(_nothing(), transaction, collection).backend
