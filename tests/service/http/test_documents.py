"""What is indexed, listed over HTTP, and the files it was read from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import asking
from tests.service.http.test_app import assert_problem

SAMPLES = Path(__file__).parents[2] / "index" / "read" / "samples"
HOSTILE = b"<!doctype html><title>Trap</title><p>A trap is here.<script>alert(1)</script>"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=word_encoders()) as index:
        yield index


@pytest.fixture
def client(own: Index) -> Iterator[TestClient]:
    with asking(create_app(Settings(), index=own)) as client:
        yield client


def put(client: TestClient, source: str, data: bytes) -> str:
    response = client.put("/v1/documents", params={"source": source}, content=data)
    assert response.is_success, response.text
    return str(response.json()["documents"][0]["document_id"])


class TestListing:
    def test_goes_page_by_page_in_the_order_that_is_asked_for(self, client: TestClient) -> None:
        for name in ("b.md", "hr/a.md", "hr/c.txt"):
            put(client, name, b"The ferry leaves at nine." * (1 + len(name)))
        asked: dict[str, str | int] = {"sort": "-size", "limit": 2}
        first = client.get("/v1/documents", params=asked).json()
        second = client.get("/v1/documents", params={**asked, "cursor": first["next"]}).json()
        listed = [*first["documents"], *second["documents"]]
        assert [each["source"] for each in listed] == ["hr/c.txt", "hr/a.md", "b.md"]
        assert (first["total"], second["next"]) == (3, None)
        assert listed[2]["size"] == 25 * 5
        assert listed[2]["media_type"] == "text/markdown"
        assert listed[2]["added"] == listed[2]["modified"] > 1_700_000_000

    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            ({"prefix": "hr/"}, ["hr/a.md"]),
            ({"name": "FERRY"}, ["ferry.md"]),
            ({"source": "ferry.md"}, ["ferry.md"]),
            ({"filter": '{"type": "eq", "key": "folder", "value": "hr"}'}, ["hr/a.md"]),
        ],
    )
    def test_keeps_to_a_part(
        self, client: TestClient, asked: dict[str, str], kept: list[str]
    ) -> None:
        for name in ("ferry.md", "hr/a.md"):
            put(client, name, b"It leaves at nine.")
        listed = client.get("/v1/documents", params=asked).json()
        assert [each["source"] for each in listed["documents"]] == kept
        assert listed["total"] == 1

    @pytest.mark.parametrize(
        ("asked", "parameter"),
        [({"sort": "colour"}, "sort"), ({"filter": "{"}, "filter"), ({"prefix": "\0"}, "prefix")],
    )
    def test_says_what_does_not_fit(
        self, client: TestClient, asked: dict[str, str], parameter: str
    ) -> None:
        refused = assert_problem(client.get("/v1/documents", params=asked), 422, "invalid")
        assert refused["errors"][0]["parameter"] == parameter
        broken = client.get("/v1/documents", params={"cursor": "x"})
        assert "cursor" in assert_problem(broken, 422, "invalid")["detail"]


class TestTheOriginal:
    def test_is_the_very_file_that_was_sent(self, client: TestClient) -> None:
        data = (SAMPLES / "harbour.pdf").read_bytes()
        number = put(client, "plans/harbour ёж.pdf", data)
        response = client.get(f"/v1/documents/{number}/raw")
        assert response.content == data
        assert response.headers["content-type"] == "application/pdf"
        name = "harbour%20%D1%91%D0%B6.pdf"
        assert response.headers["content-disposition"] == f"inline; filename*=UTF-8''{name}"
        assert response.headers["x-content-type-options"] == "nosniff"
        # A sandbox would keep a browser's reader of PDF from showing it.
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        head = client.head(f"/v1/documents/{number}/raw")
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) == len(data)
        known = {"If-None-Match": response.headers["etag"]}
        assert client.get(f"/v1/documents/{number}/raw", headers=known).status_code == 304
        saved = client.get(f"/v1/documents/{number}/raw", params={"download": "true"})
        assert saved.headers["content-disposition"].startswith("attachment")

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-0", 0, 0),
            ("bytes=3-6", 3, 6),
            ("Bytes= 7-", 7, 9),
            ("bytes=-4", 6, 9),
            ("bytes=-400", 0, 9),
            ("bytes=8-999999999999999", 8, 9),
        ],
    )
    def test_is_given_in_parts(self, client: TestClient, asked: str, first: int, last: int) -> None:
        data = b"0123456789"
        address = f"/v1/documents/{put(client, 'digits.txt', data)}/raw"
        whole = client.get(address)
        assert whole.headers["accept-ranges"] == "bytes"
        part = client.get(address, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, data[first : last + 1])
        assert part.headers["content-range"] == f"bytes {first}-{last}/10"
        assert int(part.headers["content-length"]) == last - first + 1
        assert part.headers["etag"] == whole.headers["etag"]
        head = client.head(address, headers={"Range": asked})
        assert (head.status_code, head.headers["content-length"]) == (200, "10")

    @pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
    def test_has_no_part_beyond_its_end(self, client: TestClient, asked: str) -> None:
        address = f"/v1/documents/{put(client, 'digits.txt', b'0123456789')}/raw"
        refused = client.get(address, headers={"Range": asked})
        assert_problem(refused, 416, "range")
        assert refused.headers["content-range"] == "bytes */10"

    @pytest.mark.parametrize(
        "asked",
        ["bytes=5-4", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes", "\xe9"],
    )
    def test_is_whole_where_no_one_part_is_asked_for(self, client: TestClient, asked: str) -> None:
        address = f"/v1/documents/{put(client, 'digits.txt', b'0123456789')}/raw"
        whole = client.get(address, headers={b"Range": asked.encode("latin-1")})
        assert (whole.status_code, whole.content) == (200, b"0123456789")

    def test_is_given_in_parts_of_one_version(self, client: TestClient) -> None:
        address = f"/v1/documents/{put(client, 'digits.txt', b'0123456789')}/raw"
        tag = client.get(address).headers["etag"]
        asked = {"Range": "bytes=2-3", "If-Range": tag}
        assert client.get(address, headers=asked).content == b"23"
        put(client, "digits.txt", b"abcdefghij")
        assert client.get(address, headers=asked).content == b"abcdefghij"
        dated = {**asked, "If-Range": "Thu, 26 Nov 2026 10:00:00 GMT"}
        assert client.get(address, headers=dated).status_code == 200

    def test_is_not_kept_where_that_is_not_wanted(self, own: Index) -> None:
        settings = Settings(keep_originals=False)
        with asking(create_app(settings, index=own)) as client:
            number = put(client, "harbour.pdf", (SAMPLES / "harbour.pdf").read_bytes())
            gone = client.get(f"/v1/documents/{number}/raw")
        assert "not kept" in assert_problem(gone, 404, "not-found")["detail"]

    def test_runs_nothing_where_it_is_a_page(self, client: TestClient) -> None:
        number = put(client, "trap.html", HOSTILE)
        response = client.get(f"/v1/documents/{number}/raw")
        assert response.content == HOSTILE
        assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert response.headers["content-disposition"].startswith("attachment")

    @pytest.mark.parametrize(
        ("source", "data", "kind"),
        [
            ("a.txt", "Ёж уснул.".encode(), "text/plain; charset=utf-8"),
            ("a.md", "# Ёж\n\nУснул.".encode(), "text/plain; charset=utf-8"),
            ("a.txt", "Ёж уснул под мостом.".encode("cp1251"), "text/plain"),
        ],
    )
    def test_is_shown_where_it_is_text(
        self, client: TestClient, source: str, data: bytes, kind: str
    ) -> None:
        response = client.get(f"/v1/documents/{put(client, source, data)}/raw")
        assert response.content == data
        assert response.headers["content-type"] == kind
        assert response.headers["content-disposition"].startswith("inline")

    def test_is_that_of_a_folder_while_it_is_unchanged(
        self, client: TestClient, own: Index, tmp_path: Path
    ) -> None:
        path = tmp_path / "files" / "harbour.pdf"
        path.parent.mkdir()
        path.write_bytes((SAMPLES / "harbour.pdf").read_bytes())
        own.add(path.parent)
        [document] = client.get("/v1/documents").json()["documents"]
        address = f"/v1/documents/{document['document_id']}/raw"
        assert client.get(address).content == path.read_bytes()
        path.write_bytes(b"%PDF-1.7 another")
        gone = assert_problem(client.get(address), 404, "not-found")
        assert str(tmp_path) not in gone["detail"]
        assert_problem(client.get("/v1/documents/none/raw"), 404, "not-found")
