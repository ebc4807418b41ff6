"""Text documents of LibreOffice and kin (ODT)."""

from index.read.building import Builder
from index.read.office.odf import Text, open_package, read_metadata
from index.read.office.odf_styles import read_styles
from index.read.office.packages import child
from index.read.readers import Content


def read(data: bytes, *, name: str) -> Content:
    """Return what is in a text document; raises ReadError, naming it, where it is none."""
    package = open_package(data, name=name)
    content = package.xml("content.xml")
    body = child(content, "body", "text")
    if body is None:
        raise package.damaged()
    builder = Builder(part_is_heading_path=True)
    text = Text(builder, read_styles(package, content), package)
    try:
        text.blocks(body)
        text.endnotes()
    except RecursionError:
        raise package.damaged() from None
    title, metadata = read_metadata(package)
    return builder.content(name=name, title=text.title or title, metadata=metadata)
