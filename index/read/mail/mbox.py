"""A mailbox of many mails (RFC 4155): one document, each mail a part by its number."""

import re
from collections.abc import Iterator

from index.errors import ReadError
from index.read.building import Builder
from index.read.mail.content import MailMetadata, Reading, add_mail
from index.read.mail.message import Mail
from index.read.mail.mime import mail_of, parse
from index.read.readers import Content

_BORDER = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]*\d{4}[^\r\n]*\r?\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read(data: bytes, *, name: str) -> Content:
    """Return what the mails say, in order; a paragraph that one quotes of another is left out.

    Raises ReadError where they say nothing.
    """
    builder = Builder()
    reading = Reading()
    count = 0
    for count, message in enumerate(_messages(data, name=name), start=1):
        try:
            mail = mail_of(parse(message, name=name), name=name)
        except ReadError as error:
            reason = str(error).removeprefix(f"{name}: ")
            reading.unread.append(f"message {count}: {reason}")
            continue
        builder.end_section()
        add_mail(builder, mail, reading, part=f"message {count}")
    metadata: MailMetadata = {"messages": count, **reading.metadata}
    return builder.content(name=name, heading_is_title=False, metadata=metadata)


def mails(data: bytes, *, name: str) -> Iterator[Mail]:
    """Yield the mails in their order."""
    for message in _messages(data, name=name):
        yield mail_of(parse(message, name=name), name=name)


def _messages(data: bytes, *, name: str) -> Iterator[bytes]:
    """Yield the bytes of each mail, with lines that begin with "From " as they were written."""
    starts = [match.span() for match in _BORDER.finditer(data)]
    if not starts:
        raise ReadError(f"{name}: damaged, there is no mail in it; save it anew", code="damaged")
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for (_, start), end in zip(starts, ends, strict=True):
        yield _ESCAPED.sub(rb"\1", data[start:end])
