"""Beside the answer: what other documents say instead, and whether the answer was right."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from index import Index, text_document
from tests.service.conftest import Visit, serving

QUESTION = "How much is the monthly rent of the Murmansk office?"
RENT = "The monthly rent of the Murmansk office is {amount} euros. It is paid by the fifth."


@pytest.fixture
def rents(tmp_path: Path, library: Index) -> Iterator[Index]:
    """Two documents that disagree."""
    with Index.open(tmp_path / "rents", encoders=library.encoders) as index:
        index.add_documents(
            text_document(source=source, text=RENT.format(amount=amount))
            for source, amount in (("lease.txt", "3,200"), ("amendment.txt", "3,450"))
        )
        yield index


@pytest.fixture
def visit(browser: Browser, rents: Index) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    with serving(rents, votes=True) as address:
        visit = Visit(context, address)
        yield visit
        context.close()
    assert visit.faults == []


def test_documents_that_disagree_stand_side_by_side(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}&threshold=0")
    beside = page.locator("#answer .otherwise")
    expect(beside.locator("p").first).to_have_text("Another document says otherwise:")
    sources = {"lease.txt:1", "amendment.txt:1"}
    shown = page.locator("#answer .place").all_inner_texts()
    assert set(shown) == sources
    expect(beside.locator("mark")).to_have_count(1)
    said = beside.locator("mark").inner_text()
    other = beside.locator(".place").inner_text()
    assert ("3,450" in said) == (other == "amendment.txt:1")
    beside.locator(".passage").click()
    expect(page.locator("#text mark")).to_have_text(said)
    expect(page.locator("#source-place")).to_contain_text(other.split(":")[0])
    page.keyboard.press("Escape")
    expect(beside.locator("a.open")).to_be_focused()


def test_a_vote_is_kept_once_and_by_key(visit: Visit, rents: Index) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}&threshold=0")
    vote = page.locator("#answer .vote")
    expect(vote).to_contain_text("Was this right?")
    vote.locator("button", has_text="No").focus()
    page.keyboard.press("Enter")
    expect(vote).to_have_text("Thank you. It is kept on this server.")
    [line] = (rents.folder / "votes.jsonl").read_text("utf-8").splitlines()
    kept = json.loads(line)
    assert (kept["question"], kept["right"]) == (QUESTION, False)
    assert kept["shown"]["quote"] in RENT.format(amount="3,200") + RENT.format(amount="3,450")
    assert kept["band"] in {"surely", "probably", "not_sure"}


def test_no_vote_is_asked_for_unless_that_is_set(browser: Browser, rents: Index) -> None:
    context = browser.new_context(locale="ru-RU")
    with serving(rents) as address:
        page = Visit(context, address).go(f"/?q={quote(QUESTION)}&threshold=0")
        expect(page.locator("#answer .otherwise p").first).to_have_text(
            "В другом документе сказано иначе:"
        )
        expect(page.locator("#answer .vote")).to_have_count(0)
        context.close()
