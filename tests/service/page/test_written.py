"""A language model's answer on the page: statement by statement, each on the quote that proves it."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from index import Index
from tests.service.conftest import Visit, serving
from tests.service.http.chat_server import ChatServer, Turn, chatting
from tests.service.http.test_stream import CHAIR, QUOTE, line, passage_with
from tests.service.page.test_page import QUESTION

ADDRESS = f"/?q={QUESTION.replace(' ', '+').replace('?', '%3F')}&threshold=0"


@pytest.fixture
def model() -> Iterator[ChatServer]:
    with chatting() as server:
        yield server


@pytest.fixture
def visit(browser: Browser, library: Index, model: ChatServer) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    with serving(library, llm_url=model.url, llm_model="chatty") as address:
        visit = Visit(context, address)
        yield visit
        context.close()
    assert visit.faults == []


def test_shows_what_is_proved_and_counts_what_is_not(visit: Visit, model: ChatServer) -> None:
    def script(turn: Turn) -> None:
        turn.begin()
        turn.say(line(f"{CHAIR} chairs it.", passage_with(turn, QUOTE), QUOTE))
        turn.say(line("The moon chairs it.", 1, "луна возглавляет совет"))
        turn.done()

    model.script = script
    page = visit.go(ADDRESS)
    page.get_by_role("button", name="Write it out").click()
    written = page.locator(".written")
    expect(written.locator(".statement")).to_have_text([f"{CHAIR} chairs it."])
    expect(written.locator(".passage")).to_have_text(QUOTE)
    expect(written).to_contain_text("Written by chatty")
    expect(written).to_contain_text("1 statement was dropped: no quote proves it.")
    expect(written).not_to_contain_text("moon")
    written.locator("a.open").click()
    expect(page.locator("#text mark")).to_have_text(QUOTE)
    page.keyboard.press("Escape")
    expect(written.locator(".statement")).to_have_count(1)


def test_tells_in_the_readers_language_where_nothing_is_proved(
    visit: Visit, model: ChatServer
) -> None:
    def script(turn: Turn) -> None:
        turn.begin()
        turn.say(json.dumps({"statement": "Yes."}) + "\n")
        turn.done()

    model.script = script
    page = visit.go(ADDRESS)
    page.click("#language")
    page.get_by_role("button", name="Изложить").click()
    expect(page.locator(".written")).to_have_text("Ничего, что доказано цитатой, не написано.")


def test_is_not_offered_where_no_model_is_set(browser: Browser, library: Index) -> None:
    context = browser.new_context(locale="en-GB")
    with serving(library) as address:
        page = Visit(context, address).go(ADDRESS)
        expect(page.locator("#answer .said")).to_be_visible()
        expect(page.locator("#answer button", has_text="Write it out")).to_have_count(0)
        context.close()
