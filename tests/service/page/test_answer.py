"""The answer on the page, first of all: its place, how sure it is, or that there is none."""

import re
from urllib.parse import quote

from playwright.sync_api import Browser, expect

from index import Index
from service.cli.quotations import read_quotations
from tests.service.conftest import LAN, Visit, serving
from tests.service.page.test_page import QUESTION, in_sight, search

STORMS = "How many storms did the owl of the lighthouse at Skagen count?"
UNANSWERED = "Who piloted the Mars mission of 2019?"
WORDS = ((0.9, "very likely"), (0.66, "likely"), (0.33, "possibly"), (0.0, "unlikely"))


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

    def test_says_how_sure_it_is_and_what_that_means(self, visit: Visit, library: Index) -> None:
        answer = library.answer(QUESTION).answer
        assert answer is not None
        assert answer.confidence is not None
        share = f"{min(0.99, answer.confidence):.2f}"
        word = next(word for least, word in WORDS if float(share) >= least)
        page = visit.go()
        search(page)
        sure = page.locator("#answer summary")
        expect(sure).to_have_text(f"{word}, {share}")
        sure.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#answer details p")).to_have_text(
            f"Of the answers given with this confidence, about {float(share):.0%} are right."
        )
        page.click("#language")
        expect(page.locator("#answer summary")).to_have_text(
            re.compile(rf"^(очень |мало)?(вероятно|возможно), {share.replace('.', ',')}$")
        )

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
        expect(page.locator("#answer .passage")).to_have_text(answer.text)
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
        page.locator("#answer summary").focus()
        page.keyboard.press("Tab")
        expect(page.locator("#answer button")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#answer button")).to_have_text("Copied")
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
            page.click("#answer button")
            expect(page.locator("#answer button")).to_have_text("Copied")
            page.fill("#question", "")
            page.press("#question", "Control+V")
            expect(page.locator("#question")).to_have_value(re.compile("Козловский.*line 13$"))
            context.close()
            assert visit.faults == []

    def test_gives_way_to_an_honest_no(self, visit: Visit, library: Index) -> None:
        abstention = library.answer(UNANSWERED, threshold=1.0).abstention
        assert abstention is not None
        page = visit.go(f"/?q={quote(UNANSWERED)}&threshold=1")
        card = page.get_by_role("region", name="Answer")
        expect(card.locator("h2")).to_have_text("The documents do not answer this.")
        expect(card).to_contain_text("None of the passages found has the words")
        expect(card).to_contain_text("The passages below are the nearest ones")
        assert tuple(card.locator("q").all_inner_texts()) == abstention.missing
        expect(page.locator("#hits li").first).to_be_visible()
        page.locator("#question").press("ArrowDown")
        expect(page.locator("#hits a.open").first).to_be_focused()
        page.click("#language")
        expect(page.locator("#answer h2")).to_have_text("В документах нет ответа на этот вопрос.")

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
