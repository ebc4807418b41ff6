"""The page, driven in a real browser against a real server."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index import Index
from service.http.page import PAGE
from tests.service.conftest import Visit

QUESTION = "who chairs AKIT's supervisory board?"
BIRD = "which bird counted the storms?"


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Visit]:
    context = browser.new_context(
        locale="ru-RU",
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        color_scheme="dark",
        reduced_motion="reduce",
    )
    visit = Visit(context, server)
    yield visit
    context.close()
    assert visit.faults == []


def search(page: Page, question: str = QUESTION) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    expect(page.locator("#hits li").first).to_be_visible()


def open_passage(page: Page) -> Locator:
    """Open the passage that the answer stands in, and return it."""
    page.click("#answer .folded > summary")
    expect(page.locator("#answer .folded article")).to_be_visible()
    return page.locator("#answer .folded")


def in_sight(page: Page, selector: str, frame: str) -> bool:
    """Return whether the element's middle lies within the frame's visible part."""
    inner = page.locator(selector).first.bounding_box()
    outer = page.locator(frame).bounding_box()
    assert inner is not None
    assert outer is not None
    middle = inner["y"] + inner["height"] / 2
    return outer["y"] <= middle <= outer["y"] + outer["height"]


def flowing(text: str) -> str:
    return " ".join(text.split())


def cited(page: Page) -> str:
    """Return the cited characters of the opened source, which may stand in several blocks."""
    expect(page.locator("#text .cited").first).to_be_visible()
    return "".join(page.locator("#text .cited").all_text_contents())


class TestSearching:
    def test_shows_passages_with_the_best_sentence_marked(
        self, visit: Visit, library: Index
    ) -> None:
        best = library.answer(QUESTION).hits[1].best_sentence
        assert best is not None
        page = visit.go()
        expect(page.locator("#question")).to_be_focused()
        expect(page.locator("#shelf-title")).to_have_text("1 document")
        search(page)
        marked = page.locator("#hits li").first.locator("mark")
        assert flowing(marked.inner_text()) == flowing(best.quote)
        assert "akit-general-meeting-2024.txt:" in page.locator("#hits .place").first.inner_text()
        expect(page.locator("#hits .scores")).to_have_count(0)
        expect(page.locator("#status")).to_have_text(re.compile(r"^\d+ passages in .*s"))
        assert page.url.endswith("/?q=who+chairs+AKIT%27s+supervisory+board%3F")
        assert page.title() == f"{QUESTION} — Spravka"

    def test_keeps_the_question_in_the_address(self, visit: Visit) -> None:
        page = visit.go(f"/?q={quote(QUESTION)}")
        expect(page.locator("#question")).to_have_value(QUESTION)
        expect(page.locator("#answer .said")).to_contain_text("Козловский")
        search(page, "Где прошло собрание?")
        page.wait_for_url("**/?q=*%D0%93*")
        page.go_back()
        expect(page.locator("#question")).to_have_value(QUESTION)
        expect(page.locator("#answer .said")).to_contain_text("Козловский")
        page.go_back()
        page.wait_for_url("about:blank")

    def test_says_why_on_demand_and_by_key(self, visit: Visit) -> None:
        page = visit.go()
        search(page)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        passage = open_passage(page)
        passage.locator("a.open").focus()
        page.keyboard.press("Tab")
        expect(passage.locator(".why summary")).to_be_focused()
        assert not any("explain" in url for url in asked)
        page.keyboard.press("Enter")
        because = passage.locator(".because")
        expect(because).to_contain_text("AKIT's → АКИТ")
        expect(because).to_contain_text("best sentence")
        expect(because.locator(".scores")).to_have_text(
            re.compile(r"^score .* · meaning .* · words ")
        )
        expect(because.locator("li", has_text="Наблюдательного")).to_contain_text("translation")
        page.locator("#hits summary").first.click()
        expect(page.locator("#hits .because").first).to_contain_text("gave")
        assert len([url for url in asked if "explain=true" in url]) == 1
        page.click("#language")
        open_passage(page).locator(".why summary").click()
        expect(because).to_contain_text("перевод")

    def test_says_when_nothing_is_found(self, visit: Visit) -> None:
        french = json.dumps({"type": "eq", "key": "language", "value": "fr"})
        page = visit.go(f"/?q=who&filter={quote(french)}")
        expect(page.locator("#answer h2")).to_contain_text("Nothing near this was found")
        expect(page.locator("#hits li")).to_have_count(0)
        page = visit.go(f"/?q=who&mode=dense&filter={quote(french)}")
        expect(page.locator("#status")).to_contain_text("Nothing found")

    def test_shows_a_problem_in_its_own_words(self, visit: Visit) -> None:
        page = visit.go("/?q=who&k=0")
        expect(page.locator("#problem-title")).to_have_text("This cannot be done as asked")
        expect(page.locator("#problem-detail")).to_contain_text("greater than or equal to 1")

    def test_can_be_tried_again_after_a_failure(self, visit: Visit) -> None:
        page = visit.go()
        page.context.set_offline(True)
        page.fill("#question", QUESTION)
        page.press("#question", "Enter")
        expect(page.locator("#problem-title")).to_have_text("The server does not answer")
        page.context.set_offline(False)
        page.click("#again")
        expect(page.locator("#hits li").first).to_be_visible()
        expect(page.locator("#problem")).to_be_hidden()

    def test_needs_no_mouse(self, visit: Visit) -> None:
        page = visit.go()
        search(page)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("/")
        expect(page.locator("#question")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.locator("#answer a.open")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        second = page.locator("#hits a.open").nth(1)
        expect(second).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#source")).to_be_visible()
        expect(page.locator("#reading")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()
        expect(second).to_be_focused()
        for _ in range(3):
            page.keyboard.press("ArrowUp")
        expect(page.locator("#question")).to_be_focused()


class TestSource:
    def test_opens_at_the_cited_characters(self, visit: Visit) -> None:
        page = visit.go()
        search(page)
        sentence = page.locator("#hits li").first.locator("mark").inner_text()
        passage = page.locator("#hits .passage").first.text_content()
        page.click("#hits li:first-child .passage")
        expect(page.locator("#text mark")).to_have_text(sentence)
        assert cited(page) == passage
        assert in_sight(page, "#text mark", "#reading")
        expect(page.locator("#source-place")).to_have_text(
            re.compile(r"^akit-general-meeting-2024\.txt · line \d+ · characters \d+–\d+$")
        )
        expect(page.locator("#notice")).to_be_hidden()
        page.click("#close")
        expect(page.locator("#source")).to_be_hidden()
        expect(page).not_to_have_url(re.compile("document="))
        expect(page.locator("#hits a.open").first).to_be_focused()

    def test_can_be_linked_to_and_left_by_going_back(self, visit: Visit) -> None:
        page = visit.go()
        search(page)
        open_passage(page).locator("a.open").click()
        expect(page.locator("#text mark")).to_contain_text("Козловский")
        place = page.locator("#source-place").inner_text()
        link = page.url.removeprefix(visit.server)
        page.go_back()
        expect(page.locator("#source")).to_be_hidden()
        expect(page.locator("#hits li").first).to_be_visible()
        # Chromium drops a step forward that is asked for before the one back has arrived.
        expect(page).not_to_have_url(f"{visit.server}{link}")
        page.wait_for_load_state()
        page.go_forward()
        expect(page.locator("#text mark")).to_contain_text("Козловский")

        page = visit.go(re.sub(r"q=[^&]*&", "", link))
        expect(page.locator("#text mark")).to_contain_text("Козловский")
        expect(page.locator("#source-place")).to_have_text(place)
        assert in_sight(page, "#text mark", "#reading")
        page.keyboard.press("Escape")
        expect(page.locator("#shelf")).to_be_visible()
        expect(page).to_have_url(f"{visit.server}/")

    def test_counts_characters_as_the_api_does(
        self, visit: Visit, library: Index, long_text: str
    ) -> None:
        found = library.answer(BIRD, collection="harbour")
        assert found.answer is not None
        citation, passage = found.answer.citation, found.hits[0].citation
        assert "🦉" in citation.quote
        before = long_text[: citation.start]
        assert len(before.encode("utf-16-le")) // 2 > len(before) + 100
        page = visit.go(f"/?q={quote(BIRD)}&collection=harbour")
        folded = open_passage(page)
        expect(folded.locator("mark")).to_have_text(citation.quote)
        folded.locator("a.open").click()
        expect(page.locator("#text mark")).to_have_text(citation.quote)
        assert cited(page) == passage.quote
        assert in_sight(page, "#text mark", "#reading")
        expect(page.locator("#notice")).to_be_hidden()

    def test_loads_a_long_document_bit_by_bit(self, visit: Visit, long_text: str) -> None:
        # Without an answer, whose passage would not be among the others.
        page = visit.go(f"/?q={quote(BIRD)}&collection=harbour&threshold=1")
        page.click("#hits li:first-child a.open")
        expect(page.locator("#text mark")).to_be_visible()
        shown = page.locator("#text").text_content() or ""
        assert 5_000 < len(shown) < 10_000
        for side in ("earlier", "later"):
            page.locator(f"#{side}").scroll_into_view_if_needed()
            before = page.locator("#text mark").bounding_box()
            page.click(f"#{side}")
            expect(page.locator(f"#{side}")).to_be_hidden()
            after = page.locator("#text mark").bounding_box()
            # What one reads stays where it is, but for the height of the button.
            assert before is not None
            assert after is not None
            assert after["y"] == pytest.approx(before["y"], abs=60)
        whole = page.locator("#text").text_content() or ""
        assert flowing(whole) == flowing(long_text)
        assert len(whole) == len(long_text)
        start = int(parse_qs(urlsplit(page.url).query)["start"][0])
        line = long_text[:start].count("\n") + 1
        assert f"line {line} " in page.locator("#source-place").inner_text()

    def test_shows_markup_as_text(self, visit: Visit) -> None:
        page = visit.go("/?q=a+trap+in+bold&collection=harbour&mode=sparse")
        expect(page.locator("#hits li").first).to_contain_text("<img src='/x'")
        page.click("#hits li:first-child a.open")
        expect(page.locator("#text")).to_contain_text("<b>bold</b>")
        assert page.locator("main img, main b, #source img, #source b").count() == 0
        assert page.title() != "owned"

    def test_of_an_unknown_document_says_so(self, visit: Visit) -> None:
        page = visit.go("/?document=unknown")
        expect(page.locator("#source-title")).to_have_text("It is not here, or no longer")
        page.keyboard.press("Escape")
        expect(page.locator("#source")).to_be_hidden()

    def test_opens_from_the_documents_and_leads_back_to_them(self, visit: Visit) -> None:
        page = visit.go("/?collection=harbour")
        page.click("#shelf-title a")
        page.click("#rows >> text=tides")
        expect(page.locator("#text")).to_contain_text("Week 1 🌊🌊.")
        assert page.locator("#text .cited").count() == 0
        page.keyboard.press("Escape")
        page.wait_for_url("**/documents?collection=harbour")
        expect(page.locator("#rows tr")).to_have_count(2)


class TestLanguages:
    def test_follow_the_browser_and_then_the_choice(self, browser: Browser, server: str) -> None:
        context = browser.new_context(locale="ru-RU")
        visit = Visit(context, server)
        page = visit.go()
        expect(page.locator("#search button")).to_have_text("Найти")
        expect(page.locator("#shelf-title")).to_have_text("1 документ")
        search(page)
        expect(page.locator("#status")).to_have_text(re.compile(r"отрыв(ок|ка|ков) за"))
        page.click("#language")
        expect(page.locator("#search button")).to_have_text("Search")
        expect(page.locator("#status")).to_contain_text("passages in")
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page).to_have_title(f"{QUESTION} — Spravka")
        expect(page.get_by_label("Language").locator("option").first).to_have_text("any language")
        page.reload()
        expect(page.locator("#search button")).to_have_text("Search")
        expect(page.locator("#hits .passage").first).to_have_attribute("lang", "ru")
        context.close()
        assert visit.faults == []


class TestPhone:
    def test_fits_and_opens_the_source_over_the_whole_screen(self, phone: Visit) -> None:
        page = phone.go()
        search(page, "кто возглавляет наблюдательный совет?")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        expect(page.locator("#question")).not_to_be_focused()
        expect(page.locator("#answer section")).to_be_visible()
        page.tap("#hits li:first-child .passage")
        expect(page.locator("#text mark")).to_be_visible()
        assert page.locator("#source").bounding_box() == {
            "x": 0, "y": 0, "width": 390, "height": 844
        }  # fmt: skip
        assert in_sight(page, "#text mark", "#reading")
        page.tap("#close")
        expect(page.locator("#source")).to_be_hidden()

    def test_is_dark_where_the_phone_is(self, phone: Visit) -> None:
        page = phone.go()
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", colour))) < 40


class TestColours:
    @pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
    def test_can_be_read(self, scheme: int) -> None:
        blocks = re.findall(r":root \{(.*?)\}", (PAGE / "style.css").read_text("utf-8"), re.DOTALL)
        colours = dict(re.findall(r"--(\S+): (#\w{6});", blocks[scheme]))
        for ink, paper in (
            ("ink", "paper"), ("ink", "raised"), ("ink", "mark"), ("ink", "cited"),
            ("soft", "paper"), ("soft", "raised"), ("seal", "paper"), ("seal-ink", "seal"),
        ):  # fmt: skip
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class TestDocumentation:
    def test_is_drawn_from_the_schema_without_a_network(self, visit: Visit) -> None:
        page = visit.go("/docs#not-found")
        schema: Any = page.evaluate("fetch('/openapi.json').then((answer) => answer.json())")
        expect(page.locator("#operations section")).to_have_count(
            sum(len(methods) for methods in schema["paths"].values())
        )
        expect(page.locator("#operations section").first).to_contain_text("best_sentence")
        expect(page.locator("#operations")).to_contain_text("GET /v1/answer")
        expect(page.locator("pre").first).to_contain_text(f"{visit.server}/v1/answer?q=who")
        expect(page.locator("#not-found")).to_be_in_viewport()
