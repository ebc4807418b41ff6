"""`python -m eval.pictures`: every view of the page as a picture, from a real server and browser.

The pictures go to a folder that git ignores, to be looked at; `--readme` makes the one that opens
the README. It needs Chromium, and the packages of `pip install -e ".[dev]"`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

import typer

from eval.browsing import KINDS, ROOT, TEAM, browsing, serving
from eval.shown.console import failed
from index.errors import SpravkaError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "pictures"
README_PICTURE = ROOT / "docs" / "page.png"

_CHAIR = "who chairs AKIT's supervisory board?"
_NIGHT = "How much is added for night work?"
_SECONDS = 20_000


@dataclass(frozen=True, slots=True)
class View:
    """A view by its address, and what it waits for; `then` is clicked before the picture."""

    name: str
    address: str
    until: str
    then: str = ""


def _asked(question: str, **more: str) -> str:
    return f"/?{urlencode({'q': question, **more}, quote_via=quote)}"


def _opened(name: str, source: str) -> View:
    """Return the view of a document, which is opened among the others."""
    row = f"#rows tr:has-text('{source}')"
    return View(name, f"/documents?collection={KINDS}", row, then=f"{row} a")


_IN_THE_WINDOW = {"docs", "source", "paper", "sheet", "slides"}
"""The views of which there is no more than the window shows."""

VIEWS = (
    View("start", "/", "#starters li"),
    View("empty", "/?collection=nothing", "#shelf-hint"),
    View("answer", _asked(_CHAIR), "#answer .said"),
    View("why", _asked(_CHAIR), "#hits summary", then="#hits summary"),
    View("passage", _asked(_CHAIR), "#answer .folded", then="#answer .folded summary"),
    View("source", _asked(_CHAIR), "#answer .said", then="#answer a.open"),
    View("otherwise", _asked(_NIGHT, collection=TEAM), "#answer .otherwise"),
    View("refusal", _asked("Who piloted the Mars mission of 2019?"), "#answer h2"),
    View("problem", "/?q=who&k=0", "#problem h2"),
    View("documents", f"/documents?collection={TEAM}", "#rows tr"),
    View("chosen", f"/documents?collection={TEAM}", "#rows tr", then="#rows input"),
    View("words", _asked(_CHAIR), "#answer .met", then="#answer .tag"),
    _opened("paper", "station.pdf"),
    _opened("sheet", "shifts.xlsx"),
    _opened("slides", "kickoff.pptx"),
    View("missing", "/nothing", "h1"),
    View("docs", "/docs", "#operations section"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A window, in pixels, the colours it likes, and the language it asks for."""

    name: str
    width: int
    height: int
    scheme: str = "light"
    locale: str = "en-GB"
    phone: bool = False


LOOKS = (
    Look("desktop-en", 1280, 800),
    Look("desktop-ru-dark", 1280, 800, scheme="dark", locale="ru-RU"),
    Look("wide-en", 1920, 1080),
    Look("phone-ru", 390, 844, locale="ru-RU", phone=True),
    Look("phone-en-dark", 390, 844, scheme="dark", phone=True),
    Look("narrow-ru", 320, 640, locale="ru-RU", phone=True),
)


def show(page: "Page", server: str, view: View) -> None:
    """Go to a view and wait until it is there."""
    page.goto(server + view.address)
    page.wait_for_selector(view.until)
    if view.then:
        page.locator(view.then).first.click()
        page.wait_for_timeout(1500)
    page.wait_for_function("document.fonts.status === 'loaded'")


def take_all(server: str, browser: "Browser", folder: Path, names: list[str]) -> None:
    """Take the pictures of all views, or of those named, in each look."""
    for look in LOOKS:
        context = browser.new_context(
            viewport={"width": look.width, "height": look.height},
            color_scheme="dark" if look.scheme == "dark" else "light",
            locale=look.locale,
            is_mobile=look.phone,
            has_touch=look.phone,
        )
        page = context.new_page()
        page.set_default_timeout(_SECONDS)
        for view in VIEWS:
            if not names or view.name in names:
                show(page, server, view)
                path = folder / f"{view.name}-{look.name}.png"
                page.screenshot(path=path, full_page=view.name not in _IN_THE_WINDOW)
        context.close()


def take_readme_picture(server: str, browser: "Browser", path: Path) -> None:
    """Take the picture that opens the README: an English question answered in Russian."""
    context = browser.new_context(viewport={"width": 1280, "height": 640}, locale="en-GB")
    page = context.new_page()
    show(page, server, View("readme", _asked(_CHAIR), "#answer .said"))
    page.screenshot(path=path)
    context.close()


def main(
    names: Annotated[list[str] | None, typer.Argument(help="Views; by default all.")] = None,
    *,
    readme: Annotated[bool, typer.Option("--readme", help="Only the README's.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the pictures go.")] = FOLDER,
) -> None:
    """Take pictures of the page's views."""
    try:
        with browsing() as browser, serving(team=not readme, votes=not readme) as server:
            if readme:
                take_readme_picture(server, browser, README_PICTURE)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                take_all(server, browser, folder, names or [])
    except SpravkaError as error:
        raise failed(error) from None


if __name__ == "__main__":
    typer.run(main)
