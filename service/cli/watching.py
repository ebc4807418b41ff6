"""Following folders: what comes, changes or goes there does so in the index."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from index.errors import InvalidInput, StoreError
from index.read.walk import look_through
from index.types import AddReport

_REST = 10
"""Looking takes at most one part of the time in so many, however many files there are."""
_LONGEST_UNREST = 10
"""So many looks in a row may find that files still change before they are read all the same."""

Look = frozenset[tuple[str, int, int, int]]


def follow(
    folders: Iterable[Path],
    *,
    add: Callable[[], AddReport],
    tell: Callable[[str], None],
    every: float = 1.0,
) -> None:
    """Call `add` now and whenever something in `folders` has changed, without end.

    They are looked at `every` so many seconds, or less often where that takes long; files that are
    still being written are left to come to rest. What cannot be read is told once and tried again
    after the next change. Where the store cannot be used, that is told once and tried again by
    itself.
    """
    folders = tuple(folders)
    seen: Look | None = None
    told: set[str] = set()
    while True:
        started = time.monotonic()
        now = look(folders)
        took = time.monotonic() - started
        if now != seen:
            if seen is not None:
                now = _at_rest(folders, now, every=every)
            try:
                report = add()
                seen, reasons = now, {failure.reason for failure in report.failed}
            except InvalidInput as error:  # a folder that is gone, or has nothing left to read
                seen, reasons = now, {str(error)}
            except StoreError as error:
                reasons = {str(error)}
            for reason in sorted(reasons - told):
                tell(reason)
            told = reasons
        time.sleep(max(every, _REST * took))


def look(folders: Iterable[Path]) -> Look:
    """Return what tells the versions of the files in `folders` apart; raises nothing.

    Nothing is there where one of them is not.
    """
    found: set[tuple[str, int, int, int]] = set()
    for folder in folders:
        files = [folder]
        if not folder.is_file():
            if not folder.is_dir():
                return frozenset()
            contents = look_through(folder)
            files = [source.path for source in contents.sources]
            found.update((f"{folder}/{each.path}", 0, 0, 0) for each in contents.unread)
        for path in files:
            try:
                state = path.stat()
            except OSError:
                continue
            found.add((str(path), state.st_ino, state.st_size, state.st_mtime_ns))
    return frozenset(found)


def _at_rest(folders: Iterable[Path], now: Look, *, every: float) -> Look:
    for _ in range(_LONGEST_UNREST):
        time.sleep(every)
        later = look(folders)
        if later == now:
            break
        now = later
    return now
