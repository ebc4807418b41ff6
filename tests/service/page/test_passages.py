"""Passages: Markdown as it is meant, why they were found, and help across languages."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from index import Index
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving
from tests.service.page.test_page import open_passage

QUESTION = "who chairs AKIT's supervisory board?"
TEAM = """# Vacation policy

Every employee has **28** days, `hr/form.docx` is the form.

| Months | Days |
|--------|------|
| 1-2    | 0    |
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "team.md").write_text(TEAM, encoding="utf-8")
    (folder / "notes.txt").write_text(
        "Employees of the ferry.\n\nThe harbour is closed.", encoding="utf-8"
    )
    with Index.open(tmp_path_factory.mktemp("team"), encoders=word_encoders()) as index:
        index.add(Path(folder))
        with serving(index) as address:
            yield address


@pytest.fixture
def team(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 900})
    visit = Visit(context, address)
    yield visit
    context.close()
    assert visit.faults == []


def test_markdown_is_drawn_as_it_is_meant(team: Visit) -> None:
    page = team.go(f"/?q={quote('every employee has 28 days, months')}&k=10")
    passage = open_passage(page)
    expect(passage.locator(".heading")).to_have_text("# Vacation policy")
    text = passage.locator(".passage").inner_text()
    assert not any(sign in text for sign in ("#", "**", "`", "|"))
    expect(passage.locator(".strong:not(.syntax)")).to_have_text("28")
    row = page.locator(":is(.folded, #hits) .row", has_text="Months")
    expect(row.locator(".cell")).to_have_text(["Months", "Days"])
    assert "|" not in page.locator("#hits").inner_text()


def test_the_answer_shows_no_signs_of_markdown_either(team: Visit) -> None:
    page = team.go(f"/?q={quote('Every employee has 28 days, hr/form.docx is the form')}")
    said = page.locator("#answer .said")
    expect(said).to_contain_text("**28** days")
    assert "28 days, hr/form.docx" in page.locator("#answer .passage").inner_text()


def test_opening_why_leaves_the_next_passage_its_number(team: Visit) -> None:
    page = team.go(f"/?q={quote('vacation days of every employee')}&k=10")
    hits = page.locator("#hits > li")
    expect(hits.nth(1)).to_be_visible()
    hits.first.locator("summary").click()
    terms = hits.first.locator(".because li")
    expect(terms.first).to_be_visible()
    counters = "(item) => getComputedStyle(item).counterIncrement"
    assert terms.first.evaluate(counters) == "none"
    assert hits.nth(1).evaluate(counters) == "hit 1"
    row = terms.first.bounding_box()
    assert row is not None
    assert row["height"] < 30


def test_a_passage_in_the_other_language_says_which_words_met(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}&threshold=1")
    met = page.locator("#hits > li", has_text="Козловский").first.locator(".met")
    expect(met).to_contain_text("Александр Козловский = Aleksandr Kozlovsky")
    met.get_by_role("button", name="in Russian").click()
    expect(page.locator("#source")).to_be_hidden()
    expect(met).to_contain_text("AKIT's → АКИТ")
    expect(met).to_contain_text("supervisory → ")
    page = visit.go(f"/?q={quote(QUESTION)}")
    expect(page.locator("#answer .met")).to_contain_text("Aleksandr Kozlovsky")


def test_a_word_of_the_other_language_is_told_by_itself(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}")
    met = page.locator("#answer .met")
    met.get_by_role("button", name="in Russian").press("Enter")
    told = met.get_by_role("status")
    expect(told).to_have_text("Press a word for what it may be called by itself.")
    expect(met.locator(".words")).to_contain_text("председатель Наблюдательного совета АКИТ РФ")
    met.get_by_role("button", name="совета", exact=True).press("Enter")
    expect(told).to_contain_text("совета: council, ")
    expect(told).to_contain_text("by itself: what it means in the sentence may be another thing")
    met.get_by_role("button", name="Козловский", exact=True).click()
    expect(told).to_contain_text("Козловский")
    expect(page.locator("#source")).to_be_hidden()


def test_one_in_the_question_s_own_language_says_nothing_of_it(visit: Visit) -> None:
    page = visit.go(f"/?q={quote('кто возглавляет наблюдательный совет?')}")
    expect(page.locator("#answer .said")).to_contain_text("Козловский")
    page.wait_for_load_state("networkidle")
    assert page.locator(".met").count() == 0
