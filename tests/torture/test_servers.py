"""Servers over one PostgreSQL are killed while they write and answer: real ones, over HTTP."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import httpx2
import pytest

from eval.speed.timing import HOST, Server, started
from tests.postgres import PostgresServer
from tests.torture.conftest import tell

MOST_KILLS = 12
"""A server takes seconds to start."""


class Fleet:
    """Two servers over one store, each with a folder of its own."""

    def __init__(self, folder: Path, store: str) -> None:
        self._folder, self._store = folder, store
        self._running = [ExitStack(), ExitStack()]
        self._servers: dict[int, Server] = {}

    def start(self, number: int) -> None:
        data = self._folder / f"server-{number}"
        server = started(data, store=self._store)
        self._servers[number] = self._running[number].enter_context(server)

    def kill(self, number: int) -> None:
        os.kill(self._servers[number].pid, signal.SIGKILL)
        self._running[number].close()

    def client(self, number: int) -> httpx2.Client:
        return httpx2.Client(base_url=f"http://{HOST}:{self._servers[number].port}", timeout=60)

    def stop(self) -> None:
        for each in self._running:
            each.close()


@pytest.fixture
def fleet(postgres: PostgresServer, tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(tmp_path, postgres.new_address())
    try:
        for number in (0, 1):
            fleet.start(number)
        yield fleet
    finally:
        fleet.stop()


def text_of(number: int) -> str:
    return f"The ferry number {number} leaves at nine. The mill is closed."


def write(client: httpx2.Client, first: int, begun: threading.Event) -> int:
    """Put one document after another until the server is gone; return how many are acknowledged.

    It has `begun` when the first one is.
    """
    written = first
    while True:
        document = {"source": f"{written:04}.txt", "text": text_of(written)}
        try:
            response = client.post("/v1/documents", json={"documents": [document]})
        except httpx2.TransportError:
            return written
        assert response.status_code == 200, response.text
        written += 1
        begun.set()


def read(client: httpx2.Client, stop: Path) -> int:
    searches = newest = 0
    while True:
        response = client.post("/v1/search", json={"query": "ferry", "k": 20})
        assert response.status_code == 200, response.text
        result = response.json()
        assert result["generation"] >= newest
        newest = result["generation"]
        for hit in result["hits"]:
            number = int(hit["citation"]["source"].removesuffix(".txt"))
            assert number < newest
            assert hit["citation"]["quote"] in text_of(number)
        searches += 1
        if stop.exists():
            return searches


def check(client: httpx2.Client, acknowledged: int) -> int:
    """Check that all documents that were acknowledged are there, each whole; return how many are."""
    listed = client.get("/v1/documents", params={"limit": 1000}).json()["documents"]
    there = len(listed)
    assert there in {acknowledged, acknowledged + 1}
    assert [each["source"] for each in listed] == [f"{each:04}.txt" for each in range(there)]
    for number in range(max(0, acknowledged - 3), there):
        body = {"query": text_of(number), "k": 3}
        hits = client.post("/v1/search", json=body).json()["hits"]
        assert any(hit["citation"]["source"] == f"{number:04}.txt" for hit in hits)
    return there


@contextmanager
def reading(fleet: Fleet, number: int, stop: Path) -> Iterator[list[int]]:
    """Search on a server meanwhile; the list has how often, after."""
    told: list[int] = []
    with ThreadPoolExecutor(1) as pool, fleet.client(number) as client:
        searches = pool.submit(read, client, stop)
        try:
            yield told
        finally:
            stop.touch()
        told.append(searches.result())


def test_a_server_is_killed_and_the_other_of_the_shared_store_goes_on(
    fleet: Fleet, tmp_path: Path, scale: int, seed: int
) -> None:
    random = Random(seed)
    kills = min(2 * scale, MOST_KILLS)
    acknowledged = searches = 0
    for number in range(kills):
        victim = number % 2
        with (
            reading(fleet, 1 - victim, tmp_path / f"stop-{number}") as told,
            fleet.client(victim) as client,
            ThreadPoolExecutor(1) as pool,
        ):
            begun = threading.Event()
            writing = pool.submit(write, client, acknowledged, begun)
            assert begun.wait(60)
            time.sleep(random.uniform(0.2, 1.5))
            fleet.kill(victim)
            written = writing.result()
        searches += sum(told)
        with fleet.client(1 - victim) as client:
            acknowledged = check(client, written)
        fleet.start(victim)
        with fleet.client(victim) as client:
            assert check(client, acknowledged) == acknowledged
    assert acknowledged >= kills
    assert searches >= kills
    tell("servers killed while they wrote, over HTTP", kills)
    tell("documents they had acknowledged, none lost", acknowledged)
    tell("searches on the other meanwhile, each of one generation", searches)
