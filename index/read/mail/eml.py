"""A mail in a file of its own (EML), and a page that a browser or Word saved as one (MHTML)."""

from collections.abc import Iterator
from email.message import Message

from index.read.mail.content import mail_content
from index.read.mail.headers import raw_header
from index.read.mail.message import Mail
from index.read.mail.mime import is_mail, mail_of, parse, text_of
from index.read.readers import Content
from index.read.web import html


def read(data: bytes, *, name: str) -> Content:
    """Return what a mail says and what is attached, each attachment a part by its name.

    Raises ReadError where it is encrypted or says nothing.
    """
    message = parse(data, name=name)
    page = _saved_page(message)
    if page is not None:
        return html.content(text_of(page), name=name)
    return mail_content(mail_of(message, name=name), name=name)


def mails(data: bytes, *, name: str) -> Iterator[Mail]:
    """Yield the mail."""
    yield mail_of(parse(data, name=name), name=name)


def _saved_page(message: Message) -> Message | None:
    """Return the page of an archive that a browser or Word wrote (RFC 2557), None for a mail."""
    told = raw_header(message, "snapshot-content-location")
    said = raw_header(message, "from").lower()
    is_archive = message.get_content_type() == "multipart/related" and (told or "<saved by" in said)
    if is_mail(message) and not is_archive:
        return None
    parts = (part for part in message.walk() if part.get_content_type() == "text/html")
    return next(parts, None)
