"""Where a citation stands, told as its kind of file has it: sheet and cells, slide, headings."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from index import Index
from service.cli.quotations import read_quotations
from tests.index.office import SAMPLES
from tests.service.conftest import Visit, serving

DISCOUNT = "When does the discount for loading a container apply?"
RENT = "Какова плата за склад А в апреле?"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Index]]:
    """A server over one workbook and one document of an office."""
    folder = tmp_path_factory.mktemp("documents")
    for name in ("prices.xlsx", "lease.docx"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    with Index.open(tmp_path_factory.mktemp("office")) as index:
        assert index.add(Path(folder)).added == 2
        with serving(index) as address:
            yield address, index


def test_a_row_is_told_by_its_sheet_and_cells(browser: Browser, office: tuple[str, Index]) -> None:
    server, index = office
    answer = index.answer(DISCOUNT).answer
    assert answer is not None
    place = "prices.xlsx, 'Тарифы 2024'!A5:E5"
    assert f"{answer.citation.source}, {answer.citation.part}" == place
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit = Visit(context, server)
    page = visit.go(f"/?q={quote(DISCOUNT)}")
    expect(page.locator("#answer article .place")).to_have_text(place)
    page.click("#answer .copy")
    expect(page.locator("#answer .copy")).to_have_text("Copied")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.endswith(", 'Тарифы 2024'!A5:E5")
    claims = [found.claim for found in read_quotations(text, name="copied.md").found]
    assert [result.verdict for result in index.verify(claims).results] == ["verbatim"]
    page.click("#answer article a.open")
    expect(page.locator("#source-place")).to_contain_text("prices.xlsx · 'Тарифы 2024'!A5:E5 · ")
    context.close()
    assert visit.faults == []


def test_a_clause_is_told_by_the_headings_above(
    browser: Browser, office: tuple[str, Index]
) -> None:
    server, _ = office
    context = browser.new_context(locale="ru-RU")
    visit = Visit(context, server)
    page = visit.go(f"/?q={quote(RENT)}")
    expect(page.locator("#answer .place")).to_have_text("lease.docx, 2. Плата")
    context.close()
    assert visit.faults == []
