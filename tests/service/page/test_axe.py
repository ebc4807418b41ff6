"""Every view without a violation of axe's rules, light and dark, from the narrowest to the widest."""

from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from index import Index
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES
from tests.service.conftest import Visit, serving
from tests.service.page.test_page import QUESTION

LOOKS = [(320, "light"), (390, "dark"), (1280, "light"), (1280, "dark"), (1920, "light")]
VIEWS = {
    "start": ("/", "#starters li"),
    "answer": (f"/?q={quote(QUESTION)}", "#answer .said"),
    "refusal": (f"/?q={quote('Who piloted the Mars mission?')}&threshold=1", "#answer h2"),
    "empty": ("/?collection=nothing", "#shelf-hint"),
    "problem": ("/?q=who&k=0", "#problem h2"),
    "documents": ("/documents?collection=harbour", "#rows tr"),
    "missing": ("/nothing", "h1"),
    "docs": ("/docs", "#operations section"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_keeps_to_the_rules(browser: Browser, server: str, name: str) -> None:
    address, until = VIEWS[name]
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    visit = Visit(context, server)
    page = visit.go(address)
    expect(page.locator(until).first).to_be_visible()
    page.evaluate(
        """() => [...document.querySelectorAll("main details:not([open])")].slice(0, 6)
          .forEach((one) => { one.open = true; })"""
    )
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        assert violations(page) == [], (width, scheme)
    context.close()
    assert visit.faults == []


def violations(page: Page) -> list[str]:
    """Return what breaks a rule of axe, best practices too, each with its places.

    What comes in by fading has no colours to be judged before it is there.
    """
    page.evaluate(
        """() => Promise.all(document.getAnimations()
          .filter((each) => each.effect.getTiming().iterations !== Infinity)
          .map((each) => each.finished))"""
    )
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    return [
        f"{rule['id']}: {', '.join(str(node['target'][0]) for node in rule['nodes'])}"
        for rule in found
    ]


KINDS = [
    "station.pdf", "shifts.xlsx", "kickoff.pptx", "lease.docx", "requests.csv", "load.ipynb", "team.mbox",
    "tool.py",
]  # fmt: skip


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("kinds")
    for name in KINDS[:-1]:
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    (folder / "tool.py").write_text('"""Count boxes"""\n\nLIMIT = 40\n', encoding="utf-8")
    with Index.open(tmp_path_factory.mktemp("index"), encoders=word_encoders()) as index:
        index.add(folder)
        yield index


@pytest.mark.parametrize("name", KINDS)
def test_a_source_of_any_kind_keeps_to_the_rules(browser: Browser, kinds: Index, name: str) -> None:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    [document] = kinds.documents(source=name).documents
    with serving(kinds) as address:
        visit = Visit(context, address)
        page = visit.go(f"/?document={document.document_id}&start=0&end=20")
        expect(page.locator("#text .cited >> visible=true").first).to_be_visible()
        if name.endswith(".pdf"):
            expect(page.locator("#paper-page canvas")).to_be_attached()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
            assert violations(page) == [], (width, scheme)
        context.close()
    assert visit.faults == []


def test_help_across_languages_keeps_to_the_rules(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}")
    page.locator("#answer .met").get_by_role("button", name="in Russian").click()
    page.locator("#answer .word").first.click()
    expect(page.locator("#answer .told")).to_contain_text("by itself")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert violations(page) == [], (width, scheme)


def test_asking_for_a_key_keeps_to_the_rules(browser: Browser, kinds: Index) -> None:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    with serving(kinds, token="a-key-of-twenty-letters") as address:
        visit = Visit(context, address)
        page = visit.go("/?q=who")
        expect(page.get_by_role("dialog")).to_be_visible()
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert violations(page) == [], (width, scheme)
        context.close()
    assert visit.faults == []


def test_a_source_that_is_open_keeps_to_the_rules(visit: Visit) -> None:
    page = visit.go(f"/?q={quote(QUESTION)}")
    page.click("#answer a.open")
    expect(page.locator("#text mark")).to_be_visible()
    assert violations(page) == []
