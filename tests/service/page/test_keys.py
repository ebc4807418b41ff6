"""The page with keys: what it offers to whom, and how it asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index import Index, text_document
from service.http.app import create_app
from service.keys import Keys, Scope
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving_app

TOKEN = "correct-horse-battery"
CHANGING = ":is(#add, #add-folder, #rows input)"
"""What changes the index."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    """A server that asks for keys, over two collections."""
    with Index.open(data, encoders=word_encoders()) as index:
        for collection, text in (
            ("default", "The harbour office opens at eight."),
            ("hr", "Every employee has twenty-eight days of vacation."),
        ):
            document = text_document(source="a.txt", text=text, collection=collection)
            index.add_documents([document], collection=collection)
        app = create_app(Settings(data=data, port=0, token=TOKEN), index=index)
        with serving_app(app) as address:
            yield address


@contextmanager
def visiting(browser: Browser, address: str, *, locale: str = "en-GB") -> Iterator[Visit]:
    context = browser.new_context(locale=locale)
    visit = Visit(context, address)
    yield visit
    context.close()
    assert visit.faults == []


def give(page: Page, key: str) -> None:
    dialog = page.locator("dialog.token")
    dialog.locator("input").fill(key)
    dialog.locator("form button").click()


def made(data: Path, scope: Scope, *collections: str) -> str:
    return Keys(data).create(scope=scope, collections=collections)[1]


def test_who_may_only_read_is_offered_nothing_that_changes_anything(
    browser: Browser, address: str, data: Path
) -> None:
    with visiting(browser, address) as visit:
        page = visit.go("/documents")
        give(page, made(data, "read"))
        expect(page.locator("#rows tr")).to_have_count(1)
        expect(page.locator(f"{CHANGING}:visible")).to_have_count(0)
        page.evaluate(
            """() => {
              const transfer = new DataTransfer();
              transfer.items.add(new File(["x"], "x.txt"));
              const dropped = { dataTransfer: transfer, bubbles: true, cancelable: true };
              document.body.dispatchEvent(new DragEvent("dragover", dropped));
            }"""
        )
        assert page.evaluate("document.body.dataset.drop") is None


@pytest.mark.parametrize("scope", ["write", "admin", None])
def test_who_may_write_is(browser: Browser, address: str, data: Path, scope: Scope | None) -> None:
    with visiting(browser, address) as visit:
        page = visit.go("/documents")
        give(page, TOKEN if scope is None else made(data, scope))
        expect(page.locator("#rows tr")).to_have_count(1)
        expect(page.locator(f"{CHANGING}:visible").first).to_be_visible()


def test_where_no_key_is_asked_for_none_is_offered(browser: Browser, tmp_path: Path) -> None:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="The ferry leaves at nine.")])
        app = create_app(Settings(data=tmp_path, port=0), index=index)
        with serving_app(app) as address, visiting(browser, address) as visit:
            page = visit.go("/documents")
            expect(page.locator(f"{CHANGING}:visible").first).to_be_visible()
            expect(page.locator("#key")).to_be_hidden()
            expect(page.locator("dialog.token")).to_have_count(0)


def test_a_key_for_a_collection_opens_that_one(browser: Browser, address: str, data: Path) -> None:
    with visiting(browser, address) as visit:
        page = visit.go()
        give(page, made(data, "read", "hr"))
        expect(page.locator("#shelf-title")).to_have_text("1 document")
        expect(page.locator("#problem")).to_be_hidden()
        page.fill("#question", "vacation")
        page.press("#question", "Enter")
        expect(page.locator("#answer .said")).to_contain_text("twenty-eight")
        # Remembered, it is as well the next time.
        page = visit.go("/?q=vacation")
        expect(page.locator("#answer .said")).to_contain_text("twenty-eight")
        page = visit.go("/?q=harbour&collection=default")
        expect(page.locator("#problem-title")).to_have_text("This key does not allow it")


@pytest.mark.parametrize(
    ("locale", "asks", "refuses"),
    [
        ("en-GB", "This server asks for a key.", "That key was not accepted."),
        ("ru-RU", "Сервер просит ключ доступа.", "Этот ключ не подошёл."),
    ],
)
def test_a_key_is_asked_for_politely_and_said_to_be_wrong(
    browser: Browser, address: str, data: Path, *, locale: str, asks: str, refuses: str
) -> None:
    with visiting(browser, address, locale=locale) as visit:
        page = visit.go("/documents")
        dialog = page.locator("dialog.token")
        expect(dialog).to_have_count(1)
        expect(dialog).to_contain_text(asks)
        expect(dialog).not_to_contain_text(refuses)
        expect(dialog.locator("input")).to_be_focused()
        give(page, "spr_00000000_" + "x" * 43)
        expect(dialog).to_contain_text(refuses)
        expect(dialog).to_contain_text(asks)
        give(page, made(data, "read"))
        expect(dialog).to_have_count(0)
        expect(page.locator("#rows tr")).to_have_count(1)


@pytest.mark.parametrize("typed", ["клюс-2024", "“correct-horse-battery”", "🔑"])
def test_a_key_that_no_header_bears_is_wrong_like_any_other(
    browser: Browser, address: str, data: Path, typed: str
) -> None:
    with visiting(browser, address) as visit:
        page = visit.go("/documents")
        give(page, typed)
        expect(page.locator("dialog.token")).to_contain_text("That key was not accepted.")
        # So is one that this browser has kept.
        page.reload()
        expect(page.locator("dialog.token")).to_contain_text("That key was not accepted.")
        give(page, made(data, "read"))
        expect(page.locator("#rows tr")).to_have_count(1)
        page.reload()
        expect(page.locator("#rows tr")).to_have_count(1)


@pytest.mark.parametrize("leaves", [True, False])
def test_a_key_given_in_another_tab_opens_this_one(
    browser: Browser, address: str, data: Path, *, leaves: bool
) -> None:
    with visiting(browser, address) as visit:
        page = visit.go("/documents")
        expect(page.locator("dialog.token")).to_have_count(1)
        if leaves:
            page.keyboard.press("Escape")
            expect(page.locator("#problem")).to_be_visible()
        other = page.context.new_page()
        other.goto(f"{address}/documents")
        give(other, made(data, "read"))
        expect(other.locator("#rows tr")).to_have_count(1)
        expect(page.locator("dialog.token")).to_have_count(0)
        if leaves:
            page.click("#again")
        expect(page.locator("#rows tr")).to_have_count(1)
        expect(page.locator("body")).to_have_attribute("data-scope", "read")


def test_another_key_can_be_given_and_one_forgotten(
    browser: Browser, address: str, data: Path
) -> None:
    with visiting(browser, address) as visit:
        page = visit.go("/documents")
        give(page, made(data, "read"))
        expect(page.locator(f"{CHANGING}:visible")).to_have_count(0)
        page.click("#key")
        page.keyboard.press("Escape")
        expect(page.locator("dialog.token")).to_have_count(0)
        page.click("#key")
        give(page, made(data, "write"))
        expect(page.locator(f"{CHANGING}:visible").first).to_be_visible()
        page.click("#key")
        page.get_by_role("button", name="Forget the key").click()
        expect(page.locator("dialog.token")).to_contain_text("This server asks for a key.")
        assert page.evaluate("localStorage.getItem('spravka.token')") is None


def test_a_key_that_is_revoked_meanwhile_is_asked_for_anew(
    browser: Browser, address: str, data: Path
) -> None:
    key, given = Keys(data).create(scope="read")
    with visiting(browser, address) as visit:
        page = visit.go()
        give(page, given)
        expect(page.locator("#shelf-title")).to_have_text("1 document")
        # What the page still asks of itself would be refused first, and ask for a key.
        page.wait_for_load_state("networkidle")
        Keys(data).revoke(key.id)
        page.fill("#question", "harbour")
        page.press("#question", "Enter")
        expect(page.locator("dialog.token")).to_contain_text("no longer valid")
        give(page, made(data, "write"))
        expect(page.locator("#answer .said")).to_be_visible()
        expect(page.locator("body")).to_have_attribute("data-scope", "write")
