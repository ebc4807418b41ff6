"""On paper: the question and its answer with its place, or the source that is open, whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, Page, expect

from index import Index, text_document
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving

FERRY = "The ferry to Skagen leaves at nine."
WEEKS = [f"In week {week} the tide table was copied by hand." for week in range(1, 61)]
PRESSED = ["Search", "Documents", "Русский", "Copy", "all languages", "Why this", "Find", "Close"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("printed")
    with Index.open(folder, encoders=word_encoders()) as index:
        index.add_documents(
            [
                text_document(source="ferry.txt", text=FERRY),
                text_document(source="tides.md", text="\n\n".join(WEEKS)),
            ]
        )
        with serving(index) as address:
            yield address


@contextmanager
def visiting(browser: Browser, address: str, *, width: int) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", viewport={"width": width, "height": 800}, color_scheme="dark"
    )
    visit = Visit(context, address)
    yield visit.page
    context.close()
    assert visit.faults == []


def printed(page: Page) -> list[str]:
    """Return the texts of the pages that are printed."""
    with pdfium.PdfDocument(page.pdf(format="A4")) as document:
        texts = [each.get_textpage().get_text_bounded() for each in document]
    return [" ".join(text.split()) for text in texts]


def test_an_answer_is_printed_with_its_place_and_nothing_to_press(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, width=1200) as page:
        page.goto(f"{address}/?q=When does the ferry leave?")
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        text = " ".join(printed(page))
    for there in ("When does the ferry leave?", FERRY, "ferry.txt:1", f"{address}/?q=When"):
        assert there in text
    assert [word for word in PRESSED if word in text] == []


@pytest.mark.parametrize("width", [1000, 1500])
def test_a_source_is_printed_whole_however_it_stands(
    browser: Browser, address: str, width: int
) -> None:
    with visiting(browser, address, width=width) as page:
        page.goto(f"{address}/?q=week 55 tide table")
        page.locator("a", has_text="tides.md").first.click()
        shown = page.locator("#text")
        expect(shown).to_contain_text(WEEKS[54])
        there = [week for week in WEEKS if week in shown.inner_text()]
        pages = printed(page)
        expect(page.locator("#source")).to_be_visible()
        expect(shown).to_contain_text(WEEKS[54])
    text = " ".join(pages)
    assert len(pages) > 1
    assert [week for week in there if week not in text] == []
    assert "tides.md" in text
    assert "document=" in text
    assert FERRY not in text
    assert [word for word in PRESSED if word in text] == []
