"""A server that follows the folders it was given: what changes there does so in the index.

Of several workers, and of several servers over one data folder, one does so; where it ends, another
takes its place.
"""

import fcntl
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from anyio import to_thread

from index import Index
from index.types import AddReport, Progress
from service.async_index import AsyncIndex
from service.config import Config
from service.folders import followed_of_file, followed_of_index, loses_most
from service.http.log import FOLDERS
from service.printable import printable_line
from service.settings import Settings, config_of_settings
from service.told import told_counts
from service.watching import Followed, Follower, Stopped

LOCK = "watching.lock"
"""The file in the data folder that the one who follows its folders holds a lock on."""
_PAUSE = 1.0
"""In seconds, between looks whether the model is loaded, and whether another one has ended."""
_AFTER_FAILURE = 60.0
_REMEMBERED_FOR = 10.0
"""In seconds; so long a folder that is new to the index may go unfollowed."""
_LONGEST_STOP = 4.0
"""In seconds, less than a server may take to end."""


def follows(settings: Settings, config: Config) -> bool:
    """Return whether a server is to follow folders: where that is not said, those of the file."""
    if settings.watch is None:
        return any(each.watch for each in config.folders)
    return settings.watch


@asynccontextmanager
async def following(opened: AsyncIndex, settings: Settings) -> AsyncIterator[None]:
    """Follow the folders in a thread of this process, where asked to, once the model is loaded.

    What an update has done when this ends stays.
    """
    config = config_of_settings()
    if not follows(settings, config):
        yield
        return
    watch = _Watch(opened, settings, config)
    thread = Thread(target=watch.run, name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.stop.set()
        await to_thread.run_sync(thread.join, _LONGEST_STOP)


@dataclass(slots=True)
class _Watch:
    """Brings folders up to date for as long as `stop` is not set."""

    opened: AsyncIndex
    settings: Settings
    config: Config
    stop: Event = field(default_factory=Event)
    _known: Sequence[Followed] = ()
    _known_until: float = 0.0

    @property
    def index(self) -> Index:
        return self.opened.index

    def run(self) -> None:
        """Follow the folders when it is this one's turn."""
        while not (self.opened.settled or self.stop.wait(_PAUSE)):
            pass
        follower = Follower(self.folders, self.update, _tell, stop=self.stop)
        with _turn(self.settings.data, self.stop):
            while not self.stop.is_set():
                try:
                    follower.run()
                except Exception:  # whatever it is, the server goes on and tries again
                    logging.getLogger(__name__).exception("the folders could not be followed")
                    self.stop.wait(_AFTER_FAILURE)

    def folders(self) -> Sequence[Followed]:
        """Return the folders of the file, and where that is asked those the index remembers."""
        if not self.settings.watch:
            return self._known or self._remember(followed_of_file(self.index, self.config.folders))
        if time.monotonic() < self._known_until:
            return self._known
        self._known_until = time.monotonic() + _REMEMBERED_FOR
        named = {(each.collection, os.path.realpath(each.path)) for each in self.config.folders}
        of_index = [
            each
            for one in self.index.collections().collections
            for each in followed_of_index(self.index, collection=one.name)
            if each.key not in named
        ]
        of_file = followed_of_file(self.index, self.config.folders)
        return self._remember([*of_file, *of_index])

    def _remember(self, folders: Sequence[Followed]) -> Sequence[Followed]:
        self._known = folders
        return folders

    def update(self, followed: Followed) -> AddReport:
        """Bring the index up to date with a folder, and tell what that changed."""

        def may_remove(going: int, held: int) -> bool:
            if not loses_most(going, held):
                return True
            _tell(
                f"{followed.path}: the files of {going} of {held} documents are gone;"
                " the documents stay until `spravka update` is told that they may go"
            )
            return False

        report = followed.update(may_remove=may_remove, on_progress=self._go_on)
        if report.added or report.replaced or report.removed:
            FOLDERS.info("%s", printable_line(f"{followed.path}: {told_counts(report)}"))
        return report

    def _go_on(self, _: Progress) -> None:
        if self.stop.is_set():
            raise Stopped


def _tell(message: str) -> None:
    FOLDERS.warning("%s", printable_line(" ".join(message.split())))


@contextmanager
def _turn(data: Path, stop: Event) -> Iterator[None]:
    """Hold what one process at a time holds of those that follow; wait for it until `stop`."""
    descriptor: int | None = None
    try:
        with suppress(OSError):  # where it cannot be written, nobody else can write either
            descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while descriptor is not None and not stop.is_set():
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                stop.wait(_PAUSE)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
