"""From roots that were looked through to a collection that holds what is in them, and knows so."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import PurePath

from index.ingest import Ingest, OnProgress, claim_root
from index.read.folders import Source, read_sources
from index.read.readers import format_of
from index.read.walk import spelled
from index.roots import Patterns, Root, Unread
from index.store.protocol import Store
from index.store.roots import StoredRoot
from index.store.transaction import Transaction
from index.types import AddReport, Document, Failure, SourceVersion
from index.visits import Held, Visit, is_below

ByRoot = Mapping[Root, Sequence[Unread]]
MayRemove = Callable[[int, int], bool]
"""Is asked, before documents are removed whose files are gone: how many of how many; once."""


def held_of(
    transaction: Transaction, collection: str, *, patterns: Mapping[str, Patterns]
) -> tuple[Held, dict[str, SourceVersion]]:
    """Return what a collection holds before a run, and of each source which bytes were read.

    The `patterns` are of folders by their real paths.
    """
    state = transaction.collections.find(collection)
    if state is None:
        return Held(patterns=patterns), {}
    known = transaction.documents.versions(state)
    held = Held(
        roots=transaction.roots.of(state),
        sources=frozenset(known),
        owners=transaction.roots.owners(state),
        patterns=patterns,
    )
    return held, known


@dataclass(slots=True, kw_only=True)
class Filling:
    """One run over some roots of a collection.

    `known` is what was read of each source before; `missing` are roots that are not there, `filled`
    those in which there was something to read.
    """

    collection: str
    visits: Sequence[Visit]
    held: Held
    known: Mapping[str, SourceVersion]
    missing: Sequence[Failure] = ()
    may_remove: MayRemove | None = None
    filled: set[Root] = field(default_factory=set)

    @property
    def roots(self) -> dict[str, Root]:
        """Return by source the root that a document comes from."""
        return {each.name: visit.root for visit in self.visits for each in visit.sources}

    @property
    def new(self) -> set[Root]:
        """Return the roots that the collection did not have before the run."""
        return {visit.root for visit in self.visits if visit.row is None}

    def run(
        self, store: Store, ingest: Ingest, *, prune: bool, on_progress: OnProgress | None
    ) -> AddReport:
        """Read the files and add their documents; with `prune`, remove those that are gone.

        Raises EncoderMismatch, StoreError.
        """
        closed = [failure for visit in self.visits for failure in visit.found.closed]
        report = ingest.run(
            chain(self.missing, closed, self._documents()),
            total=len(self.missing) + len(closed) + sum(len(each.sources) for each in self.visits),
            gone=self._gone if prune else None,
            on_progress=on_progress,
        )
        unread = self._unread(report.failed)
        taken = {failure.source for failure in report.failed if failure.code == "name_taken"}
        with store.write() as transaction:
            self._note(transaction, unread, taken=taken)
        return self._told(report, unread)

    def _gone(self) -> list[str]:
        """Return the sources of which there is no file any more, where there is something to read.

        A folder in which there is nothing is rather a disk that is not there than a wish to
        lose all documents.
        """
        gone = [
            name
            for visit in self.visits
            if visit.root in self.filled or visit.root.is_file
            for name in visit.gone(self.held)
        ]
        if gone and self.may_remove is not None:
            return gone if self.may_remove(len(gone), len(self.held.sources)) else []
        return gone

    def _documents(self) -> Iterator[Document | Failure | None]:
        owners = {name: row for name, row in self.held.owners.items() if row is not None}
        free: list[tuple[Root, Source]] = []
        for visit in self.visits:
            for source in visit.sources:
                own = owners.get(source.name, visit.row) == visit.row
                if own or self._is_own_file(source.name, visit):
                    free.append((visit.root, source))
                else:
                    yield _taken(source.name, "a document of another folder")
        sources = [source for _, source in free]
        results = read_sources(sources, collection=self.collection, known=self.known)
        for (root, _), read in zip(free, results, strict=True):
            if not isinstance(read, Failure) or format_of(read.source) is not None:
                self.filled.add(root)
            if isinstance(read, Document) and self._was_sent(read):
                yield _taken(read.source, "a document that was sent")
            else:
                yield read

    def _is_own_file(self, source: str, visit: Visit) -> bool:
        """Return whether a document came from this very file, when that was given by itself."""
        path = str(PurePath(visit.root.path, visit.root.within(source)))
        return any(
            (each.root.name, each.root.path) == (source, path)
            for each in self.held.roots
            if each.root.is_file
        )

    def _was_sent(self, read: Document) -> bool:
        return (
            self.held.owners.get(read.source, 0) is None
            and self.known[read.source].sha256 != read.sha256
        )

    def _unread(self, failed: Sequence[Failure]) -> ByRoot:
        """Return by root what of it was not read, by the paths within it."""
        unread = {visit.root: list(visit.found.unread) for visit in self.visits}
        roots = self.roots
        for failure in failed:
            root = roots.get(failure.source)
            if root is not None:
                path = spelled(root.within(failure.source) or root.name)
                # Of these there may be many, and the code says all.
                reason = "" if failure.code == "unknown_format" else failure.reason
                unread[root].append(Unread(path, failure.code, reason))
        return unread

    def _note(self, transaction: Transaction, unread: ByRoot, *, taken: set[str]) -> None:
        """Keep where the documents came from, and what of the roots was not read."""
        state = transaction.collections.find(self.collection)
        if state is None:
            # Nothing was read at all, and so it was not made.
            return
        now = int(time.time())
        stored = {each.row: each for each in transaction.roots.of(state)}
        for visit in self.visits:
            row = claim_root(transaction, state, visit.root, new=visit.row is None)
            if visit.root.is_file and not transaction.roots.documents(row) and row in stored:
                # A file that was removed, and its document with it.
                transaction.roots.forget(row)
                continue
            there = {each.name for each in visit.sources} & self.held.sources
            owners = self.held.owners
            adopted = {name for name in there if owners.get(name, 0) != row} - taken
            if adopted:
                transaction.roots.adopt(state, row, adopted)
                self._forget_own_files(transaction, adopted, visit)
            before = _elsewhere(transaction, stored.get(row), within=visit.within)
            if before is not None:
                transaction.roots.note(row, [*before, *unread[visit.root]], looked_at=now)

    def _forget_own_files(self, transaction: Transaction, adopted: set[str], visit: Visit) -> None:
        """Forget the roots of files that were given by themselves and are a folder's now."""
        for each in self.held.roots:
            if each.root.name in adopted and self._is_own_file(each.root.name, visit):
                transaction.roots.forget(each.row)

    def _told(self, report: AddReport, unread: ByRoot) -> AddReport:
        alone = {visit.root.name for visit in self.visits if visit.root.is_file}
        alone |= {visit.root.source(visit.within) for visit in self.visits if visit.within}
        told = [
            replace(each, path=root.source(each.path)) for root in unread for each in unread[root]
        ]
        suffixes = Counter(_suffix(each.path) for each in told if each.code == "unknown_format")
        return replace(
            report,
            failed=tuple(
                failure
                for failure in report.failed
                # That a folder holds other things too is no failure; a name may promise more.
                if failure.code != "unknown_format"
                or failure.source in alone
                or format_of(failure.source) is not None
            ),
            passed_over=dict(sorted(suffixes.items(), key=lambda item: (-item[1], item[0]))),
            unread=tuple(told),
            roots=tuple(change for visit in self.visits if (change := visit.change) is not None),
        )


def _elsewhere(
    transaction: Transaction, stored: StoredRoot | None, *, within: str
) -> list[Unread] | None:
    """Return what was not read of a root in other parts of it than the one `within`.

    None where not all of that is kept by name.
    """
    if not within or stored is None:
        return []
    known = transaction.roots.unread_of(stored.row)
    if len(known) < sum(each.count for each in stored.unread):
        return None
    return [each for each in known if not is_below(each.path.rstrip("/"), within)]


def _taken(source: str, by: str) -> Failure:
    reason = f"{source}: {by} goes by this name; rename the file, or delete that document"
    return Failure(source, reason, "name_taken")


def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()
