"""Who may do what with which key: every address, every scope, and no key at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import Message

from index import Index, text_document
from index.errors import StoreError
from service.access import RULES
from service.http.app import create_app
from service.http.guard import NEEDS
from service.http.server import listen
from service.keys import KEYS_FILE, SCOPES, Keys
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking, bearing
from tests.service.http.test_app import assert_problem

TOKEN = "correct-horse-battery"
OPEN = {"GET /", "GET /documents", "GET /docs", "GET /healthz"}
"""What is answered without a key, beside the page's files."""

TEXTS = {
    "default": "The harbour office opens at eight.",
    "hr": "Every employee has twenty-eight days of vacation.",
    "it": "The password of the router is Hornbill.",
}
QUOTES = [{"source": "a.txt", "quote": "Hornbill"}]
VOTE = {
    "question": "vacation?", "generation": 1, "right": True,
    "shown": {
        "document_id": "x", "source": "a.txt", "sha256": "x", "start": 0, "end": 1, "quote": "E"
    },
}  # fmt: skip
SPEAKS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}


def _fail(*_: object) -> None:
    raise StoreError("the disk is full")


@dataclass(frozen=True)
class House:
    """A server over three collections, its keys by scope, and those for one collection alone."""

    client: TestClient
    keys: Keys
    given: dict[str, str]
    given_hr: dict[str, str]

    def ask(self, method: str, path: str, *, key: str | None, **options: Any) -> Response:
        headers = bearing(key) | options.pop("headers", {})
        return self.client.request(method, path, headers=headers, **options)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("house")
    keys = Keys(data)
    given: dict[str, str] = {scope: keys.create(scope=scope)[1] for scope in SCOPES}
    given_hr: dict[str, str] = {
        scope: keys.create(scope=scope, collections=["hr"])[1] for scope in SCOPES
    }
    with Index.open(data, encoders=word_encoders()) as index:
        for collection, text in TEXTS.items():
            document = text_document(source="a.txt", text=text, collection=collection)
            index.add_documents([document], collection=collection)
        app = create_app(Settings(data=data, token=TOKEN, votes=True), index=index)
        with asking(app) as client:
            yield House(client, keys, given, given_hr)


def document_of(house: House, collection: str, source: str = "a.txt") -> str:
    """Return the id of a document that is there for certain."""
    sent = house.ask(
        "PUT", "/v1/documents", key=TOKEN, content=TEXTS[collection].encode(),
        params={"collection": collection, "source": source},
    )  # fmt: skip
    assert sent.is_success, sent.text
    found: str = sent.json()["documents"][0]["document_id"]
    return found


def request_for(house: House, address: str, collection: str) -> dict[str, Any]:
    """Return what asks an address for a collection, and can be served where it is allowed."""
    model = "spravka" if collection == "default" else f"spravka/{collection}"
    of = {"collection": collection}
    store = f"/v1/vector_stores/{collection}"
    document = document_of(house, collection)
    passing = document_of(house, collection, "passing.txt")
    documents = [{"source": "b.txt", "text": "New."}]
    told = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    requests: dict[str, dict[str, Any]] = {
        "GET /v1/answer": {"params": {"q": "vacation", **of}},
        "POST /v1/answer": {"json": {"question": "vacation", **of}},
        "GET /v1/search": {"params": {"q": "vacation", **of}},
        "POST /v1/search": {"json": {"query": "vacation", **of}},
        "POST /v1/search/batch": {"json": {"queries": ["vacation", "office"], **of}},
        "POST /v1/citations/verify": {"json": {"citations": QUOTES, **of}},
        "GET /v1/documents": {"params": of},
        "POST /v1/documents": {"json": {"documents": documents, **of}},
        "PUT /v1/documents": {"params": {"source": "c.txt", **of}, "content": b"New."},
        "GET /v1/documents/{document_id}": {"path": f"/v1/documents/{document}"},
        "GET /v1/documents/{document_id}/text": {"path": f"/v1/documents/{document}/text"},
        "GET /v1/documents/{document_id}/raw": {"path": f"/v1/documents/{document}/raw"},
        "GET /v1/documents/{document_id}/structure": {"path": f"/v1/documents/{document}/structure"},
        "GET /v1/documents/{document_id}/outline": {"path": f"/v1/documents/{document}/outline"},
        "DELETE /v1/documents/{document_id}": {"path": f"/v1/documents/{passing}"},
        "DELETE /v1/documents": {"params": {"source": "passing.txt", **of}},
        "POST /v1/documents/delete": {"json": {"prefix": "none/", **of}},
        "GET /v1/documents/deleted": {"params": of},
        "DELETE /v1/documents/deleted": {"params": of},
        "POST /v1/documents/undo": {"json": of, "also": 404},
        "GET /v1/folders": {"params": of},
        "GET /v1/collections": {},
        "POST /v1/collections": {"json": {"name": collection}, "also": 409},
        "GET /v1/collections/{name}": {"path": f"/v1/collections/{collection}"},
        "DELETE /v1/collections/{name}": {"path": f"/v1/collections/{collection}"},
        "GET /v1/key": {},
        "GET /v1/contents": {"params": of},
        "GET /v1/starters": {"params": of},
        "GET /v1/translations": {"params": {"word": "vacation"}},
        "POST /v1/votes": {"json": {**VOTE, **of}},
        "GET /v1/models": {},
        "GET /v1/models/{model}": {"path": f"/v1/models/{model}"},
        "POST /v1/chat/completions": {
            "json": {"model": model, "messages": [{"role": "user", "content": "vacation?"}]}
        },
        "GET /v1/vector_stores": {},
        "GET /v1/vector_stores/{store_id}": {"path": store},
        "GET /v1/vector_stores/{store_id}/files": {"path": f"{store}/files"},
        "POST /v1/vector_stores/{store_id}/search": {
            "path": f"{store}/search", "json": {"query": "vacation"}
        },
        "POST /v1/vector_stores": {"json": {"name": collection}, "also": 409},
        "POST /v1/vector_stores/{store_id}": {"path": store, "json": {"name": collection}},
        "DELETE /v1/vector_stores/{store_id}": {"path": store},
        "POST /v1/vector_stores/{store_id}/files": {
            "path": f"{store}/files", "json": {"file_id": "none"}, "also": 404
        },
        "GET /v1/vector_stores/{store_id}/files/{file_id}": {"path": f"{store}/files/{document}"},
        "POST /v1/vector_stores/{store_id}/files/{file_id}": {
            "path": f"{store}/files/none", "json": {"attributes": {}}, "also": 404
        },
        "DELETE /v1/vector_stores/{store_id}/files/{file_id}": {"path": f"{store}/files/{passing}"},
        "GET /v1/vector_stores/{store_id}/files/{file_id}/content": {
            "path": f"{store}/files/{document}/content"
        },
        "POST /v1/vector_stores/{store_id}/file_batches": {
            "path": f"{store}/file_batches", "json": {"file_ids": ["none"]}, "also": 404
        },
        "GET /v1/vector_stores/{store_id}/file_batches/{batch_id}": {
            "path": f"{store}/file_batches/none", "also": 404
        },
        "GET /v1/vector_stores/{store_id}/file_batches/{batch_id}/files": {
            "path": f"{store}/file_batches/none/files", "also": 404
        },
        "POST /v1/vector_stores/{store_id}/file_batches/{batch_id}/cancel": {
            "path": f"{store}/file_batches/none/cancel", "also": 404
        },
        "POST /v1/files": {"files": {"file": ("a.txt", b"New.")}, "data": {"purpose": "assistants"}},
        "GET /v1/files": {},
        "GET /v1/files/{file_id}": {"path": "/v1/files/none", "also": 404},
        "GET /v1/files/{file_id}/content": {"path": "/v1/files/none/content", "also": 404},
        "DELETE /v1/files/{file_id}": {"path": "/v1/files/none", "also": 404},
        "GET /version": {},
        "GET /readyz": {},
        "GET /metrics": {},
        "GET /openapi.json": {},
        "POST /mcp": {"params": of, "json": told, "headers": SPEAKS},
    }  # fmt: skip
    return requests[address]


def ask(house: House, address: str, *, key: str | None, collection: str = "default") -> Response:
    """Ask an address, whose request can be served, with a key."""
    method, path = address.split()
    given = dict(request_for(house, address, collection))
    also = given.pop("also", None)
    response = house.ask(method, given.pop("path", path), key=key, **given)
    assert response.status_code < 500, response.text
    if also == response.status_code:
        response.status_code = 200
    return response


def addresses_of(app: FastAPI) -> set[str]:
    """Return every method and path that the application answers, but of what is mounted in it."""
    return {
        f"{method} {context.path_format}"
        for context in iter_route_contexts(app.routes)
        for method in (context.methods or ())
        if method != "HEAD"
    }


def allows(scope: str, address: str) -> bool:
    order: list[str] = list(SCOPES)
    return order.index(NEEDS[address]) <= order.index(scope)


class TestScopes:
    def test_every_address_takes_a_stand(self, house: House) -> None:
        app = house.client.app
        assert isinstance(app, FastAPI)
        assert addresses_of(app) == {*NEEDS, *OPEN}
        mounted = [each.path for each in app.routes if isinstance(each, Mount)]
        assert mounted == ["/page"]

    @pytest.mark.parametrize("address", sorted(NEEDS))
    @pytest.mark.parametrize("scope", [None, *SCOPES, "token"])
    def test_matrix(self, house: House, address: str, scope: str | None) -> None:
        key = TOKEN if scope == "token" else house.given.get(scope or "")
        response = ask(house, address, key=key)
        have = "admin" if scope == "token" else scope
        if have is None:
            problem = assert_problem(response, 401, "token")
            assert "spravka keys create" in problem["detail"]
            assert response.headers["www-authenticate"] == "Bearer"
        elif allows(have, address):
            assert response.is_success, response.text
        else:
            problem = assert_problem(response, 403, "scope")
            assert f"of the scope {NEEDS[address]}" in problem["detail"]

    @pytest.mark.parametrize("address", sorted(OPEN))
    def test_what_is_open_is_open_to_all(self, house: House, address: str) -> None:
        for key in (None, "wrong", *house.given.values()):
            assert house.ask(*address.split(), key=key).is_success

    def test_what_is_added_later_is_for_those_who_may_do_everything(self, house: House) -> None:
        app = house.client.app
        assert isinstance(app, FastAPI)

        async def tell(request: Request) -> PlainTextResponse:
            return PlainTextResponse(request.url.path)

        before = list(app.router.routes)
        app.router.routes.append(Route("/later", tell))
        app.router.routes.append(Mount("/mounted", routes=[Route("/later", tell)]))
        try:
            for path in ("/later", "/mounted/later"):
                assert house.ask("GET", path, key=None).status_code == 401
                for limited in (
                    house.given["read"],
                    house.given["write"],
                    *house.given_hr.values(),
                ):
                    assert_problem(house.ask("GET", path, key=limited), 403, "scope")
                for unlimited in (house.given["admin"], TOKEN):
                    assert house.ask("GET", path, key=unlimited).text == path
        finally:
            app.router.routes[:] = before

    def test_what_the_index_can_do_is_for_those_who_may_do_everything_unless_said(self) -> None:
        assert {scope for scope, _ in RULES.values()} == set(SCOPES)
        assert set(RULES) <= set(dir(Index))
        changing = {name for name, (scope, _) in RULES.items() if scope != "read"}
        assert changing == {
            "add_documents", "create_collection", "delete", "delete_documents", "delete_root",
            "delete_collection", "delete_file", "deleted", "file_data", "files", "forget_deleted",
            "keep_file", "place_files", "remove_placed", "undo",
        }  # fmt: skip

    def test_hold_behind_a_proxy_that_has_the_server_under_a_path(self, house: House) -> None:
        app = house.client.app
        client = TestClient(app, base_url="http://127.0.0.1", root_path="/under")
        for path in ("/", "/docs", "/healthz", "/page/page.js"):
            assert client.get(f"/under{path}").is_success
        for path in ("/v1/collections", "/underpage/page.js", "/under/page/page.js", "/nothing"):
            assert client.get(f"/under{path}").status_code == 401
        reads, deletes = "/under/v1/collections", "/under/v1/collections/none"
        key = bearing(house.given["read"])
        assert client.get(reads, headers=key).is_success
        assert_problem(client.delete(deletes, headers=key), 403, "scope")

    def test_an_address_that_is_not_there_is_not_there_with_any_key(self, house: House) -> None:
        assert house.ask("GET", "/v1/nothing", key=None).status_code == 401
        for key in (*house.given.values(), *house.given_hr.values()):
            assert_problem(house.ask("GET", "/v1/nothing", key=key), 404, "no-such-address")

    def test_what_is_refused_is_refused_before_its_body_is_read(self, house: House) -> None:
        sent: list[Message] = []

        async def receive() -> Message:
            raise AssertionError("the body was asked for")

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"host", b"127.0.0.1"), (b"content-length", b"1000")]
        for key in (None, house.given["read"]):
            bears = [(b"authorization", f"Bearer {key}".encode())] if key else []
            scope = {
                "type": "http", "method": "PUT", "path": "/v1/documents", "raw_path": b"",
                "query_string": b"source=a.txt", "root_path": "", "headers": [*headers, *bears],
            }  # fmt: skip
            anyio.run(house.client.app, scope, receive, send)
        heads = [message for message in sent if message["type"] == "http.response.start"]
        assert [message["status"] for message in heads] == [401, 403]


OF_ALL = {
    "GET /v1/collections", "GET /v1/key", "GET /v1/models", "GET /v1/vector_stores",
    "GET /version", "GET /readyz", "GET /openapi.json", "POST /mcp", "POST /v1/files",
    "GET /v1/files/{file_id}", "GET /v1/files/{file_id}/content", "GET /v1/translations",
}  # fmt: skip
"""What names no collection; of several of them, only the key's are told."""
WHOLE = {"GET /metrics", "GET /v1/files", "DELETE /v1/files/{file_id}"}
"""What is of all collections, and for keys that are for all of them."""


class TestCollections:
    @pytest.mark.parametrize("address", sorted(NEEDS))
    @pytest.mark.parametrize("scope", SCOPES)
    def test_matrix(self, house: House, address: str, scope: str) -> None:
        key = house.given_hr[scope]
        allowed = allows(scope, address)
        own = ask(house, address, key=key, collection="hr")
        allowed_own = allowed and address not in WHOLE
        assert own.is_success if allowed_own else own.status_code == 403, own.text
        other = ask(house, address, key=key, collection="it")
        assert "Hornbill" not in other.text
        if address in OF_ALL:
            assert other.is_success == allowed
        elif allowed and address in WHOLE:
            assert "all collections" in assert_problem(other, 403, "scope")["detail"]
        elif allowed and "document_id" in address:
            gone = house.ask("GET", "/v1/documents/none", key=key).json()["detail"]
            told = assert_problem(other, 404, "not-found")["detail"]
            named = told.split("'")[1]
            assert told.replace(named, "none") == gone
        elif allowed and address in {
            "GET /v1/collections/{name}",
            "GET /v1/models/{model}",
            "GET /v1/vector_stores/{store_id}",
        }:
            assert_problem(other, 404, "not-found")
        else:
            detail = assert_problem(other, 403, "scope")["detail"]
            assert not allowed or "(hr)" in detail

    def test_what_is_not_there_and_what_is_not_theirs_look_the_same(self, house: House) -> None:
        told = [
            house.ask("GET", "/v1/search", key=house.given_hr["read"], params=parameters).json()
            for parameters in (
                {"q": "x", "collection": "it"},
                {"q": "x", "collection": "xx"},
            )
        ]
        assert told[0]["detail"].replace("'it'", "'xx'") == told[1]["detail"]

    def test_only_theirs_are_listed(self, house: House) -> None:
        key = house.given_hr["read"]

        def listed(path: str) -> Any:
            return house.ask("GET", path, key=key).json()

        document_of(house, "it")
        document_of(house, "hr")
        assert [each["name"] for each in listed("/v1/collections")["collections"]] == ["hr"]
        assert [each["id"] for each in listed("/v1/models")["data"]] == ["spravka/hr"]
        assert [each["id"] for each in listed("/v1/vector_stores")["data"]] == ["hr"]

    @pytest.mark.parametrize("order", [["hr", "it"], ["it", "hr"], ["hr", "xx"]])
    def test_of_several_each_is_looked_at(self, house: House, order: list[str]) -> None:
        bodies: dict[str, dict[str, Any]] = {
            "/v1/search": {"query": "vacation"},
            "/v1/search/batch": {"queries": ["vacation", "office"]},
            "/v1/answer": {"question": "vacation?"},
        }
        for path, body in bodies.items():
            for collections, status in ((["hr"], 200), (order, 403)):
                response = house.ask(
                    "POST", path, key=house.given_hr["admin"],
                    json={**body, "collections": collections},
                )  # fmt: skip
                assert response.status_code == status, response.text
                assert "Hornbill" not in response.text

    def test_a_form_that_names_another_is_refused(self, house: House) -> None:
        for collection, status in (("hr", 200), ("it", 403), ("new", 403)):
            response = house.ask(
                "POST", "/v1/documents", key=house.given_hr["write"],
                data={"collection": collection}, files={"files": ("f.txt", b"Sent in a form.")},
            )  # fmt: skip
            assert response.status_code == status
        names = house.ask("GET", "/v1/collections", key=TOKEN).json()["collections"]
        assert "new" not in [each["name"] for each in names]

    def test_an_agent_is_kept_to_them(self, house: House) -> None:
        document_of(house, "hr")
        document = document_of(house, "it")

        def call(tool: str, **arguments: Any) -> Any:
            told = {
                "jsonrpc": "2.0", "id": 1, "method": "tools/call",
                "params": {"name": tool, "arguments": arguments},
            }  # fmt: skip
            response = house.ask(
                "POST", "/mcp", key=house.given_hr["read"], json=told, headers=SPEAKS
            )
            assert response.status_code == 200, response.text
            return response.text

        # A key for one collection means that one.
        assert "vacation" in call("search", query="vacation")
        assert "(hr)" in call("answer", question="router password?", collection="it")
        assert "(hr)" in call("verify_citation", quote="Hornbill", collection="it")
        assert "no document" in call("fetch", id=document)
        assert '"it"' not in call("list_collections").replace("\\", "")


class TestKeys:
    def test_are_asked_for_from_the_first_one_on_without_a_restart(self, tmp_path: Path) -> None:
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            app = create_app(Settings(data=tmp_path), index=index)
            with asking(app) as client:
                assert client.get("/v1/collections").is_success
                assert client.get("/v1/key").json() == {
                    "key": None, "scope": "admin", "collections": None
                }  # fmt: skip
                key, given = Keys(tmp_path).create(scope="read", collections=["default"])
                assert_problem(client.get("/v1/collections"), 401, "token")
                assert client.get("/v1/key", headers=bearing(given)).json() == {
                    "key": key.id, "scope": "read", "collections": ["default"]
                }  # fmt: skip
                Keys(tmp_path).revoke(key.id)
                refused = client.get("/v1/key", headers=bearing(given))
                assert "was revoked" in assert_problem(refused, 401, "token")["detail"]
                # Keys that are lost while it runs open nothing.
                (tmp_path / KEYS_FILE).unlink()
                assert_problem(client.get("/v1/collections"), 401, "token")

    def test_that_are_wrong_or_over_are_told_apart(self, house: House) -> None:
        key, given = house.keys.create(scope="read", expires=_soon())
        try:
            while (refused := house.ask("GET", "/version", key=given)).is_success:
                pass
            assert "expired" in assert_problem(refused, 401, "token")["detail"]
        finally:
            house.keys.revoke(key.id)
        for wrong in ("x", "spr_00000000_" + "x" * 43, f"{TOKEN}x", given[:-1]):
            refused = house.ask("GET", "/version", key=wrong)
            assert "not known" in assert_problem(refused, 401, "token")["detail"]
            assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'

    def test_are_known_to_be_used_to_the_minute(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keys = Keys(tmp_path)
        idle, _ = keys.create(scope="read")
        key, given = keys.create(scope="read")
        assert keys.uses() == {}
        app = create_app(Settings(data=tmp_path, token=TOKEN))
        with asking(app) as client:
            before = datetime.now(UTC).timestamp()
            assert client.get("/v1/collections", headers=bearing(given)).status_code == 200
            first = keys.uses()
            assert first.keys() == {key.id}
            assert before <= first[key.id] <= datetime.now(UTC).timestamp()
            assert client.get("/v1/key", headers=bearing(given[:-1] + "-")).status_code == 401
            client.get("/v1/collections", headers=bearing(given))
            keys.note_use(key.id)
            assert keys.uses() == first
            monkeypatch.setattr("service.http.guard.USE_SECONDS", 0.0)
            # What cannot be kept keeps no one out.
            monkeypatch.setattr(Keys, "note_use", _fail)
            assert client.get("/v1/collections", headers=bearing(given)).status_code == 200
        assert idle.id not in keys.uses()

    def test_that_cannot_be_read_open_nothing(self, tmp_path: Path) -> None:
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            app = create_app(Settings(data=tmp_path, token=TOKEN), index=index)
            with asking(app) as client:
                (tmp_path / KEYS_FILE).write_text("what is no database, at length " * 20)
                sent = bearing("spr_00000000_" + "x" * 43)
                problem = assert_problem(client.get("/version", headers=sent), 503, "store")
                assert str(tmp_path) not in problem["detail"]
                assert client.get("/version", headers=bearing(TOKEN)).is_success

    def test_let_other_machines_reach_the_server(self, tmp_path: Path) -> None:
        Keys(tmp_path).create(scope="read")
        with listen(Settings(host="0.0.0.0", port=0, data=tmp_path)):
            pass

    def test_are_asked_for_where_other_machines_reach_the_server(self, tmp_path: Path) -> None:
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            app = create_app(Settings(data=tmp_path, host="0.0.0.0"), index=index)
            client = TestClient(app, base_url="http://127.0.0.1")
            assert_problem(client.get("/v1/collections"), 401, "token")


def _soon() -> float:
    return datetime.now(UTC).timestamp() + 0.3


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("own", [True, False], ids=["hr", "all"])
def test_what_is_not_there_for_any_key_is_told_as_without_one(
    house: House, scope: str, own: bool
) -> None:
    key = (house.given_hr if own else house.given)[scope]
    refused = house.ask("PATCH", "/v1/documents", key=key)
    told = assert_problem(refused, 405, "method")["detail"]
    assert refused.headers["allow"] == "DELETE, GET, HEAD, POST, PUT"
    assert "POST" in told
    missing = house.ask("GET", "/v1/nothing", key=key)
    assert "/docs" in assert_problem(missing, 404, "no-such-address")["detail"]
