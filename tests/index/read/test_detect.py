"""Which format a file is of, by what is in it and whatever it is called."""

import io
import zipfile

import pytest

from index.errors import ReadError
from index.read.detect import detect, kind_of
from index.read.document import read_document

MAIL = b"Received: from a by b\r\nFrom: Ann <a@x.example>\r\nSubject: Q\r\n\r\nHello."
MEMO = b"From: Ann\nTo: Ben\nSubject: boiler\nDate: 1 May\n\nThe boiler is cold."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def package(*names: str, first: str | None = None) -> bytes:
    """Return a zip file of entries with these names, `first` the mimetype that ODF begins with."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if first is not None:
            archive.writestr("mimetype", first, zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, "<a/>")
    return file.getvalue()


def ole(*streams: str) -> bytes:
    return OLE + b"".join(name.encode("utf-16-le") + bytes(20) for name in streams)


@pytest.mark.parametrize(
    ("data", "suffix", "kind"),
    [
        (b"%PDF-1.7\n", "", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", ".txt", "pdf"),
        (b"HTTP/1.1 200 OK\n\n%PDF-1.4\n1 0 obj\nendobj", ".pdf", "pdf"),
        (b"A file begins with %PDF-1.4 and a number.", ".md", "markdown"),
        (b"The mark %PDF-1.7 stands first, and objects end with endobj.", ".txt", "text"),
        ("%PDF-1.7 стоит в начале, endobj в конце объекта.".encode(), "", "text"),
        (b"It begins so:\n\n%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", ".md", "markdown"),
        (b"{\\rtf1 a}", ".doc", "rtf"),
        (package("[Content_Types].xml", "word/document.xml"), ".zip", "docx"),
        (package("[Content_Types].xml", "ppt/presentation.xml"), "", "pptx"),
        (package("[Content_Types].xml", "xl/workbook.xml", "xl/media/word/a"), ".doc", "xlsx"),
        (package("[Content_Types].xml", "xl/workbook.bin"), ".xlsb", "xlsb"),
        (package("word/list.txt"), ".zip", "an archive"),
        (package("content.xml", first="application/vnd.oasis.opendocument.text"), ".x", "odt"),
        (package(first="application/vnd.oasis.opendocument.spreadsheet-template"), "", "ods"),
        (package(first="application/vnd.oasis.opendocument.presentation"), ".odt", "odp"),
        (package(first="application/vnd.oasis.opendocument.graphics"), ".odg", "an archive"),
        (package("content.xml", "META-INF/manifest.xml"), ".odt", "odt"),
        (package("META-INF/container.xml", "a.xhtml", first="application/epub+zip"), "", "epub"),
        (package("META-INF/container.xml"), ".zip", "epub"),
        (package("a.txt"), ".docx", "an archive"),
        (package("[Content_Types].xml", "word/document.xml")[:-30], ".docx", "docx"),
        (ole("Root Entry", "WordDocument"), "", "doc"),
        (ole("WordDocument", "ObjectPool", "Workbook"), ".doc", "doc"),
        (ole("WordDocument", "Workbook"), ".xls", "xls"),
        (ole("PowerPoint Document"), ".docx", "ppt"),
        (ole("EncryptedPackage", "EncryptionInfo"), ".xlsx", "encrypted"),
        (ole("__properties_version1.0"), "", "msg"),
        (OLE, ".db", "unknown"),
        (MAIL, ".txt", "eml"),
        (MEMO, ".txt", "text"),
        (MEMO, ".eml", "eml"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>A", ".mht", "eml"),
        (b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>A", ".txt", "text"),
        (b"From ann@x.example Thu Nov 26 06:02:08 2026\n" + MAIL, "", "mbox"),
        (b"From January on, Fri 12:00 is free.\n", ".txt", "text"),
        (b"\xef\xbb\xbf<!DOCTYPE html><title>A</title>", ".txt", "html"),
        ("<HTML><body>Привет".encode("utf-16"), "", "html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "a"><html>', ".xml", "html"),
        (b"<!doctype html><script>", ".js", "text"),
        (b'<?xml version="1.0"?><rows/>', ".xml", "xml"),
        (b'{"cells": []}', ".ipynb", "ipynb"),
        (b'{"cells": []}', ".json", "json"),
        (b"<p>Only a part of a page", ".htm", "html"),
        (b"a;b\n1;2\n", ".csv", "csv"),
        (b"a\tb\n1\t2\n", ".tsv", "csv"),
        (b"a text", ".docx", "text"),
        (b"a text", ".pdf", "text"),
        (b"a text", "", "text"),
        ("Привет, мир.".encode("cp1251"), ".log", "text"),
        ("Привет, мир. Ещё.".encode("utf-16-le"), ".sql", "text"),
        ("Hello there, world.".encode("utf-16-be"), ".yaml", "text"),
        (b"\x89PNG\r\n\x1a\n", ".txt", "a picture"),
        (b"\x1f\x8b\x08\0", ".tgz", "an archive"),
        (b"\x7fELF\x02\x01\x01\0" + bytes(range(256)), "", "unknown"),
    ],
)  # fmt: skip
def test_a_file_is_what_is_in_it(data: bytes, suffix: str, kind: str) -> None:
    assert kind_of(data, suffix=suffix) == kind


@pytest.mark.parametrize(
    ("name", "data", "code", "reason"),
    [
        ("a.doc", ole("WordDocument"), "old_format", "save it as DOCX"),
        ("a.ppt", ole("PowerPoint Document"), "old_format", "save it as PPTX"),
        ("a.docx", ole("EncryptedPackage"), "encrypted", "without a password"),
        ("a.xlsb", package("_rels/.rels", "xl/workbook.bin"), "unknown_format", "save it as XLSX"),
        ("a.docx", bytes(range(256)), "damaged", "no DOCX in it; save it anew"),
        ("a.txt", b"", "empty", "empty"),
        ("a.tar.gz", b"\x1f\x8b\x08\0", "unknown_format", "unpack it"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "unknown_format", "a picture"),
        ("a.bin", bytes(1000), "unknown_format", r"Spravka reads .*\.docx.* that is text"),
        ("a.txt", bytes(range(256)) * 9, "damaged", r"there is no text in it; save it as UTF-8$"),
        ("a.md", b"# T\n\0\0\1", "damaged", r"there is no text in it; save it as UTF-8$"),
        ("a.docx", package(*map(str, range(10_001))), "limits", "more than 10,000"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_named_with_what_to_do(
    name: str, data: bytes, code: str, reason: str
) -> None:
    with pytest.raises(ReadError, match=rf"{name}: .*{reason}") as refused:
        detect(data, name=name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "name",
    ["a.py", "b.log", "c.rst", "d.org", "e.adoc", "f.yaml", "i.sql", "Makefile"],
)
def test_every_text_is_read_whatever_it_is_called(name: str) -> None:
    text = "# Насос закрыт.\r\nThe pump is closed.\n"
    document = read_document(data=text.encode(), source=name)
    assert (document.text, document.media_type) == (text, "text/plain")
    assert document.places.lines
