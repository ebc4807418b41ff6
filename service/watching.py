"""Following folders: what comes, changes or goes there does so in the index."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from index.errors import SpravkaError, StoreError
from index.read.walk import is_file, is_folder, look_through
from index.types import AddReport
from service.told import told_besides

_REST = 10
"""Looking takes at most one part of the time in so many, however many files there are."""
_LONGEST_UNREST = 10
"""So many looks in a row may find that files still change before they are read all the same."""

Look = frozenset[tuple[str, int, int, int, int]]
Tell = Callable[[str], None]


class Stopped(Exception):
    """Raised within an update that is to end; what it has done so far stays."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A folder, or a file, of a collection, and what brings the index up to date with it.

    `update` takes what `Index.update` does: `may_remove` and `on_progress`.
    """

    path: Path
    collection: str
    update: Callable[..., AddReport]
    follow_links: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells it from others."""
        return self.collection, str(self.path)


@dataclass(slots=True)
class _State:
    """What was seen there when it was last read, None before, and what was told of it then."""

    seen: Look | None = None
    told: tuple[str, ...] = ()
    next_look: float = 0.0


@dataclass(slots=True)
class Follower:
    """Follows folders: each is brought up to date by itself when something in it has changed.

    They are looked at `every` so many seconds, or less often where that takes long; files that are
    still being written are left to come to rest. What cannot be read is told once and tried again
    after the next change; where the store cannot be used, that is told once and tried again by
    itself. `folders` is asked each time, so that they may come and go; `update` brings one up to
    date.
    """

    folders: Callable[[], Sequence[Followed]]
    update: Callable[[Followed], AddReport]
    tell: Tell
    every: float = 1.0
    stop: Event = field(default_factory=Event)
    _states: dict[tuple[str, str], _State] = field(default_factory=dict)
    _trouble: str = ""

    def run(self) -> None:
        """Follow them until `stop` is set."""
        try:
            while not self.stop.is_set():
                self._look_at_all()
                self.stop.wait(self.every)
        except Stopped:
            pass

    def _look_at_all(self) -> None:
        try:
            folders = self.folders()
        except StoreError as error:
            self._tell_trouble(str(error))
            return
        self._tell_trouble("")
        keys = {each.key for each in folders}
        self._states = {key: state for key, state in self._states.items() if key in keys}
        new = [str(each.path) for each in folders if each.key not in self._states]
        if new:
            self.tell(f"following {', '.join(new)}")
        for each in folders:
            state = self._states.setdefault(each.key, _State())
            if time.monotonic() >= state.next_look and not self.stop.is_set():
                self._look_at(each, state)

    def _look_at(self, followed: Followed, state: _State) -> None:
        started = time.monotonic()
        now = look(followed)
        took = time.monotonic() - started
        if now != state.seen:
            if state.seen is not None:
                now = self._at_rest(followed, now)
            self._update(followed, state, now)
        state.next_look = time.monotonic() + _REST * took - self.every

    def _update(self, followed: Followed, state: _State, now: Look) -> None:
        try:
            report = self.update(followed)
            state.seen = now
            besides = [f"{followed.path}: {line}" for line in told_besides(report)]
            told = (*sorted(each.reason for each in report.failed), *besides)
        except StoreError as error:
            told = (str(error),)
        except SpravkaError as error:  # a folder that is gone, or has nothing left to read
            state.seen, told = now, (str(error),)
        for line in told:
            if line not in state.told:
                self.tell(line)
        state.told = told

    def _tell_trouble(self, trouble: str) -> None:
        if trouble and trouble != self._trouble:
            self.tell(trouble)
        self._trouble = trouble

    def _at_rest(self, followed: Followed, now: Look) -> Look:
        for _ in range(_LONGEST_UNREST):
            if self.stop.wait(self.every):
                raise Stopped
            later = look(followed)
            if later == now:
                break
            now = later
        return now


def look(followed: Followed) -> Look:
    """Return what tells the versions of the files in a folder, or of a file, apart.

    Of one that is not there, or cannot be looked at, it is nothing; raises nothing.
    """
    path, found = followed.path, set[tuple[str, int, int, int, int]]()
    files = [path]
    if not is_file(path):
        if not is_folder(path):
            return frozenset()
        contents = look_through(path, follow_links=followed.follow_links)
        files = [source.path for source in contents.sources]
        found.update((f"{path}/{each.path}", 0, 0, 0, 0) for each in contents.unread)
    for each in files:
        try:
            state = each.stat()
        except OSError:
            continue
        # Programs set the time of change as they like, and it is not that of being let in.
        times = state.st_mtime_ns, state.st_ctime_ns
        found.add((str(each), state.st_ino, state.st_size, *times))
    return frozenset(found)
