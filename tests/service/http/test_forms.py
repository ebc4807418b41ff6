"""Forms as other clients than browsers write them: whose names are whose, and in what encoding."""

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

FERRY = b"The ferry leaves at nine."


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with (
        Index.open(tmp_path, encoders=word_encoders()) as index,
        asking(create_app(Settings(), index=index)) as client,
    ):
        yield client


def form(disposition: bytes, content: bytes = FERRY) -> bytes:
    """Return a form of one part."""
    head = b"--x\r\nContent-Disposition: form-data; " + disposition
    return head + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


HEADERS = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("disposition", "source"),
    [
        (b"name=files; filename=ferry.txt", "ferry.txt"),
        ('name="files"; filename="паром.txt"'.encode(), "паром.txt"),
        (b"name=files; filename*=utf-8''%D0%BF%D0%B0%D1%80%D0%BE%D0%BC.txt", "паром.txt"),
        (
            b"name=files; filename=\"=?utf-8?B?eA==?=\"; filename*=UTF-8''%D1%91%20%22a%22.txt",
            'ё "a".txt',
        ),
        (b'name="files"; filename*=utf-8\'ru\'a%20%5C.md; filename="a.txt"', "a \\.md"),
        (b'name=files; filename="Memo %22final%22.txt"', 'Memo "final".txt'),
        (b'name=files; filename="100%25 %41.txt"', "100%25 %41.txt"),
    ],
)
def test_a_file_goes_by_the_name_that_its_client_meant(
    client: TestClient, disposition: bytes, source: str
) -> None:
    response = client.post("/v1/documents", content=form(disposition), headers=HEADERS)
    assert [each["source"] for each in response.json()["documents"]] == [source]


@pytest.mark.parametrize(
    ("disposition", "content"),
    [
        ('name=files; filename="отчёт.txt"'.encode("cp1251"), FERRY),
        (b"name=files; filename*=utf-8''%EE%F2.txt", FERRY),
        (b"name=collection", "отдел".encode("cp1251")),
        (b"name=\xff", b"x"),
    ],
)
def test_what_is_not_utf_8_is_refused(
    client: TestClient, disposition: bytes, content: bytes
) -> None:
    response = client.post("/v1/documents", content=form(disposition, content), headers=HEADERS)
    assert "UTF-8" in assert_problem(response, 400, "malformed")["detail"]
    assert client.get("/v1/documents").json()["total"] == 0


def test_a_form_of_another_charset_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=utf-16"}
    body = form(b'name=files; filename="a.txt"')
    response = client.post("/v1/documents", content=body, headers=headers)
    assert "charset" in assert_problem(response, 400, "malformed")["detail"]
