"""The stores that the contract is run over: a file of SQLite, and a real PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from index.store.protocol import Store
from index.store.sqlite import SqliteStore
from tests.postgres import PostgresServer

Opening = Callable[..., Store]
"""Opens the one store of a test, again each time, as another process does."""


@pytest.fixture(params=["sqlite", "postgresql"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opening]:
    if request.param == "sqlite":
        make: Opening = SqliteStore
        where: Any = tmp_path
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        from index.store.postgres import PostgresStore

        make, where = PostgresStore, server.new_address()
    with ExitStack() as opened:

        def again(**options: float) -> Store:
            return opened.enter_context(closing(make(where, **options)))

        yield again


@pytest.fixture
def store(opening: Opening) -> Store:
    return opening()
