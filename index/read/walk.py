"""What a folder holds: the files to read, and those that are passed over, each with its reason."""

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from index.read.folders import Source
from index.read.ignore import Ignored
from index.roots import Patterns, Unread
from index.types import Failure

_LOCK = "~$"
"""What the names of files begin with that office programs keep beside an open document."""


def spelled(name: str) -> str:
    """Return a file's name with what in it is no text spelled out, so that it can be kept."""
    return name.encode(errors="backslashreplace").decode()


def is_file(path: Path) -> bool:
    """Return whether there is a file, as far as one can look; raises nothing."""
    with suppress(OSError):
        return path.is_file()
    return False


def is_folder(path: Path) -> bool:
    """Return whether there is a folder, as far as one can look; raises nothing."""
    with suppress(OSError):
        return path.is_dir()
    return False


def barred(path: Path) -> str | None:
    """Return why one cannot look whether there is something, None where one can."""
    try:
        path.exists()
    except OSError as error:
        return error.strerror or str(error)
    return None


@dataclass(frozen=True, slots=True)
class FolderContents:
    """The files of a folder to read, by their paths within it, and what of it is not read.

    `closed` are the folders that could not be read.
    """

    sources: tuple[Source, ...]
    unread: tuple[Unread, ...]
    closed: tuple[Failure, ...] = ()


def look_through(
    root: Path,
    *,
    within: str = "",
    without: Collection[str] = (),
    follow_links: bool = False,
    patterns: Patterns | None = None,
) -> FolderContents:
    """Return what there is in a folder, or in the part `within` of it, in the order of its names.

    What is hidden, ignored or not let in by the `patterns` is left out, and so are the folders at
    the real paths `without`. A link to what lies in the folder itself is passed over where that is
    read by its own name; one that leads out of it is followed with `follow_links` alone. No folder
    is entered twice.
    """
    walk = _Walk(
        root=root,
        real=os.path.realpath(root),
        without=frozenset(without),
        follow_links=follow_links,
        patterns=patterns or Patterns(),
    )
    walk.enter(within)
    walk.follow()
    return FolderContents(tuple(walk.sources), tuple(walk.unread), tuple(walk.closed))


@dataclass(slots=True, kw_only=True)
class _Walk:
    root: Path
    real: str
    without: frozenset[str]
    follow_links: bool
    patterns: Patterns
    sources: list[Source] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    closed: list[Failure] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    links: list[tuple[Path, str]] = field(default_factory=list)

    def enter(self, within: str) -> None:
        """Walk the folder's part `within`, under the lists of the folders above it."""
        ignored = Ignored.of(self.patterns.ignore)
        parts = within.split("/") if within else []
        for depth in range(len(parts)):
            name = "/".join(parts[:depth])
            ignored = ignored.within(self.root / name, name=name)
        self.walk(self.root / within, name=within, ignored=ignored)

    def walk(self, folder: Path, *, name: str, ignored: Ignored) -> None:
        """Take up what is in a folder, and in those below it."""
        waiting = [(folder, name, ignored)]
        while waiting:
            folder, name, ignored = waiting.pop()
            real = os.path.realpath(folder)
            if real in self.seen or real in self.without:
                continue
            self.seen.add(real)
            ignored = ignored.within(folder, name=name)
            below = self.take_up(folder, name=name, real=real, ignored=ignored)
            waiting += [(path, own, ignored) for path, own in reversed(below)]

    def take_up(
        self, folder: Path, *, name: str, real: str, ignored: Ignored
    ) -> list[tuple[Path, str]]:
        """Take up what is in one folder, and return the folders in it that are to be entered."""
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.close(error, name)
            return []
        below = []
        for entry in found:
            path, own = Path(entry.path), f"{name}/{entry.name}" if name else entry.name
            if entry.is_symlink():
                if self.keeps(own, ignored, is_folder=is_folder(path)):
                    # For the end, when it is known what is read by its own name.
                    self.links.append((path, own))
            elif entry.is_dir(follow_symlinks=False):
                if self.keeps(own, ignored, is_folder=True):
                    below.append((path, own))
            elif self.keeps(own, ignored):
                self.file(path, own, real=f"{real}{os.sep}{entry.name}")
        return below

    def keeps(self, name: str, ignored: Ignored, *, is_folder: bool = False) -> bool:
        """Return whether nothing keeps a file or folder out, and note it where something does."""
        last, shown = name.rpartition("/")[2], f"{name}/" if is_folder else name
        if last.startswith((".", _LOCK)):
            self.unread.append(Unread(spelled(shown), "hidden"))
        elif ignored.has(shown) or not (is_folder or self.includes(name)):
            self.unread.append(Unread(spelled(shown), "ignored"))
        else:
            return True
        return False

    def includes(self, name: str) -> bool:
        """Return whether a file is among those that are to be read."""
        return not self.patterns.include or Ignored.of(self.patterns.include).has(name)

    def file(self, path: Path, name: str, *, real: str) -> None:
        """Take up a file; what it is shows when it is read."""
        self.seen.add(real)
        self.sources.append(Source(path, name))

    def follow(self) -> None:
        """Take up what links lead to, as far as it was not met by its own name."""
        while self.links:
            path, name = self.links.pop(0)
            real = os.path.realpath(path)
            if real in self.seen or real in self.without:
                continue
            there = barred(path) is not None or path.exists()
            if there and not self.follow_links and not self.holds(real):
                self.unread.append(Unread(spelled(name), "link", spelled(f"leads to {real}")))
            elif is_folder(path):
                self.walk(path, name=name, ignored=Ignored.of(self.patterns.ignore))
            else:
                self.file(path, name, real=real)

    def holds(self, real: str) -> bool:
        """Return whether a real path lies in the folder."""
        return real.startswith(os.path.join(self.real, ""))  # noqa: PTH118 - for its last slash

    def close(self, error: OSError, name: str) -> None:
        """Note a folder that cannot be read."""
        where = str(error.filename)
        reason = f"{where}: {error.strerror}"
        self.closed.append(Failure(where, reason, "unreachable"))
        self.unread.append(Unread(spelled(f"{name}/"), "unreachable", spelled(reason)))
