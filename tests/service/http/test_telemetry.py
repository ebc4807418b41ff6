"""Requests as traces, as OpenTelemetry's SDK has them."""

import builtins
import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from index import Index, text_document
from index.errors import InvalidInput
from service import telemetry, version
from service.http import app as app_module
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking

PARENT = "4bf92f3577b34da6a3ce929d0e0e4736"
SECRET = "the-mistress"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        yield index


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What takes the spans of every application that is made, in place of a network."""
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(app_module, "make_telemetry", lambda: telemetry.Spans(provider))
    return kept


def of(spans: tuple[ReadableSpan, ...], name: str) -> list[ReadableSpan]:
    return [span for span in spans if span.name == name]


def test_a_request_is_a_span_with_one_for_each_stage(
    index: Index, exported: InMemorySpanExporter, tmp_path: Path
) -> None:
    with asking(create_app(Settings(data=tmp_path, otel=True), index=index)) as client:
        exported.clear()
        sent = {"traceparent": f"00-{PARENT}-00f067aa0ba902b7-01"}
        client.get("/v1/answer", params={"q": f"ferry {SECRET}"}, headers=sent)
        spans = exported.get_finished_spans()
    [request] = of(spans, "GET /v1/answer")
    assert request.kind is SpanKind.SERVER
    assert dict(request.attributes or {}) == {
        "http.request.method": "GET", "http.route": "/v1/answer",
        "http.response.status_code": 200, "url.scheme": "http",
    }  # fmt: skip
    context = request.get_span_context()
    assert context is not None
    assert f"{context.trace_id:032x}" == PARENT
    assert request.start_time is not None
    assert request.end_time is not None
    stages = [span for span in spans if span is not request]
    assert [span.name for span in stages][-5:] == ["encode", "dense", "sparse", "cite", "answer"]
    for span in stages:
        assert span.parent == context
        assert span.start_time is not None
        assert span.end_time is not None
        # Two clocks are read.
        assert request.start_time - 1e7 <= span.start_time <= span.end_time
        assert span.end_time <= request.end_time + 1e7
    assert SECRET not in str([span.to_json() for span in spans])


def test_what_fails_is_an_error_and_what_a_client_did_is_none(
    index: Index, exported: InMemorySpanExporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asking(create_app(Settings(data=tmp_path, otel=True), index=index)) as client:
        exported.clear()
        client.get("/v1/documents/none")
        client.get(f"/{SECRET}")

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(Index, "search", fail)
        with pytest.raises(RuntimeError):
            client.get("/v1/search?q=x")
        spans = exported.get_finished_spans()
    [missing] = of(spans, "GET /v1/documents/{document_id}")
    [nowhere] = of(spans, "GET")
    [failed] = of(spans, "GET /v1/search")
    for span in (missing, nowhere):
        assert span.status.status_code is StatusCode.UNSET
    assert failed.status.status_code is StatusCode.ERROR
    assert (failed.attributes or {})["error.type"] == "500"


def test_spans_reach_a_collector_that_the_standard_variables_name(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{collector.server_address[1]}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        with asking(create_app(Settings(data=tmp_path, otel=True), index=index)) as client:
            client.get("/v1/collections")
        collector.shutdown()
        thread.join()
    [resource] = [part for request in received for part in request.resource_spans][:1]
    told = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert told["service.name"] == "spravka"
    assert told["service.version"] == version()
    assert told["deployment.environment.name"] == "test"
    names = {
        span.name
        for request in received
        for part in request.resource_spans
        for scope in part.scope_spans
        for span in scope.spans
    }
    assert "GET /v1/collections" in names


def test_without_the_extra_it_is_told_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name)
        return usual(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InvalidInput, match=r"spravka\[otel\]"):
        telemetry.make_telemetry()
