"""The three honest noes of the page, and the same sentence in several documents."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from index import Index, text_document
from tests.service.conftest import Visit, serving
from tests.service.page.test_documents import add, file

FERRY = "The ferry to Skagen leaves at nine."
UNANSWERED = "Who piloted the Mars mission of 2019?"
FRENCH = json.dumps({"type": "eq", "key": "language", "value": "fr"})
DENIALS = ("do not answer", "нет ответа")


@pytest.fixture
def own(tmp_path: Path, library: Index) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=library.encoders) as index:
        yield index


@pytest.fixture
def own_visit(browser: Browser, own: Index) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    with serving(own) as address:
        visit = Visit(context, address)
        yield visit
        context.close()
    assert visit.faults == []


class TestNothingHereYet:
    def test_is_said_and_the_documents_can_be_added_there(self, own_visit: Visit) -> None:
        page = own_visit.go("/?q=when+does+the+ferry+leave%3F")
        card = page.get_by_role("region", name="Answer")
        expect(card.locator("h2")).to_have_text("There is nothing here yet to answer from.")
        expect(page.locator("#problem")).to_be_hidden()
        expect(card).not_to_contain_text("0 documents")
        page.click("#language")
        expect(page.locator("#answer h2")).to_have_text("Отвечать пока не по чему.")
        page.click("#language")
        add(page, file("ferry.txt", FERRY))
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        expect(page.locator("#shelf")).to_be_hidden()

    def test_is_said_of_an_emptied_collection_and_of_one_not_begun(
        self, own_visit: Visit, own: Index
    ) -> None:
        ferry = text_document(source="ferry.txt", text=FERRY, collection="sea")
        own.add_documents([ferry], collection="sea")
        own.delete(own.documents(collection="sea").documents[0].document_id)
        for collection in ("sea", "land"):
            page = own_visit.go(f"/?q=who&collection={collection}")
            expect(page.locator("#answer h2")).to_have_text(
                "There is nothing here yet to answer from."
            )
            expect(page.locator("#add")).to_be_visible()
            expect(page.locator("#collection")).to_have_value(collection)


class TestNothingNear:
    def test_says_how_much_was_searched(self, visit: Visit) -> None:
        page = visit.go(f"/?q=who&filter={quote(FRENCH)}")
        title = page.locator("#answer h2")
        expect(title).to_have_text("Nothing near this was found where the filter lets search.")
        expect(page.locator("#answer")).to_contain_text("Try other words")
        page.click("#language")
        expect(title).to_have_text("Ничего близкого не нашлось там, где разрешает искать фильтр.")


class TestNotSureEnough:
    def test_names_the_missing_words_and_what_was_searched(
        self, visit: Visit, library: Index
    ) -> None:
        abstention = library.answer(UNANSWERED, threshold=1.0).abstention
        assert abstention is not None
        page = visit.go(f"/?q={quote(UNANSWERED)}&threshold=1")
        card = page.get_by_role("region", name="Answer")
        expect(card.locator("h2")).to_have_text("Not sure enough to answer.")
        expect(card).to_contain_text("None of the passages found has the words")
        expect(card).to_contain_text("Searched 1 document.")
        assert tuple(card.locator("q").all_inner_texts()) == abstention.missing
        expect(page.locator("#hits li").first).to_be_visible()
        page.locator("#question").press("ArrowDown")
        expect(page.locator("#hits a.open").first).to_be_focused()
        english = page.locator("main").inner_text()
        page.click("#language")
        expect(page.locator("#answer h2")).to_have_text("Уверенности для ответа не хватает.")
        said = english + page.locator("main").inner_text()
        assert not any(denial in said for denial in DENIALS)

    def test_shows_the_likeliest_sentence_when_asked_to(self, visit: Visit, library: Index) -> None:
        abstention = library.answer(UNANSWERED, threshold=1.0).abstention
        assert abstention is not None
        assert abstention.likeliest is not None
        likeliest = abstention.likeliest
        page = visit.go(f"/?q={quote(UNANSWERED)}&threshold=1")
        said = page.locator("#answer .said")
        expect(said).to_be_hidden()
        page.locator("#answer .anyway > summary").focus()
        page.keyboard.press("Enter")
        expect(said).to_be_visible()
        expect(said).to_have_text(" ".join(likeliest.text.split()))
        expect(page.locator("#answer mark")).to_have_count(0)
        expect(page.locator("#answer .anyway .sure")).to_contain_text("of such answers are right")
        page.click("#answer .anyway a.open")
        expect(page.locator("#text .cited")).to_have_text(likeliest.text)
        expect(page.locator("#notice")).to_be_hidden()


class TestTheSameSentenceElsewhere:
    def test_is_named_and_opens_there(self, own_visit: Visit, own: Index) -> None:
        own.add_documents(
            text_document(source=name, text=f"{before} {FERRY} {after}")
            for name, before, after in (
                ("harbour.txt", "The harbour is open.", "Tickets are sold on board."),
                ("letters.txt", "She wrote twice.", "So he had heard."),
            )
        )
        answer = own.answer("When does the ferry to Skagen leave?").answer
        assert answer is not None
        assert len(answer.elsewhere) == 1
        other = answer.elsewhere[0]
        page = own_visit.go("/?q=When+does+the+ferry+to+Skagen+leave%3F")
        elsewhere = page.locator("#answer .elsewhere")
        expect(elsewhere.locator("p")).to_have_text("The same sentence stands in 1 more place:")
        expect(elsewhere.locator(".place")).to_have_text(f"{other.source}:{other.line}")
        elsewhere.locator(".place").click()
        expect(page.locator("#text .cited")).to_have_text(FERRY)
        expect(page.locator("#source-place")).to_contain_text(other.source)
        page.keyboard.press("Escape")
        expect(elsewhere.locator("a.open")).to_be_focused()
