"""Where is searched: chosen beside the question, kept in the address and on the way home."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index import Index, text_document
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving

ENGLISH = "The ferry to the island leaves in the morning at nine."
FOUND = "#answer > section > article .place, #hits .place"
"""The place of the answer's passage, and those of the others."""
RUSSIAN = "Паром на остров уходит утром в девять часов."


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    with Index.open(tmp_path / "own", encoders=word_encoders()) as own:
        own.add_documents(
            [
                text_document(source=source, text=f"{text} {source}", collection="sea")
                for source, text in (
                    ("hr/ferry.md", ENGLISH), ("hr/паром.md", RUSSIAN), ("it/ferry.md", ENGLISH)
                )
            ],
            collection="sea",
        )  # fmt: skip
        own.create_collection("land")
        context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
        with serving(own) as address:
            visit = Visit(context, address)
            yield visit
            context.close()
    assert visit.faults == []


def test_a_folder_and_a_language_narrow_the_search_and_stay(visit: Visit) -> None:
    page = visit.go("/?q=ferry&collection=sea")
    places = page.locator(FOUND)
    expect(places).to_have_count(3)
    page.get_by_label("Folder").select_option("hr")
    expect(places).to_have_count(2)
    page.get_by_label("Language").select_option("en")
    expect(places).to_have_count(1)
    expect(places).to_contain_text("hr/ferry.md")
    expect(page).to_have_url(re.compile(r"folder=hr&language=en$"))
    page.reload()
    expect(places).to_have_count(1)
    expect(page.get_by_label("Folder")).to_have_value("hr")
    page.fill("#question", "island")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=island&collection=sea&folder=hr&language=en$"))
    page.click("#home")
    expect(page).to_have_url(re.compile(r"/\?collection=sea&folder=hr&language=en$"))
    page.go_back()
    page.get_by_label("Folder").select_option("")
    expect(places).to_have_count(2)


def test_another_collection_is_searched_from_the_results(visit: Visit) -> None:
    page = visit.go("/?q=ferry&collection=sea&folder=hr")
    expect(page.locator(FOUND).first).to_be_visible()
    page.get_by_label("Collection").select_option("land")
    expect(page.locator("#answer h2")).to_have_text("There is nothing here yet to answer from.")
    expect(page).to_have_url(re.compile(r"\?q=ferry&collection=land$"))


def test_goes_with_a_filter_of_the_address(visit: Visit) -> None:
    keep = '{"type":"eq","key":"source","value":"it/ferry.md"}'
    page = visit.go(f"/?q=ferry&collection=sea&language=en&filter={keep}")
    expect(page.locator(FOUND)).to_have_count(1)
    expect(page.locator(FOUND)).to_contain_text("it/ferry.md")
