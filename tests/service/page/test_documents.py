"""The documents on the page: added, listed and deleted, in a real browser on a real server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from index import Index, text_document
from tests.service.conftest import Visit, serving

FERRY = "The ferry to Skagen leaves at nine."
TOKEN = "correct-horse-battery"


@pytest.fixture
def own(tmp_path: Path, library: Index) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=library.encoders) as index:
        yield index


@pytest.fixture
def visit(browser: Browser, own: Index) -> Iterator[Visit]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1200, "height": 800})
    with serving(own) as address:
        visit = Visit(context, address)
        yield visit
        context.close()
    assert visit.faults == []


def file(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def add(page: Page, *files: dict[str, object]) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("#add")
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def drop(page: Page, name: str, text: str) -> None:
    """Drag a file over the page and let it go there."""
    page.evaluate(
        """([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          const event = (type) => new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
          document.body.dispatchEvent(event("dragover"));
          window.shown = getComputedStyle(document.body, "::after").content;
          document.body.dispatchEvent(event("drop"));
        }""",
        [name, text],
    )


class TestAdding:
    def test_by_the_button_makes_files_found(self, visit: Visit) -> None:
        page = visit.go()
        expect(page.locator("#shelf-title")).to_have_text("No documents yet")
        add(page, file("ferry.txt", FERRY), file("tide.md", "# Tide\n\nHigh water is at noon."))
        expect(page.locator("#news")).to_have_text("2 documents added")
        expect(page.locator("#shelf-title")).to_have_text("2 documents")
        expect(page.locator("#upload")).to_be_hidden()
        page.fill("#question", "when does the ferry leave?")
        page.press("#question", "Enter")
        expect(page.locator("#answer .said")).to_have_text(FERRY)

    def test_names_what_cannot_be_read_and_takes_the_rest(self, visit: Visit) -> None:
        page = visit.go()
        add(page, file("ferry.txt", FERRY), file("report.txt", "\0\1\2"))
        expect(page.locator("#news p").first).to_have_text("1 document added")
        expect(page.locator("#news .refused")).to_have_text(
            "report.txt: damaged, there is no text in it; save it as UTF-8"
        )
        add(page, file("empty.txt", ""))
        expect(page.locator("#news")).to_have_text("empty.txt: empty, no text in it")

    def test_by_dropping_replaces_a_document_and_renews_the_results(self, visit: Visit) -> None:
        page = visit.go()
        add(page, file("ferry.txt", FERRY))
        expect(page.locator("#shelf-title")).to_have_text("1 document")
        page.fill("#question", "ferry")
        page.press("#question", "Enter")
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        drop(page, "ferry.txt", "The ferry leaves at ten.")
        assert page.evaluate("window.shown") == '"Drop files to add them"'
        expect(page.locator("#news")).to_have_text("1 replaced")
        expect(page.locator("#answer .said")).to_have_text("The ferry leaves at ten.")
        assert page.evaluate("document.body.dataset.drop") is None

    def test_while_others_are_added_takes_its_turn(self, visit: Visit, own: Index) -> None:
        page = visit.go("/?collection=sea")
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)
            if len(held) > 1:
                route.continue_()

        page.route(re.compile(r"/v1/documents$"), hold)
        with page.expect_request(re.compile(r"/v1/documents$")):
            add(page, file("ferry.txt", FERRY))
        drop(page, "tide.txt", "High water is at noon.")
        expect(page.locator("#upload-told")).to_have_text("Adding 1 of 2: ferry.txt")
        held[0].continue_()
        expect(page.locator("#news")).to_have_text("2 documents added")
        expect(page.locator("#upload")).to_be_hidden()
        assert [each.source for each in own.documents(collection="sea").documents] == [
            "ferry.txt",
            "tide.txt",
        ]

    @pytest.mark.parametrize(
        ("locale", "told", "undo", "back"),
        [
            ("en-GB", "2 earlier versions replaced:", "Undo", "2 documents are back"),
            ("ru-RU", "Заменены прежние версии 2 документов:", "Вернуть", "2 документа вернулись"),
        ],
    )
    @pytest.mark.parametrize("path", ["/?q=ferry", "/documents"])
    def test_names_what_was_replaced_and_brings_it_back(
        self,
        browser: Browser,
        own: Index,
        *,
        path: str,
        locale: str,
        told: str,
        undo: str,
        back: str,
    ) -> None:
        before = {"ferry.txt": FERRY, "паром.txt": "Паром уходит в девять."}
        own.add_documents(
            text_document(source=source, text=text) for source, text in before.items()
        )
        context = browser.new_context(locale=locale)
        with serving(own) as address:
            visit = Visit(context, address)
            page = visit.go(path)
            for source in before:
                drop(page, source, f"Another {source}.")
            drop(page, "tide.txt", "High water is at noon.")
            expect(page.locator("#undo")).to_contain_text(f"{told} ferry.txt, паром.txt")
            page.get_by_role("button", name=undo).click()
            expect(page.locator("#news")).to_have_text(back)
            expect(page.locator("#undo")).to_be_hidden()
            context.close()
        documents = own.documents().documents
        texts = {each.source: own.text(each.document_id).text for each in documents}
        assert texts == before | {"tide.txt": "High water is at noon."}
        assert visit.faults == []

    def test_offers_nothing_back_of_what_is_a_folder_s(
        self, visit: Visit, own: Index, tmp_path: Path
    ) -> None:
        team = tmp_path / "team"
        team.mkdir()
        (team / "ferry.txt").write_text(FERRY)
        own.add(team)
        page = visit.go("/documents")
        drop(page, "ferry.txt", "The ferry leaves at ten.")
        expect(page.locator("#undo-told")).to_have_text("1 earlier version replaced: ferry.txt")
        expect(page.locator("#undo-do")).to_be_hidden()

    def test_of_a_folder_without_files_says_so(self, visit: Visit) -> None:
        page = visit.go()
        page.evaluate(
            """() => {
              const createReader = () => ({ readEntries: (give) => give([]) });
              DataTransferItem.prototype.webkitGetAsEntry = () => (
                { name: "empty", isDirectory: true, createReader }
              );
            }"""
        )
        drop(page, "empty", "")
        expect(page.locator("#news")).to_have_text("There is no file in it.")


class TestTheCollection:
    def test_is_kept_by_what_is_dropped_beside_an_answer_and_by_the_way_home(
        self, visit: Visit, own: Index
    ) -> None:
        harbour = text_document(source="ferry.txt", text=FERRY, collection="harbour")
        own.add_documents([harbour], collection="harbour")
        page = visit.go("/?q=when+does+the+ferry+leave%3F&collection=harbour")
        expect(page.locator("#answer .said")).to_have_text(FERRY)
        drop(page, "tide.txt", "High water is at noon.")
        expect(page.locator("#news")).to_have_text("1 document added")
        assert own.documents(collection="harbour").total == 2
        page.click("#home")
        expect(page.locator("#shelf-title")).to_have_text("2 documents")
        assert page.url.endswith("/?collection=harbour")


class TestToken:
    def test_is_asked_for_once_and_kept(self, browser: Browser, own: Index) -> None:
        own.add_documents([text_document(source="ferry.txt", text=FERRY)])
        with serving(own, token=TOKEN) as address:
            context = browser.new_context(locale="en-GB")
            visit = Visit(context, address)
            page = visit.go()
            for token in ("wrong", TOKEN):
                expect(page.locator("dialog.token")).to_contain_text("asks for a key")
                page.locator("dialog.token input").fill(token)
                page.keyboard.press("Enter")
            expect(page.locator("#shelf-title")).to_have_text("1 document")
            page.reload()
            expect(page.locator("#shelf-title")).to_have_text("1 document")
            expect(page.locator("dialog.token")).to_have_count(0)
            context.close()
            assert visit.faults == []

    def test_that_is_not_given_is_told(self, browser: Browser, own: Index) -> None:
        with serving(own, token=TOKEN) as address:
            context = browser.new_context(locale="ru-RU")
            page = Visit(context, address).go()
            expect(page.locator("dialog.token")).to_contain_text("просит ключ")
            page.keyboard.press("Escape")
            expect(page.locator("#problem-title")).to_have_text("Серверу нужен ключ доступа")
            context.close()

    def test_opens_the_documentation(self, browser: Browser, own: Index) -> None:
        with serving(own, token=TOKEN) as address:
            context = browser.new_context(locale="en-GB")
            page = Visit(context, address).go("/docs")
            expect(page.locator("h1")).to_have_text("The HTTP API")
            page.locator("dialog.token input").fill(TOKEN)
            page.keyboard.press("Enter")
            expect(page.locator("#operations section").first).to_contain_text("best_sentence")
            context.close()
