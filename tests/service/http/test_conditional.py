"""Reads name the state of the store, and are not sent again while it is the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index, text_document
from service.http.app import create_app
from service.http.conditional import READS
from service.http.guard import NEEDS
from service.keys import Keys
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking, bearing

NOT_OF_THE_STORE = {
    "/v1/key",
    "/v1/starters",
    "/v1/translations",
    "/v1/documents/{document_id}/raw",
    "/v1/documents/deleted",
    # Files that were sent, and what became of them, are no change that a generation counts.
    "/v1/files",
    "/v1/files/{file_id}",
    "/v1/files/{file_id}/content",
    "/v1/vector_stores/{store_id}",
    "/v1/vector_stores/{store_id}/files",
    "/v1/vector_stores/{store_id}/files/{file_id}",
    "/v1/vector_stores/{store_id}/files/{file_id}/content",
    "/v1/vector_stores/{store_id}/file_batches/{batch_id}",
    "/v1/vector_stores/{store_id}/file_batches/{batch_id}/files",
}
"""What tells of something else, or of what time alone ends, and has no tag or one of its own."""

FERRY = "The ferry leaves at nine."


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "data", encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text=FERRY)])
        yield index


@pytest.fixture
def client(index: Index, tmp_path: Path) -> Iterator[TestClient]:
    with asking(create_app(Settings(data=tmp_path / "data"), index=index)) as client:
        yield client


def addresses(client: TestClient) -> dict[str, str]:
    """Return an address that can be read for each that has a tag."""
    document = client.get("/v1/documents").json()["documents"][0]["document_id"]
    given = {"document_id": document, "name": "default", "store_id": "default", "model": "spravka"}
    return {
        path: path.format(**given)
        + "?q=ferry" * ("/v1/" in path and path[4:] in {"answer", "search"})
        for path in READS
    }


def again(client: TestClient, address: str, tag: str) -> int:
    return client.get(address, headers={"If-None-Match": tag}).status_code


def test_every_read_of_the_interface_takes_a_stand() -> None:
    reads = {address.split()[1] for address in NEEDS if address.startswith("GET /v1/")}
    assert reads == READS | NOT_OF_THE_STORE


@pytest.mark.parametrize("path", sorted(READS))
def test_what_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    address = addresses(client)[path]
    first = client.get(address)
    assert first.status_code == 200
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Authorization"
    tag = first.headers["etag"]
    second = client.get(address, headers={"If-None-Match": tag})
    assert (second.status_code, second.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert second.headers[name] == first.headers[name]
    client.put("/v1/documents?source=b.txt", content=b"The harbour is closed.")
    third = client.get(address, headers={"If-None-Match": tag})
    assert third.status_code == 200
    assert third.headers["etag"] != tag


@pytest.mark.parametrize("path", sorted(READS))
def test_a_head_has_the_same_tag(client: TestClient, path: str) -> None:
    address = addresses(client)[path]
    tag = client.get(address).headers["etag"]
    head = client.head(address)
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    assert head.headers["cache-control"] == "private, no-cache"
    assert client.head(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_tag_is_of_its_address_alone(client: TestClient) -> None:
    tag = client.get("/v1/collections").headers["etag"]
    assert again(client, "/v1/documents/nope", tag) == 404
    assert again(client, "/v1/search?q=x&k=0", tag) == 422
    assert again(client, "/v1/search?q=ferry", tag) == 200
    assert client.get("/v1/search?q=ferry").headers["etag"] != tag


def test_the_tag_begins_with_the_generation(client: TestClient) -> None:
    response = client.get("/v1/collections")
    assert response.headers["etag"].startswith(f'W/"{response.json()["generation"]}-')


def test_one_of_several_tags_is_enough(client: TestClient) -> None:
    tag = client.get("/v1/collections").headers["etag"]
    strong = tag.removeprefix("W/")
    for given in (tag, strong, f'"x", {tag}', f'{strong} ,W/"y"', f" {tag} "):
        assert again(client, "/v1/collections", given) == 304
    for given in ("", '"x"', "*", tag.upper(), strong.strip('"')):
        assert again(client, "/v1/collections", given) == 200


def test_what_is_refused_has_no_tag(client: TestClient) -> None:
    for address in ("/v1/search", "/v1/collections/nowhere", "/v1/documents?limit=0"):
        response = client.get(address)
        assert response.status_code in {404, 422}
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"
    assert "etag" not in client.post("/v1/search", json={"query": "ferry"}).headers
    assert "etag" not in client.get("/v1/key").headers


def test_another_store_of_the_same_generation_has_another_tag(
    client: TestClient, tmp_path: Path
) -> None:
    with Index.open(tmp_path / "other", encoders=word_encoders()) as other:
        other.add_documents([text_document(source="a.txt", text=FERRY)])
        with asking(create_app(Settings(data=tmp_path / "other"), index=other)) as another:
            one, two = (each.get("/v1/collections") for each in (client, another))
    assert one.json()["generation"] == two.json()["generation"]
    assert one.headers["etag"] != two.headers["etag"]


def test_what_a_folder_holds_and_is_not_read_is_of_the_state_too(
    client: TestClient, index: Index, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text(FERRY, encoding="utf-8")
    index.add(folder)
    address = "/v1/answer?q=ferry"
    before = client.get(address)
    (folder / "b.bin").write_bytes(b"\0\1\2")
    index.update()
    after = client.get(address, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["generation"] == before.json()["generation"]
    assert after.json()["coverage"] != before.json()["coverage"]


def test_who_sees_other_collections_has_another_tag(index: Index, tmp_path: Path) -> None:
    keys = Keys(tmp_path / "data")
    given = [keys.create(scope="read", collections=of)[1] for of in ([], ["default"], ["hr"])]
    with asking(
        create_app(Settings(data=tmp_path / "data", token="t" * 16), index=index)
    ) as client:
        tags = [
            client.get("/v1/collections", headers=bearing(key)).headers["etag"] for key in given
        ]
        assert len(set(tags)) == 3
        crossed = bearing(given[2]) | {"If-None-Match": tags[0]}
        assert client.get("/v1/collections", headers=crossed).status_code == 200
        assert client.get("/v1/collections", headers={"If-None-Match": tags[0]}).status_code == 401
