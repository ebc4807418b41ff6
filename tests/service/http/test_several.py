"""Several collections, and several queries, in one request."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index, text_document
from service.http.app import create_app
from service.keys import Keys
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking, bearing
from tests.service.http.test_app import assert_problem

TEXTS = {"hr": "Vacation is long.", "it": "The router is red.", "law": "The charter is old."}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        for name, text in TEXTS.items():
            document = text_document(source=f"{name}/a.txt", text=text, collection=name)
            index.add_documents([document], collection=name)
        with asking(create_app(Settings(data=tmp_path), index=index)) as client:
            yield client


def test_collections_are_searched_as_one(client: TestClient) -> None:
    body = {"query": "the router", "collections": ["hr", "it"], "facets": ["folder"]}
    posted = client.post("/v1/search", json=body).json()
    assert posted["collections"] == ["hr", "it"]
    assert [hit["collection"] for hit in posted["hits"]] == ["it", "hr"]
    assert posted["facets"] == {
        "folder": [{"value": "hr", "count": 1}, {"value": "it", "count": 1}]
    }
    address = "/v1/search?q=the+router&collections=hr&collections=it&facets=folder&offset=1"
    got = client.get(address).json()
    assert [hit["rank"] for hit in got["hits"]] == [2]
    assert got["facets"] == posted["facets"]
    answered = client.get("/v1/answer?q=is+the+router+red&collections=hr&collections=it").json()
    assert answered["answer"]["text"] == TEXTS["it"]
    assert answered["collections"] == ["hr", "it"]


def test_queries_are_answered_in_their_order(client: TestClient) -> None:
    body = {"queries": ["router", "charter"], "collections": list(TEXTS), "k": 1}
    results = client.post("/v1/search/batch", json=body).json()["results"]
    assert [each["query"] for each in results] == body["queries"]
    assert [each["hits"][0]["collection"] for each in results] == ["it", "law"]
    assert results[0]["generation"] == results[1]["generation"]
    wrong: list[dict[str, object]] = [
        {"queries": []},
        {"queries": ["x"] * 101},
        {"queries": ["x"], "collections": []},
    ]
    for refused in wrong:
        assert_problem(client.post("/v1/search/batch", json=refused), 422, "invalid")


def test_a_key_for_some_collections_is_for_no_other_among_several(
    client: TestClient, tmp_path: Path
) -> None:
    _, key = Keys(tmp_path).create(scope="read", collections=["hr", "it"])
    for names, status in ((["hr", "it"], 200), (["hr", "law"], 403)):
        for address, query in (("search", {"query": "x"}), ("search/batch", {"queries": ["x"]})):
            body = {**query, "collections": names}
            response = client.post(f"/v1/{address}", json=body, headers=bearing(key))
            assert response.status_code == status
