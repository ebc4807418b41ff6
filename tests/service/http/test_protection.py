"""Who may write, and how much: limits, the token, and pages of other origins."""

import http.client
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from index import Index
from index.errors import InvalidInput
from service.http import middleware
from service.http.app import create_app
from service.http.page import open_addresses
from service.http.server import address_of, listen
from service.settings import Settings, load_settings
from tests.service.conftest import asking, bearing, serving
from tests.service.http.test_app import assert_problem

TOKEN = "correct-horse-battery"
BODY: dict[str, Any] = {"documents": [{"source": "a", "text": "The ferry leaves at nine."}]}


@pytest.fixture(scope="module")
def own(library: Index, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("own")
    with Index.open(folder, encoders=library.encoders) as index:
        yield index


@pytest.fixture(scope="module")
def client(own: Index) -> Iterator[TestClient]:
    with asking(create_app(Settings(upload_limit=20_000), index=own)) as client:
        yield client


@pytest.fixture(scope="module")
def guarded(own: Index) -> Iterator[TestClient]:
    with asking(create_app(Settings(token=TOKEN), index=own)) as client:
        yield client


def addresses_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield every method and path that the application answers, but those of the page's files."""
    for context in iter_route_contexts(app.routes):
        for method in context.methods or ():
            yield method, str(context.path)


class TestOrigins:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": "http://127.0.0.1"},
            {"Origin": "http://localhost:8000", "Host": "localhost:8000"},
        ],
    )
    def test_of_its_own_page_and_of_programs_may_write(
        self, client: TestClient, headers: dict[str, str]
    ) -> None:
        assert client.post("/v1/documents", json=BODY, headers=headers).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"},
            {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1"},
            {"Origin": "http://evil.example"},
            {"Origin": "http://127.0.0.1.evil.example"},
            {"Origin": "http://127.0.0.1:81"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": "http://[broken"},
        ],
    )
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/v1/documents"),
            ("PUT", "/v1/documents?source=a.txt"),
            ("DELETE", "/v1/documents/a"),
            ("POST", "/v1/collections"),
            ("DELETE", "/v1/collections/default"),
        ],
    )
    def test_of_other_pages_may_not(
        self, client: TestClient, own: Index, method: str, path: str, headers: dict[str, str]
    ) -> None:
        before = own.generation
        files = {"files": ("a.txt", b"A form of a hostile page.")}
        response = client.request(method, path, files=files, headers=headers)
        assert_problem(response, 403, "origin")
        assert own.generation == before

    def test_may_all_be_linked_from(self, client: TestClient) -> None:
        headers = {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}
        response = client.get("/", headers=headers)
        assert response.status_code == 200
        assert "access-control-allow-origin" not in response.headers


class TestToken:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/v1/search?q=ferry"),
            ("POST", "/v1/search"),
            ("GET", "/v1/documents"),
            ("POST", "/v1/documents"),
            ("PUT", "/v1/documents?source=a.txt"),
            ("DELETE", "/v1/documents/a"),
            ("GET", "/v1/collections"),
            ("DELETE", "/v1/collections/default"),
            ("GET", "/v1/nothing"),
            ("GET", "/nothing"),
            ("GET", "/readyz"),
            ("POST", "/mcp"),
            ("GET", "/mcp"),
            ("GET", "/openapi.json"),
            ("POST", "/healthz"),
            ("OPTIONS", "/"),
            ("GET", "/page/nothing.js"),
            ("GET", "/page/../v1/documents"),
            ("GET", "/page"),
        ],
    )
    @pytest.mark.parametrize(
        "given",
        [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x",
         f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN.upper()}", "Bearer ё"],
    )  # fmt: skip
    def test_is_asked_for_everywhere(
        self, guarded: TestClient, method: str, path: str, given: str | None
    ) -> None:
        headers = {} if given is None else {b"Authorization": given.encode()}
        response = guarded.request(method, path, headers=headers)
        assert_problem(response, 401, "token")
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert TOKEN not in response.text

    @pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER "])
    def test_opens_the_api(self, guarded: TestClient, scheme: str) -> None:
        headers = {"Authorization": f"{scheme} {TOKEN}"}
        assert guarded.post("/v1/documents", json=BODY, headers=headers).status_code == 200
        assert guarded.get("/v1/search?q=ferry", headers=headers).json()["hits"]

    def test_is_not_asked_for_by_the_page_and_by_probes(self, guarded: TestClient) -> None:
        assert "/page/page.js" in open_addresses()
        for path in ["/", "/docs", "/healthz", *open_addresses()]:
            assert guarded.get(path).status_code == 200
            assert guarded.head(path).status_code in {200, 405}

    def test_is_asked_for_by_every_other_route(self, guarded: TestClient) -> None:
        app = guarded.app
        assert isinstance(app, FastAPI)
        routes = list(addresses_of(app))
        known = {
            ("GET", "/v1/search"),
            ("PUT", "/v1/documents"),
            ("GET", "/readyz"),
            ("POST", "/mcp"),
        }
        assert known <= set(routes)
        asked = [route for route in routes if guarded.request(*route).status_code == 401]
        assert {path for _, path in set(routes) - set(asked)} == {
            "/",
            "/docs",
            "/documents",
            "/healthz",
        }

    def test_is_asked_for_by_whatever_is_mounted_later(self, own: Index) -> None:
        app = create_app(Settings(token=TOKEN), index=own)

        async def tell(request: Request) -> PlainTextResponse:
            return PlainTextResponse(request.url.path)

        async def talk(socket: WebSocket) -> None:
            await socket.accept()
            await socket.send_text("hello")
            await socket.close()

        inner = [Route("/tools", tell, methods=["GET", "POST"]), WebSocketRoute("/talk", talk)]
        app.mount("/agents", Starlette(routes=inner))
        app.mount("/docs/more", Starlette(routes=inner))
        app.add_route("/later", tell)
        with asking(app) as client:
            for path in ("/agents/tools", "/docs/more/tools", "/later"):
                assert_problem(client.get(path), 401, "token")
                assert client.get(path, headers=bearing(TOKEN)).text == path
            assert_problem(client.post("/agents/tools"), 401, "token")
            with pytest.raises(WebSocketDisconnect), client.websocket_connect("/agents/talk"):
                pass
            with client.websocket_connect("/agents/talk", headers=bearing(TOKEN)) as socket:
                assert socket.receive_text() == "hello"

    @pytest.mark.parametrize("token", ["short", "with a blank in it", "ключ-ключ-ключ-ключ"])
    def test_that_is_none_is_refused(self, token: str) -> None:
        with pytest.raises(InvalidInput, match="SPRAVKA_TOKEN") as refusal:
            load_settings({"token": token})
        assert token not in str(refusal.value)

    def test_is_not_shown_with_the_settings(self) -> None:
        assert TOKEN not in repr(Settings(token=TOKEN))

    def test_is_needed_to_listen_beyond_this_machine(self) -> None:
        for host in ("0.0.0.0", "::"):
            with pytest.raises(InvalidInput, match="SPRAVKA_TOKEN"):
                listen(Settings(host=host, port=0))
        with listen(Settings(host="0.0.0.0", port=0, token=TOKEN)) as listener:
            assert address_of(listener).startswith("http://0.0.0.0:")
        with listen(Settings(host="localhost", port=0)):
            pass


class TestLimits:
    def test_an_upload_may_be_larger_than_a_question(self, own: Index) -> None:
        settings = Settings(body_limit=2_000, upload_limit=20_000)
        with asking(create_app(settings, index=own)) as client:
            text = "The ferry leaves at nine. " * 400
            files = {"files": ("a.txt", text.encode())}
            assert client.post("/v1/documents", files=files).status_code == 200
            assert client.put("/v1/documents?source=a.txt", content=text).status_code == 200
            long = client.post("/v1/search", json={"query": text})
            assert_problem(long, 413, "too-large")

    @pytest.mark.parametrize("declared", [True, False])
    @pytest.mark.parametrize(
        ("method", "path", "media_type"),
        [
            ("POST", "/v1/documents", "application/json"),
            ("POST", "/v1/documents", "multipart/form-data; boundary=B"),
            ("PUT", "/v1/documents?source=a.txt", "text/plain"),
        ],
    )
    def test_of_uploads_hold_for_all_ways_to_send(
        self, client: TestClient, method: str, path: str, media_type: str, declared: bool
    ) -> None:
        part = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
        body = part + b"a" * 30_000
        content = body if declared else (body[at : at + 5_000] for at in range(0, len(body), 5_000))
        response = client.request(
            method, path, content=content, headers={"Content-Type": media_type}
        )
        problem = assert_problem(response, 413, "too-large")
        assert "20,000 bytes" in problem["detail"]
        assert response.headers["connection"] == "close"

    @pytest.mark.parametrize("sent", ["", "--B"])
    @pytest.mark.parametrize("path", ["/v1/documents", "/v1/search"])
    def test_a_body_of_which_nothing_comes_is_let_go(
        self, own: Index, monkeypatch: pytest.MonkeyPatch, path: str, sent: str
    ) -> None:
        monkeypatch.setattr(middleware, "SILENCE", 0.2)
        with serving(own) as address:
            host, port = address.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port)), timeout=60) as silent:
                silent.sendall(
                    f"POST {path} HTTP/1.1\r\nHost: {host}\r\n"
                    f"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{sent}".encode()
                )
                told = http.client.HTTPResponse(silent)
                told.begin()
                assert (told.status, told.headers["connection"]) == (408, "close")
                assert "too-slow" in told.read().decode()
                # And the connection is closed.
                assert silent.recv(1) == b""

    def test_a_body_that_breaks_off_leaves_the_server_whole(self, own: Index) -> None:
        with serving(own) as address:
            host, port = address.removeprefix("http://").split(":")
            for media_type in ("application/json", "multipart/form-data; boundary=B"):
                with socket.create_connection((host, int(port))) as broken:
                    broken.sendall(
                        f"POST /v1/documents HTTP/1.1\r\nHost: {host}\r\n"
                        f"Content-Type: {media_type}\r\nContent-Length: 10000\r\n\r\n--B".encode()
                    )
            connection = http.client.HTTPConnection(host, int(port))
            for _ in range(10):
                connection.request("PUT", "/v1/documents?source=b.txt", body=b"Nine at night.")
                answer = connection.getresponse()
                assert answer.status in {200, 201}
                answer.read()
            connection.close()
