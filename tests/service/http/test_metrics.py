"""What a server tells of itself, as Prometheus reads it: of one process, and of several together."""

import multiprocessing
import os
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from index import Index, text_document
from service import version
from service.http.app import create_app
from service.http.server import address_of, listen
from service.http.workers import run_workers
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.pages import ROOT, code, rows, section
from tests.service.conftest import asking
from tests.service.http.test_workers import only, until, workers_of

GUIDE = ROOT / "docs" / "upkeep.md"
REQUESTS = "http_server_request_duration_seconds"
BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, float("inf")]

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Return every number that is told, by its name and labels; each is told once."""
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found
            found[key] = sample.value
    return found


def of(found: Samples, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0)


def requests(found: Samples, method: str, route: str, status: int) -> float:
    return of(
        found, f"{REQUESTS}_count", http_request_method=method, http_route=route,
        http_response_status_code=str(status), url_scheme="http",
    )  # fmt: skip


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        with asking(create_app(Settings(data=tmp_path), index=index)) as client:
            yield client


def told(client: TestClient) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=1.0.0")
    return samples(response.text)


def test_requests_are_counted_by_what_the_address_is_called(client: TestClient) -> None:
    before = told(client)
    document = client.get("/v1/documents").json()["documents"][0]["document_id"]
    for name in (document, "none", "secret-of-someone"):
        client.get(f"/v1/documents/{name}")
    client.get("/v1/documents/x/y/z")
    client.get("/page/page.js")
    client.post("/v1/search", json={"query": ""})
    client.request("BREW", "/v1/search")
    text = client.get("/metrics").text
    after = samples(text)

    def more(method: str, route: str, status: int) -> float:
        return requests(after, method, route, status) - requests(before, method, route, status)

    assert more("GET", "/v1/documents/{document_id}", 200) == 1
    assert more("GET", "/v1/documents/{document_id}", 404) == 2
    assert more("GET", "", 404) == 1
    assert more("GET", "/page/{path}", 200) == 1
    assert more("POST", "/v1/search", 422) == 1
    assert more("_OTHER", "/v1/search", 405) == 1
    assert "secret" not in text
    edges = {float(dict(labels)["le"]) for name, labels in after if name == f"{REQUESTS}_bucket"}
    assert sorted(edges) == BUCKETS
    # The one that is being answered.
    assert of(after, "http_server_active_requests") == 1


def test_stages_and_outcomes_are_counted_whichever_way_was_asked(client: TestClient) -> None:
    def stage(found: Samples, name: str) -> float:
        return of(found, "spravka_search_stage_duration_seconds_count", stage=name)

    before = told(client)
    client.get("/v1/search", params={"q": "ferry"})
    client.get("/v1/search", params={"q": "ferry", "mode": "sparse"})
    client.get("/v1/answer", params={"q": "ferry"})
    client.post("/v1/collections", json={"name": "empty"})
    client.get("/v1/answer", params={"q": "ferry", "collection": "empty"})
    chat = {"model": "spravka", "messages": [{"role": "user", "content": "ferry?"}]}
    client.post("/v1/chat/completions", json=chat)
    call = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "answer", "arguments": {"question": "ferry?"}},
    }  # fmt: skip
    speaks = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    assert client.post("/mcp", json=call, headers=speaks).status_code == 200
    after = told(client)
    assert {
        name: stage(after, name) - stage(before, name)
        for name in ("encode", "dense", "sparse", "cite", "answer", "rerank")
    } == {"encode": 6, "dense": 5, "sparse": 6, "cite": 6, "answer": 4, "rerank": 0}
    assert stage(after, "wait") - stage(before, "wait") >= 6
    for outcome, more in (("answered", 3), ("nothing_found", 1), ("not_answered", 0)):
        told_before = of(before, "spravka_answers_total", outcome=outcome)
        assert of(after, "spravka_answers_total", outcome=outcome) - told_before == more


def test_what_the_index_holds_is_told_as_it_is(client: TestClient) -> None:
    found = told(client)
    assert of(found, "spravka_build_info", version=version()) == 1
    assert of(found, "spravka_documents", collection="default") == 1
    generation = of(found, "spravka_generation")
    documents = [{"source": f"{n}.txt", "text": f"Ferry {n}."} for n in range(3)]
    client.post("/v1/documents", json={"documents": documents, "collection": 'a "b"\\c'})
    found = told(client)
    assert of(found, "spravka_documents", collection='a "b"\\c') == 3
    assert of(found, "spravka_passages", collection='a "b"\\c') == 3
    assert of(found, "spravka_generation") > generation
    assert of(found, "spravka_writes_pending") == 0
    assert of(found, "spravka_index_calls") == 0


def test_the_guide_names_what_is_told_and_the_labels_of_it(client: TestClient) -> None:
    client.get("/v1/answer", params={"q": "ferry", "rerank": True})
    found = told(client)
    guide = {
        name: set(code(what)) for names, what in rows(section(GUIDE, "How it does"))
        for name in code(names)
    }  # fmt: skip
    kinds = re.compile(r"_(bucket|count|sum|created)$")
    there = {kinds.sub("", name) for name, _ in found if not name.endswith(("_created", "_sum"))}
    assert set(guide) == there
    for name, labels in found:
        named = {label for label, _ in labels} - {"le"}
        assert named <= guide.get(kinds.sub("", name), named)
    stages = {
        dict(labels)["stage"]
        for name, labels in found
        if name.endswith("stage_duration_seconds_sum")
    }
    assert stages <= guide["spravka_search_stage_duration_seconds"]
    outcomes = {
        dict(labels)["outcome"] for name, labels in found if name == "spravka_answers_total"
    }
    assert outcomes == guide["spravka_answers_total"] - {"outcome"}


def make_app(settings: Settings) -> FastAPI:
    """What each worker serves: an index that needs no model."""
    return create_app(settings, index=Index.open(settings.data, encoders=word_encoders()))


def watch_over_workers(settings: Settings, listener: socket.socket) -> None:
    run_workers(settings, listener, make_app=make_app)


@dataclass(frozen=True)
class Served:
    """A server of two workers, by the process that watches over them, and its address."""

    pid: int
    address: str

    def workers(self) -> list[int]:
        until(lambda: len(workers_of(self)) == 2)
        return workers_of(self)

    def get(self, path: str, *, by: int | None = None) -> httpx2.Response:
        """Return what a worker answers, or any of them."""
        workers = self.workers()
        with only(by or workers[0], workers) if by else nullcontext():
            response = httpx2.get(f"{self.address}{path}", timeout=90)
        assert response.status_code == 200, response.text
        return response


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(data=tmp_path / "data", port=0, workers=2)
    with listen(settings) as listener:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=watch_over_workers, args=(settings, listener))
        process.start()
        assert process.pid is not None
        served = Served(process.pid, address_of(listener))
        for worker in served.workers():
            served.get("/readyz", by=worker)
        yield served
        process.terminate()
        process.join(90)
        assert process.exitcode == 0


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes in /proc")
def test_several_workers_count_together_whichever_is_asked_and_whichever_ends(
    served: Served,
) -> None:
    one, other = served.workers()
    route = "/v1/collections"

    def seen_by(worker: int) -> Samples:
        return samples(served.get("/metrics", by=worker).text)

    before = requests(seen_by(one), "GET", route, 200)
    for worker, times in ((one, 2), (other, 3)):
        for _ in range(times):
            served.get(route, by=worker)

    def counts(worker: int, times: int) -> bool:
        return requests(seen_by(worker), "GET", route, 200) - before == times

    def shows(worker: int, value: float, name: str, **labels: str) -> bool:
        return of(seen_by(worker), name, **labels) == value

    # A worker may be stopped when what it answers is sent, and not yet counted as done.
    for worker in (one, other):
        until(partial(counts, worker, 5))
    until(partial(shows, one, 1, "http_server_active_requests"))

    sent = {"documents": [{"source": "a.txt", "text": "The ferry leaves at nine."}]}
    httpx2.post(f"{served.address}/v1/documents", json=sent, timeout=90)
    for worker in (one, other):
        assert of(seen_by(worker), "spravka_documents", collection="default") == 1
        until(partial(shows, worker, 0, "spravka_writes_pending"))
        served.get("/v1/answer?q=ferry", by=worker)
    until(partial(shows, one, 2, "spravka_answers_total", outcome="answered"))

    os.kill(one, signal.SIGKILL)
    new = until(lambda: set(workers_of(served)) - {one, other})
    # What the one that ended had counted stays counted, but not what it was doing.
    for worker in (other, *new):
        found = seen_by(worker)
        assert requests(found, "GET", route, 200) - before == 5
        until(partial(shows, worker, 1, "http_server_active_requests"))
