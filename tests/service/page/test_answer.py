"""The answer on the page, first of all: how sure it is, between its neighbours, and its place."""

import re
from urllib.parse import quote

from playwright.sync_api import Browser, expect

from index import Index
from service.cli.quotations import read_quotations
from tests.service.conftest import LAN, Visit, serving
from tests.service.page.test_page import QUESTION, flowing, in_sight, search

STORMS = "How many storms did the owl of the lighthouse at Skagen count?"
FOUNDED = "When was AKIT founded?"


WORDS = {
    "surely": ("Surely right.", "Наверняка верно."),
    "probably": ("Probably right.", "Скорее всего верно."),
    "not_sure": ("Not sure.", "Верно ли это, неясно."),
}


class TestAnswer:
    def test_stands_first_by_one_request(self, visit: Visit) -> None:
        page = visit.go()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        search(page)
        assert [url for url in asked if re.search("/v1/(answer|search)", url)] == [
            f"{visit.server}/v1/answer?q=who+chairs+AKIT%27s+supervisory+board%3F&k=10"
        ]
        expect(page.locator("#answer .passage")).to_contain_text("Козловский")
        expect(page.locator("#answer .passage")).to_have_attribute("lang", "ru")
        expect(page.locator("#answer .place")).to_have_text("akit-general-meeting-2024.txt:13")
        answer = page.locator("#answer").bounding_box()
        first = page.locator("#hits li").first.bounding_box()
        assert answer is not None
        assert first is not None
        assert answer["y"] + answer["height"] < first["y"]

    def test_is_announced_and_leaves_the_focus(self, visit: Visit) -> None:
        page = visit.go()
        expect(page.locator("#answer")).to_have_attribute("aria-live", "polite")
        expect(page.locator("#answer")).to_be_empty()
        search(page)
        expect(page.locator("#question")).to_be_focused()
        expect(page.get_by_role("region", name="Answer")).to_contain_text("Козловский")
        page.click("#home")
        expect(page.locator("#answer")).to_be_empty()

    def test_says_first_of_all_how_sure_it_is(self, visit: Visit, library: Index) -> None:
        answer = library.answer(STORMS, collection="harbour", threshold=0).answer
        assert answer is not None
        assert answer.confidence is not None
        assert answer.band is not None
        english, russian = WORDS[answer.band]
        percent = round(100 * min(0.99, max(0.01, answer.confidence)))
        page = visit.go(f"/?q={quote(STORMS)}&collection=harbour&threshold=0")
        sure = page.locator("#answer .sure")
        expect(sure).to_have_text(f"{english} About {percent}% of such answers are right.")
        assert page.locator("#answer section > *").first.get_attribute("class") == "sure"
        page.click("#language")
        expect(sure).to_have_text(f"{russian} Из таких ответов верны около {percent}\xa0%.")

    def test_stands_between_its_neighbours(self, visit: Visit, library: Index) -> None:
        answer = library.answer(STORMS, collection="harbour", threshold=0).answer
        assert answer is not None
        page = visit.go(f"/?q={quote(STORMS)}&collection=harbour&threshold=0")
        expect(page.locator("#answer .said")).to_have_text(answer.text)
        before, after = page.locator("#answer .around").all_inner_texts()
        text = library.text(answer.citation.document_id).text
        assert flowing(f"{before} {answer.text} {after}") in flowing(text)
        assert [before.count("."), after.count(".")] == [1, 1]

    def test_has_no_mark_and_a_plainer_card_where_it_is_not_sure(
        self, visit: Visit, library: Index
    ) -> None:
        page = visit.go(f"/?q={quote(STORMS)}&collection=harbour&threshold=0")
        sure = page.locator("#answer section")
        expect(sure).to_have_attribute("data-band", "surely")
        expect(sure).to_have_css("border-style", "solid")
        answer = library.answer(FOUNDED, threshold=0).answer
        assert answer is not None
        assert answer.band == "not_sure"
        page = visit.go(f"/?q={quote(FOUNDED)}&threshold=0")
        plain = page.locator("#answer section")
        expect(plain).to_have_attribute("data-band", "not_sure")
        expect(plain).to_have_css("border-style", "dashed")
        expect(plain.locator("mark")).to_have_count(0)
        page.click("#answer a.open")
        expect(page.locator("#text .cited")).to_have_text(answer.text)

    def test_opens_its_source_at_exactly_its_characters(self, visit: Visit, library: Index) -> None:
        answer = library.answer(QUESTION).answer
        assert answer is not None
        page = visit.go()
        search(page)
        page.click("#answer .passage")
        expect(page.locator("#text .cited")).to_have_text(answer.text)
        expect(page.locator("#source-place")).to_have_text(
            "akit-general-meeting-2024.txt · line 13 ·"
            f" characters {answer.citation.start}–{answer.citation.end}"
        )
        expect(page.locator("#notice")).to_be_hidden()
        page.keyboard.press("Escape")
        expect(page.locator("#answer a.open")).to_be_focused()

    def test_marks_what_was_asked_for(self, visit: Visit, library: Index) -> None:
        answer = library.answer(STORMS, collection="harbour", threshold=0).answer
        assert answer is not None
        page = visit.go(f"/?q={quote(STORMS)}&collection=harbour&threshold=0")
        expect(page.locator("#answer mark")).to_have_text("seven")
        expect(page.locator("#answer .said")).to_have_text(answer.text)
        page.click("#answer a.open")
        expect(page.locator("#text mark")).to_have_text("seven")
        expect(page.locator("#text .cited")).to_have_text(answer.text)
        assert in_sight(page, "#text mark", "#reading")

    def test_is_copied_with_a_citation_that_can_be_verified(
        self, visit: Visit, library: Index
    ) -> None:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visit.go()
        search(page)
        page.locator("#answer a.open").focus()
        page.keyboard.press("Tab")
        expect(page.locator("#answer .copy")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#answer .copy")).to_have_text("Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.endswith(", line 13")
        claims = [found.claim for found in read_quotations(text, name="copied.md").found]
        assert len(claims) == 1
        assert claims[0].source == "akit-general-meeting-2024.txt"
        assert [result.verdict for result in library.verify(claims).results] == ["verbatim"]

    def test_is_copied_where_there_is_no_safe_clipboard(
        self, browser: Browser, library: Index
    ) -> None:
        with serving(library, hosts=(LAN,)) as address:
            context = browser.new_context(locale="en-GB")
            visit = Visit(context, address.replace("127.0.0.1", LAN))
            page = visit.go(f"/?q={quote(QUESTION)}")
            assert page.evaluate("navigator.clipboard") is None
            page.click("#answer .copy")
            expect(page.locator("#answer .copy")).to_have_text("Copied")
            page.fill("#question", "")
            page.press("#question", "Control+V")
            expect(page.locator("#question")).to_have_value(re.compile("Козловский.*line 13$"))
            context.close()
            assert visit.faults == []

    def test_is_not_asked_of_one_half_alone(self, visit: Visit) -> None:
        page = visit.go(f"/?q={quote(QUESTION)}&mode=sparse&threshold=1")
        expect(page.locator("#hits li").first).to_contain_text("Козловский")
        expect(page.locator("#answer")).to_be_empty()
        page.locator("#question").press("ArrowDown")
        expect(page.locator("#hits a.open").first).to_be_focused()

    def test_says_what_is_wrong_with_the_address(self, visit: Visit) -> None:
        page = visit.go(f"/?q={quote(QUESTION)}")
        expect(page.locator("#answer section")).to_be_visible()
        page = visit.go(f"/?q={quote(QUESTION)}&threshold=2")
        expect(page.locator("#problem-detail")).to_contain_text("less than or equal to 1")
        expect(page.locator("#answer")).to_be_empty()
