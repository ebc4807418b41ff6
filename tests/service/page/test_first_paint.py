"""How soon there is something to see: before any script, and without asking twice for a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index import Index
from service.http.app import create_app
from service.settings import Settings
from tests.index.encoders import word_encoders
from tests.service.conftest import Visit, serving_app

VIEWS = {"/": "#shelf h2", "/documents": "#status:not(:empty)", "/docs": "#operations section"}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("empty")
    with (
        Index.open(folder, encoders=word_encoders()) as index,
        serving_app(create_app(Settings(port=0), index=index)) as address,
    ):
        yield address


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/", "Спросите документы"), ("/documents", "Документы"), ("/docs", "The HTTP API")],
)
def test_a_view_stands_in_the_readers_language_before_any_script(
    browser: Browser, empty: str, address: str, heading: str
) -> None:
    context = browser.new_context(locale="ru-RU")
    context.route("**/*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(empty + address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(heading)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length === 1")
    if address == "/":
        expect(page.locator("#search button")).to_have_text("Найти")
        expect(page.locator("#language")).to_have_text("English")
    context.close()


@pytest.mark.parametrize("address", VIEWS)
def test_no_file_is_asked_for_again(browser: Browser, empty: str, address: str) -> None:
    context = browser.new_context(locale="en-GB")
    visit = Visit(context, empty)
    sizes = """() => performance.getEntriesByType("resource")
      .filter(({ name }) => new URL(name).pathname.startsWith("/page/"))
      .map(({ name, transferSize }) => [name, transferSize])"""
    page = visit.go(address)
    expect(page.locator(VIEWS[address]).first).to_be_visible()
    first = page.evaluate(sizes)
    assert any(size > 0 for _, size in first)
    page.goto("about:blank")
    page = visit.go(address)
    expect(page.locator(VIEWS[address]).first).to_be_visible()
    # A module that is loaded late may have come in one visit and not yet in the other.
    loaded = [name for name, _ in first]
    page.wait_for_function(
        """(names) => names.every((name) => performance.getEntriesByName(name).length > 0)""",
        arg=loaded,
    )
    again = page.evaluate(sizes)
    assert [name for name, size in again if name in loaded and size > 0] == []
    context.close()


def test_every_module_is_named_beforehand(browser: Browser, empty: str) -> None:
    # One that only another module names would be asked for after that has come.
    context = browser.new_context(locale="en-GB")
    page = Visit(context, empty).go("/")
    expect(page.locator("#shelf h2")).to_be_visible()
    asked = page.evaluate(
        """() => performance.getEntriesByType("resource")
          .map(({ name }) => name).filter((name) => name.endsWith(".js"))"""
    )
    named = page.evaluate(
        """() => [...document.querySelectorAll("link[rel=modulepreload]")].map(({ href }) => href)"""
    )
    assert len(asked) > 10
    assert sorted(set(asked)) == sorted(named)
    context.close()
