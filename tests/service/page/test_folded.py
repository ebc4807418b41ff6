"""The passage that the answer stands in: folded into the answer's card, not repeated below it."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from index import Index
from index.types import Citation
from tests.service.conftest import Visit
from tests.service.page.test_answer import STORMS
from tests.service.page.test_page import QUESTION, cited, flowing, open_passage


def shown(page: Page) -> list[str]:
    """Return the addresses of the passages in the list."""
    links = page.locator("#hits a.open").all()
    return [link.get_attribute("href") or "" for link in links]


def at(citation: Citation, marked: Citation | None = None) -> str:
    """Return how an address names a citation, and what is marked in it."""
    place = f"document={citation.document_id}&start={citation.start}&end={citation.end}"
    return f"{place}&from={marked.start}&to={marked.end}" if marked else f"{place}&"


@pytest.mark.parametrize(
    ("question", "collection"), [(QUESTION, "default"), (STORMS, "harbour")], ids=["ru", "en"]
)
def test_is_opened_in_the_card_and_is_not_in_the_list(
    visit: Visit, library: Index, question: str, collection: str
) -> None:
    found = library.answer(question, collection=collection, k=10)
    assert found.answer is not None
    answer, first = found.answer.citation, found.hits[0]
    assert first.best_sentence is not None
    assert first.citation.start <= answer.start < answer.end <= first.citation.end
    page = visit.go(f"/?q={quote(question)}&collection={collection}&k=10")
    expect(page.locator("#status")).to_contain_text(f"{len(found.hits)} passages")
    expect(page.locator("#hits > li")).to_have_count(len(found.hits) - 1)
    assert not any(at(first.citation) in address for address in shown(page))
    assert all(
        at(hit.citation) in address
        for hit, address in zip(found.hits[1:], shown(page), strict=True)
    )
    folded = page.locator("#answer .folded")
    expect(folded.locator("article")).to_have_count(0)
    expect(folded.locator("summary")).to_have_text("Show the passage")
    open_passage(page)
    assert flowing(folded.locator(".passage").inner_text()) == flowing(first.text)
    expect(folded.locator("mark")).to_have_text(answer.quote)
    link = folded.locator("a.open").get_attribute("href") or ""
    assert link.endswith(at(first.citation, answer))
    folded.locator(".why summary").click()
    expect(folded.locator(".because")).to_contain_text("gave")
    folded.locator(".passage").click()
    expect(page.locator("#text mark")).to_have_text(answer.quote)
    assert cited(page) == first.text


def test_is_come_to_by_keys(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}")
    page.locator("#answer .copy").focus()
    page.keyboard.press("Tab")
    summary = page.locator("#answer .folded > summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    link = page.locator("#answer .folded a.open")
    expect(link).to_be_visible()
    # The arrows go by it on their way from the answer to the list, as long as it is open.
    page.locator("#question").press("ArrowDown")
    for stop in (page.locator("#answer > section > article a.open"), link):
        expect(stop).to_be_focused()
        page.keyboard.press("ArrowDown")
    expect(page.locator("#hits a.open").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#text mark")).to_contain_text("Козловский")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("#answer > section > article a.open").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hits a.open").first).to_be_focused()


def test_is_one_of_the_places_of_its_document_with_the_answer_marked(
    visit: Visit, library: Index
) -> None:
    found = library.answer(QUESTION, k=10)
    assert found.answer is not None
    places = sorted(found.hits, key=lambda hit: hit.citation.start)
    at_answer = places.index(found.hits[0])
    key, neighbour = ("n", places[at_answer - 1]) if at_answer else ("p", places[1])
    page = visit.go(f"/?q={quote(QUESTION)}&k=10")
    page.locator("#hits a.open").nth(found.hits.index(neighbour) - 1).click()
    expect(page.locator("#cited-count")).to_contain_text("place")
    page.keyboard.press(key)
    expect(page.locator("#text mark")).to_have_text(found.answer.text)


def test_stays_in_the_list_where_no_answer_is_given(visit: Visit, library: Index) -> None:
    hits = library.answer(QUESTION, threshold=1, k=10).hits
    page = visit.go(f"/?q={quote(QUESTION)}&threshold=1&k=10")
    expect(page.locator("#answer h2")).to_be_visible()
    expect(page.locator("#hits > li")).to_have_count(len(hits))
    assert at(hits[0].citation) in shown(page)[0]
    expect(page.locator("#answer .folded")).to_have_count(0)


def test_is_told_of_in_russian(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}")
    page.click("#language")
    expect(page.locator("#answer .folded summary")).to_have_text("Показать отрывок")
