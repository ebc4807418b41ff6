"""A server whose PostgreSQL is away says so, and is ready again when it is back."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index, text_document
from index.encode.protocols import Encoders
from service.http.app import create_app
from service.settings import Settings
from tests.postgres import PostgresServer
from tests.relay import relayed
from tests.service.http.test_app import assert_problem


def test_it_is_a_503_until_it_is_back(
    tmp_path: Path, encoders: Encoders, caplog: pytest.LogCaptureFixture
) -> None:
    server = PostgresServer()
    store = server.address(schema="spravka", port=server.port)
    settings = Settings(data=tmp_path, store=store)
    document = {"source": "a.txt", "text": "The ferry leaves at nine."}
    try:
        with (
            Index.open(tmp_path, encoders=encoders, store=store) as index,
            TestClient(create_app(settings, index=index), base_url="http://localhost") as client,
        ):
            index.add_documents([text_document(source="b.txt", text="The mill is closed.")])
            while client.get("/readyz").status_code != 200:
                pass
            server.kill()
            for response in (
                client.get("/readyz"),
                client.post("/v1/search", json={"query": "ferry"}),
                client.post("/v1/answer", json={"question": "When does the ferry leave?"}),
                client.post("/v1/documents", json={"documents": [document]}),
                client.get("/v1/documents"),
                client.get("/v1/collections"),
            ):
                problem = assert_problem(response, 503, "store")
                assert problem["detail"].startswith("postgresql://postgres@127.0.0.1")
                assert response.headers["retry-after"]
            assert client.get("/healthz").status_code == 200
            server.start()
            assert client.get("/readyz").json()["generation"] == 1
            assert client.post("/v1/documents", json={"documents": [document]}).status_code == 200
            hits = client.post("/v1/search", json={"query": "ferry"}).json()["hits"]
            assert hits[0]["citation"]["source"] == "a.txt"
    finally:
        server.stop()
    assert "geheim" not in caplog.text


def test_it_is_a_503_too_where_nothing_answers(tmp_path: Path, encoders: Encoders) -> None:
    server = PostgresServer()
    try:
        with relayed(server.port) as relay:
            bounds = "connect_timeout=2&tcp_user_timeout=300"
            store = f"{server.address(schema='spravka', port=relay.port)}&{bounds}"
            settings = Settings(data=tmp_path, store=store)
            with (
                Index.open(tmp_path, encoders=encoders, store=store) as index,
                TestClient(
                    create_app(settings, index=index), base_url="http://localhost"
                ) as client,
            ):
                index.add_documents([text_document(source="b.txt", text="The mill is closed.")])
                while client.get("/readyz").status_code != 200:
                    pass
                relay.begin("stall")
                for response in (
                    client.get("/readyz"),
                    client.post("/v1/search", json={"query": "mill"}),
                ):
                    assert_problem(response, 503, "store")
                assert client.get("/healthz").status_code == 200
                relay.heal()
                assert client.get("/readyz").status_code == 200
                assert client.post("/v1/search", json={"query": "mill"}).json()["hits"]
    finally:
        server.stop()
