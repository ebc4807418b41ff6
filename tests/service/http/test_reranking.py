"""A reranker behind the service: its stage is told over HTTP, on the command line and the page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient

from index import Index
from service.cli.terminal import print_hits
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.index.rerankers import WordOverlap
from tests.service.conftest import Visit, asking, serving


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Iterator[Index]:
    encoders = replace(word_encoders(), reranker=WordOverlap())
    with Index.open(tmp_path_factory.mktemp("reranked"), encoders=encoders) as index:
        index.add(seeds)
        yield index


@pytest.fixture(scope="module")
def client(index: Index) -> Iterator[TestClient]:
    with asking(create_app(Settings(), index=index)) as client:
        yield client


def test_its_part_is_told_beside_the_others(client: TestClient) -> None:
    asked = {"query": "председатель совета АКИТ", "k": 30, "rerank": True, "explain": True}
    hits = client.post("/v1/search", json=asked).json()["hits"]
    assert hits
    for hit in hits:
        assert list(hit["scores"]) == ["dense", "sparse", "rerank"]
        assert list(hit["explanation"]) == ["dense", "sparse", "rerank"]
        assert list(hit["explanation"]["rerank"]) == ["score", "gave"]
        assert hit["explanation"]["rerank"]["score"] == hit["scores"]["rerank"]
        gave = sum(part["gave"] for part in hit["explanation"].values())
        assert gave == pytest.approx(hit["score"])
    assert hits[0]["scores"]["rerank"] > 0


def test_the_command_line_says_it(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    print_hits(index.search("председатель совета АКИТ", k=1, rerank=True).hits)
    assert "rerank " in capsys.readouterr().out


def test_the_page_says_it(index: Index, browser: Browser) -> None:
    with serving(index) as address:
        context = browser.new_context(locale="en-GB")
        visit = Visit(context, address)
        page = visit.go("/?q=председатель+совета+АКИТ&rerank=true")
        page.locator("#hits summary").first.click()
        because = page.locator("#hits .because").first
        expect(because).to_contain_text("best sentence")
        expect(because.locator("p:not(.scores)", has_text="reading")).to_contain_text("gave")
        context.close()
        assert visit.faults == []
