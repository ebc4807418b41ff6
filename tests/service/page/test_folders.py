"""Folders on the page: sent with their paths, and what of them is not read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index import Index, text_document
from tests.service.conftest import Visit, serving

FERRY = "The ferry to Skagen leaves at nine."
NO_TEXT = bytes(range(32))


@pytest.fixture
def own(tmp_path: Path, library: Index) -> Iterator[Index]:
    with Index.open(tmp_path / "own", encoders=library.encoders) as index:
        yield index


@pytest.fixture
def team(tmp_path: Path) -> Path:
    team = tmp_path / "team"
    for part in ("hr", "it"):
        (team / part).mkdir(parents=True)
        (team / part / "README.md").write_text(f"Notes of {part}.", encoding="utf-8")
    (team / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (team / ".hidden.md").write_text("Hidden.", encoding="utf-8")
    (team / "photo.png").write_bytes(NO_TEXT)
    (team / "a.bin").write_bytes(NO_TEXT)
    return team


def visiting(browser: Browser, own: Index, locale: str) -> Iterator[Visit]:
    context = browser.new_context(locale=locale, viewport={"width": 1200, "height": 800})
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
    yield from visiting(browser, own, "ru-RU")


def sources(index: Index) -> list[str]:
    return [each.source for each in index.documents().documents]


def send(page: Page, folder: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("#add-folder")
    chooser.value.set_files(folder)


class TestAFolder:
    def test_is_sent_with_the_paths_of_its_files(
        self, visit: Visit, own: Index, team: Path
    ) -> None:
        page = visit.go()
        send(page, team)
        expect(page.locator("#news p").first).to_have_text(
            "3 documents added, 1 hidden file left out"
        )
        assert sources(own) == ["team/ferry.txt", "team/hr/README.md", "team/it/README.md"]
        refused = page.locator("#news .refused")
        expect(refused).to_have_count(2)
        expect(refused.nth(0)).to_have_text("team/photo.png: no kind of file that is read")
        expect(refused.nth(1)).to_contain_text("team/a.bin: ")
        send(page, team)
        expect(page.locator("#news p").first).to_contain_text("3 as before")

    def test_is_told_of_in_russian(self, russian: Visit, team: Path) -> None:
        page = russian.go()
        send(page, team)
        expect(page.locator("#news p").first).to_have_text(
            "добавлены 3 документа, 1 скрытый файл пропущен"
        )
        expect(page.locator("#news .refused").nth(1)).to_have_text(
            "team/a.bin: такие файлы не читаются"
        )

    def test_that_is_dropped_is_walked_to_its_end(self, visit: Visit) -> None:
        page = visit.go()
        found = page.evaluate(
            """async () => {
              const file = (name) => ({ name, isDirectory: false, file: (give) => give(new File(["a"], name)) });
              const folder = (name, held) => ({
                name,
                isDirectory: true,
                createReader: () => ({
                  // A hundred at a time, as browsers do.
                  readEntries: (give) => give(held.splice(0, 100)),
                }),
              });
              const many = Array.from({ length: 250 }, (_, n) => file(`${n}.txt`));
              const broken = { name: "gone.txt", isDirectory: false, file: (_, fail) => fail(new Error()) };
              const { within } = await import("/page/files.js");
              const found = await within(folder("team", [folder("hr", many), file("a.md"), broken]));
              return found.map(({ path, file: { size } }) => [path, size]);
            }"""
        )
        assert len(found) == 252
        assert ["team/a.md", 1] in found
        assert ["team/gone.txt", 0] in found
        assert ["team/hr/249.txt", 1] in found

    def test_tells_a_text_that_is_there_already(self, visit: Visit, own: Index, team: Path) -> None:
        own.add_documents([text_document(source="ferry.txt", text=FERRY)])
        page = visit.go()
        send(page, team)
        expect(page.locator("#news")).to_contain_text(
            "team/ferry.txt: the same text is already here as ferry.txt"
        )


class TestWhatIsNotRead:
    def test_is_listed_beside_the_documents(self, visit: Visit, own: Index, team: Path) -> None:
        own.add(team)
        page = visit.go()
        summary = page.locator("#shelf-unread summary")
        expect(summary).to_have_text("2 files of the folders are not read")
        summary.click()
        expect(page.locator("#shelf-unread li")).to_have_count(3)
        expect(page.locator("#shelf-unread li").last).to_have_text(".hidden.md: hidden")

    def test_is_said_where_there_is_no_answer(self, russian: Visit, own: Index, team: Path) -> None:
        own.add(team)
        page = russian.go("?q=Кто+расписал+потолок+часовни%3F")
        coverage = page.locator("#answer .coverage")
        expect(coverage.locator("p")).to_have_text("Просмотрено 3 документа.")
        expect(coverage.locator("summary")).to_have_text("2 файла из папок не прочитаны")
        coverage.locator("summary").click()
        expect(coverage.locator("li").first).to_have_text("a.bin: такие файлы не читаются")

    def test_is_said_beside_an_answer(self, visit: Visit, own: Index, team: Path) -> None:
        own.add(team)
        page = visit.go("?q=When+does+the+ferry+to+Skagen+leave%3F")
        expect(page.locator("#answer .passage")).to_contain_text("at nine")
        expect(page.locator("#status")).to_contain_text("2 files of the folders are not read")

    def test_of_an_index_without_folders_is_nothing(self, visit: Visit, own: Index) -> None:
        own.add_documents([text_document(source="ferry.txt", text=FERRY)])
        page = visit.go()
        expect(page.locator("#shelf-title")).to_have_text("1 document")
        expect(page.locator("#shelf-unread")).to_be_empty()
