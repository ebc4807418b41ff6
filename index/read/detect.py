"""Which format a file is of, told by what is in it; its suffix decides only between texts.

A kind is named here whether or not a reader of it is on the list: what has none is refused by name,
with what to do about it.
"""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from index.errors import ReadError, UnreadCode
from index.read.controls import is_binary
from index.read.readers import PLAIN_TEXT, READERS, Format, format_of, what_is_read

HEAD = 1 << 16
"""How many bytes of a file tell what it is, where it is no package of several."""

MOST_ENTRIES = 10_000
"""Of a zip file."""

_ENTRY = b"PK\x01\x02"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
"""Readers of PDF look for its mark in so many first bytes (ISO 32000-1, annex H)."""
_PDF_IS_NAMED = re.compile(rb"%PDF-[\d.]*[ \t]+[^\s%]")
"""What speaks of the mark goes on behind it."""
_PDF_OBJECT = re.compile(rb"(?:^|[\r\n])[ \t]*\d+[ \t]+\d+[ \t]+obj\b")

_MIMETYPES: Mapping[bytes, str] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
_MIMETYPE = re.compile(rb"[a-z0-9.+/-]+")
_OPC = frozenset({"[Content_Types].xml", "_rels/.rels"})
"""What the packages of today's office programs have, each of them (ECMA-376, part 2)."""

_FOLDERS: Mapping[str, str] = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}

_STREAMS: Mapping[str, str] = {
    "EncryptedPackage": "encrypted",
    "__properties_version1.0": "msg",
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "xls",
    "Book": "xls",
}
"""By the names of an OLE file's streams; those of what is embedded stand there too."""

_ELSE: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"\xfd7zXZ\0", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"Rar!\x1a\x07", "an archive"),
)
_ADVICE: Mapping[str, tuple[UnreadCode, str]] = {
    "doc": ("old_format", "Word's format until 2003; save it as DOCX"),
    "ppt": ("old_format", "PowerPoint's format until 2003; save it as PPTX"),
    "xlsb": ("unknown_format", "a binary workbook; save it as XLSX"),
    "encrypted": ("encrypted", "encrypted; save it without a password"),
    "an archive": ("unknown_format", "an archive; unpack it and index the folder"),
    "a picture": ("unknown_format", "a picture, of which nothing is read"),
    "too many": ("limits", f"more than {MOST_ENTRIES:,} files in one; unpack it"),
}

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_HIGH_BYTES = (0x00, 0x04, 0x20)
"""Of Latin, Cyrillic and punctuation in UTF-16."""
_MOST_HIGH = 0.7
"""A share of every second byte of such a text, and of the others not."""

_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.DOTALL
)
_HTML_NAMES = frozenset({"", ".txt", ".text", ".doc", ".xls", ".xml"})
"""Suffixes that pages are saved under; under another a page is source code."""

_BY_SUFFIX = frozenset({"markdown", "html", "csv", "json", "xml"})
"""Formats whose files may look like any other text."""

_ENVELOPE = re.compile(r"from \S+ +(mon|tue|wed|thu|fri|sat|sun)\b.*\d\d:\d\d.*\d{4}.*\r?\n")
_HEADER = re.compile(r"([\w-]+):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_SENT = frozenset({"message-id", "received", "mime-version", "return-path", "delivered-to"})
"""Headers that programs write; a memo has From and Date too."""
_SAVED_PAGES = (".mht", ".mhtml")
"""Word says of a page that it saves no more than that it is MIME."""


def detect(data: bytes, *, name: str) -> Format:
    """Return the format that a file is of, whose bytes these are.

    Raises ReadError, naming the file, where it is empty and where no reader knows what it is.
    """
    if not data:
        raise ReadError(f"{name}: empty, no text in it", code="empty")
    kind = kind_of(data, suffix=PurePath(name).suffix.lower())
    found = next((each for each in READERS if each.name == kind), None)
    if found is not None:
        return found
    named = format_of(name)
    if kind == "unknown" and named is not None:
        held, advice = ("text", "as UTF-8") if named.is_text else (named.name.upper(), "anew")
        what = f"damaged, there is no {held} in it; save it {advice}"
        raise ReadError(f"{name}: {what}", code="damaged")
    unknown: tuple[UnreadCode, str] = ("unknown_format", "unknown kind of file")
    code, advice = _ADVICE.get(kind, unknown)
    if code == "unknown_format":
        advice = f"{advice}; Spravka reads {what_is_read()}"
    raise ReadError(f"{name}: {advice}", code=code)


def kind_of(data: bytes, *, suffix: str) -> str:
    """Return the name of what a file holds: that of a format, or of what is refused."""
    head = data[:HEAD]
    if data.startswith(_ZIP):
        return _zip_kind(data, suffix)
    if data.startswith(_OLE):
        return _ole_kind(data, suffix)
    marked = _marked_kind(data, suffix)
    if marked is not None:
        return marked
    return _text_kind(_letters(head), suffix) if _is_text(head) else "unknown"


def _marked_kind(data: bytes, suffix: str) -> str | None:
    start = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if _is_pdf(data, start, suffix):
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "rtf"
    return next((kind for mark, kind in _ELSE if data.startswith(mark)), None)


def _is_pdf(data: bytes, start: bytes, suffix: str) -> bool:
    """Return whether a file is a PDF, and no text that speaks of how they are made."""
    if start.startswith(_PDF) and not _PDF_IS_NAMED.match(start):
        return True
    named = format_of(f"a{suffix}")
    return (
        (named is None or named.name not in {PLAIN_TEXT.name, *_BY_SUFFIX})
        and _PDF in data[:_PDF_WITHIN]
        and _PDF_OBJECT.search(data) is not None
    )


def _is_text(head: bytes) -> bool:
    """Return whether a file that begins so may be text in one of the encodings that are read."""
    if not is_binary(head.decode("latin-1")) or head.startswith(_UTF_16):
        return True
    return sum(_share(head[first::2]) >= _MOST_HIGH for first in (0, 1)) == 1


def _share(column: bytes) -> float:
    return sum(map(column.count, _HIGH_BYTES)) / max(1, len(column))


def _zip_kind(data: bytes, suffix: str) -> str:
    # Before the directory is read: an entry of 50 bytes in it takes many times that in memory.
    if data.count(_ENTRY) > MOST_ENTRIES:
        return "too many"
    try:
        with ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        # Its reader says that it is damaged, where the suffix names one.
        named = format_of(f"a{suffix}")
        return named.name if named is not None and not named.is_text else "an archive"
    return _mimetype_kind(data, names) or _contents_kind(names, suffix) or "an archive"


def _mimetype_kind(data: bytes, names: Sequence[str]) -> str | None:
    """Return the kind of a package that begins with the name of it, uncompressed."""
    at = data[:HEAD].find(b"mimetype")
    said = _MIMETYPE.match(data, at + len(b"mimetype"))
    if names[:1] != ["mimetype"] or at < 0 or said is None:
        return None
    kinds = (kind for start, kind in _MIMETYPES.items() if said.group().startswith(start))
    return next(kinds, None)


def _contents_kind(names: Sequence[str], suffix: str) -> str | None:
    if not _OPC.isdisjoint(names):
        if any(name.lstrip("/") == "xl/workbook.bin" for name in names):
            return "xlsb"
        for folder, kind in _FOLDERS.items():
            if any(name.lstrip("/").startswith(folder) for name in names):
                return kind
    if "META-INF/container.xml" in names:
        return "epub"
    by_name = "content.xml" in names and suffix[1:] in _MIMETYPES.values()
    return suffix[1:] if by_name else None


def _ole_kind(data: bytes, suffix: str) -> str:
    found = [
        kind for stream, kind in _STREAMS.items() if stream.encode("utf-16-le") + b"\0\0" in data
    ]
    # A document may hold one of another kind, and its own is the one that it is called by.
    return suffix[1:] if suffix[1:] in found else next(iter(found), "unknown")


def _text_kind(head: str, suffix: str) -> str:
    if _ENVELOPE.match(head):
        return "mbox"
    if _is_mail(head, suffix):
        return "eml"
    if suffix in _HTML_NAMES and _HTML.match(head):
        return "html"
    if suffix == ".ipynb" and head.lstrip("\ufeff \t\r\n").startswith("{"):
        return "ipynb"
    named = format_of(f"a{suffix}")
    # A text under the name of a package is a text still.
    return named.name if named is not None and named.name in _BY_SUFFIX else PLAIN_TEXT.name


def _is_mail(head: str, suffix: str) -> bool:
    names: set[str] = set()
    at = 0
    while field := _HEADER.match(head, at):
        names.add(field.group(1))
        at = field.end()
    if suffix in _SAVED_PAGES and "mime-version" in names:
        return True
    surely = suffix == ".eml" or suffix in _SAVED_PAGES
    return bool(names & {"from", "to", "subject", "date"}) and (surely or bool(names & _SENT))


def _letters(head: bytes) -> str:
    """Return the characters of Latin that a text of any encoding begins with, in lower case."""
    return head.replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe").lower()
