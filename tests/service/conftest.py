"""A library to ask: the seeds, and a long document full of characters outside the BMP."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.http.server import address_of, listen, make_server
from service.settings import Settings

LAN = "spravka.example"
"""A name of this machine to the browser, which trusts it as little as any other by http."""

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--host-resolver-rules=MAP {LAN} 127.0.0.1",
]
PATIENCE = 20_000
"""Milliseconds that a page has for anything: on a busy machine an answer alone takes more than the 5
seconds that `expect` would wait by itself."""

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
    with asking(app) as client:
        yield client


def bearing(token: str | None) -> dict[str, str]:
    """Return the headers that bear a token, none where there is no token."""
    return {} if token is None else {"Authorization": f"Bearer {token}"}


@contextmanager
def asking(app: FastAPI) -> Iterator[TestClient]:
    """Yield a client of an application, once that is ready."""
    with TestClient(app, base_url="http://127.0.0.1") as client:
        until = monotonic() + 60
        headers = bearing(app.state.settings.token)
        while client.get("/readyz", headers=headers).status_code != 200:
            assert monotonic() < until
            sleep(0.05)
        yield client


@pytest.fixture(scope="session")
def server(library: Index) -> Iterator[str]:
    """The address of a real server over the library."""
    with serving(library) as address:
        yield address


@contextmanager
def serving(index: Index, **settings: Any) -> Iterator[str]:
    """Serve `index` on a port of its own, and yield its address once it is ready."""
    with serving_app(create_app(Settings(port=0, **settings), index=index)) as address:
        yield address


@contextmanager
def serving_app(app: FastAPI) -> Iterator[str]:
    """Serve an application on a port of its own, and yield its address once it is ready."""
    chosen: Settings = app.state.settings
    server = make_server(app, chosen)
    with listen(chosen) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        address = address_of(listener)
        until = monotonic() + 60
        while not _is_ready(address, token=chosen.token):
            assert thread.is_alive()
            assert monotonic() < until
            sleep(0.05)
        yield address
        server.should_exit = True
        thread.join()


def _is_ready(address: str, *, token: str | None) -> bool:
    try:
        return httpx2.get(f"{address}/readyz", headers=bearing(token)).is_success
    except httpx2.TransportError:
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(NAMES)} in PATH")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A browser window on the server, and all that went wrong or elsewhere in it."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.server = server
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith(self.server):
            self.faults.append(f"a request to {url}")

    def go(self, path: str = "/") -> Page:
        self.page.goto(self.server + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    visit = Visit(context, server)
    yield visit
    context.close()
    assert visit.faults == []
