"""The one list of formats and their readers; `index.read.detect` says which a file is of.

A reader is a module with a function `read`. It is imported when its first file comes, so that
this list can be asked at no cost, and it needs nothing but the bytes, so that it can run in a
process of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from index.types import Block, Metadata, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader finds in a file: its canonical text, and all that is known of that.

    `blocks` are in order, none overlaps another, none is blank or begins or ends with white space;
    a row's header is one of them.
    `title` is None where the file names none; a `title`, `language` or `lang` in `metadata`, which
    the author wrote there, comes before it.
    """

    text: str
    blocks: tuple[Block, ...]
    places: Places
    title: str | None = None
    metadata: Metadata | None = None


class Reader(Protocol):
    """Reads the files of one format."""

    def read(self, data: bytes, *, name: str) -> Content:
        """Return what is in the file; raises ReadError, naming `name`, where there is no text."""
        ...


class TextReader(Reader, Protocol):
    """Reads the files of a format whose canonical text is the file itself."""

    def content(self, text: str) -> Content:
        """Return what is in a text of this format."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file, and the module that is its reader.

    `name` and `version` are kept with each document: of one that another version has read, the
    file is read again. `suffixes` are those its files mostly have; what is in a file counts for
    more. `is_text` says that the canonical text is the file itself, so that a document of this
    format can be made from a string; files of all other formats are read in a process of limits.
    """

    name: str
    version: int
    media_type: str
    suffixes: tuple[str, ...]
    module: str
    is_text: bool = False

    @property
    def reader(self) -> Reader:
        """Return the format's reader."""
        return cast("Reader", import_module(self.module))

    @property
    def text_reader(self) -> TextReader:
        """Return the format's reader, where `is_text`."""
        return cast("TextReader", import_module(self.module))


PLAIN_TEXT = Format(
    name="text",
    version=6,
    media_type="text/plain",
    suffixes=(".txt", ".text"),
    module="index.read.text",
    is_text=True,
)
PDF = Format(
    name="pdf",
    version=3,
    media_type="application/pdf",
    suffixes=(".pdf",),
    module="index.read.pdf.reader",
)
MARKDOWN = Format(
    name="markdown",
    version=5,
    media_type="text/markdown",
    suffixes=(".md", ".markdown"),
    module="index.read.markdown",
    is_text=True,
)
_OOXML = "application/vnd.openxmlformats-officedocument"

DOCX = Format(
    name="docx",
    version=3,
    media_type=f"{_OOXML}.wordprocessingml.document",
    suffixes=(".docx", ".docm"),
    module="index.read.office.docx",
)
PPTX = Format(
    name="pptx",
    version=2,
    media_type=f"{_OOXML}.presentationml.presentation",
    suffixes=(".pptx", ".pptm", ".ppsx"),
    module="index.read.office.pptx",
)
XLSX = Format(
    name="xlsx",
    version=2,
    media_type=f"{_OOXML}.spreadsheetml.sheet",
    suffixes=(".xlsx", ".xlsm"),
    module="index.read.office.xlsx",
)
XLS = Format(
    name="xls",
    version=2,
    media_type="application/vnd.ms-excel",
    suffixes=(".xls",),
    module="index.read.office.xls",
)
_ODF = "application/vnd.oasis.opendocument"

ODT = Format(
    name="odt",
    version=2,
    media_type=f"{_ODF}.text",
    suffixes=(".odt",),
    module="index.read.office.odt",
)
ODP = Format(
    name="odp",
    version=2,
    media_type=f"{_ODF}.presentation",
    suffixes=(".odp",),
    module="index.read.office.odp",
)
ODS = Format(
    name="ods",
    version=2,
    media_type=f"{_ODF}.spreadsheet",
    suffixes=(".ods",),
    module="index.read.office.ods",
)
RTF = Format(
    name="rtf",
    version=2,
    media_type="application/rtf",
    suffixes=(".rtf",),
    module="index.read.office.rtf",
)
EPUB = Format(
    name="epub",
    version=4,
    media_type="application/epub+zip",
    suffixes=(".epub",),
    module="index.read.office.epub",
)
HTML = Format(
    name="html",
    version=5,
    media_type="text/html",
    suffixes=(".html", ".htm", ".xhtml"),
    module="index.read.web.html",
)
CSV = Format(
    name="csv",
    version=3,
    media_type="text/csv",
    suffixes=(".csv", ".tsv", ".tab"),
    module="index.read.csv",
    is_text=True,
)
NOTEBOOK = Format(
    name="ipynb",
    version=1,
    media_type="application/x-ipynb+json",
    suffixes=(".ipynb",),
    module="index.read.notebook",
)
EML = Format(
    name="eml",
    version=4,
    media_type="message/rfc822",
    suffixes=(".eml", ".mht", ".mhtml"),
    module="index.read.mail.eml",
)
MBOX = Format(
    name="mbox",
    version=4,
    media_type="application/mbox",
    suffixes=(".mbox",),
    module="index.read.mail.mbox",
)
MSG = Format(
    name="msg",
    version=4,
    media_type="application/vnd.ms-outlook",
    suffixes=(".msg",),
    module="index.read.mail.msg",
)
JSON = Format(
    name="json",
    version=3,
    media_type="application/json",
    suffixes=(".json", ".jsonl", ".ndjson", ".geojson"),
    module="index.read.json",
)
XML = Format(
    name="xml",
    version=2,
    media_type="application/xml",
    suffixes=(".xml", ".fb2", ".rss", ".atom"),
    module="index.read.xml",
)

READERS: tuple[Format, ...] = (
    PLAIN_TEXT,
    MARKDOWN,
    PDF,
    DOCX,
    PPTX,
    XLSX,
    XLS,
    ODT,
    ODP,
    ODS,
    RTF,
    EPUB,
    HTML,
    CSV,
    NOTEBOOK,
    EML,
    MBOX,
    MSG,
    JSON,
    XML,
)
"""Every format that is read; all that names them (messages, schema, page, help) asks this list."""


def format_of(source: str | PurePath) -> Format | None:
    """Return the format that a file's suffix names, None where it names none."""
    suffix = PurePath(source).suffix.lower()
    return next((each for each in READERS if suffix in each.suffixes), None)


def suffixes(formats: Iterable[Format] = READERS) -> tuple[str, ...]:
    """Return the suffixes that name a format."""
    return tuple(suffix for each in formats for suffix in each.suffixes)


def what_is_read() -> str:
    """Return what is read, for a message that says so."""
    return f"{', '.join(suffixes())} and every other file that is text"
