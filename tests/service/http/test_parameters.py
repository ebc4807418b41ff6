"""Parameters of an address: what is not known there, or said twice, is not passed over."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking
from tests.service.http.test_app import assert_problem

FERRY = ("ferry.txt", b"The ferry leaves at nine.", "text/plain")
TEXTS = {"ferry.txt": "The ferry leaves at nine.", "паром.txt": "Паром отходит в девять."}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        Index.open(tmp_path, encoders=word_encoders()) as index,
        asking(create_app(Settings(), index=index)) as client,
    ):
        yield client


def send(client: TestClient, *, collection: str) -> None:
    documents = [{"source": source, "text": text} for source, text in TEXTS.items()]
    sent = client.post("/v1/documents", json={"documents": documents, "collection": collection})
    assert sent.status_code == 200


def sources(client: TestClient, collection: str) -> list[str]:
    listed = client.get("/v1/documents", params={"collection": collection})
    return [each["source"] for each in listed.json()["documents"]]


@pytest.mark.parametrize(
    "sent",
    [
        {"files": {"files": FERRY}},
        {"files": {"files": FERRY}, "data": {"collection": "hr"}},
        {"json": {"documents": [{"source": "note.md", "text": "The ferry leaves at nine."}]}},
    ],
    ids=["form", "form with it in both", "JSON"],
)
def test_documents_go_to_no_other_collection_than_the_address_names(
    client: TestClient, sent: Mapping[str, Any]
) -> None:
    refused = client.post("/v1/documents?collection=hr", **sent)
    assert_problem(refused, 422, "invalid")
    [error] = refused.json()["errors"]
    assert error["parameter"] == "collection"
    assert "send it in the body" in error["detail"]
    assert client.get("/v1/collections").json()["generation"] == 0


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/v1/search?collection=hr", {"query": "ferry"}),
        ("POST", "/v1/answer?k=1", {"question": "When does the ferry leave?"}),
        ("POST", "/v1/documents/delete?dry_run=false", {"sources": ["ferry.txt"]}),
        ("DELETE", "/v1/collections/hr?dry_run=true", None),
        ("DELETE", "/v1/collections/hr?for_good=true", None),
        ("GET", "/v1/collections?collection=hr", None),
        ("HEAD", "/v1/collections/hr?collection=hr", None),
    ],
)
def test_an_address_without_parameters_takes_none(
    client: TestClient, method: str, address: str, body: object
) -> None:
    send(client, collection="hr")
    assert client.request(method, address, json=body).status_code == 422
    assert set(sources(client, "hr")) == set(TEXTS)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("DELETE", "/v1/documents?collection=hr&source=ferry.txt&source=паром.txt"),
        ("GET", "/v1/search?q=паром&collection=hr&collection=default"),
        ("GET", "/v1/documents?collection=hr&limit=1&limit=2"),
    ],
)
def test_what_is_one_is_given_once(client: TestClient, method: str, address: str) -> None:
    send(client, collection="hr")
    refused = client.request(method, address)
    assert_problem(refused, 422, "invalid")
    assert "give it once, not 2 times" in refused.json()["detail"]
    assert set(sources(client, "hr")) == set(TEXTS)


def test_lists_are_given_as_often_as_they_have_members(client: TestClient) -> None:
    """Whatever the description calls a list may come again."""
    send(client, collection="hr")
    described = client.get("/openapi.json").json()["paths"]
    for path, operations in described.items():
        for parameter in operations.get("get", {}).get("parameters", []):
            kinds = parameter["schema"].get("anyOf", [parameter["schema"]])
            if any(kind.get("type") == "array" for kind in kinds):
                twice = {parameter["name"]: ["hr", "default"]}
                asked = client.get(path, params={"q": "ferry", **twice})
                assert asked.status_code == 200, (path, parameter["name"])


def test_openais_clients_may_send_what_other_services_know(client: TestClient) -> None:
    assert client.get("/v1/vector_stores?api-version=1").status_code == 200


@pytest.mark.parametrize(
    ("parts", "detail"),
    [
        ([("collection", (None, "hr")), ("collection", (None, "it"))], "collection"),
        ([("collection", ("hr", b"hr"))], "collection"),
        ([("files", (None, "The ferry leaves at nine."))], "a part that has a filename"),
    ],
    ids=["two collections", "collection as a file", "file without a name"],
)
def test_a_form_says_what_it_says_once_and_as_what_it_is(
    client: TestClient, parts: list[Any], detail: str
) -> None:
    files = [] if parts[0][0] == "files" else [("files", FERRY)]
    refused = client.post("/v1/documents", files=[*parts, *files])
    assert_problem(refused, 422, "invalid")
    assert detail in refused.json()["detail"]
    assert client.get("/v1/collections").json()["generation"] == 0
