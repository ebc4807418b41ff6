"""Documents go over HTTP, counted first where they are many, and come back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index import Index, text_document
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking
from tests.service.http.test_app import assert_problem

SOURCES = ["hr/a.md", "hr/b.md", "it/c.txt"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Index.open(tmp_path / "own", encoders=word_encoders()) as index:
        index.add_documents(
            [text_document(source=each, text=f"The ferry of {each} leaves.") for each in SOURCES]
        )
        with asking(create_app(Settings(), index=index)) as client:
            yield client


def sources(client: TestClient) -> list[str]:
    return [each["source"] for each in client.get("/v1/documents").json()["documents"]]


def post(client: TestClient, address: str, **body: Any) -> Any:
    response = client.post(f"/v1/documents/{address}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_many_are_counted_then_deleted_then_brought_back(client: TestClient) -> None:
    before = client.get("/v1/search", params={"q": "ferry"}).json()["hits"]
    counted = post(client, "delete", prefix="hr/")
    assert (counted["matched"], counted["deleted"]) == (2, 0)
    assert sources(client) == SOURCES
    gone = post(client, "delete", prefix="hr/", dry_run=False, expected=counted["matched"])
    assert (gone["deleted"], gone["sources"]) == (2, SOURCES[:2])
    assert sources(client) == SOURCES[2:]
    kept = client.get("/v1/documents/deleted", params={"limit": 1}).json()
    assert (kept["total"], [each["source"] for each in kept["documents"]]) == (2, SOURCES[:1])
    back = post(client, "undo", change=gone["change"])
    assert [each["source"] for each in back["restored"]] == SOURCES[:2]
    after = client.get("/v1/search", params={"q": "ferry"}).json()["hits"]
    assert {hit["passage"]["id"] for hit in after} == {hit["passage"]["id"] for hit in before}
    changed = client.post(
        "/v1/documents/delete", json={"prefix": "it/", "dry_run": False, "expected": 2}
    )
    assert "1 documents are meant" in assert_problem(changed, 409, "conflict")["detail"]


def test_one_goes_by_its_source_and_for_good_where_that_is_meant(client: TestClient) -> None:
    for name, kept in (("hr/a.md", 1), ("hr/b.md", 1)):
        for_good = str(name == "hr/b.md").lower()
        gone = client.delete("/v1/documents", params={"source": name, "for_good": for_good})
        assert gone.status_code == 200
        assert client.get("/v1/documents/deleted").json()["total"] == kept
    assert_problem(client.delete("/v1/documents", params={"source": "none"}), 404, "not-found")
    assert client.delete("/v1/documents/deleted").json() == {"forgotten": 1}
    assert_problem(client.post("/v1/documents/undo", json={}), 404, "not-found")
    assert_problem(client.post("/v1/documents/delete", json={}), 422, "invalid")


def test_a_collection_comes_back(client: TestClient) -> None:
    client.delete("/v1/collections/default")
    assert sources(client) == []
    assert len(post(client, "undo", collection="default")["restored"]) == 3
    assert sources(client) == SOURCES
