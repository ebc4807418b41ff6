"""What goes wrong, told on the page in the reader's language and with what to do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index import Index
from service.http.problems import BY_ERROR, BY_STATUS, INTERNAL, INVALID, MALFORMED
from tests.service.conftest import Visit, serving

SLUGS = sorted(
    {kind.slug for kind in (*BY_ERROR.values(), *BY_STATUS.values())}
    | {kind.slug for kind in (INTERNAL, INVALID, MALFORMED)}
)
LATIN = re.compile("[A-Za-z]")


@pytest.fixture
def russian(browser: Browser, server: str) -> Iterator[Visit]:
    context = browser.new_context(locale="ru-RU")
    visit = Visit(context, server)
    yield visit
    context.close()
    assert visit.faults == []


def test_a_failure_is_told_in_russian_and_the_servers_words_are_folded(russian: Visit) -> None:
    page = russian.go("/?q=кто&k=0")
    expect(page.locator("#problem-title")).to_have_text("Так сделать нельзя")
    assert not LATIN.search(page.locator("#problem").inner_text())
    page.locator("#problem summary").click()
    own = page.locator("#problem details p")
    expect(own).to_be_visible()
    expect(own).to_contain_text("greater than or equal to 1")
    expect(own).to_have_attribute("lang", "en")
    page.click("#language")
    expect(page.locator("#problem-title")).to_have_text("This cannot be done as asked")


def test_every_kind_of_problem_has_words_in_both_languages(visit: Visit) -> None:
    page = visit.go()
    told = """async (slugs) => {
      const { wordsOf } = await import("/page/failures.js");
      return [...slugs, "teapot"].map((slug) => wordsOf({ slug }));
    }"""
    *english, unknown = page.evaluate(told, SLUGS)
    assert unknown not in english
    page.click("#language")
    *russian, unknown = page.evaluate(told, SLUGS)
    assert unknown not in russian
    for words in (*russian, unknown):
        assert len(words) == 2
        assert not LATIN.search("".join(words)), words
    assert len(english) == len(russian) == len(SLUGS)


def test_a_document_that_is_gone_is_told_in_russian(russian: Visit) -> None:
    page = russian.go(f"/?document={'0' * 24}&start=0&end=1")
    expect(page.locator("#source-title")).to_have_text("Этого здесь нет или уже нет")
    assert not LATIN.search(page.locator("#source").inner_text())


def test_a_token_that_is_not_the_servers_is_said_to_be_refused(
    browser: Browser, library: Index, tmp_path: Path
) -> None:
    with (
        Index.open(tmp_path / "own", encoders=library.encoders) as own,
        serving(own, token="correct-horse-battery") as address,
    ):
        context = browser.new_context(locale="en-GB")
        visit = Visit(context, address)
        page = visit.go()
        dialog = page.locator("dialog.token")
        expect(dialog).to_contain_text("asks for a key")
        expect(dialog).not_to_contain_text("not accepted")
        dialog.locator("input").fill("wrong")
        dialog.locator("button").click()
        expect(dialog).to_contain_text("That key was not accepted.")
        page.keyboard.press("Escape")
        expect(page.locator("#problem-title")).to_have_text("This server needs an access key")
        context.close()
        assert visit.faults == []
