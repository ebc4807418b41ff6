"""What a folder's own lists leave out: `.gitignore` and `.spravkaignore`, in Git's own grammar."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILES = (".gitignore", ".spravkaignore")
"""Of one folder's lists the later one counts, so that `!drafts/` in ours takes Git's back."""

_KEPT = 64
_LONGEST = 1_000_000
"""In bytes; what is more is no list that a person wrote."""


class Ignored:
    """The lists that count within a folder: its own and those of the folders above it."""

    def __init__(self, lists: "tuple[tuple[str, GitIgnoreSpec], ...]" = ()) -> None:
        """Hold lists by the folder, from the root, in which each stands, the outermost first."""
        self._lists = lists

    @classmethod
    @lru_cache(_KEPT)
    def of(cls, lines: tuple[str, ...]) -> Self:
        """Return the list of these lines, for a root and all below it."""
        return cls((("", _spec(list(lines))),)) if lines else cls()

    def within(self, folder: Path, *, name: str) -> "Ignored":
        """Return the lists that count in `folder`, which goes by `name` from the root."""
        lines = [line for each in IGNORE_FILES for line in _lines(folder / each)]
        return Ignored((*self._lists, (name, _spec(lines)))) if lines else self

    def has(self, name: str) -> bool:
        """Return whether a file, or a folder where `name` ends in a slash, is left out."""
        for folder, spec in reversed(self._lists):
            said = spec.check_file(name.removeprefix(f"{folder}/") if folder else name).include
            if said is not None:
                return said
        return False


def _lines(path: Path) -> Iterator[str]:
    with suppress(OSError):
        if path.is_file() and path.stat().st_size <= _LONGEST:
            yield from path.read_text("utf-8-sig", errors="replace").splitlines()


def _spec(lines: list[str]) -> "GitIgnoreSpec":
    # Here, because few folders hold a list and loading it takes a tenth of a second.
    from pathspec import GitIgnoreSpec

    good = []
    for line in lines:
        # Git passes over a line that is no pattern, and so does this.
        with suppress(ValueError):
            GitIgnoreSpec.from_lines([line])
            good.append(line)
    return GitIgnoreSpec.from_lines(good)
