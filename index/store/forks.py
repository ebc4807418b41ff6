"""Stores where a process forks, as `multiprocessing` does: a connection is one process's own.

A child that goes on with its parent's speaks on the same socket, or takes itself to hold SQLite's
locks, which are the parent's alone: as that closes, it deletes what the child has written.
"""

import os
import threading
from functools import partial
from typing import Protocol
from weakref import WeakSet

FORKED = "it was opened before this process was forked; open another one here"


class Forkable(Protocol):
    """A store that is told when its process forks."""

    def before_fork(self) -> None:
        """Close the connections that are not in use, and let none be taken until it is over."""
        ...

    def after_fork(self, *, in_child: bool) -> None:
        """Go on, or in a child say from now on that the store is the parent's."""
        ...


_stores: WeakSet[Forkable] = WeakSet()
_told: list[Forkable] = []
_forking = threading.Lock()


def tell_of_forks(store: Forkable) -> None:
    """Tell a store of each fork from now on, as long as there is such a store."""
    with _forking:
        _stores.add(store)


def _before() -> None:
    _forking.acquire()
    for store in list(_stores):
        store.before_fork()
        _told.append(store)


def _after(*, in_child: bool) -> None:
    while _told:
        _told.pop().after_fork(in_child=in_child)
    _forking.release()


os.register_at_fork(
    before=_before,
    after_in_parent=partial(_after, in_child=False),
    after_in_child=partial(_after, in_child=True),
)
