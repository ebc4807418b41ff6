"""A library to ask: the seeds, and a long document full of characters outside the BMP."""

import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from index import Index
from service.app import create_app
from service.server import address_of, listen, make_server
from service.settings import Settings

OWL = "The owl 🦉 of the lighthouse at Skagen counted seven storms before midwinter."
_WEEKS = 400


def _long_text() -> str:
    weeks = [
        f"Week {week} 🌊🌊. The tide table was copied by hand {week} times in the harbour office."
        for week in range(1, _WEEKS + 1)
    ]
    weeks[_WEEKS // 2] += f" {OWL} Nobody 😀 else did."
    return "\r\n\r\n".join(weeks)


@pytest.fixture(scope="session")
def long_text() -> str:
    """Some 35,000 characters, of them 800 outside the BMP; `OWL` stands in the middle."""
    return _long_text()


@pytest.fixture(scope="session")
def library(
    tmp_path_factory: pytest.TempPathFactory, seeds: Path, long_text: str
) -> Iterator[Index]:
    """The seeds in the default collection; in `harbour`, a long document and a hostile one."""
    harbour = tmp_path_factory.mktemp("harbour")
    (harbour / "tides 🌊.txt").write_text(long_text, encoding="utf-8", newline="")
    (harbour / "hostile.md").write_text(
        "---\nyear: 2024\nkind: trap\n---\n"
        "# <b>Markup</b>\n\n"
        "A trap: <img src='/x' onerror='document.title=\"owned\"'> <b>bold</b>.\n",
        encoding="utf-8",
    )
    with Index.open(tmp_path_factory.mktemp("library")) as index:
        index.add(seeds)
        index.add(harbour, collection="harbour")
        yield index


@pytest.fixture(scope="session")
def app(library: Index) -> FastAPI:
    return create_app(Settings(), index=library)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the application, ready to answer."""
    with TestClient(app, base_url="http://127.0.0.1") as client:
        until = monotonic() + 60
        while client.get("/readyz").status_code != 200:
            assert monotonic() < until
            sleep(0.05)
        yield client


@pytest.fixture(scope="session")
def server(library: Index) -> Iterator[str]:
    """The address of a real server over the library."""
    settings = Settings(port=0)
    server = make_server(create_app(settings, index=library), settings)
    with listen(settings) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        address = address_of(listener)
        until = monotonic() + 60
        while not _is_ready(address):
            assert thread.is_alive()
            assert monotonic() < until
            sleep(0.05)
        yield address
        server.should_exit = True
        thread.join()


def _is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz").is_success
    except httpx2.TransportError:
        return False
