"""From the paths that were given to the roots they are, each looked through for what to read."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from stat import S_ISDIR

from index.errors import InvalidInput
from index.read.folders import Source
from index.read.readers import what_is_read
from index.read.walk import FolderContents, barred, is_file, is_folder, look_through, spelled
from index.roots import Patterns, Root, RootChange
from index.store.roots import StoredRoot

NO_NAME = "root"
"""What a folder goes by that has no name, as `/`."""

_File = tuple[int, int]
"""A file, by its device and its number on that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a collection holds before a run: its roots, and by source where each document came from.

    `sources` are those of all documents; one that is not in `owners` came before that was kept, one
    whose owner is None was sent. `patterns` say by a root's real path which files of it are read.
    """

    roots: tuple[StoredRoot, ...] = ()
    sources: frozenset[str] = frozenset()
    owners: Mapping[str, int | None] = field(default_factory=dict)
    patterns: Mapping[str, Patterns] = field(default_factory=dict)

    @property
    def unknown(self) -> set[str]:
        """Return the sources of the documents of which it is not known where they came from."""
        return set(self.sources) - self.owners.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A root, or the part `within` of it, looked through.

    `row` is the root's in the store, None for a new one; `found` has the paths within the root.
    """

    root: Root
    row: int | None
    within: str
    found: FolderContents
    moved_from: str | None = None

    @property
    def sources(self) -> list[Source]:
        """Return the files to read, by the names of their documents."""
        return [Source(each.path, self.root.source(each.name)) for each in self.found.sources]

    @property
    def change(self) -> RootChange | None:
        """Return what is new of the root, None where nothing is."""
        if self.row is not None and self.moved_from is None:
            return None
        return RootChange(root=self.root, moved_from=self.moved_from)

    def gone(self, held: Held) -> list[str]:
        """Return the sources of documents that came from here and of which there is no file now.

        What cannot be looked at is not gone; what is left out by now is, and what is a folder, or
        the same file as one that is read by another name.
        """
        if self.row is None:
            return []
        there = {each.name for each in self.found.sources}
        left_out = {each.path for each in self.found.unread if each.code in {"hidden", "ignored"}}
        closed = {Path(failure.source) for failure in self.found.closed}
        mine = [source for source, owner in held.owners.items() if owner == self.row]
        missing = [
            (source, name)
            for source in mine
            if (name := self.root.within(source)) not in there and is_below(name, self.within)
        ]
        read = _files(each.path for each in self.found.sources) if missing else set()
        return [
            source
            for source, name in missing
            if not left_out.isdisjoint(_parents(name))
            or _is_gone(self.root, name, closed=closed, read=read)
        ]


def is_below(name: str, within: str) -> bool:
    """Return whether a path is `within`, or in it where that is a folder or the root."""
    return not within or name == within or name.startswith(f"{within}/")


def _parents(name: str) -> Iterator[str]:
    """Yield a path, and as they are told the folders that it is in."""
    yield name
    parts = name.split("/")
    for depth in range(1, len(parts)):
        yield "/".join(parts[:depth]) + "/"


def _files(paths: Iterable[Path]) -> set[_File]:
    """Return which files there are at some paths, whatever they are called."""
    found = set()
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            found.add((status.st_dev, status.st_ino))
    return found


def _is_gone(root: Root, name: str, *, closed: set[Path], read: set[_File]) -> bool:
    path = Path(root.path, name)
    if not closed.isdisjoint(path.parents):
        return False
    try:
        is_folder = S_ISDIR(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return is_folder or not read.isdisjoint(_files([path]))


def check_folders(paths: Sequence[Path]) -> None:
    """Raise InvalidInput where one of the paths is a file: what is gone shows in a folder alone."""
    for path in paths:
        if is_file(path):
            raise InvalidInput(f"{path}: a file cannot show what is gone; name its folder")


def visit_root(stored: StoredRoot, held: Held) -> Visit:
    """Look through a root that is known.

    Raises InvalidInput where it is not there or holds nothing to read; of a file whose folder is
    there, that says that it is gone.
    """
    root, path = stored.root, Path(stored.root.path)
    if root.is_file:
        there = os.path.lexists(path) or barred(path) is not None
        found = FolderContents((Source(path, ""),) if there else (), ())
        if not (there or is_folder(path.parent)):
            raise InvalidInput(f"{path}: its folder is not there; its document stays")
    elif is_folder(path):
        without = [each.root.path for each in held.roots if each.row != stored.row]
        found = look_through(
            path,
            without=without,
            follow_links=root.follow_links,
            patterns=held.patterns.get(root.path),
        )
        if not found.sources:
            raise InvalidInput(f"{_nothing(path, found, without)}; its documents stay")
    else:
        reason = barred(path) or f"the folder {root.name!r} is not there"
        raise InvalidInput(f"{path}: {reason}; its documents stay")
    return Visit(root=root, row=stored.row, within="", found=found)


def visit_paths(
    paths: Sequence[Path], held: Held, *, name: str | None = None, follow_links: bool = False
) -> list[Visit]:
    """Return the roots that these files and folders are, or are in, each looked through.

    One that is not known becomes a root: the first folder of a collection is plain, every other one
    gets a name of its own, the given `name` or its folder's. A folder that is found in another
    place, while its own is empty of it, is the same root, moved.

    Raises InvalidInput where a path is not there, or holds nothing to read.
    """
    planner = _Planner(held, follow_links=follow_links, name=name)
    new = [path for path in paths if is_folder(path) and planner.holder(path) is None]
    if name is not None and (len(new) != 1 or len(paths) != 1):
        raise InvalidInput("a name is for one folder that the collection does not have yet")
    for path in paths:
        planner.take(path, together=len(new) > 1)
    return planner.visits


@dataclass(slots=True)
class _Planner:
    held: Held
    follow_links: bool
    name: str | None
    visits: list[Visit] = field(default_factory=list)

    @property
    def roots(self) -> list[tuple[Root, int | None]]:
        """Return the roots known by now, those of this plan among them, with their rows."""
        planned = [(visit.root, visit.row) for visit in self.visits]
        rows = {row for _, row in planned}
        known = [(each.root, each.row) for each in self.held.roots if each.row not in rows]
        return known + planned

    def holder(self, path: Path) -> tuple[Root, int | None, str] | None:
        """Return the innermost known root that a path is or is in, with its row and the rest."""
        real = os.path.realpath(path)
        holding = [
            (root, row, _rest(real, root))
            for root, row in self.roots
            if real == root.path or (not root.is_file and real.startswith(f"{root.path}{os.sep}"))
        ]
        return max(holding, key=lambda found: len(found[0].path), default=None)

    def take(self, path: Path, *, together: bool) -> None:
        """Plan the visit of one path."""
        if not (is_file(path) or is_folder(path)):
            raise InvalidInput(self._missing(path))
        known = self.holder(path)
        if known is not None:
            visit = self._again(path, *known)
        elif is_file(path):
            visit = self._file(path)
        else:
            visit = self._folder(path, together=together)
        if not visit.found.sources:
            others = [root.path for root, _ in self.roots if not root.is_file]
            raise InvalidInput(_nothing(path, visit.found, others))
        self.visits.append(visit)

    def _missing(self, path: Path) -> str:
        reason = barred(path)
        if reason is not None:
            return f"{path}: {reason}"
        if path.exists():
            return f"{path}: neither a file nor a folder, and only these are read"
        said = f"{path}: no such file or folder"
        absolute = os.path.realpath(path)
        if any(root.path == absolute for root, _ in self.roots):
            return f"{said} any more; what was read of it stays in the index"
        return said

    def _again(self, path: Path, root: Root, row: int | None, within: str) -> Visit:
        root = replace(root, follow_links=root.follow_links or self.follow_links)
        if is_file(path):
            found = FolderContents((Source(path, within),), ())
        else:
            found = self._look(Path(root.path), root, within=within)
        return Visit(root=root, row=row, within=within, found=found)

    def _look(self, path: Path, root: Root | None, *, within: str = "") -> FolderContents:
        own = None if root is None else root.name
        others = [each.path for each, _ in self.roots if each.name != own and not each.is_file]
        follow = self.follow_links if root is None else root.follow_links
        return look_through(
            path,
            within=within,
            without=others,
            follow_links=follow,
            patterns=self.held.patterns.get(str(path) if root is None else root.path),
        )

    def _file(self, path: Path) -> Visit:
        base, real = spelled(path.name), os.path.realpath(path)
        names = (base, f"{_base(path.absolute().parent)}/{base}")
        root = Root(name=self._free(names), path=real, is_file=True)
        found = FolderContents((Source(path, ""),), ())
        return Visit(root=root, row=None, within="", found=found)

    def _folder(self, path: Path, *, together: bool) -> Visit:
        real = os.path.realpath(path)
        found = self._look(Path(real), None)
        names = {each.name for each in found.sources}
        moved = self._moved(names)
        if moved is not None:
            root = replace(moved.root, path=real)
            return Visit(
                root=root, row=moved.row, within="", found=found, moved_from=moved.root.path
            )
        root = Root(
            name=self._own_name(path),
            path=real,
            plain=self.name is None and self._may_be_plain(real, names, together=together),
            follow_links=self.follow_links,
        )
        return Visit(root=root, row=None, within="", found=found)

    def _moved(self, names: Collection[str]) -> StoredRoot | None:
        """Return the root that is not where it was and of whose files half are among these."""
        for stored in self.held.roots:
            if stored.root.is_file or os.path.lexists(stored.root.path):
                continue
            owned = [source for source, owner in self.held.owners.items() if owner == stored.row]
            here = sum(stored.root.within(source) in names for source in owned)
            if here and 2 * here >= len(owned):
                return stored
        return None

    def _may_be_plain(self, real: str, names: Collection[str], *, together: bool) -> bool:
        """Return whether a folder's documents may go by their paths alone.

        That is where no others do, and where they did before it was kept where they came from.
        """
        unknown = self.held.unknown
        matching = len(unknown.intersection(names))
        if matching and 2 * matching >= min(len(unknown), len(names)):
            return True
        own_files = {
            root.name for root, _ in self.roots
            if root.is_file and root.path == f"{real}{os.sep}{root.name}"
        }  # fmt: skip
        taken = set(self.held.owners).intersection(names) - own_files
        return not (together or unknown or taken or any(root.plain for root, _ in self.roots))

    def _own_name(self, path: Path) -> str:
        base = self.name if self.name is not None else _base(path.absolute())
        if self.name is not None and (not base or "/" in base or base.startswith(".")):
            raise InvalidInput(f"{base!a}: a folder's name has no slash and begins with no dot")
        name = self._free((base,))
        if self.name is not None and name != base:
            raise InvalidInput(f"the collection has something that goes by {base!r} already")
        return name

    def _free(self, bases: Sequence[str]) -> str:
        """Return the first of some names that is free, or the last one with a number."""
        taken = {root.name for root, _ in self.roots}
        known = self.held.owners

        def is_free(name: str) -> bool:
            return (
                name not in taken
                and name not in known
                and not any(source.startswith(f"{name}/") for source in known)
            )

        numbered = (f"{bases[-1]}-{number}" for number in range(2, len(taken) + len(known) + 3))
        return next(name for name in (*bases, *numbered) if is_free(name))


def _rest(real: str, root: Root) -> str:
    return real[len(root.path) :].lstrip(os.sep).replace(os.sep, "/")


def _base(path: Path) -> str:
    return spelled(Path(os.path.normpath(path)).name) or NO_NAME


def _nothing(path: Path, found: FolderContents, others: Sequence[str]) -> str:
    """Return why there is nothing to read in a folder, beside the `others` that are known."""
    if found.closed:
        return found.closed[-1].reason
    real = os.path.realpath(path)
    within = sorted(other for other in others if other.startswith(f"{real}{os.sep}"))
    if within:
        return f"{path}: no file in it that Spravka reads but in what is known: {', '.join(within)}"
    return f"{path}: no file in it that Spravka reads: {what_is_read()}"
