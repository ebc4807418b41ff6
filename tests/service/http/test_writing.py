"""Writing over HTTP: what is sent is found at once, once, and nothing else is changed."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient

from index import Index
from service.async_index import AsyncIndex
from service.errors import Busy
from service.http.app import create_app
from service.settings import Settings
from tests.service.conftest import asking, serving
from tests.service.http.test_app import assert_problem

FERRY = "The ferry to Skagen leaves at nine."
LATER = "The ferry to Skagen leaves at half past ten."
CHARTER = "# Устав\n\nПредседатель избирается на три года."


@pytest.fixture
def own(tmp_path: Path, library: Index) -> Iterator[Index]:
    """An empty index, with the encoders that are loaded already."""
    with Index.open(tmp_path / "own", encoders=library.encoders) as index:
        yield index


@pytest.fixture
def client(own: Index) -> Iterator[TestClient]:
    with asking(create_app(Settings(), index=own)) as client:
        yield client


def send(client: TestClient, *documents: dict[str, object], **body: object) -> Any:
    response = client.post("/v1/documents", json={"documents": documents, **body})
    assert response.status_code == 200, response.text
    return response.json()


def found(client: TestClient, query: str, **options: str) -> list[str]:
    answer = client.get("/v1/search", params={"q": query, **options}).json()
    return [hit["passage"]["text"] for hit in answer["hits"]]


class TestSendingFiles:
    def test_makes_them_found_with_exact_citations(self, client: TestClient) -> None:
        data = CHARTER.encode("cp1251")
        files = [
            ("files", ("law/устав.md", data)),
            ("files", ("ferry.txt", FERRY.encode())),
        ]
        response = client.post("/v1/documents", files=files)
        assert response.status_code == 200
        answer = response.json()
        assert list(answer) == [
            "collection", "generation", "added", "replaced", "unchanged", "passages",
            "embedded", "documents", "failed", "duplicates", "replaced_sources", "change",
        ]  # fmt: skip
        assert (answer["collection"], answer["added"], answer["failed"]) == ("default", 2, [])
        assert [list(one) for one in answer["documents"]] == [["document_id", "source"]] * 2
        hit = client.get("/v1/search?q=на сколько лет избирают председателя?").json()["hits"][0]
        assert hit["citation"]["document_id"] == answer["documents"][0]["document_id"]
        assert hit["citation"]["source"] == "law/устав.md"
        assert hit["citation"]["sha256"] == sha256(data).hexdigest()
        start, end = hit["citation"]["start"], hit["citation"]["end"]
        assert CHARTER[start:end] == hit["citation"]["quote"]

    def test_names_the_bad_ones_and_takes_the_others(self, client: TestClient) -> None:
        files = [
            ("files", ("binary.txt", bytes(range(256)) * 4)),
            ("files", ("good.txt", FERRY.encode())),
            ("files", ("report.bin", bytes(range(32)))),
            ("files", ("empty.txt", b"")),
            ("files", (f"{'a' * 1001}.txt", FERRY.encode())),
        ]
        answer = client.post("/v1/documents", files=files).json()
        assert [one["source"] for one in answer["documents"]] == ["good.txt"]
        assert [one["source"][:10] for one in answer["failed"]] == [
            "binary.txt", "report.bin", "empty.txt", "a" * 10
        ]  # fmt: skip
        assert ".txt, .text, .md" in answer["failed"][1]["reason"]
        assert "1000 characters" in answer["failed"][3]["reason"]
        assert found(client, "ferry") == [FERRY]

    def test_of_which_none_can_be_read_is_refused(self, client: TestClient) -> None:
        files = [("files", ("a.bin", bytes(range(32)))), ("files", ("b.txt", bytes(range(32))))]
        problem = assert_problem(client.post("/v1/documents", files=files), 422, "invalid")
        assert [error["source"] for error in problem["errors"]] == ["a.bin", "b.txt"]
        assert client.get("/readyz").json()["generation"] == 0

    def test_goes_to_the_collection_named(self, client: TestClient) -> None:
        client.post(
            "/v1/documents",
            files={"files": ("a.txt", FERRY.encode())},
            data={"collection": "harbour"},
        )
        assert found(client, "ferry") == []
        assert found(client, "ferry", collection="harbour") == [FERRY]

    @pytest.mark.parametrize(
        ("body", "status", "slug"),
        [
            (b"", 400, "malformed"),
            (b"no form at all", 400, "malformed"),
            (b"--B\r\n\r\nno name\r\n--B--\r\n", 400, "malformed"),
            (b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\ncut',
             400, "malformed"),
            (b"--B--\r\n", 422, "invalid"),
            (b'--B\r\nContent-Disposition: form-data; name="collection"\r\n\r\nx\r\n--B--\r\n',
             422, "invalid"),
            (b'--B\r\nContent-Disposition: form-data; name="files"\r\n\r\nno file\r\n--B--\r\n',
             422, "invalid"),
            (b'--B\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\na\r\n--B--\r\n',
             422, "invalid"),
            (b'--B\r\nContent-Disposition: form-data; name="f"; filename="\0.md"\r\n\r\na\r\n--B--',
             422, "invalid"),
        ],
    )  # fmt: skip
    def test_in_a_broken_form_is_refused(
        self, client: TestClient, body: bytes, status: int, slug: str
    ) -> None:
        headers = {"Content-Type": "multipart/form-data; boundary=B"}
        response = client.post("/v1/documents", content=body, headers=headers)
        assert_problem(response, status, slug)

    @pytest.mark.parametrize(
        "parameters",
        ["", "; boundary=", "; boundary=B; charset=idna", "; boundary=B; charset=raw_unicode_escape",
         "; boundary=B; charset=utf-16", "; boundary=B; charset=%00", "; boundary=é"],
    )  # fmt: skip
    def test_in_a_form_of_an_odd_type_is_refused(self, client: TestClient, parameters: str) -> None:
        name = "x" * 80 + "\\ud800"
        form = (
            f'--B\r\nContent-Disposition: form-data; name="f"; filename="{name}.bin"\r\n\r\n'
            "\0\1\2\3\4\5\6\7\r\n--B--\r\n"
        )
        response = client.post(
            "/v1/documents",
            content=form.encode(),
            headers={b"Content-Type": f"multipart/form-data{parameters}".encode("latin-1")},
        )
        assert response.status_code in {400, 422}, response.text
        assert response.headers["content-type"] == "application/problem+json"

    def test_too_many_at_once_is_refused(self, client: TestClient) -> None:
        files = [("files", (f"{number}.txt", b"a")) for number in range(1001)]
        problem = assert_problem(client.post("/v1/documents", files=files), 400, "malformed")
        assert "1000" in problem["detail"]


class TestSendingJson:
    def test_keeps_what_is_said_of_a_document(self, client: TestClient) -> None:
        document: dict[str, object] = {
            "source": "https://intranet/ferry",
            "text": "# Ferry\n\n" + FERRY,
            "title": "Timetable",
            "metadata": {"year": 2024, "open": True, "tags": ["sea", "north"], "language": "en"},
            "media_type": "text/markdown",
        }
        (accepted,) = send(client, document)["documents"]
        kept = client.get(f"/v1/documents/{accepted['document_id']}").json()["document"]
        assert kept["source"] == "https://intranet/ferry"
        assert (kept["title"], kept["language"]) == ("Timetable", "en")
        assert kept["metadata"] == document["metadata"]
        year = json.dumps({"type": "eq", "key": "year", "value": 2024})
        assert found(client, "ferry", filter=year)[0].endswith(FERRY)

    def test_twice_changes_nothing(self, client: TestClient) -> None:
        first = send(client, {"source": "a", "text": FERRY})
        second = send(client, {"source": "a", "text": FERRY})
        assert (first["added"], second["added"], second["unchanged"]) == (1, 0, 1)
        assert second["generation"] == first["generation"]
        assert second["documents"] == first["documents"]
        assert second["embedded"] == 0

    def test_of_a_new_version_replaces_the_last(self, client: TestClient) -> None:
        first = send(client, {"source": "a", "text": FERRY})
        assert found(client, "ferry") == [FERRY]
        second = send(client, {"source": "a", "text": LATER})
        assert (second["replaced"], second["added"]) == (1, 0)
        assert second["documents"] == first["documents"]
        assert second["generation"] == first["generation"] + 1
        assert found(client, "ferry") == [LATER]

    def test_under_one_source_twice_keeps_the_last(self, client: TestClient) -> None:
        answer = send(client, {"source": "a", "text": FERRY}, {"source": "a", "text": LATER})
        assert answer["added"] == 1
        assert found(client, "ferry") == [LATER]
        (failure,) = answer["failed"]
        assert (failure["source"], failure["code"]) == ("a", "name_taken")
        files = [("files", ("b.txt", FERRY.encode())), ("files", ("b.txt", LATER.encode()))]
        answer = client.post("/v1/documents", files=files).json()
        assert [one["source"] for one in answer["documents"]] == ["b.txt"]
        assert [one["code"] for one in answer["failed"]] == ["name_taken"]

    def test_of_a_text_that_is_there_already_says_so(self, client: TestClient) -> None:
        send(client, {"source": "hr/a.txt", "text": FERRY})
        answer = send(client, {"source": "a.txt", "text": FERRY}, {"source": "b", "text": LATER})
        assert answer["duplicates"] == [{"source": "a.txt", "same_as": "hr/a.txt"}]

    def test_takes_the_others_where_a_text_is_empty_or_metadata_too_much(
        self, client: TestClient
    ) -> None:
        answer = send(
            client,
            {"source": "none", "text": ""},
            {"source": "good", "text": FERRY, "metadata": {"note": "a" * 60_000}},
            {"source": "much", "text": FERRY, "metadata": {"note": "я" * 60_000}},
        )
        assert [one["source"] for one in answer["documents"]] == ["good"]
        assert [one["source"] for one in answer["failed"]] == ["none", "much"]
        assert "65,536" in answer["failed"][1]["reason"]

    def test_names_the_bad_ones_and_takes_the_others(self, client: TestClient) -> None:
        answer = send(
            client,
            {"source": "blank", "text": " \n"},
            {"source": "good", "text": FERRY},
            {"source": "NUL", "text": "a\0b"},
            {"source": "huge", "text": FERRY, "metadata": {"number": 2**64}},
        )
        assert [one["source"] for one in answer["documents"]] == ["good"]
        assert [one["source"] for one in answer["failed"]] == ["blank", "NUL", "huge"]

    @pytest.mark.parametrize(
        ("body", "status", "slug"),
        [
            (b"", 400, "malformed"),
            (b"{", 400, "malformed"),
            ('{"documents": [{"source": "a", "text": "ё"}]}'.encode("cp1251"), 400, "malformed"),
            (b"[" * 100_000, 400, "malformed"),
            (b"9" * 5000, 400, "malformed"),
            (b"[]", 422, "invalid"),
            (b"null", 422, "invalid"),
            (b'{"documents": []}', 422, "invalid"),
            (b'{"documents": [{"text": "a"}]}', 422, "invalid"),
            (b'{"documents": [{"source": "", "text": "a"}]}', 422, "invalid"),
            (b'{"documents": [{"source": "a\\u0000", "text": "a"}]}', 422, "invalid"),
            (b'{"documents": [{"source": "\\ud83e", "text": "a"}]}', 422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a \\ud83e"}]}', 422, "invalid"),
            (b'{"documents": [{"source": "a", "text": 7}]}', 422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a", "metadata": {"a": null}}]}',
             422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a", "metadata": {"a": NaN}}]}',
             422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a", "metadata": {"\\ud83e": 1}}]}',
             422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a", "media_type": "text/html"}]}',
             422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a", "id": 7}]}', 422, "invalid"),
            (b'{"documents": [{"source": "a", "text": "a"}], "collection": "a\\nb"}',
             422, "invalid"),
        ],
    )  # fmt: skip
    def test_that_cannot_be_served_is_refused(
        self, client: TestClient, body: bytes, status: int, slug: str
    ) -> None:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        response = client.post("/v1/documents", content=body, headers=headers)
        assert len(assert_problem(response, status, slug)["detail"]) < 1000
        assert client.get("/readyz").json()["generation"] == 0

    def test_names_the_place_of_what_is_wrong(self, client: TestClient) -> None:
        body = {"documents": [{"source": "a", "text": "a"}, {"source": "b"}]}
        problem = assert_problem(client.post("/v1/documents", json=body), 422, "invalid")
        assert [error["pointer"] for error in problem["errors"]] == ["#/documents/1/text"]

    @pytest.mark.parametrize("media_type", ["text/plain", "application/xml", None])
    def test_of_another_media_type_is_refused(
        self, client: TestClient, media_type: str | None
    ) -> None:
        headers = {} if media_type is None else {"Content-Type": media_type}
        response = client.post("/v1/documents", content=b"{}", headers=headers)
        assert "multipart/form-data" in assert_problem(response, 415, "media-type")["detail"]


class TestPutting:
    def test_says_whether_the_document_is_new(self, client: TestClient) -> None:
        address = "/v1/documents?source=notes/ferry.txt&collection=harbour"
        first = client.put(address, content=FERRY.encode())
        again = client.put(address, content=FERRY.encode())
        later = client.put(address, content=LATER.encode("utf-16"))
        assert [each.status_code for each in (first, again, later)] == [201, 200, 200]
        assert again.json()["unchanged"] == later.json()["replaced"] == 1
        assert found(client, "ferry", collection="harbour") == [LATER]

    @pytest.mark.parametrize(
        ("query", "body", "status"),
        [
            ("", b"a", 422),
            ("source=", b"a", 422),
            ("source=a.txt", b"", 422),
            ("source=a.pdf", b"\0", 422),
            ("source=a.txt&collection=", b"a", 422),
            ("source=a.txt&title=b", b"a", 422),
            ("source=%00.txt", b"a", 422),
            ("source=%ff.txt", b"a", 400),
            (f"source={'a' * 1001}.txt", b"a", 422),
        ],
    )
    def test_what_is_no_document_is_refused(
        self, client: TestClient, query: str, body: bytes, status: int
    ) -> None:
        response = client.put(f"/v1/documents?{query}", content=body)
        assert_problem(response, status, "malformed" if status == 400 else "invalid")

    def test_a_form_is_refused(self, client: TestClient) -> None:
        response = client.put("/v1/documents?source=a.txt", files={"files": ("a.txt", b"a")})
        assert_problem(response, 415, "media-type")


class TestDeleting:
    def test_makes_a_document_found_no_more(self, client: TestClient) -> None:
        sent = send(client, {"source": "a", "text": FERRY}, {"source": "b", "text": CHARTER})
        address = f"/v1/documents/{sent['documents'][0]['document_id']}"
        assert client.delete(address).json() == {"generation": sent["generation"] + 1}
        assert found(client, "ferry") == [CHARTER]
        for gone in (client.get(address), client.get(f"{address}/text"), client.delete(address)):
            assert_problem(gone, 404, "not-found")

    def test_of_an_unknown_one_is_refused(self, client: TestClient) -> None:
        for name in ("unknown", "%00", "a" * 1000):
            assert_problem(client.delete(f"/v1/documents/{name}"), 404, "not-found")


class TestCollections:
    def test_are_made_listed_and_deleted(self, client: TestClient) -> None:
        made = client.post("/v1/collections", json={"name": "законы/2024"})
        assert made.status_code == 201
        assert made.json()["collection"]["documents"] == 0
        send(client, {"source": "a", "text": CHARTER}, collection="законы/2024")
        listed = client.get("/v1/collections").json()
        assert list(listed) == ["generation", "collections"]
        default, law = listed["collections"]
        assert (default["name"], default["documents"]) == ("default", 0)
        assert list(law) == ["name", "documents", "passages", "model", "generation"]
        assert (law["name"], law["documents"], law["model"]) == ("законы/2024", 1, "spravka")
        assert client.get("/v1/collections/законы/2024").json() == {
            "generation": listed["generation"],
            "collection": law,
        }
        assert client.delete("/v1/collections/законы%2F2024").json() == {
            "generation": listed["generation"] + 1
        }
        assert_problem(client.get("/v1/collections/законы/2024"), 404, "not-found")
        assert_problem(client.get("/v1/search?q=a&collection=законы/2024"), 404, "not-found")

    def test_keep_the_same_source_apart(self, client: TestClient) -> None:
        for collection, text in (("one", FERRY), ("two", LATER)):
            send(client, {"source": "a", "text": text}, collection=collection)
        assert found(client, "ferry", collection="one") == [FERRY]
        client.delete("/v1/collections/one")
        assert found(client, "ferry", collection="two") == [LATER]

    def test_cannot_be_made_twice_or_badly(self, client: TestClient) -> None:
        assert client.post("/v1/collections", json={"name": "one"}).status_code == 201
        assert_problem(client.post("/v1/collections", json={"name": "one"}), 409, "exists")
        for name in ("", "a" * 101, "a\nb", "a\0", 7, None):
            assert_problem(client.post("/v1/collections", json={"name": name}), 422, "invalid")
        assert_problem(client.delete("/v1/collections/two"), 404, "not-found")
        assert_problem(client.post("/v1/collections", content=b"{}"), 415, "media-type")


class TestTogether:
    def test_many_writers_lose_nothing_and_readers_wait_for_none(self, own: Index) -> None:
        writers, each = 6, 5
        with serving(own) as address:
            refused, failures = threading.Event(), []

            def write(writer: int) -> None:
                with httpx2.Client(base_url=address, timeout=60) as client:
                    for turn in range(each):
                        text = f"Vessel {writer} of the fleet made its voyage number {turn}."
                        body = {"documents": [{"source": f"{writer}/{turn}", "text": text}]}
                        answer = client.post("/v1/documents", json=body)
                        while answer.status_code == 503:
                            refused.set()
                            answer = client.post("/v1/documents", json=body)
                        if answer.status_code != 200 or answer.json()["added"] != 1:
                            failures.append(answer.text)

            def read() -> None:
                last = 0
                with httpx2.Client(base_url=address, timeout=60) as client:
                    while any(thread.is_alive() for thread in writing):
                        answer = client.get("/v1/search?q=vessel").json()
                        if answer.get("generation", -1) < last:
                            failures.append(str(answer))
                        last = answer.get("generation", -1)

            writing = [threading.Thread(target=write, args=[number]) for number in range(writers)]
            reading = [threading.Thread(target=read) for _ in range(2)]
            for thread in (*writing, *reading):
                thread.start()
            for thread in (*writing, *reading):
                thread.join()
            assert failures == []
            listed = httpx2.get(f"{address}/v1/documents?limit=1000").json()
            assert listed["total"] == writers * each
            assert listed["generation"] == writers * each

    def test_a_store_that_another_process_writes_to_is_told_as_busy(
        self, client: TestClient, tmp_path: Path
    ) -> None:
        send(client, {"source": "a", "text": FERRY})
        other = sqlite3.connect(tmp_path / "own" / "spravka.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        body = {"documents": [{"source": "b", "text": LATER}]}
        response = client.post("/v1/documents", json=body)
        assert found(client, "ferry") == [FERRY]
        other.execute("ROLLBACK")
        other.close()
        assert_problem(response, 503, "store")
        assert response.headers["retry-after"] == "1"
        assert client.post("/v1/documents", json=body).json()["added"] == 1

    def test_more_changes_than_may_wait_are_sent_away(self, library: Index) -> None:
        opened = AsyncIndex(library, threads=1, waiting=0)
        release = threading.Event()

        async def crowd() -> None:
            async def change() -> None:
                with opened.taking_write():
                    await opened.write(release.wait)

            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(change)
                await anyio.wait_all_tasks_blocked()
                with pytest.raises(Busy):
                    await change()
                # A search has a thread of its own.
                assert await opened.ask(lambda: "found") == "found"
                release.set()
            await change()

        started = monotonic()
        anyio.run(crowd)
        assert monotonic() - started < 60
