"""A library to ask: the seeds, and a long document full of characters outside the BMP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from index import Index
from service.app import create_app
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
        "# <b>Markup</b>\n\nA trap: <img src='/x' onerror='document.title=\"owned\"'> <b>bold</b>.\n",
        encoding="utf-8",
    )
    with Index.open(tmp_path_factory.mktemp("library")) as index:
        index.add(seeds)
        index.add(harbour, collection="harbour")
        yield index


@pytest.fixture(scope="session")
def app(library: Index) -> FastAPI:
    return create_app(Settings(hosts=("testserver",)), index=library)


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
    with _serving(create_app(Settings(), index=library)) as address:
        yield address


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive()
            sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()
