"""A PDF's own pages beside its text, with the cited lines marked on them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from index import Index
from index.types import Box
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES
from tests.service.conftest import Visit, serving

INK = """() => {
  const canvas = document.querySelector("#paper-page canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) dark += data[at] < 100 && data[at + 3] > 200;
  return dark;
}"""
KEY = "a-key-of-twenty-letters"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("files")
    for name in ("station.pdf", "turned.pdf", "lease.docx"):
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    with Index.open(tmp_path_factory.mktemp("papers"), encoders=word_encoders()) as index:
        index.add(Path(folder))
        yield index


@pytest.fixture(params=["no key", "a key"])
def visit(
    browser: Browser, index: Index, request: pytest.FixtureRequest
) -> Iterator[tuple[Visit, list[str]]]:
    """A browser on a server with or without a key, and what its console and network had to say."""
    options = {} if request.param == "no key" else {"token": KEY}
    context = browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900})
    with serving(index, **options) as address:
        visit = Visit(context, address)
        if options:
            visit.page.add_init_script(f"localStorage.setItem('spravka.token', '{KEY}')")
        told: list[str] = []
        visit.page.on("console", lambda message: note(told, message))
        visit.page.on("request", lambda request: told.append(request.url))
        yield visit, told
        context.close()
    assert visit.faults == []
    assert [line for line in told if line.startswith("console")] == []


def note(told: list[str], message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        told.append(f"console {message.text}")


def opened(index: Index, source: str, quoted: str) -> tuple[str, tuple[Box, ...]]:
    """Return the address at which a quote is open, and the boxes it has on its page."""
    document = next(each for each in index.documents().documents if each.source == source)
    text = index.text(document.document_id).text
    start = text.index(quoted)
    end = start + len(quoted)
    found = index.structure(document.document_id, start=start, end=end).boxes
    boxes = tuple(Box(box.page, box.x0, box.y0, box.x1, box.y1) for box in found)
    return f"/?document={document.document_id}&start={start}&end={end}", boxes


def marks(page: Page) -> list[tuple[float, ...]]:
    """Return the marks on the page, in hundredths of its width and height."""
    return [
        tuple(float(part) for part in re.findall(r"([\d.]+)%", style))
        for style in page.locator("#paper-page .box").evaluate_all(
            "(marks) => marks.map((mark) => mark.getAttribute('style'))"
        )
    ]


def test_the_page_of_a_citation_is_drawn_with_its_lines_marked(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, _ = visit
    address, boxes = opened(index, "station.pdf", "Производительность станции составляет 42 000")
    page = window.go(address)
    expect(page.locator("#paper-page canvas")).to_have_attribute("aria-label", "страница 1")
    expect(page.locator("#paper-count")).to_have_text("страница 1 из 3")
    assert page.evaluate(INK) > 2000
    width, height = pdfium.PdfDocument(SAMPLES / "station.pdf")[0].get_size()
    assert len(boxes) > 0
    found = marks(page)
    assert len(found) == len(boxes)
    for mark, box in zip(found, boxes, strict=True):
        wanted = (box.x0 / width, box.y0 / height, (box.x1 - box.x0) / width)
        assert mark[:3] == pytest.approx([100 * part for part in wanted], abs=0.2)
    expect(page.locator("#paper-page .box").first).to_be_in_viewport()
    page.click("#paper-later")
    expect(page.locator("#paper-count")).to_have_text("страница 2 из 3")
    expect(page.locator("#paper-page .box")).to_have_count(0)


def test_a_turned_page_is_marked_as_it_is_shown(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, _ = visit
    document = next(each for each in index.documents().documents if each.source == "turned.pdf")
    quoted = index.text(document.document_id).text[:20]
    address, boxes = opened(index, "turned.pdf", quoted)
    page = window.go(address)
    expect(page.locator("#paper-page .box")).to_have_count(len(boxes))
    for left, top, width, height in marks(page):
        assert 0 <= left <= left + width <= 100
        assert 0 <= top <= top + height <= 100


def test_the_library_is_asked_for_only_where_a_pdf_is_opened(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, told = visit
    address, _ = opened(index, "lease.docx", "Арендодатель передаёт")
    page = window.go(address)
    expect(page.locator("#text .cited")).to_be_visible()
    expect(page.locator("#original")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not [url for url in told if "pdfjs" in url]
    expect(page.locator("#paper")).to_be_hidden()
    address, _ = opened(index, "station.pdf", "1.1. Оборудование")
    window.go(address)
    expect(page.locator("#paper-page .box")).to_be_visible()
    assert [url for url in told if "pdfjs" in url]


def test_the_original_can_be_had(visit: tuple[Visit, list[str]], index: Index) -> None:
    window, _ = visit
    address, _ = opened(index, "lease.docx", "Арендодатель передаёт")
    page = window.go(address)
    with page.expect_download() as download:
        page.click("#original")
    assert download.value.suggested_filename == "lease.docx"
    assert Path(download.value.path()).read_bytes() == (SAMPLES / "lease.docx").read_bytes()


def test_on_a_phone_the_page_takes_the_place_of_the_text(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, _ = visit
    window.page.set_viewport_size({"width": 390, "height": 800})
    address, _ = opened(index, "station.pdf", "1.1. Оборудование")
    page = window.go(address)
    expect(page.locator("#text .cited")).to_be_visible()
    expect(page.locator("#paper-page")).to_be_hidden()
    page.click("#paper-toggle")
    expect(page.locator("#paper-page .box")).to_be_in_viewport()
    expect(page.locator("#reading")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click("#paper-toggle")
    expect(page.locator("#text .cited")).to_be_visible()
