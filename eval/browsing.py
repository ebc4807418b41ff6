"""A real server over the documents that ship with Spravka, and a real browser to look at it.

The browser is Chromium, driven by playwright, which `pip install -e ".[dev]"` brings.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import TYPE_CHECKING

import httpx2

from index import Index
from index.errors import InvalidInput
from service.http.app import create_app
from service.http.server import address_of, listen, make_server
from service.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
TEAM = "team"
"""The collection of a team's documents, beside the seeds in the default one."""

KINDS = "kinds"
"""The collection of files of all kinds."""

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def serving(*, team: bool = False, **settings: object) -> Iterator[str]:
    """Serve the seeds, with a `team`'s documents beside, and yield the address of that.

    Beside them are then the files of all kinds that the tests read, as `KINDS`.
    """
    with TemporaryDirectory(prefix="spravka-page-") as folder, Index.open(folder) as index:
        index.add(ROOT / "seeds")
        if team:
            index.add(ROOT / "eval" / "questions" / "headings-dev", collection=TEAM)
            index.add(ROOT / "tests" / "index" / "read" / "samples", collection=KINDS)
        chosen = Settings.model_validate({"port": 0, **settings})
        server = make_server(create_app(chosen, index=index), chosen)
        with listen(chosen) as listener:
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            address = address_of(listener)
            try:
                while not _is_ready(address):
                    sleep(0.1)
                yield address
            finally:
                server.should_exit = True
                thread.join()


def _is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz").is_success
    except httpx2.TransportError:
        return False


@contextmanager
def browsing() -> Iterator["Browser"]:
    """Yield a browser of this machine; raises InvalidInput where there is none."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        raise InvalidInput(f"no browser here: none of {', '.join(_BROWSERS)} is in PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
