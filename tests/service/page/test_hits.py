"""How many passages are shown at first, and how the others are come to."""

from urllib.parse import quote

from playwright.sync_api import expect

from index import Index
from tests.service.conftest import Visit

TIDES = "tide table copied by hand"


def test_as_many_are_shown_as_help_and_the_others_when_asked_for(
    visit: Visit, library: Index
) -> None:
    hits = library.answer(TIDES, collection="harbour", k=10, threshold=0).hits
    assert len(hits) == 10
    # The first is in the answer's card.
    below = hits[1:]
    falls = {end: below[end - 1].score - below[end].score for end in (3, 4, 5)}
    shown = max(falls, key=lambda end: falls[end])
    page = visit.go(f"/?q={quote(TIDES)}&collection=harbour&threshold=0")
    expect(page.locator("#hits > li")).to_have_count(shown)
    more = page.locator("#hits-more")
    expect(more).to_have_text(f"{9 - shown} more, less near")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hits > li")).to_have_count(9)
    expect(more).to_be_hidden()
    expect(page.locator("#hits a.open").nth(shown)).to_be_focused()
    page.locator("#hits > li summary").last.click()
    expect(page.locator("#hits .because").last).to_contain_text("gave")
    page.click("#home")
    expect(more).to_be_hidden()


def test_all_are_shown_where_their_number_is_asked_for(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(TIDES)}&collection=harbour&threshold=0&k=7")
    expect(page.locator("#hits > li")).to_have_count(6)
    expect(page.locator("#status")).to_contain_text("7 passages")
    expect(page.locator("#hits-more")).to_be_hidden()


def test_why_one_was_found_leaves_the_numbers_of_the_others(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(TIDES)}&collection=harbour&threshold=0")
    page.locator("#hits > li summary").first.click()
    expect(page.locator("#hits .because li").first).to_be_visible()
    counted = page.evaluate(
        """() => [...document.querySelectorAll("#hits li")].filter(
          (one) => getComputedStyle(one).counterIncrement.startsWith("hit")).length"""
    )
    assert counted == page.locator("#hits > li").count()
