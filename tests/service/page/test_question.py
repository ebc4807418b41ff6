"""The question: asked by Enter, by the way once typing pauses, and readable on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from index import Index, text_document
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving_app

FERRY = "The ferry to Skagen leaves at nine."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over one document, by an encoder that needs no model."""
    folder: Path = tmp_path_factory.mktemp("small")
    with Index.open(folder, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="ferry.txt", text=FERRY)])
        with serving_app(create_app(Settings(port=0), index=index)) as address:
            yield address


@pytest.fixture
def visit(browser: Browser, small: str) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    visit = Visit(context, small)
    yield visit
    context.close()
    assert visit.faults == []


def asked_of(page: Page) -> list[str]:
    """Return a list that grows by each question that is asked of the server from now on."""
    asked: list[str] = []

    def note(url: str) -> None:
        if match := re.search(r"/v1/answer\?q=([^&]*)", url):
            asked.append(match[1].replace("+", " "))

    page.on("request", lambda request: note(request.url))
    return asked


PAUSE = 500
"""Milliseconds after which typing has paused."""


def still(visit: Visit) -> Page:
    """Open the page and stop its clock: however busy the machine, no time passes by itself."""
    visit.page.clock.install(time=0)
    page = visit.go()
    page.clock.pause_at(60_000)
    return page


class TestTyping:
    def test_is_answered_once_it_pauses_and_leaves_the_field_alone(self, visit: Visit) -> None:
        page = still(visit)
        asked = asked_of(page)
        for letter in "the ferry ":
            page.locator("#question").press_sequentially(letter)
            page.clock.run_for(PAUSE - 1)
        assert asked == []
        page.clock.run_for(1)
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        assert asked == ["the ferry"]
        expect(page.locator("#question")).to_be_focused()
        expect(page.locator("#question")).to_have_value("the ferry ")
        page.keyboard.type("to Skagen")
        page.clock.run_for(PAUSE)
        expect(page).to_have_url(re.compile(r"q=the\+ferry\+to\+Skagen$"))
        assert asked == ["the ferry", "the ferry to Skagen"]
        page.keyboard.press("Enter")
        page.clock.run_for(2 * PAUSE)
        assert asked == ["the ferry", "the ferry to Skagen"]
        page.go_back()
        expect(page.locator("#shelf")).to_be_visible()
        expect(page).to_have_url(f"{visit.server}/")

    def test_asks_one_thing_at_a_time_of_a_server(self, visit: Visit) -> None:
        page = still(visit)
        asked = asked_of(page)
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)
            if len(held) > 1:
                route.continue_()

        page.route("**/v1/answer?*", hold)
        page.fill("#question", "ferry")
        with page.expect_request("**/v1/answer?*"):
            page.clock.run_for(PAUSE)
        for typed in ("ferry to", "ferry to Skagen"):
            page.fill("#question", typed)
            page.clock.run_for(PAUSE)
        assert asked == ["ferry"]
        held[0].continue_()
        expect(page).to_have_url(re.compile("Skagen"))
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        assert asked == ["ferry", "ferry to Skagen"]

    def test_tells_no_failure_and_spares_a_busy_server(self, visit: Visit) -> None:
        page = still(visit)
        asked = asked_of(page)
        page.route(
            "**/v1/answer?*", lambda route: route.fulfill(status=503, json={"title": "Busy"})
        )
        page.fill("#question", "ferry")
        with page.expect_response("**/v1/answer?*"):
            page.clock.run_for(PAUSE)
        expect(page.locator("#waiting")).to_be_hidden()
        expect(page.locator("#problem")).to_be_hidden()
        page.fill("#question", "ferry to")
        page.clock.run_for(2 * PAUSE)
        assert asked == ["ferry"]
        page.unroute("**/v1/answer?*")
        page.keyboard.press("Enter")
        expect(page.locator("#answer .said")).to_have_text(FERRY)

    @pytest.mark.parametrize("status", [None, 429, 500])
    def test_leaves_no_answer_to_another_question_where_it_fails(
        self, visit: Visit, status: int | None
    ) -> None:
        page = still(visit)
        page.fill("#question", "ferry")
        page.keyboard.press("Enter")
        expect(page.locator("#answer .said")).to_have_text(FERRY)

        def fail(route: Route) -> None:
            if status is None:
                route.abort()
            else:
                route.fulfill(status=status, json={"title": "No"})

        page.route("**/v1/answer?*", fail)
        page.fill("#question", "когда отлив")
        page.clock.run_for(PAUSE)
        expect(page.locator("#waiting")).to_be_hidden()
        expect(page.locator("#answer > *")).to_have_count(0)
        expect(page.locator("#problem")).to_be_hidden()
        page.unroute("**/v1/answer?*")
        page.go_back()
        expect(page.locator("#question")).to_have_value("ferry")
        expect(page.locator("#answer .said")).to_have_text(FERRY)

    @pytest.mark.parametrize("question", ["ferry", "паром"])
    def test_tells_a_failure_of_what_is_waited_for(self, visit: Visit, question: str) -> None:
        page = still(visit)
        asked = asked_of(page)
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/v1/answer?*", hold)
        page.fill("#question", question)
        with page.expect_request("**/v1/answer?*"):
            page.clock.run_for(PAUSE)
        page.keyboard.press("Enter")
        held[0].abort()
        expect(page.locator("#problem-title")).to_have_text("The server does not answer")
        assert len(asked) == 1

    def test_of_a_letter_or_two_asks_nothing(self, visit: Visit) -> None:
        page = still(visit)
        asked = asked_of(page)
        page.fill("#question", "fe")
        page.clock.run_for(2 * PAUSE)
        assert asked == []


class TestField:
    def test_grows_with_a_long_question_and_keeps_its_lines(self, visit: Visit) -> None:
        page = visit.go()
        field = page.locator("#question")
        field.fill("When")
        low = field.bounding_box()
        field.fill("When does the ferry leave? " * 12)
        high = field.bounding_box()
        assert low is not None
        assert high is not None
        assert high["height"] > 2.5 * low["height"]
        field.fill("one")
        field.press("Shift+Enter")
        field.press_sequentially("two")
        expect(field).to_have_value("one\ntwo")
        field.press("ArrowUp")
        expect(field).to_be_focused()

    @pytest.mark.parametrize("width", [320, 390])
    @pytest.mark.parametrize("locale", ["en-GB", "ru-RU"])
    def test_shows_its_placeholder_whole_on_a_phone(
        self, browser: Browser, small: str, width: int, locale: str
    ) -> None:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 700},
            is_mobile=True,
            has_touch=True,
        )
        page = Visit(context, small).go()
        expect(page.locator("#shelf")).to_be_visible()
        fits = """(field) => {
          const measure = document.createElement("canvas").getContext("2d");
          const { font, paddingLeft, paddingRight } = getComputedStyle(field);
          measure.font = font;
          const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
          return measure.measureText(field.placeholder).width <= room;
        }"""
        assert page.locator("#question").evaluate(fits)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        context.close()


class TestPhone:
    def test_has_targets_as_large_as_a_finger_and_a_question_that_stays(
        self, browser: Browser, small: str
    ) -> None:
        context = browser.new_context(
            locale="ru-RU", viewport={"width": 390, "height": 500}, is_mobile=True, has_touch=True
        )
        visit = Visit(context, small)
        page = visit.go("/?q=ferry")
        page.tap("#answer .folded > summary")
        expect(page.locator("#answer .folded article")).to_be_visible()
        small_ones = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, summary, textarea")]
              .filter((one) => one.checkVisibility())
              .map((one) => [one.id || one.className || one.textContent, one.getBoundingClientRect()])
              .filter(([, box]) => box.height < 44 || box.width < 24)
              .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
        )
        assert small_ones == []
        page.evaluate("document.querySelector('main').style.minHeight = '3000px'")
        page.mouse.wheel(0, 900)
        page.wait_for_function("() => scrollY > 300")
        expect(page.locator("#question")).to_be_in_viewport()
        context.close()
        assert visit.faults == []
