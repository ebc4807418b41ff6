"""The HTTP API: the shapes programs depend on, exact citations, and clear refusals."""

import http.client
import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from index import Index, text_document
from service.async_index import AsyncIndex
from service.errors import Busy
from service.http.app import create_app
from service.http.page import PAGE
from service.http.problems import BY_ERROR, BY_STATUS, INTERNAL, INVALID
from service.settings import Settings

QUESTION = "who chairs AKIT's supervisory board?"
JSON = {"Content-Type": "application/json"}


def ask(client: TestClient, **body: object) -> Any:
    response = client.post("/v1/search", json={"query": QUESTION, **body})
    assert response.status_code == 200, response.text
    return response.json()


def assert_problem(response: Response, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"/docs#{slug}"
    assert problem["title"]
    assert "Traceback" not in response.text
    return problem


class TestSearch:
    def test_answers_the_seed_question_with_an_exact_citation(
        self, client: TestClient, seeds: Path
    ) -> None:
        found = client.get("/v1/search", params={"q": QUESTION}).json()
        best = found["hits"][0]
        citation = best["citation"]
        file = next(seeds.glob(citation["source"]))
        text = file.read_bytes().decode()
        assert "Александр Козловский" in best["passage"]["text"]
        assert "председатель Наблюдательного совета АКИТ" in best["passage"]["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] == best["passage"]["text"]
        assert text[: citation["start"]].endswith(citation["prefix"])
        assert text[citation["end"] :].startswith(citation["suffix"])
        assert citation["sha256"] == sha256(file.read_bytes()).hexdigest()
        assert citation["line"] == text[: citation["start"]].count("\n") + 1
        assert citation["page"] is None

    def test_marks_the_sentence_that_answers(self, client: TestClient, seeds: Path) -> None:
        best = ask(client)["hits"][0]
        sentence, citation = best["best_sentence"], best["citation"]
        text = next(seeds.glob(citation["source"])).read_bytes().decode()
        assert text[sentence["start"] : sentence["end"]] == sentence["quote"]
        assert citation["start"] <= sentence["start"] < sentence["end"] <= citation["end"]
        assert "Козловский" in sentence["quote"]

    def test_has_the_shape_that_programs_depend_on(self, client: TestClient) -> None:
        found = ask(client, k=3)
        assert list(found) == [
            "query", "mode", "collection", "collections", "generation", "took_ms", "hits",
            "coverage", "did_you_mean", "nowhere", "facets",
        ]  # fmt: skip
        assert found["query"] == QUESTION
        assert found["mode"] == "hybrid"
        assert found["collection"] == "default"
        assert found["took_ms"] > 0
        assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
        for hit in found["hits"]:
            assert list(hit) == [
                "rank", "score", "scores", "passage", "citation", "best_sentence", "collection",
                "explanation",
            ]  # fmt: skip
            assert hit["explanation"] is None
            assert list(hit["scores"]) == ["dense", "sparse"]
            assert list(hit["passage"]) == ["id", "text"]
            assert list(hit["citation"]) == [
                "document_id", "title", "source", "sha256", "start", "end",
                "quote", "prefix", "suffix", "line", "page", "part", "boxes",
            ]  # fmt: skip
            assert list(hit["best_sentence"]) == ["start", "end", "quote"]

    def test_is_the_same_by_address_and_by_body(self, client: TestClient) -> None:
        options: dict[str, Any] = {"k": 2, "mode": "sparse", "collection": "default"}
        by_address = client.get("/v1/search", params={"q": QUESTION, **options}).json()
        by_body = ask(client, **options)
        assert by_address | {"took_ms": 0} == by_body | {"took_ms": 0}

    def test_explains_on_demand(self, client: TestClient) -> None:
        found = ask(client, k=3, explain=True)
        by_address = client.get("/v1/search", params={"q": QUESTION, "k": 3, "explain": True})
        assert by_address.json() | {"took_ms": 0} == found | {"took_ms": 0}
        hit = found["hits"][0]
        assert list(hit["explanation"]) == ["dense", "sparse"]
        assert list(hit["explanation"]["dense"]) == ["passage", "sentence", "gave"]
        terms = hit["explanation"]["sparse"]["terms"]
        assert list(terms[0]) == [
            "word", "found", "term", "language", "route",
            "query_weight", "passage_weight", "contribution",
        ]  # fmt: skip
        assert {(term["word"], term["found"], term["route"]) for term in terms} >= {
            ("supervisory", "Наблюдательного", "translation"),
            ("AKIT's", "АКИТ", "name"),
        }
        total = sum(term["contribution"] for term in terms)
        assert total == pytest.approx(hit["scores"]["sparse"], rel=1e-4)

    @pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
    def test_ranks_by_each_mode(self, client: TestClient, mode: str) -> None:
        found = ask(client, mode=mode, k=1)
        assert found["mode"] == mode
        scores = found["hits"][0]["scores"]
        assert (scores["dense"] is None) == (mode == "sparse")
        assert (scores["sparse"] is None) == (mode == "dense")

    def test_keeps_to_a_filter(self, client: TestClient) -> None:
        trap = {"type": "and", "filters": [
            {"type": "eq", "key": "kind", "value": "trap"},
            {"type": "gte", "key": "year", "value": 2024},
        ]}  # fmt: skip
        found = ask(client, query="storms", collection="harbour", filter=trap)
        assert {hit["citation"]["source"] for hit in found["hits"]} == {"hostile.md"}
        params = {"q": "storms", "collection": "harbour", "filter": json.dumps(trap)}
        by_address = client.get("/v1/search", params=params).json()
        assert by_address["hits"] == found["hits"]

    def test_counts_code_points(self, client: TestClient, long_text: str) -> None:
        found = ask(client, query="which bird counted the storms?", collection="harbour", k=1)
        sentence = found["hits"][0]["best_sentence"]
        assert "🦉" in sentence["quote"]
        assert long_text[sentence["start"] : sentence["end"]] == sentence["quote"]


class TestDocuments:
    def test_are_listed_in_pages(self, client: TestClient) -> None:
        whole = client.get("/v1/documents", params={"collection": "harbour"}).json()
        assert list(whole) == [
            "collection", "generation", "total", "limit", "offset", "next", "documents"
        ]  # fmt: skip
        assert whole["total"] == 2
        assert {document["source"] for document in whole["documents"]} == {
            "hostile.md",
            "tides 🌊.txt",
        }
        pages = [
            client.get(
                "/v1/documents", params={"collection": "harbour", "limit": 1, "offset": offset}
            ).json()["documents"]
            for offset in range(3)
        ]
        assert [*pages[0], *pages[1]] == whole["documents"]
        assert pages[2] == []

    def test_tell_what_is_known_of_them(self, client: TestClient, seeds: Path) -> None:
        listed = client.get("/v1/documents").json()["documents"][0]
        found = client.get(f"/v1/documents/{listed['document_id']}").json()
        file = next(seeds.glob("*.txt"))
        assert found["document"] == listed
        assert list(found) == ["generation", "document"]
        assert list(listed) == [
            "document_id", "collection", "source", "title", "language", "media_type",
            "sha256", "text_sha256", "length", "passages", "size", "added", "modified", "metadata",
        ]  # fmt: skip
        assert listed["source"] == file.name
        assert listed["language"] == "ru"
        assert listed["length"] == len(file.read_bytes().decode())

    def test_open_at_any_citation(self, client: TestClient) -> None:
        for hit in ask(client, k=20)["hits"]:
            citation = hit["citation"]
            span = {"start": citation["start"], "end": citation["end"]}
            excerpt = client.get(
                f"/v1/documents/{citation['document_id']}/text", params=span
            ).json()
            assert list(excerpt) == ["generation", "document", "start", "end", "line", "text"]
            assert excerpt["text"] == citation["quote"]
            assert excerpt["line"] == citation["line"]

    def test_give_their_text_in_bounded_parts(self, library: Index, long_text: str) -> None:
        settings = Settings(text_limit=9_000)
        app = create_app(settings, index=library)
        with TestClient(app, base_url="http://localhost") as client:
            documents = client.get("/v1/documents", params={"collection": "harbour"}).json()
            tides = max(documents["documents"], key=lambda document: document["length"])
            path = f"/v1/documents/{tides['document_id']}/text"
            text = ""
            while len(text) < tides["length"]:
                part = client.get(path, params={"start": len(text)}).json()
                assert len(part["text"]) == part["end"] - part["start"] <= 9_000
                text += part["text"]
            too_much = client.get(path, params={"start": 0, "end": 9_001})
        assert text == long_text
        assert_problem(too_much, 422, "invalid")


DEEP = '{"type":"and","filters":[' * 400 + "1" + "]}" * 400
BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 422, "invalid"),
    ("not JSON", b"who?", 400, "malformed"),
    ("cut off", b'{"query": "who', 400, "malformed"),
    ("binary", bytes(range(256)), 400, "malformed"),
    ("not UTF-8", '{"query": "кто"}'.encode("cp1251"), 400, "malformed"),
    ("a number", b"7", 422, "invalid"),
    ("a list", b'["who"]', 422, "invalid"),
    ("null", b"null", 422, "invalid"),
    ("no query", b"{}", 422, "invalid"),
    ("empty query", b'{"query": ""}', 422, "invalid"),
    ("blank query", b'{"query": " \\n\\t "}', 422, "invalid"),
    ("number query", b'{"query": 7}', 422, "invalid"),
    ("null query", b'{"query": null}', 422, "invalid"),
    ("list query", b'{"query": ["who"]}', 422, "invalid"),
    ("NUL query", b'{"query": "who\\u0000"}', 422, "invalid"),
    ("half a pair", b'{"query": "who \\ud83e"}', 422, "invalid"),
    ("half a pair as a field", b'{"query": "who", "\\ud83e": 1}', 422, "invalid"),
    ("half a pair in a filter",
     b'{"query": "a", "filter": {"type": "eq", "key": "\\ud83e", "value": 1}}', 422, "invalid"),
    ("100 kB query", json.dumps({"query": "a" * 100_000}).encode(), 422, "invalid"),
    ("300 kB query", json.dumps({"query": "a" * 300_000}).encode(), 413, "too-large"),
    ("unknown field", b'{"query": "who", "top_k": 3}', 422, "invalid"),
    ("k of 0", b'{"query": "who", "k": 0}', 422, "invalid"),
    ("k of -1", b'{"query": "who", "k": -1}', 422, "invalid"),
    ("k of a million", b'{"query": "who", "k": 1000000}', 422, "invalid"),
    ("k of 5000 digits", b'{"query": "who", "k": ' + b"9" * 5000 + b"}", 400, "malformed"),
    ("k as a string", b'{"query": "who", "k": "3"}', 422, "invalid"),
    ("k as a float", b'{"query": "who", "k": 3.0}', 422, "invalid"),
    ("k as NaN", b'{"query": "who", "k": NaN}', 422, "invalid"),
    ("k as a boolean", b'{"query": "who", "k": true}', 422, "invalid"),
    ("unknown mode", b'{"query": "who", "mode": "magic"}', 422, "invalid"),
    ("unknown collection", b'{"query": "who", "collection": "nowhere"}', 404, "not-found"),
    ("NUL collection", b'{"query": "who", "collection": "a\\u0000"}', 422, "invalid"),
    ("filter as a string", b'{"query": "who", "filter": "ru"}', 422, "invalid"),
    ("unknown filter",
     b'{"query": "who", "filter": {"type": "like", "key": "title", "value": "a"}}', 422, "invalid"),
    ("filter of NaN",
     b'{"query": "who", "filter": {"type": "eq", "key": "year", "value": NaN}}', 422, "invalid"),
    ("deep filter", b'{"query": "who", "filter": ' + DEEP.encode() + b"}", 422, "invalid"),
    ("deeper than JSON", b"[" * 100_000, 400, "malformed"),
]  # fmt: skip
ADDRESSES: list[tuple[str, int, str]] = [
    ("/v1/search", 422, "invalid"),
    ("/v1/search?q=", 422, "invalid"),
    ("/v1/search?q=%20%09", 422, "invalid"),
    ("/v1/search?q=a%00", 422, "invalid"),
    ("/v1/search?q=%ff%fe", 400, "malformed"),
    ("/v1/search?q=%ed%a0%80", 400, "malformed"),
    ("/v1/search?q=" + "a" * 60_000, 422, "invalid"),
    ("/v1/search?q=who&k=0", 422, "invalid"),
    ("/v1/search?q=who&k=-1", 422, "invalid"),
    ("/v1/search?q=who&k=1000000", 422, "invalid"),
    ("/v1/search?q=who&k=ten", 422, "invalid"),
    ("/v1/search?q=who&mode=magic", 422, "invalid"),
    ("/v1/search?q=who&top_k=3", 422, "invalid"),
    ("/v1/search?q=who&collection=nowhere", 404, "not-found"),
    ("/v1/search?q=who&filter=ru", 422, "invalid"),
    ("/v1/search?q=who&filter=" + "%5B" * 5000, 422, "invalid"),
    ("/v1/documents?limit=0", 422, "invalid"),
    ("/v1/documents?limit=1001", 422, "invalid"),
    ("/v1/documents?offset=-1", 422, "invalid"),
    ("/v1/documents?offset=" + "9" * 40, 422, "invalid"),
    ("/v1/documents?collection=nowhere", 404, "not-found"),
    ("/v1/documents/unknown", 404, "not-found"),
    ("/v1/documents/%00", 404, "not-found"),
    ("/v1/documents/%ff", 400, "malformed"),
    ("/v1/documents/unknown/text", 404, "not-found"),
    ("/v1/nothing", 404, "no-such-address"),
    ("/v1/search/", 404, "no-such-address"),
    ("/page/../app.py", 404, "no-such-address"),
    ("/page/%2e%2e/app.py", 404, "no-such-address"),
    ("/page/%00", 404, "no-such-address"),
]


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "status", "slug"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
    )
    def test_of_bodies_are_clear(
        self, client: TestClient, body: bytes, status: int, slug: str
    ) -> None:
        response = client.post("/v1/search", content=body, headers=JSON)
        assert len(assert_problem(response, status, slug)["detail"]) < 1000

    @pytest.mark.parametrize(
        ("address", "status", "slug"), ADDRESSES, ids=[case[0][:60] for case in ADDRESSES]
    )
    def test_of_addresses_are_clear(
        self, client: TestClient, address: str, status: int, slug: str
    ) -> None:
        assert_problem(client.get(address), status, slug)

    @pytest.mark.parametrize("depth", range(100, 1100, 50))
    def test_of_filters_as_deep_as_json_is_read_are_clear(
        self, client: TestClient, depth: int
    ) -> None:
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            deep = opening * depth + "1" + closing * depth
            for given in (deep, f'{{"type": {deep}}}'):
                body = f'{{"query": "who", "filter": {given}}}'
                response = client.post("/v1/search", content=body, headers=JSON)
                assert response.status_code in {400, 422}
                address = client.get("/v1/documents", params={"filter": given})
                assert address.status_code == 422

    @pytest.mark.parametrize(
        ("body", "told"),
        [
            (b"", "send a JSON object"),
            (b'["who"]', "send a JSON object"),
            (b"null", "send a JSON object"),
            ('{"query": "кто"}'.encode("cp1251"), "UTF-8"),
            (b"\x1f\x8b\x08", "UTF-8"),
        ],
    )
    def test_say_what_a_body_is(self, client: TestClient, body: bytes, told: str) -> None:
        response = client.post("/v1/search", content=body, headers=JSON)
        assert told in response.json()["detail"]

    @pytest.mark.parametrize("coding", ["gzip", "br", "GZIP, identity"])
    def test_of_bodies_that_are_compressed(self, client: TestClient, coding: str) -> None:
        headers = {**JSON, "Content-Encoding": coding}
        response = client.post("/v1/search", content=b"\x1f\x8b", headers=headers)
        assert "Content-Encoding" in assert_problem(response, 415, "media-type")["detail"]
        plain = {**JSON, "Content-Encoding": "identity"}
        assert client.post("/v1/search", content=b'{"query": "who"}', headers=plain).is_success

    @pytest.mark.parametrize(
        "span", [{"start": -1}, {"start": 5, "end": 4}, {"end": 10**9}, {"start": 10**9}, {"a": 1}]
    )
    def test_of_spans_are_clear(self, client: TestClient, span: dict[str, int]) -> None:
        document = client.get("/v1/documents").json()["documents"][0]["document_id"]
        assert_problem(client.get(f"/v1/documents/{document}/text", params=span), 422, "invalid")

    @pytest.mark.parametrize("media_type", ["text/plain", "application/xml", None])
    def test_of_other_media_types(self, client: TestClient, media_type: str | None) -> None:
        headers = {} if media_type is None else {"Content-Type": media_type}
        response = client.post("/v1/search", content=b'{"query": "who"}', headers=headers)
        assert_problem(response, 415, "media-type")

    def test_of_bodies_that_grow_too_large(self, client: TestClient) -> None:
        def endless() -> Iterator[bytes]:
            for _ in range(100):
                yield b" " * 10_000

        response = client.post("/v1/search", content=endless(), headers=JSON)
        assert "content-length" not in response.request.headers
        assert_problem(response, 413, "too-large")

    def test_of_queries_of_100_kb_by_a_real_server(self, server: str) -> None:
        host, port = server.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port))
        query = "a" * 100_000
        for method, path, body in (
            ("GET", f"/v1/search?q={query}", None),
            ("POST", "/v1/search", json.dumps({"query": query})),
        ):
            connection.request(method, path, body=body, headers=JSON)
            answer = connection.getresponse()
            assert answer.status == 422
            assert "10000 characters" in json.load(answer)["detail"]
        connection.close()

    def test_name_the_place_in_a_body(self, client: TestClient) -> None:
        response = client.post("/v1/search", json={"query": "who", "k": 0, "a/b": 1})
        problem = assert_problem(response, 422, "invalid")
        assert [error["pointer"] for error in problem["errors"]] == ["#/k", "#/a~1b"]

    def test_are_all_documented(self, client: TestClient) -> None:
        documentation = client.get("/docs").text
        for kind in {*BY_ERROR.values(), *BY_STATUS.values(), INTERNAL, INVALID}:
            assert f'id="{kind.slug}"' in documentation


class TestSafety:
    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:80", "192.168.1.7"])
    def test_hosts_that_no_one_can_rebind_are_answered(self, client: TestClient, host: str) -> None:
        assert client.get("/healthz", headers={"Host": host}).json() == {"status": "ok"}

    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.a"])
    def test_other_hosts_are_refused(self, client: TestClient, host: str) -> None:
        assert_problem(client.get("/healthz", headers={"Host": host}), 421, "host")

    def test_other_hosts_can_be_named(
        self, library: Index, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SPRAVKA_HOSTS", "ask.example, Docs.Example")
        with TestClient(create_app(Settings(), index=library), base_url="http://x") as client:
            for host in ("ask.example", "docs.example:8000"):
                assert client.get("/healthz", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/docs", "/page/page.js", "/healthz", "/nothing"])
    def test_every_answer_has_the_headers(self, client: TestClient, path: str) -> None:
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in {"no-store", "no-cache"}

    def test_the_page_asks_no_other_server(self, client: TestClient) -> None:
        for file in PAGE.rglob("*"):
            if file.suffix in {".css", ".js"}:
                text = client.get(f"/page/{file.relative_to(PAGE)}").text
                assert text == file.read_text(encoding="utf-8")
                if PAGE / "vendor" not in file.parents:
                    assert not re.search(r"https?:|[\"'(]//", text)
        for view in ("/", "/docs"):
            assert not re.search(r"https?:|[\"'(]//", client.get(view).text)

    def test_a_fault_tells_nothing_of_the_code(self, library: Index) -> None:
        app = create_app(Settings(), index=library)

        @app.get("/fault")
        def fault() -> None:
            raise RuntimeError("secret")

        with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
            response = client.get("/fault")
        assert_problem(response, 500, "internal")
        assert "secret" not in response.text


class TestReadiness:
    def test_names_the_generation_and_the_encoders(
        self, client: TestClient, library: Index
    ) -> None:
        assert client.get("/readyz").json() == {
            "status": "ready",
            "generation": library.generation,
            "encoders": {
                "dense": library.dense_fingerprint,
                "sparse": library.sparse_fingerprint,
            },
        }

    def test_is_refused_with_the_reason_where_the_encoder_cannot_be_loaded(
        self, tmp_path: Path
    ) -> None:
        settings = Settings(data=tmp_path / "index", model=str(tmp_path / "no-model"))
        with TestClient(create_app(settings), base_url="http://localhost") as client:
            response = client.get("/readyz")
            problem = assert_problem(response, 503, "not-ready")
            while "still" in problem["detail"]:
                problem = assert_problem(client.get("/readyz"), 503, "not-ready")
            assert response.headers["retry-after"]
            assert "no-model" in problem["detail"]
            assert client.get("/healthz").status_code == 200

    def test_of_an_index_with_nothing_in_it(self, tmp_path: Path) -> None:
        app: FastAPI = create_app(Settings(data=tmp_path / "index"))
        with TestClient(app, base_url="http://localhost") as client:
            while client.get("/readyz").status_code != 200:
                pass
            assert client.get("/readyz").json()["generation"] == 0

    def test_comes_back_when_the_cause_is_cured(self, tmp_path: Path) -> None:
        with Index.open(tmp_path) as index:
            index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
            connection.execute("UPDATE collections SET dense_fingerprint = 'other'")
        connection.close()
        with TestClient(create_app(Settings(data=tmp_path)), base_url="http://localhost") as client:
            while "--rebuild" not in client.get("/readyz").text:
                pass
            with Index.open(tmp_path) as index:
                index.rebuild()
            assert client.get("/readyz").status_code == 200

    def test_more_requests_than_may_wait_are_sent_away(self, library: Index) -> None:
        opened = AsyncIndex(library, threads=1, waiting=1)
        release = threading.Event()

        async def crowd() -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(opened.ask, release.wait)
                group.start_soon(opened.ask, release.wait)
                await anyio.wait_all_tasks_blocked()
                with pytest.raises(Busy):
                    await opened.ask(release.wait)
                release.set()
            assert await opened.ask(release.wait)

        anyio.run(crowd)
