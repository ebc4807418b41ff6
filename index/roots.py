"""The folders a collection was given, and what of them is not read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from index.errors import UnreadCode

LEFT_OUT: frozenset[UnreadCode] = frozenset({"hidden", "ignored"})
"""What someone chose: it is counted, but nobody misses it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is not read, and why; a folder passed over as a whole ends in a slash.

    `path` is within its root, `reason` for a person, "" where the code says all.
    """

    path: str
    code: UnreadCode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnreadCount:
    """How many files of one suffix ("" for none) are not read for one reason."""

    code: UnreadCode
    suffix: str
    count: int


def count_unread(unread: Sequence[Unread]) -> tuple[UnreadCount, ...]:
    """Return how many files are not read, by reason and suffix, the most first."""
    counts = Counter((each.code, _suffix(each.path)) for each in unread)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(UnreadCount(code, suffix, count) for (code, suffix), count in ordered)


def _suffix(path: str) -> str:
    return "" if path.endswith("/") else PurePath(path).suffix.lower()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that holds the very text of another one of its collection."""

    source: str
    same_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A folder, or a file by itself, that a collection was given.

    `name` is its own in the collection; `path` is where it is, absolute, on the machine that read
    it. Where it is `plain` its documents go by their paths within it alone, else these come after
    the root's name. With `follow_links` what links lead to outside of it is read too.
    """

    name: str
    path: str
    is_file: bool = False
    plain: bool = False
    follow_links: bool = False

    def source(self, within: str) -> str:
        """Return the source of the document that a file at the path `within` this root is."""
        if self.is_file:
            return self.name
        return within if self.plain else f"{self.name}/{within}"

    def within(self, source: str) -> str:
        """Return the path within this root of the file that a source of its documents names."""
        if self.is_file:
            return ""
        return source if self.plain else source.removeprefix(f"{self.name}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Which files of a folder are read, in the grammar of `.gitignore`.

    Where there is something to `include`, nothing else is; what is to `ignore` is not, unless a
    list in the folder takes it back.
    """

    include: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootInfo:
    """What is known of a root: how many documents came from it, and what of it is not read.

    `looked_at` is when it was last looked through, in seconds since 1970; 0 where it was not, since
    its documents were brought back.
    """

    root: Root
    documents: int
    unread: tuple[UnreadCount, ...]
    looked_at: float

    @property
    def missed(self) -> int:
        """Return how many files are not read that no one chose to leave out."""
        return sum(each.count for each in self.unread if each.code not in LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a collection holds: its documents, and the files of its roots that are not read.

    `unread` does not count what was left out on purpose; it is None where that is not known.
    """

    documents: int
    unread: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RootChange:
    """A root that a run has added, or found at another place than it was: `moved_from`."""

    root: Root
    moved_from: str | None = None
