"""Behind a proxy, below a path: page, documentation, interface and links work there."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser

from index import Index
from service.cli.main import run
from tests.service.cli.test_main import one_line
from tests.service.conftest import Visit, serving

ROOT = "/team/search"


class Proxy(BaseHTTPRequestHandler):
    """Passes on what is below the path, to a server, with or without the path."""

    protocol_version = "HTTP/1.1"
    server_address: str
    strips: bool

    def pass_on(self) -> None:
        if not self.path.startswith(ROOT):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.removeprefix(ROOT) or "/" if self.strips else self.path
        with closing(HTTPConnection(urlsplit(self.server_address).netloc)) as connection:
            connection.request(self.command, path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            content = answer.read()
        # A browser leaves when it likes.
        with suppress(ConnectionError):
            self.give_back(answer, content)

    def give_back(self, answer: HTTPResponse, content: bytes) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_DELETE = pass_on  # noqa: N815 - what the library calls

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@contextmanager
def proxying(address: str, *, strips: bool) -> Iterator[str]:
    kind = type("Passing", (Proxy,), {"server_address": address, "strips": strips})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as proxy:
        thread = threading.Thread(target=proxy.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{proxy.server_port}"
        proxy.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def direct(library: Index) -> Iterator[str]:
    """The address of the server itself."""
    with serving(library, root_path=ROOT) as address:
        yield address


@pytest.fixture(scope="module", params=[True, False], ids=["stripped", "whole"])
def proxy(direct: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a proxy before it, which takes the path off or does not."""
    with proxying(direct, strips=request.param) as address:
        yield address


def test_the_interface_is_below_the_path(proxy: str) -> None:
    found = httpx2.get(f"{proxy}{ROOT}/v1/search", params={"q": "who chairs the board?"})
    assert found.json()["hits"]
    refused = httpx2.get(f"{proxy}{ROOT}/v1/search", params={"q": "who?", "k": 0}).json()
    assert refused["type"] == f"{ROOT}/docs#invalid"
    assert httpx2.get(f"{proxy}{ROOT}/openapi.json").json()["servers"] == [{"url": ROOT}]
    posted = httpx2.post(f"{proxy}{ROOT}/v1/answer", json={"question": "who chairs the board?"})
    assert posted.is_success


def test_agents_are_given_addresses_below_the_path(proxy: str) -> None:
    asked = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "search", "arguments": {"query": "who chairs the board?"}},
    }  # fmt: skip
    headers = {"Accept": "application/json, text/event-stream"}
    answer = httpx2.post(f"{proxy}{ROOT}/mcp", json=asked, headers=headers).text
    content = json.loads(answer.partition("data: ")[2] or answer)["result"]["structuredContent"]
    assert all(urlsplit(each["url"]).path == f"{ROOT}/" for each in content["results"])


def test_the_server_itself_is_asked_without_the_path(direct: str) -> None:
    assert httpx2.get(f"{direct}/readyz").is_success
    assert httpx2.get(f"{direct}{ROOT}/readyz").is_success
    assert httpx2.get(f"{direct}/team/readyz").status_code == 404
    moved = httpx2.get(f"{direct}{ROOT}?q=ferry", follow_redirects=False)
    assert (moved.status_code, moved.headers["Location"]) == (308, f"{ROOT}/?q=ferry")


def test_the_page_works_below_the_path(browser: Browser, proxy: str) -> None:
    context = browser.new_context(locale="en-GB")
    visit = Visit(context, f"{proxy}{ROOT}/")
    page = visit.go("")
    page.locator("#question").fill("who chairs the supervisory board?")
    page.keyboard.press("Enter")
    page.locator(".hits > li").first.wait_for()
    assert urlsplit(page.url).path == f"{ROOT}/"
    page.locator(".hits a").first.click()
    page.locator("#source").wait_for()
    assert "document=" in page.url
    page.goto(page.url)
    page.locator("#source").wait_for()
    page.goto(f"{proxy}{ROOT}/docs")
    page.get_by_text("/v1/search").first.wait_for()
    page.get_by_text(f"{proxy}{ROOT}", exact=True).first.wait_for()
    page.locator("a.name").click()
    page.locator("#question").wait_for()
    assert page.url == f"{proxy}{ROOT}/"
    context.close()
    assert visit.faults == []


@pytest.mark.parametrize("path", ["search", "/search/", "/a b", "//", "/a/../b?c"])
def test_a_path_that_is_none_is_refused(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPRAVKA_ROOT_PATH", path)
    assert run(["serve"]) == 2
    assert "root_path (SPRAVKA_ROOT_PATH) does not fit" in one_line(capsys.readouterr().err)
