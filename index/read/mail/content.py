"""A mail as its reader sees it: who wrote what to whom when, and what is attached.

Attachments are read by their own readers, within bounds; those that are not read are named.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Protocol, TypeAlias, cast

from index.errors import ReadError
from index.read import text as plain
from index.read.alive import alive
from index.read.building import Builder, visible
from index.read.detect import detect
from index.read.mail.message import Attachment, Body, Mail
from index.read.mail.quotes import paragraphs, parted, without
from index.read.readers import Content
from index.read.web.markup import add_markup
from index.types import MetadataValue

DEEPEST = 5
"""Of mails within mails."""
MOST_ATTACHMENTS = 1000
MOST_BYTES = 200_000_000
"""Of a file's attachments together."""

_SAME = 0.8
"""A text that has so many of the words of the page beside it says the same."""
_WORD = re.compile(r"\w+")

MailMetadata: TypeAlias = dict[str, MetadataValue | tuple[str, ...]]


class MailReader(Protocol):
    """The reader of a format that holds mails."""

    def mails(self, data: bytes, *, name: str) -> Iterator[Mail]:
        """Yield the mails in a file; raises ReadError where it holds none."""
        ...


@dataclass(slots=True)
class Reading:
    """What was read of a file so far: what is not, what was said, and what is left of its bounds.

    `said` holds paragraphs, since a mail quotes those before it.
    """

    unread: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    attachments: int = MOST_ATTACHMENTS
    size: int = MOST_BYTES

    @property
    def metadata(self) -> MailMetadata:
        """Return the names of the attachments that are not read, each with the reason."""
        return {"unread_attachments": tuple(self.unread)} if self.unread else {}


def mail_content(mail: Mail, *, name: str) -> Content:
    """Return what is in a mail; raises ReadError where that is nothing."""
    builder = Builder()
    reading = Reading()
    add_mail(builder, mail, reading)
    metadata: MailMetadata = {"from": mail.sender, "to": mail.to, "cc": mail.copies}
    if mail.sent is not None:
        metadata["date"] = mail.sent.isoformat()
    return builder.content(
        name=name,
        title=mail.subject,
        heading_is_title=False,
        metadata={key: value for key, value in metadata.items() if value} | reading.metadata,
    )


def add_mail(
    builder: Builder, mail: Mail, reading: Reading, *, part: str | None = None, depth: int = 1
) -> None:
    """Add a mail as the part `part`, and within that each of its attachments as another."""
    builder.part(part)
    builder.heading(mail.subject, level=1)
    for label, value in _headers(mail):
        builder.paragraph(f"{label}: {value}")
    own: set[str] = set()
    for body in mail.bodies:
        own |= _add_body(builder, body, reading, part)
    reading.said |= own
    for attachment in mail.attachments:
        where = ", ".join(filter(None, (part, f"attachment {attachment.name}")))
        try:
            content = _attached(attachment, reading, depth=depth)
        except ReadError as error:
            reason = str(error).removeprefix(f"{attachment.name}: ").partition("; Spravka")[0]
            reading.unread.append(f"{attachment.name}: {reason}")
        else:
            builder.include(content, part=where, apart=True)
        alive()


def _headers(mail: Mail) -> Iterator[tuple[str, str]]:
    headers = {
        "From": mail.sender,
        "To": ", ".join(mail.to),
        "Cc": ", ".join(mail.copies),
        "Date": mail.date,
        "Attachments": ", ".join(each.name for each in mail.attachments),
    }
    return ((label, value) for label, value in headers.items() if value)


def _add_body(builder: Builder, body: Body, reading: Reading, part: str | None) -> set[str]:
    """Add what a body says, and return its own paragraphs, which others may quote."""
    page = _page(body.markup or "")
    text = visible(body.text or "")
    if page is not None and (_has_rows(page) or not _says_the_same(text, page.text)):
        builder.include(page, part=part, apart=True)
        return paragraphs(page.text)
    own: set[str] = set()
    for quoted, stretch in parted(text):
        said = without(stretch, reading.said) if quoted else stretch
        where = ", ".join(filter(None, (part, "quoted"))) if quoted else part
        builder.include(plain.content(said), part=where, apart=True)
        own |= set() if quoted else paragraphs(stretch)
    return own


def _page(markup: str) -> Content | None:
    """Return what a reader sees of a page, None where that is nothing."""
    builder = Builder()
    add_markup(builder, markup)
    try:
        return builder.content(name="")
    except ReadError:
        return None


def _has_rows(page: Content) -> bool:
    """Return whether a page holds a table, whose cells a text runs together."""
    return any(block.kind == "table_row" for block in page.blocks)


def _says_the_same(text: str, page: str) -> bool:
    words = set(_WORD.findall(page.lower()))
    said = set(_WORD.findall(text.lower()))
    return bool(said) and len(words & said) >= _SAME * len(words)


def _attached(attachment: Attachment, reading: Reading, *, depth: int) -> Content:
    """Return what is in an attachment; raises ReadError where it is not read."""
    name = attachment.name
    reading.attachments -= 1
    reading.size -= len(attachment.data)
    if reading.attachments < 0 or reading.size < 0:
        raise ReadError(f"{name}: more is attached than is read", code="limits")
    if attachment.mail is not None:
        return _mails(iter([attachment.mail]), reading, name=name, depth=depth + 1)
    kind = detect(attachment.data, name=name)
    module = import_module(kind.module)
    try:
        if hasattr(module, "mails"):
            found = cast("MailReader", module).mails(attachment.data, name=name)
            return _mails(found, reading, name=name, depth=depth + 1)
        return kind.reader.read(attachment.data, name=name)
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        # As the process does that reads it by itself: the mail is none the worse for it.
        reason = f"{name}: damaged ({type(error).__name__})"
        raise ReadError(reason, code="damaged") from error


def _mails(mails: Iterator[Mail], reading: Reading, *, name: str, depth: int) -> Content:
    if depth > DEEPEST:
        raise ReadError(f"{name}: mails within mails, too deep", code="limits")
    builder = Builder()
    for mail in mails:
        add_mail(builder, mail, reading, depth=depth)
    return builder.content(name=name)
