"""What a document is made of and its outline, over HTTP."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from index import Index
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES
from tests.service.conftest import asking

PDF = "application/pdf"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with Index.open(tmp_path_factory.mktemp("office"), encoders=word_encoders()) as index:
        index.add(SAMPLES / "station.pdf")
        with asking(create_app(Settings(text_limit=3000), index=index)) as client:
            yield client


@pytest.fixture(scope="module")
def path(office: TestClient) -> str:
    document = office.get("/v1/documents").json()["documents"][0]
    assert document["media_type"] == PDF
    return f"/v1/documents/{document['document_id']}"


def test_a_span_tells_its_blocks_pages_and_boxes(office: TestClient, path: str) -> None:
    whole = office.get(f"{path}/structure").json()
    assert (whole["start"], whole["end"]) == (0, 3000)
    text = office.get(f"{path}/text").json()["text"]
    headings = [block for block in whole["blocks"] if block["kind"] == "heading"]
    assert text[headings[0]["start"] : headings[0]["end"]] == "Отчёт о работе насосной станции"
    assert [mark["page"] for mark in whole["pages"]] == [1, 2]
    part = office.get(f"{path}/structure", params={"start": 2000, "end": 2100}).json()
    assert [mark["page"] for mark in part["pages"]] == [2]
    assert {box["page"] for box in part["boxes"]} == {2}
    assert set(part["boxes"][0]) == {"start", "page", "x0", "y0", "x1", "y1"}


def test_an_outline_comes_by_pages(office: TestClient, path: str) -> None:
    outline = office.get(f"{path}/outline").json()
    assert outline["total"] == len(outline["entries"]) > 5
    some = office.get(f"{path}/outline", params={"limit": 2, "offset": 1}).json()
    assert some["entries"] == outline["entries"][1:3]
    assert (some["total"], some["limit"], some["offset"]) == (outline["total"], 2, 1)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("structure?end=3001", 422),
        ("structure?start=5&end=4", 422),
        ("structure?start=99999999", 422),
        ("outline?limit=0", 422),
        ("outline?limit=10001", 422),
        ("outline?what=ever", 422),
    ],
)
def test_what_is_no_span_or_no_page_is_refused(
    office: TestClient, path: str, asked: str, status: int
) -> None:
    assert office.get(f"{path}/{asked}").status_code == status


@pytest.mark.parametrize("what", ["structure", "outline"])
def test_an_unknown_document_has_neither(office: TestClient, what: str) -> None:
    assert office.get(f"/v1/documents/unknown/{what}").status_code == 404
