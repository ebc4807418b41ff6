"""The documents room: found by name and folder, in an order of one's own, added and deleted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from index import Index, text_document
from service.keys import Keys
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving
from tests.service.page.test_documents import add, file

FERRY = "The ferry to the island leaves in the morning at nine."
PAROM = "Паром на остров уходит утром в девять часов."


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=word_encoders()) as index:
        yield index


def visiting(browser: Browser, own: Index, locale: str, width: int = 1200) -> Iterator[Visit]:
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    with serving(own) as address:
        visit = Visit(context, address)
        yield visit
        context.close()
    assert visit.faults == []


@pytest.fixture
def visit(browser: Browser, own: Index) -> Iterator[Visit]:
    yield from visiting(browser, own, "en-GB")


@pytest.fixture
def russian(browser: Browser, own: Index) -> Iterator[Visit]:
    yield from visiting(browser, own, "ru-RU", width=390)


def fill(own: Index, *sources: str) -> None:
    own.add_documents(
        text_document(source=source, text=f"# {source}\n\n{PAROM if 'ru' in source else FERRY}")
        for source in sources
    )


def listed(page: Page) -> list[str]:
    return page.locator("#rows .place").all_inner_texts()


class TestFinding:
    def test_lists_page_by_page_to_the_end(self, visit: Visit, own: Index) -> None:
        fill(own, *(f"{number:03}.md" for number in range(120)))
        page = visit.go()
        page.click("#room")
        expect(page.locator("#status")).to_have_text("120 documents")
        expect(page.locator("#rows tr")).to_have_count(100)
        page.click("#more")
        expect(page.locator("#rows tr")).to_have_count(120)
        expect(page.locator("#rows tr").nth(100).locator("a")).to_be_focused()
        expect(page.locator("#more")).to_be_hidden()
        assert listed(page) == [f"{number:03}.md" for number in range(120)]

    def test_by_a_part_of_the_name_which_stays_in_the_address(
        self, visit: Visit, own: Index
    ) -> None:
        fill(own, "hr/Vacation.md", "hr/travel.md", "it/vacation-server.md")
        page = visit.go("/documents")
        page.locator("#name").press_sequentially("vacat")
        expect(page.locator("#rows tr")).to_have_count(2)
        expect(page).to_have_url(re.compile(r"name=vacat$"))
        expect(page.locator("#status")).to_have_text("2 documents")
        page.reload()
        expect(page.locator("#name")).to_have_value("vacat")
        expect(page.locator("#rows tr")).to_have_count(2)
        page.fill("#name", "none such")
        expect(page.locator("#status")).to_have_text("No document is called “none such”.")
        expect(page.locator("#documents")).to_be_hidden()

    def test_by_folders_in_folders_and_back(self, visit: Visit, own: Index) -> None:
        fill(own, "a.md", "hr/b.md", "hr/old/c.md", "it/d.md")
        page = visit.go("/documents")
        folders = page.locator("#folders a")
        expect(folders).to_have_text(["hr/ 2", "it/ 1"])
        folders.first.click()
        expect(page.locator("#rows tr")).to_have_count(2)
        expect(page.locator("#folders")).to_have_text("All foldershr/old/ 1")
        page.locator("#folders a", has_text="old/").click()
        expect(page.locator("#rows .place")).to_have_text(["hr/old/c.md"])
        expect(page).to_have_url(re.compile(r"folder=hr%2Fold$"))
        page.locator("#folders a", has_text="All folders").click()
        expect(page.locator("#rows tr")).to_have_count(4)
        page.go_back()
        expect(page.locator("#rows tr")).to_have_count(1)

    def test_is_come_back_to_from_a_document_as_it_was(self, visit: Visit, own: Index) -> None:
        fill(own, "hr/b-ru.md", "hr/a-ru.md", "hr/c.md", "ru.md")
        page = visit.go("/documents?folder=hr&name=ru&sort=-size")
        expect(page.locator("#rows tr")).to_have_count(2)
        page.click("#rows >> text=hr/b-ru.md")
        expect(page.locator("#text")).to_contain_text(PAROM)
        page.click("#close")
        page.wait_for_url("**/documents?folder=hr&name=ru&sort=-size")
        expect(page.locator("#rows tr")).to_have_count(2)
        # An address leads nowhere else.
        document = own.documents().documents[0].document_id
        page = visit.go(f"/?document={document}&back=documents:elsewhere")
        page.click("#close")
        expect(page).to_have_url(re.compile("/\\?back=documents"))

    def test_in_another_order_with_language_and_size(self, visit: Visit, own: Index) -> None:
        fill(own, "b.md", "a-ru.md")
        own.add_documents([text_document(source="c.md", text=FERRY * 40)])
        page = visit.go("/documents")
        expect(page.locator("#rows .place")).to_have_text(["a-ru.md", "b.md", "c.md"])
        page.locator("#sort").select_option("-size")
        expect(page.locator("#rows .place").first).to_have_text("c.md")
        expect(page).to_have_url(re.compile("sort=-size"))
        row = page.locator("#rows tr", has_text="a-ru.md")
        expect(row).to_contain_text("Russian")
        expect(row).to_contain_text(re.compile(r"\d+ byte"))
        expect(row).to_contain_text(re.compile(r"20\d\d"))

    def test_names_what_is_not_read_by_reason(
        self, visit: Visit, own: Index, tmp_path: Path
    ) -> None:
        team = tmp_path / "team"
        team.mkdir()
        for name in ("a.png", "b.png", "c.bin"):
            (team / name).write_bytes(bytes(range(32)))
        (team / "empty.md").write_text("")
        (team / "ferry.md").write_text(FERRY)
        own.add(team)
        page = visit.go("/documents")
        unread = page.locator("#unread")
        expect(unread.locator("h2")).to_have_text("4 files of the folders are not read")
        expect(unread.locator("li").first).to_contain_text(".png 2")
        unread.locator("summary").click()
        expect(unread.locator("details li", has_text="empty.md")).to_be_visible()


class TestChanging:
    def test_adds_where_one_is_and_shows_it(self, visit: Visit, own: Index) -> None:
        own.create_collection("harbour")
        page = visit.go("/documents?collection=harbour")
        expect(page.locator("#status")).to_have_text("No documents yet")
        add(page, file("ferry.txt", FERRY))
        expect(page.locator("#news")).to_have_text("1 document added")
        expect(page.locator("#rows .place")).to_have_text(["ferry.txt"])
        assert own.documents(collection="harbour").total == 1
        page.locator("#collection").select_option("default")
        expect(page.locator("#status")).to_have_text("No documents yet")

    def test_deletes_what_is_chosen_by_key_and_brings_it_back(
        self, visit: Visit, own: Index
    ) -> None:
        fill(own, "a.md", "b.md", "c.md")
        page = visit.go("/documents")
        expect(page.locator("#delete")).to_be_hidden()
        page.get_by_label("Choose a.md").focus()
        page.keyboard.press("Space")
        page.get_by_label("Choose c.md").focus()
        page.keyboard.press("Space")
        expect(page.locator("#delete")).to_have_text("Delete 2 documents")
        page.locator("#delete").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#undo")).to_contain_text("2 documents deleted")
        expect(page.locator("#rows .place")).to_have_text(["b.md"])
        assert [each.source for each in own.documents().documents] == ["b.md"]
        expect(page.locator("#undo-do")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#news")).to_have_text("2 documents are back")
        expect(page.locator("#rows .place")).to_have_text(["a.md", "b.md", "c.md"])
        expect(page.locator("#undo")).to_be_hidden()
        assert own.documents().total == 3

    def test_chooses_all_that_are_shown(self, visit: Visit, own: Index) -> None:
        fill(own, "a.md", "b.md")
        page = visit.go("/documents")
        page.get_by_label("Choose all").check()
        expect(page.locator("#delete")).to_have_text("Delete 2 documents")
        page.get_by_label("Choose a.md").uncheck()
        expect(page.locator("#delete")).to_have_text("Delete 1 document")

    def test_stops_adding_when_asked_to(self, visit: Visit, own: Index) -> None:
        page = visit.go("/documents")
        taken: list[str] = []

        def hold(route: object, request: object) -> None:
            taken.append(request.url)  # type: ignore[attr-defined]
            if len(taken) == 1:
                route.continue_()  # type: ignore[attr-defined]

        page.route(re.compile(r"/v1/documents$"), hold)
        add(page, *(file(f"{number}.txt", f"{FERRY} {number}") for number in range(50)))
        expect(page.locator("#upload-told")).to_contain_text("Adding 21 of 50: 20.txt")
        expect(page.locator("#upload-bar")).to_have_js_property("value", 20)
        page.click("#upload-stop")
        expect(page.locator("#news p").first).to_have_text(
            "Stopped after 20 of 50, 20 documents added"
        )
        expect(page.locator("#upload")).to_be_hidden()
        expect(page.locator("#add")).to_be_enabled()
        assert own.documents().total == 20

    def test_asks_before_it_is_left_while_files_are_being_added(self, visit: Visit) -> None:
        page = visit.go("/documents")
        page.route(re.compile(r"/v1/documents$"), lambda _: None)
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        add(page, file("ferry.txt", FERRY))
        expect(page.locator("#upload-told")).to_contain_text("Adding 1 of 1")
        with page.expect_event("dialog"):
            page.evaluate("() => void setTimeout(() => location.reload())")
        expect(page.locator("#upload-told")).to_contain_text("Adding 1 of 1")
        page.click("#upload-stop")
        expect(page.locator("#upload")).to_be_hidden()
        page.reload()
        expect(page.locator("#upload")).to_be_hidden()
        assert asked == ["beforeunload"]

    @pytest.mark.parametrize(
        ("limit", "most"), [(2000, "2 kB"), (2960, "2.9 kB"), (10_990, "10 kB")]
    )
    def test_refuses_a_file_that_is_too_large_before_it_is_sent(
        self, browser: Browser, own: Index, limit: int, most: str
    ) -> None:
        context = browser.new_context(locale="en-GB")
        with serving(own, upload_limit=limit) as address:
            visit = Visit(context, address)
            page = visit.go("/documents")
            sent: list[str] = []
            page.on("request", lambda request: sent.append(request.method))
            add(page, file("large.txt", FERRY * 1000))
            expect(page.locator("#news .refused")).to_have_text(
                f"large.txt: too large; a file may have {most} at most"
            )
            assert "POST" not in sent
            context.close()
        assert visit.faults == []


class TestWhoMayOnlyRead:
    def test_sees_nothing_that_would_be_refused(self, browser: Browser, own: Index) -> None:
        document = text_document(source="a.md", text=FERRY, collection="sea")
        own.add_documents([document], collection="sea")
        keys = Keys(own.folder)
        _, key = keys.create(scope="read", collections=["sea"])
        context = browser.new_context(locale="en-GB")
        with serving(own, data=own.folder, token="correct-horse-battery") as address:
            visit = Visit(context, address)
            page = visit.go("/documents")
            page.locator("dialog.token input").fill(key)
            page.keyboard.press("Enter")
            expect(page.locator("#rows .place")).to_have_text(["a.md"])
            expect(page).to_have_url(re.compile("collection=sea"))
            expect(page.locator("#add")).to_be_hidden()
            expect(page.locator("#rows input")).to_be_hidden()
            page.click("#home")
            expect(page.locator("#shelf-title")).to_have_text("1 document")
            expect(page.locator("#add")).to_be_hidden()
            context.close()
        assert visit.faults == []


class TestInRussian:
    def test_fits_a_phone_and_speaks_it(self, russian: Visit, own: Index) -> None:
        fill(own, f"{'длинное-имя-' * 12}ru.md", "b.md")
        own.create_collection("собрание с довольно длинным именем, не для телефона")
        page = russian.go("/documents")
        expect(page.locator("#status")).to_have_text("2 документа")
        expect(page.locator("h1")).to_have_text("Документы")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.locator("#rows input").first.check()
        expect(page.locator("#delete")).to_have_text("Удалить 1 документ")
        page.click("#language")
        expect(page.locator("h1")).to_have_text("Documents")
        expect(page.locator("#status")).to_have_text("2 documents")
