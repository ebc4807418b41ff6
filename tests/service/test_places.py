"""Where a citation is said to stand: its page, and no line where the source has none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from index import Index, text_document
from index.types import Places
from service.cli.main import run
from service.http.app import create_app
from service.settings import Settings
from tests.service.conftest import Visit, asking, serving

TEXT = "The harbour is quiet.\n\nThe ferry to Skagen leaves at nine in the morning."
FERRY = TEXT.index("The ferry")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("paged")


@pytest.fixture(scope="module")
def paged(library: Index, data: Path) -> Iterator[Index]:
    """An index of a document with pages and without lines."""
    given = text_document(source="harbour.txt", text=TEXT, language="en")
    places = Places(pages=((0, 3), (FERRY, 4)), parts=((FERRY, "Timetable"),))
    with Index.open(data, encoders=library.encoders) as index:
        index.add_documents([replace(given, places=places)])
    with Index.open(data, encoders=library.encoders) as index:
        yield index


def test_an_answer_names_the_page_and_the_part_and_no_line(paged: Index) -> None:
    with asking(create_app(Settings(), index=paged)) as client:
        found = client.get("/v1/answer", params={"q": "when does the ferry leave?"}).json()
        citation = found["answer"]["citation"]
        assert citation["start"] == FERRY
        assert (citation["line"], citation["page"], citation["part"]) == (None, 4, "Timetable")
        (hit,) = found["hits"]
        assert (hit["citation"]["page"], hit["citation"]["part"]) == (3, None)
        assert text_of(client, citation["document_id"])["line"] is None
        back = client.post("/v1/citations/verify", json={"citations": [citation]}).json()
        assert [result["verdict"] for result in back["results"]] == ["verbatim"]


def text_of(client: TestClient, document_id: str) -> dict[str, object]:
    found: dict[str, object] = client.get(f"/v1/documents/{document_id}/text").json()
    return found


def test_a_quote_elsewhere_is_said_to_be_on_its_page(paged: Index) -> None:
    with asking(create_app(Settings(), index=paged)) as client:
        claim = {
            "quote": "The ferry to Skagen leaves",
            "source": "harbour.txt",
            "start": 0,
            "end": 26,
        }
        (result,) = client.post("/v1/citations/verify", json={"citations": [claim]}).json()[
            "results"
        ]
    assert result["verdict"] == "moved"
    assert f"{FERRY} to {FERRY + 26}, page 4, Timetable." in result["message"]


@pytest.mark.usefixtures("paged")
def test_the_terminal_names_no_line(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quotes.md").write_text("> the ferry to SKAGEN leaves (harbour.txt)\n")
    assert run(["verify", str(tmp_path / "quotes.md"), "--data", str(data)]) == 1
    said = capsys.readouterr().out
    assert f"stands in harbour.txt, at {FERRY} to {FERRY + 26}, page 4, Timetable." in said
    place = f"harbour.txt, page 4, Timetable [{FERRY}:{FERRY + 26}]"
    assert f"{place} The ferry to Skagen leaves" in said


def test_the_page_names_no_line(browser: Browser, paged: Index) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    with serving(paged) as address:
        visit = Visit(context, address)
        page = visit.go("/?q=when+does+the+ferry+leave")
        expect(page.locator("#answer .place")).to_have_text("harbour.txt, page 4, Timetable")
        page.click("#answer .passage")
        expect(page.locator("#source-place")).to_have_text(
            re.compile(r"^harbour\.txt · page 4 · Timetable · characters \d+–\d+$")
        )
        context.close()
    assert visit.faults == []
