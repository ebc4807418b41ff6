"""The contract of `Reader`, held by every format on the list."""

import pickle
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index import Index
from index.citation import CanonicalText, cite
from index.errors import ReadError
from index.read.document import read_document, text_document
from index.read.readers import READERS, Format, format_of, suffixes
from index.read.split import split
from index.read.units import sentence_spans
from index.store.structure import pack_blocks, pack_places, unpack_blocks, unpack_places
from index.types import Block, BlockKind, Document, DocumentInfo, Span
from tests.index import office, web
from tests.index.encoders import word_encoders
from tests.index.pdfs import pdf_files
from tests.index.texts import any_text

TEXT_FILES = any_text.filter(lambda text: bool(text.strip("\ufeff \t\r\n\v\f"))).map(
    lambda text: text.encode()
)
FILES: Mapping[str, st.SearchStrategy[bytes]] = {
    "text": TEXT_FILES,
    "markdown": TEXT_FILES,
    "pdf": pdf_files,
    "docx": office.docx_files,
    "pptx": office.pptx_files,
    "xlsx": office.xlsx_files,
    "xls": office.samples(".xls"),
    "odt": office.odt_files,
    "odp": office.samples(".odp"),
    "ods": office.samples(".ods"),
    "rtf": office.rtf_files,
    "epub": office.samples(".epub"),
    "html": web.html_files,
    "csv": web.csv_files,
    "ipynb": web.notebook_files,
    "json": web.json_files,
    "xml": web.xml_files,
    "eml": web.eml_files,
    "mbox": web.mbox_files,
    "msg": web.msg_files,
}
"""Files of each format, by its name: as people make them, and worse."""

every_format = pytest.mark.parametrize("kind", READERS, ids=[each.name for each in READERS])


@pytest.fixture(autouse=True, scope="module")
def without_recognition() -> Iterator[None]:
    """Have no page recognised: that takes seconds for each, and a lost byte may ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.read.pdf.reader.can_recognise", lambda: False)
        yield


def read(kind: Format, file: bytes) -> Document | None:
    """Return what the reader of a format makes of a file, None where it is refused, or not its."""
    try:
        document = read_document(data=file, source=f"a{kind.suffixes[0]}")
    except ReadError:
        return None
    return document if document.reader == kind.name else None


def drawn(data: st.DataObject, kind: Format) -> Document:
    """Return a document as the reader of a format makes it."""
    document = read(kind, data.draw(FILES[kind.name]))
    assume(document is not None)
    assert document is not None
    return document


def info(document: Document, *, passages: int = 0) -> DocumentInfo:
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
        passages=passages,
        size=None,
        added=None,
        modified=None,
        metadata=document.metadata,
    )


def test_every_format_has_files_to_hold_its_reader_to() -> None:
    assert set(FILES) == {each.name for each in READERS}


def test_a_suffix_a_name_and_a_media_type_each_name_one_format() -> None:
    assert len(suffixes()) == len(set(suffixes()))
    assert len({each.name for each in READERS}) == len(READERS)
    assert len({each.media_type for each in READERS}) == len(READERS)
    for kind in READERS:
        assert kind.version >= 1
        for suffix in kind.suffixes:
            assert suffix == suffix.lower()
            assert format_of(f"folder.txt/NAME{suffix.upper()}") is kind
    assert format_of("table.unknown") is None


@every_format
@given(data=st.data())
def test_blocks_are_characters_in_their_order(kind: Format, data: st.DataObject) -> None:
    document = drawn(data, kind)
    borders = [at for block in document.blocks for at in (block.span.start, block.span.end)]
    assert [0, *borders, len(document.text)] == sorted([0, *borders, len(document.text)])
    for block in document.blocks:
        content = block.span.cut(document.text)
        assert content
        assert content == content.strip()
        assert block.kind in get_args(BlockKind)
        if block.kind != "list_item":
            assert (block.level > 0) == (block.kind in {"heading", "definition"})


@every_format
@given(data=st.data())
def test_the_headings_above_a_block_are_headings_of_rising_depth(
    kind: Format, data: st.DataObject
) -> None:
    document = drawn(data, kind)
    headings = {block.span: block for block in document.blocks if block.kind == "heading"}
    for block in document.blocks:
        above = [headings[span] for span in block.headings]
        levels = [each.level for each in above]
        assert levels == sorted(set(levels))
        assert all(each.span.end <= block.span.start for each in above)
        if block.kind == "heading":
            assert all(level < block.level for level in levels)
        for outer, inner in pairwise(above):
            assert inner.headings == (*outer.headings, outer.span)


@every_format
@given(data=st.data())
def test_the_header_of_a_row_is_an_earlier_row(kind: Format, data: st.DataObject) -> None:
    rows: dict[Span, Block] = {}
    for block in drawn(data, kind).blocks:
        if block.header is not None:
            assert block.kind == "table_row"
            # Which may stand below one that names groups of columns, and so on up.
            assert block.header in rows
        if block.kind == "table_row":
            rows[block.span] = block


@every_format
@given(data=st.data())
@settings(max_examples=50)
def test_what_is_cited_is_the_text(kind: Format, data: st.DataObject) -> None:
    document = drawn(data, kind)
    canonical = CanonicalText(document.text, document.places)
    passages = split(document, count_tokens=lambda texts: [len(text.split()) for text in texts])
    spans = [block.span for block in document.blocks]
    for passage in passages:
        assert passage.span.cut(document.text) == passage.text
        assert passage.sentences[0].start == passage.span.start
        assert passage.sentences[-1].end == passage.span.end
        spans += [passage.span, *passage.sentences, *sentence_spans(document.text, passage.span)]
    for span in spans:
        citation = cite(info(document), canonical, span)
        assert document.text[citation.start : citation.end] == citation.quote
        whole = citation.prefix + citation.quote + citation.suffix
        assert document.text[citation.start - len(citation.prefix) :].startswith(whole)


@every_format
@given(data=st.data())
def test_places_do_not_run_back(kind: Format, data: st.DataObject) -> None:
    document = drawn(data, kind)
    canonical = CanonicalText(document.text, document.places)
    citations = [cite(info(document), canonical, Span(at, at)) for at in range(len(document.text))]
    for numbers in ([each.line for each in citations], [each.page for each in citations]):
        known = [number for number in numbers if number is not None]
        assert known == sorted(known)
        assert all(number >= 1 for number in known)
    assert document.places.lines == kind.is_text
    if kind.is_text:
        breaks = document.text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        assert canonical.line(len(document.text)) == 1 + breaks


@every_format
@given(data=st.data())
def test_what_is_made_can_be_kept_and_sent_to_another_process(
    kind: Format, data: st.DataObject
) -> None:
    document = drawn(data, kind)
    assert unpack_blocks(pack_blocks(document.blocks)) == document.blocks
    assert unpack_places(pack_places(document.places)) == document.places
    assert pickle.loads(pickle.dumps(document)) == document


@every_format
@given(data=st.data())
def test_the_same_bytes_are_the_same_document(kind: Format, data: st.DataObject) -> None:
    file = data.draw(FILES[kind.name])
    document = read(kind, file)
    assert document == read(kind, file)
    if document is not None:
        assert (document.reader, document.reader_version) == (kind.name, kind.version)
        assert document.media_type == kind.media_type


@every_format
@given(file=st.binary(max_size=300))
def test_bytes_of_any_kind_are_read_or_refused_by_name(kind: Format, file: bytes) -> None:
    source = f"odd{kind.suffixes[0]}"
    said = ""
    try:
        said = read_document(data=file, source=source).text.strip()
    except ReadError as error:
        said = str(error) if source in str(error) else ""
    assert said


@every_format
def test_a_file_without_text_is_refused(kind: Format) -> None:
    with pytest.raises(ReadError, match=r"empty\."):
        read_document(data=b"", source=f"empty{kind.suffixes[0]}")


@pytest.mark.parametrize(
    "kind", [each for each in READERS if each.is_text], ids=lambda kind: kind.name
)
@given(text=any_text)
def test_a_text_file_and_its_string_are_one_document(kind: Format, text: str) -> None:
    file = read(kind, text.encode())
    # What begins with a mark, or holds what no text file does, is another text or none.
    if file is None or file.text != text:
        assert text[0] == "\ufeff" or any(not each.isprintable() for each in text)
        return
    assert file == text_document(
        source=file.source, text=text, language=file.language, media_type=kind.media_type
    )


@every_format
@given(data=st.data())
@settings(max_examples=10)
def test_hits_cite_what_was_read(
    kind: Format, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    document = drawn(data, kind)
    with Index.open(tmp_path_factory.mktemp("index"), encoders=word_encoders()) as index:
        index.add_documents([document])
        canonical = CanonicalText(document.text, document.places)
        for hit in index.search("Кластер открыт", k=100).hits:
            span = Span(hit.citation.start, hit.citation.end)
            assert hit.citation == cite(index.document(document.document_id), canonical, span)
            for sentence in hit.sentences:
                assert document.text[sentence.start : sentence.end] == sentence.quote
