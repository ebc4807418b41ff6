"""What a span of a document is made of, and its outline, of every kind of document there is."""

from pathlib import Path

import pytest

from index import Index, InvalidInput
from index.read.document import read_document
from index.structure import outline_of, structure_of
from index.types import Document, DocumentInfo, Span
from tests.index.encoders import word_encoders
from tests.index.office import SAMPLES

NAMES = ("prices.xlsx", "kickoff.pptx", "station.pdf", "lease.docx", "load.ipynb", "estimate.eml")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: read_document(data=(SAMPLES / name).read_bytes(), source=name) for name in NAMES}


def info(document: Document) -> DocumentInfo:
    return DocumentInfo(
        document_id=document.document_id,
        collection=document.collection,
        source=document.source,
        title=document.title,
        language=document.language,
        media_type=document.media_type,
        sha256=document.sha256,
        text_sha256=document.text_sha256,
        length=len(document.text),
        passages=1,
        size=document.size,
        added=None,
        modified=None,
        metadata=document.metadata,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_span_has_the_blocks_it_touches_and_the_places_that_hold_in_it(
    documents: dict[str, Document], name: str
) -> None:
    document = documents[name]
    length = len(document.text)
    for start in range(0, length, 97):
        span = Span(start, min(length, start + 150))
        found = structure_of(info(document), document.blocks, document.places, span, generation=1)
        spans = [(block.start, block.end) for block in found.blocks]
        assert spans == [
            (block.span.start, block.span.end)
            for block in document.blocks
            if max(block.span.start, span.start) < min(block.span.end, span.end)
        ]
        assert [mark.page for mark in found.pages[:1]] == [
            document.places.page(max(span.start, mark.start)) for mark in found.pages[:1]
        ]
        for at in range(span.start, span.end):
            part = next((mark.part for mark in found.parts[::-1] if mark.start <= at), None)
            assert part == document.places.part(at)
        boxes = [(box.page, box.x0, box.y0, box.x1, box.y1) for box in found.boxes]
        cited = document.places.boxes_of(span)
        assert boxes == [(box.page, box.x0, box.y0, box.x1, box.y1) for box in cited]


def test_a_row_that_names_columns_is_told_from_those_it_names(
    documents: dict[str, Document],
) -> None:
    document = documents["prices.xlsx"]
    span = Span(0, len(document.text))
    found = structure_of(info(document), document.blocks, document.places, span, generation=1)
    rows = [
        (document.text[row.start : row.end], row.header)
        for row in found.blocks
        if row.kind == "table_row"
    ]
    assert [text.split(" |")[0] for text, header in rows if header] == ["Услуга", "Name"]
    assert len(rows) == 7


def test_an_outline_names_slides_pages_and_cells_and_no_rows(
    documents: dict[str, Document],
) -> None:
    def outline(name: str) -> list[tuple[int, str, int | None, str | None]]:
        document = documents[name]
        entries = outline_of(document.text, document.blocks, document.places)
        assert [entry.start for entry in entries] == sorted(entry.start for entry in entries)
        for entry in entries:
            assert entry.title in (entry.part, "") or entry.title in document.text
        return [(entry.level, entry.title, entry.page, entry.part) for entry in entries]

    assert outline("prices.xlsx") == [
        (1, "Тарифы 2024", None, "Тарифы 2024"),
        (1, "Staff", None, "Staff"),
    ]
    slides = outline("kickoff.pptx")
    assert slides[0] == (1, "Запуск терминала в Мурманске", None, "slide 1")
    assert (0, "slide 2, notes", None, "slide 2, notes") in slides
    assert (0, "slide 5 (hidden)", None, "slide 5 (hidden)") in slides
    pages = outline("station.pdf")
    assert (0, "", 2, None) in pages
    assert (2, "1. Общие сведения", 1, None) in pages
    cells = outline("load.ipynb")
    assert cells[0] == (1, "Нагрузка кластера", None, "cell 1")
    assert (0, "cell 2, output", None, "cell 2, output") in cells


def test_an_index_tells_both_and_refuses_what_is_no_span(tmp_path: Path) -> None:
    with Index.open(tmp_path / "data", encoders=word_encoders()) as index:
        index.add(SAMPLES / "prices.xlsx")
        document = index.documents().documents[0]
        found = index.structure(document.document_id, start=0, end=10)
        assert (found.start, found.end, found.document) == (0, 10, document)
        assert len(index.structure(document.document_id).blocks) > len(found.blocks) > 0
        assert index.outline(document.document_id, limit=1, offset=1).entries[0].title == "Staff"
        with pytest.raises(InvalidInput, match="no span"):
            index.structure(document.document_id, end=document.length + 1)
        with pytest.raises(InvalidInput, match="limit"):
            index.outline(document.document_id, limit=0)
