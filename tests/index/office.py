"""Office files as tests make them: small packages, and the samples that other programs wrote."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hypothesis import strategies as st

from tests.index.texts import any_text

SAMPLES = Path(__file__).parent / "read" / "samples"

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

xml_text = any_text.map(lambda text: escape(_NO_XML.sub(" ", text)))
"""Text as it stands in XML, which knows no control characters."""

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of these parts, the same bytes each time."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()


def with_parts(file: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Return a package with these parts added, or in place of what it has."""
    with ZipFile(BytesIO(file)) as old:
        kept: dict[str, str | bytes] = {name: old.read(name) for name in old.namelist()}
    return package(kept | dict(parts))


def relations(targets: Mapping[str, str]) -> str:
    """Return a part that says what another refers to: parts by the kinds of the relations."""
    shown = (
        f'<Relationship Id="r{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(shown)}</Relationships>'


def docx(body: str, **parts: str) -> bytes:
    """Return a Word document with this body; `styles`, `numbering` and such are its other parts."""
    others = {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{_WORD}">{content}</w:{name}>'
        for name, content in parts.items()
    }
    return package(
        {
            "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
            "word/_rels/document.xml.rels": relations({f"{name}.xml": name for name in parts}),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
            **others,
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of a Word document; `text` is XML already."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


_HEADING = '<w:outlineLvl w:val="{}"/>'
_docx_paragraphs = st.builds(
    paragraph, xml_text, st.one_of(st.just(""), st.integers(0, 9).map(_HEADING.format))
)
_docx_rows = st.lists(st.one_of(xml_text, st.just("")), min_size=1, max_size=4).map(
    lambda cells: "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
)
_docx_tables = st.lists(_docx_rows, min_size=1, max_size=4).map(
    lambda rows: "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
)


def samples(suffix: str) -> st.SearchStrategy[bytes]:
    """Return the files of a format that other programs wrote."""
    return st.sampled_from([path.read_bytes() for path in sorted(SAMPLES.glob(f"*{suffix}"))])


docx_files = st.one_of(
    samples(".docx"),
    st.lists(st.one_of(_docx_paragraphs, _docx_tables), max_size=6).map("".join).map(docx),
)


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(sheets: Mapping[str, str], *, attributes: str = "", **parts: str) -> bytes:
    """Return a workbook of these sheets' contents; `attributes` are of each sheet's entry."""
    numbered = list(enumerate(sheets.items(), start=1))
    entries = "".join(
        f"<sheet name={quoteattr(name)} r:id='r{number}' {attributes}/>"
        for number, (name, _) in numbered
    )
    targets = {f"s{number}.xml": "worksheet" for number, _ in numbered}
    others = {f"{name}.xml": name for name in parts}
    return package(
        {
            "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
            "xl/_rels/workbook.xml.rels": relations(targets | others),
            "xl/workbook.xml": f"<workbook xmlns='{_SHEET}' xmlns:r='{_OFFICE}/relationships'>"
            f"<sheets>{entries}</sheets></workbook>",
            **{
                f"xl/s{number}.xml": f"<worksheet xmlns='{_SHEET}'>{content}</worksheet>"
                for number, (_, content) in numbered
            },
            **{f"xl/{name}.xml": content for name, content in parts.items()},
        }
    )


def sheet_rows(rows: Iterable[Iterable[str]]) -> str:
    """Return the content of a sheet from its cells' texts, which are XML already."""
    shown = "".join(
        "<row>" + "".join(f"<c t='inlineStr'><is><t>{cell}</t></is></c>" for cell in row) + "</row>"
        for row in rows
    )
    return f"<sheetData>{shown}</sheetData>"


_names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=20)
_cells = st.one_of(xml_text, st.just(""), st.integers().map(str))
xlsx_files = st.one_of(
    samples(".xlsx"),
    st.dictionaries(
        _names,
        st.lists(st.lists(_cells, max_size=4), max_size=5).map(sheet_rows),
        min_size=1,
        max_size=3,
    ).map(xlsx),
)


_SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def shape(text: str, placeholder: str | None = None, properties: str = "") -> str:
    """Return a shape of a slide with one paragraph, whose text is XML already."""
    place = "" if placeholder is None else f"<p:ph type='{placeholder}'/>"
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:pPr>{properties}"
        f"</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def pptx(slides: Sequence[str], *, attributes: str = "") -> bytes:
    """Return a presentation of slides, each given by its shapes; `attributes` are of each."""
    numbers = range(1, len(slides) + 1)
    names = f"xmlns:p='{_SLIDE}' xmlns:a='{_DRAWING}' xmlns:r='{_OFFICE}/relationships'"
    entries = "".join(f"<p:sldId id='{number}' r:id='r{number}'/>" for number in numbers)
    return package(
        {
            "_rels/.rels": relations({"ppt/presentation.xml": "officeDocument"}),
            "ppt/_rels/presentation.xml.rels": relations(
                {f"s{number}.xml": "slide" for number in numbers}
            ),
            "ppt/presentation.xml": f"<p:presentation {names}><p:sldIdLst>{entries}</p:sldIdLst>"
            "</p:presentation>",
            **{
                f"ppt/s{number}.xml": f"<p:sld {names} {attributes}><p:cSld><p:spTree>{shapes}"
                "</p:spTree></p:cSld></p:sld>"
                for number, shapes in zip(numbers, slides, strict=True)
            },
        }
    )


_shapes = st.builds(shape, xml_text, st.sampled_from([None, "title", "body", "", "ftr"]))
pptx_files = st.one_of(
    samples(".pptx"),
    st.lists(st.lists(_shapes, max_size=4).map("".join), max_size=4).map(pptx),
)


_ODF = " ".join(
    f"xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{space}:1.0'"
    for name, space in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "fo": "xsl-fo-compatible", "presentation": "presentation", "manifest": "manifest",
    }.items()
)  # fmt: skip


def odf(body: str, *, kind: str, styles: str = "", **parts: str) -> bytes:
    """Return an OpenDocument file with this body and these automatic styles."""
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
            **{
                f"{name}.xml": f"<office:part {_ODF}>{content}</office:part>"
                for name, content in parts.items()
            },
        }
    )


def odt(body: str, *, styles: str = "", **parts: str) -> bytes:
    """Return a text document with this body."""
    return odf(f"<office:text>{body}</office:text>", kind="text", styles=styles, **parts)


_odt_blocks = st.one_of(
    xml_text.map("<text:p>{}</text:p>".format),
    st.builds("<text:h text:outline-level='{}'>{}</text:h>".format, st.integers(0, 12), xml_text),
    st.lists(xml_text, min_size=1, max_size=3).map(
        lambda items: (
            "<text:list>"
            + "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in items)
            + "</text:list>"
        )
    ),
)
odt_files = st.one_of(samples(".odt"), st.lists(_odt_blocks, max_size=6).map("".join).map(odt))


def epub(pages: Mapping[str, str], *, navigation: str = "", **parts: str) -> bytes:
    """Return a book of these pages; `navigation` is what its nav page holds."""
    items = "".join(
        f"<item id='i{number}' href='{name}' media-type='application/xhtml+xml'/>"
        for number, name in enumerate(pages)
    )
    spine = "".join(f"<itemref idref='i{number}'/>" for number in range(len(pages)))
    nav = "<item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>"
    return package(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path='B/b.opf'/>"
            "</rootfiles></container>",
            "B/b.opf": f"<package><metadata><title>Book</title></metadata><manifest>{nav}{items}"
            f"</manifest><spine><itemref idref='n'/>{spine}</spine></package>",
            "B/nav.xhtml": f"<html><nav>{navigation}</nav></html>",
            **{f"B/{name}": markup for name, markup in pages.items()},
            **{f"META-INF/{name}.xml": content for name, content in parts.items()},
        }
    )


def rtf(text: str) -> str:
    """Return a text as rich text writes it."""
    units = text.encode("utf-16-le", "surrogatepass")
    numbers = (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))
    return "".join(
        f"\\u{number if number < 1 << 15 else number - (1 << 16)}?" for number in numbers
    )


rtf_files = st.one_of(
    samples(".rtf"),
    st.lists(any_text, max_size=5).map(
        lambda texts: ("{\\rtf1\\ansi " + "\\par ".join(map(rtf, texts)) + "}").encode()
    ),
)
