"""A process that forks, as `multiprocessing` and servers that preload do: each opens its own."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from socket import socketpair

import pytest

from index.errors import StoreError
from index.store.protocol import Store
from index.store.sqlite import SqliteStore
from tests.index.store.conftest import Opening


def forked(do: Callable[[], object]) -> int:
    """Return the number of a child that does something and ends."""
    process = os.fork()
    if process:
        return process
    signal.alarm(60)
    try:
        do()
    except BaseException:  # noqa: BLE001 - it ends here, whatever it is
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def ended_well(process: int) -> bool:
    return os.waitpid(process, 0)[1] == 0


def names(store: Store) -> list[str]:
    with store.read() as transaction:
        return sorted(each.name for each in transaction.collections.infos())


def create(store: Store, name: str) -> None:
    with store.write() as transaction:
        transaction.commit(transaction.collections.create(name))


def test_what_a_child_has_written_outlives_its_parent_s_closing(opening: Opening) -> None:
    store = opening()
    create(store, "before")
    child_end, parent_end = socketpair()

    def write() -> None:
        own = opening()
        assert names(own) == ["before", "default"]
        child_end.send(b"opened")
        assert child_end.recv(6) == b"closed"
        create(own, "a child's")
        # It ends as one that is killed, and leaves its change in the log.
        os._exit(0)

    child = forked(write)
    assert parent_end.recv(6) == b"opened"
    store.close()
    parent_end.send(b"closed")
    assert ended_well(child)
    child_end.close()
    parent_end.close()
    assert names(opening()) == ["a child's", "before", "default"]


def test_a_store_of_the_parent_s_is_refused_and_the_parent_goes_on(opening: Opening) -> None:
    store = opening()
    create(store, "before")

    def use() -> None:
        for ask in (names, lambda store: create(store, "of nobody")):
            with pytest.raises(StoreError, match="opened before this process was forked; open an"):
                ask(store)
        store.close()

    assert ended_well(forked(use))
    create(store, "after")
    assert names(store) == ["after", "before", "default"]


def test_one_that_was_in_use_is_refused_to_a_child(tmp_path: Path) -> None:
    store, other = SqliteStore(tmp_path / "used"), SqliteStore(tmp_path / "other")

    def use() -> None:
        with pytest.raises(StoreError, match="forked in the middle of a use of this index"):
            SqliteStore(tmp_path / "used")
        other.close()
        assert names(SqliteStore(tmp_path / "other")) == ["default"]

    with store.read() as transaction:
        assert transaction.generation == 0
        assert ended_well(forked(use))
    assert names(store) == ["default"]
    store.close()
    other.close()
