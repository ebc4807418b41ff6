"""Presentations of LibreOffice and kin (ODP), read as PPTX is."""

from index.read.building import Builder
from index.read.office.odf import Text, open_package, read_metadata
from index.read.office.odf_styles import Styles, read_styles
from index.read.office.packages import Element, attribute, child, children, local
from index.read.readers import Content

_FURNITURE = {"header", "footer", "date-time", "page-number"}


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a presentation; raises ReadError, naming it, where it is none."""
    package = open_package(data, name=name)
    content = package.xml("content.xml")
    builder = Builder()
    styles = read_styles(package, content)
    pages = [each for each in children(content, "body", "presentation") if local(each) == "page"]
    try:
        for number, page in enumerate(pages, start=1):
            _add_page(builder, Text(builder, styles, package), page, styles, number)
    except RecursionError:
        raise package.damaged() from None
    title, metadata = read_metadata(package)
    return builder.content(name=name, title=title, metadata=metadata)


def _add_page(builder: Builder, text: Text, page: Element, styles: Styles, number: int) -> None:
    style = attribute(page, "style-name")
    visible = styles.value("drawing-page", style, "drawing-page-properties", "visibility")
    hidden = " (hidden)" if visible == "hidden" else ""
    builder.end_section()
    builder.part(f"slide {number}{hidden}")
    shapes = [each for each in page if attribute(each, "placeholder") != "true"]
    for shape in sorted(shapes, key=lambda shape: attribute(shape, "class") != "title"):
        kind = attribute(shape, "class")
        if kind == "title":
            builder.heading(text.plain(shape), level=1)
        elif kind not in _FURNITURE and local(shape) != "notes":
            text.blocks([shape])
    text.endnotes()
    builder.part(f"slide {number}{hidden}, notes")
    for shape in children(child(page, "notes")):
        if attribute(shape, "class") == "notes" and attribute(shape, "placeholder") != "true":
            text.shape(shape)
