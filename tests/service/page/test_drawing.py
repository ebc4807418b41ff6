"""What the source panel draws: every character of the text once, in its order, at its offset."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from index import Index
from index.read.document import read_document
from index.types import Document
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES
from tests.service.conftest import serving

DRAW = """async ({ document: source, cited, marked }) => {
  const { drawWindow } = await import("/page/source/draw.js");
  const { readMarkdown } = await import("/page/source/markdown.js");
  const { Points } = await import("/page/source/points.js");
  const { Leaves } = await import("/page/source/leaves.js");
  const { start, text } = source;
  const points = new Points(text, start);
  const units = (span) => span && [points.unit(span[0]), points.unit(span[1])];
  const spans = source.mediaType === "text/markdown" ? readMarkdown(text) : undefined;
  const root = window.document.createElement("div");
  root.append(drawWindow({ ...source, points, spans, cited: units(cited), marked: units(marked) }));
  const told = (node) => new Leaves(node).nodes.map((leaf) => leaf.data).join("");
  const shown = (cell) => {
    const copy = cell.cloneNode(true);
    for (const sign of copy.querySelectorAll(".syntax")) sign.remove();
    return copy.textContent;
  };
  const seen = (row) => [...row.children].filter((one) => !one.matches(".syntax")).map(shown);
  const all = (selector) => [...root.querySelectorAll(selector)];
  return {
    text: told(root),
    placed: all("[data-start]").map((node) => [+node.dataset.start, +node.dataset.end, told(node)]),
    cited: all(".cited").map(told).join(""),
    marked: all("mark").map(told).join(""),
    terms: all(".block .term").map(told),
    hidden: all(".syntax, .gap").length,
    tables: all("[role=table]").map((table) => [...table.querySelectorAll("[role=row]")].map(seen)),
  };
}"""

PIECES = st.sampled_from(
    ["# ", "## ", "- ", "  - ", "1. ", "> ", "**", "*", "_", "`", "```", "~~", "[", "](", ")", "![", "|",
     "---", "===", "| a | b |\n|---|---|\n", "\n", "\n\n", "\r\n", "\\", "<!-- ", " -->", "<b>", "    ",
     "- [x] ", "слово ", "word ", "🦉", "é", " ", "http://a.example/b", "\t", "«Ё»", "&amp;", "|\n"]
)  # fmt: skip
MARKDOWN = st.lists(PIECES, min_size=1, max_size=40).map("".join)
SPANS = st.tuples(*[st.integers(0, 10_000)] * 4)


@pytest.fixture(scope="module")
def blank(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of a server, to draw in."""
    with (
        Index.open(tmp_path_factory.mktemp("none"), encoders=word_encoders()) as index,
        serving(index) as address,
    ):
        page = browser.new_page()
        page.goto(address)
        yield page
        page.close()


def drawn(page: Page, document: Document, *, start: int, end: int, **spans: Any) -> Any:
    """Return what is drawn of the window from `start` to `end` of a document."""
    places = document.places
    headers = {block.header for block in document.blocks}
    blocks = [
        {
            "start": block.span.start, "end": block.span.end, "kind": block.kind,
            "level": block.level, "header": block.span in headers,
        }
        for block in document.blocks
        if block.span.start < end and block.span.end > start
    ]  # fmt: skip
    source = {
        "text": document.text[start:end],
        "start": start,
        "mediaType": document.media_type,
        "blocks": blocks,
        "pages": [{"start": at, "page": page} for at, page in places.pages if at < end],
        "parts": [{"start": at, "part": part} for at, part in places.parts if at < end],
    }
    return page.evaluate(DRAW, {"document": source, **spans})


@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(text=MARKDOWN, ends=SPANS)
def test_any_markdown_keeps_its_characters_and_marks_land_on_them(
    blank: Page, text: str, ends: tuple[int, int, int, int]
) -> None:
    if not text.strip() or "\ufeff" in text:
        return
    document = read_document(data=("слово\n\n" + text).encode(), source="made.md")
    text = document.text
    first, second, third, last = sorted(end % (len(text) + 1) for end in ends)
    found = drawn(
        blank, document, start=0, end=len(text), cited=[first, last], marked=[second, third]
    )
    assert found["text"] == text
    assert found["cited"] == text[first:last]
    assert found["marked"] == text[second:third]
    for start, end, told in found["placed"]:
        assert told == text[start:end]


@pytest.mark.parametrize(
    "name",
    sorted(
        each.name for each in SAMPLES.iterdir()
        if each.is_file() and each.name not in {"README.md", "locked.pdf", "mapless.pdf", "scan.pdf"}
    ),
)  # fmt: skip
def test_a_file_of_every_kind_keeps_its_characters(blank: Page, name: str) -> None:
    document = read_document(data=(SAMPLES / name).read_bytes(), source=name)
    length = len(document.text)
    for start, end in ((0, length), (length // 3, length - length // 5)):
        cited = [start + (end - start) // 4, end - (end - start) // 4]
        found = drawn(blank, document, start=start, end=end, cited=cited, marked=cited)
        assert found["text"] == document.text[start:end]
        assert found["cited"] == found["marked"] == document.text[slice(*cited)]
        for at, to, told in found["placed"]:
            assert told == document.text[at:to]


def test_terms_are_set_off_from_what_they_mean(blank: Page) -> None:
    page = (
        "<dl><dt>Ferry<dt>Паром<dd>A boat that carries people.<dd>The crossing itself.</dl>"
        "<p>Berth<br>is none."
        "<ol><li>Kinds:<dl><dt>Lay-by<dd>A berth for waiting.<dd>Not for loading.</dl><li>Other<br>kinds.</ol>"
    )
    document = read_document(data=page.encode(), source="made.html")
    end = len(document.text)
    found = drawn(blank, document, start=0, end=end, cited=[2, 12], marked=[2, 12])
    assert found["text"] == document.text
    assert "".join(found["terms"]) == "Ferry\nПаромLay-byLay-by"
    assert found["marked"] == document.text[2:12]
    assert drawn(blank, document, start=3, end=end)["terms"] == ["Lay-by", "Lay-by"]


def test_what_only_marks_is_hidden(blank: Page) -> None:
    text = "# Title\n\nSome **bold** text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    document = read_document(data=text.encode(), source="made.md")
    found = drawn(blank, document, start=0, end=len(text))
    assert found["hidden"] > 8


def test_a_row_of_records_shows_a_doubled_quote_once_and_has_all_columns(blank: Page) -> None:
    text = 'name,note\n"the ""Anna""",late,third\n'
    document = read_document(data=text.encode(), source="made.csv")
    found = drawn(blank, document, start=0, end=len(text))
    assert found["tables"] == [[["1", "name", "note", ""], ["2", 'the "Anna"', "late", "third"]]]
    assert found["text"] == text


def test_a_sheet_names_every_column_that_a_row_has(blank: Page) -> None:
    document = read_document(data=(SAMPLES / "shifts.xlsx").read_bytes(), source="shifts.xlsx")
    found = drawn(blank, document, start=0, end=len(document.text))
    for table in found["tables"]:
        assert len({len(row) for row in table}) == 1
    assert found["tables"][0][0] == ["", *"ABCDEFGH"]
