"""A PDF's own pages beside its text, with the cited lines marked on them."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route, expect

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


PAGES = 30
PHOTO = (1000, 800)
"""Of the album, and the width and height of what is on each page of the album, a byte a point."""


def album(pages: int) -> bytes:
    """Return a PDF whose every page has a line of text below a picture that is not to be shrunk."""
    width, height = PHOTO
    noise = Random(17)
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    parts.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    leaves = []
    for number in range(1, pages + 1):
        drawn = (
            f"q 500 0 0 400 50 400 cm /P Do Q BT /F 18 Tf 50 300 Td"
            f" (Quay number {number} was photographed at low water.) Tj ET"
        ).encode()
        first = len(parts) + 1
        parts.append(
            f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 8"
            f"/ColorSpace/DeviceGray/Length {width * height}>>stream\n".encode()
            + noise.randbytes(width * height)
            + b"\nendstream"
        )
        parts.append(f"<</Length {len(drawn)}>>stream\n".encode() + drawn + b"\nendstream")
        parts.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 850]/Contents {first + 1} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</P {first} 0 R>>>>>>".encode()
        )
        leaves.append(f"{first + 2} 0 R")
    parts[1] = f"<</Type/Pages/Count {pages}/Kids[{' '.join(leaves)}]>>".encode()
    data = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(f"{len(data):010} 00000 n \n")
        data += f"{number} 0 obj".encode() + part + b"endobj\n"
    count = len(parts) + 1
    table = f"xref\n0 {count}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + (table + end).encode()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "album.pdf").write_bytes(album(PAGES))
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


def test_of_a_large_file_only_the_page_that_is_shown_is_fetched(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, _ = visit
    fetched: list[int] = []

    def count(request: Request) -> None:
        if request.url.endswith("/raw") and request.method == "GET":
            fetched.append(request.sizes()["responseBodySize"])

    window.page.on("requestfinished", count)
    address, boxes = opened(index, "album.pdf", "Quay number 23 was")
    page = window.go(address)
    expect(page.locator("#paper-count")).to_have_text("страница 23 из 30")
    assert page.evaluate(INK) > 2000
    assert len(marks(page)) == len(boxes) == 1
    page.wait_for_load_state("networkidle")
    width, height = PHOTO
    # The leaves of its tree of pages stand between the pictures.
    assert width * height < sum(fetched) < PAGES * width * height / 7
    before = sum(fetched)
    page.click("#paper-later")
    expect(page.locator("#paper-page canvas")).to_have_attribute("aria-label", "страница 24")
    page.wait_for_load_state("networkidle")
    assert sum(fetched) - before < 2 * width * height


def is_whole(response: Response) -> bool:
    asked = response.request
    return asked.method == "GET" and asked.url.endswith("/raw") and response.status == 200


def test_a_file_that_is_another_by_now_leaves_the_text(
    visit: tuple[Visit, list[str]], index: Index
) -> None:
    window, _ = visit
    address, _ = opened(index, "album.pdf", "Quay number 23 was")
    begun: list[str] = []

    def change(route: Route) -> None:
        """Give the file's beginning, and from then on one of another version."""
        if route.request.method == "GET":
            begun.append(route.request.headers["range"])
        if len(begun) < 2:
            route.continue_()
        else:
            route.fulfill(status=200, body=b"%PDF-1.7 another")

    window.page.route("**/raw", change)
    with window.page.expect_response(is_whole):
        page = window.go(address)
    expect(page.locator("#paper")).to_be_hidden()
    expect(page.locator("#text .cited")).to_be_in_viewport()
    assert begun[0] == "bytes=0-65535"


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
