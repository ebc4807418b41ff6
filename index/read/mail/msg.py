"""A mail as Outlook saves it (MSG): streams in an OLE file, each a property of MAPI (MS-OXMSG)."""

import io
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import olefile

from index.errors import ReadError
from index.read.charset import decode_declared
from index.read.detect import detect
from index.read.mail.compressed_rtf import decompress
from index.read.mail.content import mail_content
from index.read.mail.headers import header, sent_at
from index.read.mail.message import Attachment, Body, Mail
from index.read.mail.mime import parse
from index.read.readers import Content

_SUBJECT, _CLASS, _HEADERS = 0x0037, 0x001A, 0x007D
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_DISPLAY_TO, _DISPLAY_CC = 0x0E04, 0x0E03
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_SENT, _DELIVERED = 0x0039, 0x0E06
_NAME, _ADDRESS, _SMTP, _RECIPIENT_TYPE = 0x3001, 0x3003, 0x39FE, 0x0C15
_DATA, _LONG_NAME, _SHORT_NAME, _CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x3712
_CODE_PAGE, _INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE

_UNICODE, _STRING8, _BINARY, _OBJECT, _TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040
_PROPERTIES = "__properties_version1.0"
_HEADER_SIZES = {"": 32, "message": 24, "other": 8}
"""In bytes: what comes before the properties of fixed length."""
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_ENCRYPTED = "IPM.NOTE.SMIME"
_DEEPEST = 5


def read(data: bytes, *, name: str) -> Content:
    """Return what a mail says and what is attached, each attachment a part by its name.

    Raises ReadError where the file is damaged or encrypted, or nothing is said in it.
    """
    (mail,) = mails(data, name=name)
    return mail_content(mail, name=name)


def mails(data: bytes, *, name: str) -> Iterator[Mail]:
    """Yield the mail."""
    try:
        # Never the bytes themselves: the library takes short ones for the name of a file.
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            yield _mail(_Storage(file, ()), name=name, depth=1)
    except (OSError, struct.error, IndexError, ValueError, OverflowError) as error:
        raise ReadError(f"{name}: damaged; save it anew, as EML", code="damaged") from error


class _Storage:
    """A folder of an OLE file whose streams are properties."""

    def __init__(
        self, file: "olefile.OleFileIO[str]", path: tuple[str, ...], *, is_message: bool = True
    ) -> None:
        self._file = file
        self._path = path
        kind = ("message" if path else "") if is_message else "other"
        self._fixed = _fixed_properties(self._stream(_PROPERTIES), _HEADER_SIZES[kind])

    def text(self, *properties: int) -> str:
        """Return the first of these properties that is there, as text, "" where none is."""
        for each in properties:
            if found := self._stream(_name(each, _UNICODE)):
                return found.decode("utf-16-le", errors="replace").rstrip("\0")
            if found := self._stream(_name(each, _STRING8)):
                return self._decoded(found)
        return ""

    def binary(self, number: int) -> bytes:
        """Return a property's bytes, none where it is not there."""
        return self._stream(_name(number, _BINARY))

    def markup(self) -> str:
        """Return the page that a mail shows, "" where it has none."""
        found = self.binary(_HTML)
        return self._decoded(found, _INTERNET_CODE_PAGE) if found else self.text(_HTML)

    def number(self, number: int) -> int:
        """Return a property of a fixed length as a number, 0 where it is not there."""
        return self._fixed.get(number, 0)

    def within(self, prefix: str) -> Iterator["_Storage"]:
        """Yield the folders in this one whose names begin so, in the order of their numbers."""
        depth = len(self._path)
        found = {
            entry[depth]
            for entry in self._file.listdir(streams=True, storages=True)
            if tuple(entry[:depth]) == self._path and entry[depth].startswith(prefix)
        }
        for each in sorted(found):
            yield _Storage(self._file, (*self._path, each), is_message=False)

    def message(self) -> "_Storage | None":
        """Return the message that is attached here, None where a file is."""
        path = (*self._path, _name(_DATA, _OBJECT))
        return _Storage(self._file, path) if self._file.exists([*path, _PROPERTIES]) else None

    def _stream(self, name: str) -> bytes:
        path = [*self._path, name]
        if not self._file.exists(path) or self._file.get_type(path) != olefile.STGTY_STREAM:
            return b""
        return bytes(self._file.openstream(path).read())

    def _decoded(self, data: bytes, *code_pages: int) -> str:
        pages = (self.number(each) for each in (*code_pages, _CODE_PAGE, _INTERNET_CODE_PAGE))
        page = next(filter(None, pages), 0)
        declared = {65001: "utf-8", 20866: "koi8-r", 28595: "iso8859-5"}.get(page, f"cp{page}")
        try:
            return decode_declared(data.rstrip(b"\0"), name="", declared=declared)
        except ReadError:
            return ""


def _mail(storage: _Storage, *, name: str, depth: int) -> Mail:
    if storage.text(_CLASS).upper() == _ENCRYPTED:
        raise ReadError(f"{name}: encrypted; save its text", code="encrypted")
    to, copies = _recipients(storage)
    written = parse(storage.text(_HEADERS).encode(errors="replace"), name=name)
    sent = sent_at(written) or _moment(storage.number(_SENT) or storage.number(_DELIVERED))
    return Mail(
        subject=storage.text(_SUBJECT),
        sender=_person(storage.text(_SENDER_NAME), storage.text(_SENDER_SMTP, _SENDER_ADDRESS)),
        to=to,
        copies=copies,
        date=header(written, "date") or (format_datetime(sent) if sent else ""),
        sent=sent,
        bodies=(_body(storage, name=name),),
        attachments=tuple(_attachments(storage, name=name, depth=depth)),
    )


def _body(storage: _Storage, *, name: str) -> Body:
    text, markup = storage.text(_BODY), storage.markup()
    packed = storage.binary(_RTF)
    if packed and not text.strip() and not markup.strip():
        rtf = decompress(packed, name=name)
        text = detect(rtf, name=name).reader.read(rtf, name=name).text
    return Body(text=text or None, markup=markup or None)


def _recipients(storage: _Storage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return to whom a mail went, and who got a copy."""
    people: Mapping[int, list[str]] = {1: [], 2: []}
    for each in storage.within("__recip_version1.0_"):
        said = _person(each.text(_NAME), each.text(_SMTP, _ADDRESS))
        people.get(each.number(_RECIPIENT_TYPE), []).append(said)
    shown = (storage.text(_DISPLAY_TO), storage.text(_DISPLAY_CC))
    to, copies = (
        tuple(filter(None, found)) or ((names,) if names else ())
        for found, names in zip(people.values(), shown, strict=True)
    )
    return to, copies


def _person(person: str, address: str) -> str:
    # Within a company an address is a path in its directory, which says nothing to a person.
    shown = address if "@" in address else ""
    if person and shown and person != shown:
        return f"{person} <{shown}>"
    return person or shown


def _attachments(storage: _Storage, *, name: str, depth: int) -> Iterator[Attachment]:
    for each in storage.within("__attach_version1.0_"):
        called = each.text(_LONG_NAME, _SHORT_NAME, _NAME).replace("\\", "/").rpartition("/")[2]
        message = each.message()
        if message is not None and depth < _DEEPEST:
            mail = _mail(message, name=name, depth=depth + 1)
            yield Attachment(name=called or f"{mail.subject or 'message'}.msg", mail=mail)
        elif not each.text(_CONTENT_ID):
            yield Attachment(name=called or "untitled", data=each.binary(_DATA))


def _fixed_properties(stream: bytes, header_size: int) -> Mapping[int, int]:
    """Return the values of fixed length in a stream of properties, by their numbers."""
    entries = len(stream[header_size:]) // 16
    return {
        tag >> 16: value if tag & 0xFFFF == _TIME else value & 0xFFFFFFFF
        for tag, _, value in struct.iter_unpack(
            "<IIQ", stream[header_size : header_size + 16 * entries]
        )
    }


def _moment(filetime: int) -> datetime | None:
    """Return the moment that a number of tenths of microseconds since 1601 means."""
    try:
        return _EPOCH + timedelta(microseconds=filetime // 10) if filetime else None
    except OverflowError:
        return None


def _name(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"
