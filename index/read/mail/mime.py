"""From the bytes of a mail (RFC 5322, MIME) to what is in it."""

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from index.errors import ReadError
from index.read.charset import decode_declared
from index.read.mail.headers import addresses, decode_header, header, raw_header, sent_at
from index.read.mail.message import Attachment, Body, Mail
from index.read.mail.quotes import unfold

_DEEPEST_PARTS = 50
_PATH = re.compile(r".*[/\\]", re.DOTALL)
_UNSEEN = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_OF_A_MAIL = ("from", "to", "subject", "date", "received", "message-id")
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_SUFFIXES = {"text/html": ".html", "text/plain": ".txt", "text/calendar": ".ics"}


@dataclass(slots=True)
class _Found:
    bodies: list[Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def parse(data: bytes, *, name: str) -> Message:
    """Return a mail's parts; raises ReadError where they lie too deep in one another."""
    try:
        return BytesParser(policy=compat32).parsebytes(data)
    except RecursionError:
        raise ReadError(f"{name}: parts within parts, too deep", code="limits") from None


def is_mail(message: Message) -> bool:
    """Return whether a message says something that a mail does, such as who wrote it."""
    return any(raw_header(message, each) for each in _OF_A_MAIL)


def mail_of(message: Message, *, name: str) -> Mail:
    """Return the mail that a message is; raises ReadError where it is none, or encrypted."""
    if not is_mail(message):
        raise ReadError(f"{name}: damaged, there is no mail in it; save it anew", code="damaged")
    if message.get_content_type() in _ENCRYPTED or _is_enveloped(message):
        raise ReadError(f"{name}: encrypted; save its text", code="encrypted")
    found = _Found()
    _collect(message, found, depth=0)
    return Mail(
        subject=header(message, "subject"),
        sender=", ".join(addresses(message, "from")),
        to=addresses(message, "to"),
        copies=addresses(message, "cc"),
        date=header(message, "date"),
        sent=sent_at(message),
        bodies=tuple(found.bodies),
        attachments=tuple(found.attachments),
    )


def text_of(part: Message) -> str:
    """Return the characters of a part that is text."""
    data = payload(part)
    try:
        return decode_declared(data, name="", declared=part.get_content_charset())
    except ReadError:
        return ""


def payload(part: Message) -> bytes:
    """Return the bytes of a part, unpacked; none where it is made of others."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _collect(part: Message, found: _Found, *, depth: int) -> None:
    """Gather what a part holds: pieces of the text, and attachments."""
    kind = part.get_content_type()
    if depth > _DEEPEST_PARTS or kind in _UNSEEN:
        return
    if kind == "message/rfc822":
        found.attachments.extend(_mails(part))
    elif kind == "message/delivery-status":
        found.bodies.append(Body(text="\n".join(map(_headers, _parts(part)))))
    elif kind == "multipart/alternative":
        _collect_alternatives(part, found, depth=depth)
    elif part.is_multipart():
        for inner in _parts(part):
            _collect(inner, found, depth=depth + 1)
    elif _is_body(part, kind):
        found.bodies.append(_body(part, kind))
    elif not _is_inline_picture(part):
        found.attachments.append(Attachment(name=_name(part), data=_file(part, kind)))


def _collect_alternatives(part: Message, found: _Found, *, depth: int) -> None:
    """Gather a text and a page that say the same as one body, and what is attached to either."""
    forms = _Found()
    for inner in _parts(part):
        _collect(inner, forms, depth=depth + 1)
    text = [body.text for body in forms.bodies if body.text is not None]
    markup = [body.markup for body in forms.bodies if body.markup is not None]
    if text or markup:
        found.bodies.append(
            Body(
                text="\n\n".join(text) if text else None,
                markup="\n".join(markup) if markup else None,
            )
        )
    # A calendar's event beside them says the same once more.
    calendar = (".ics", ".vcs")
    found.attachments += [each for each in forms.attachments if not each.name.endswith(calendar)]


def _parts(part: Message) -> Iterator[Message]:
    parts = part.get_payload()
    if isinstance(parts, list):
        yield from (each for each in parts if isinstance(each, Message))


def _mails(part: Message) -> Iterator[Attachment]:
    for inner in _parts(part):
        try:
            mail = mail_of(inner, name="")
        except ReadError:
            mail = Mail(subject=header(inner, "subject"))
        yield Attachment(name=_name(part, otherwise=f"{mail.subject or 'message'}.eml"), mail=mail)


def _headers(part: Message) -> str:
    return "\n".join(
        f"{key}: {decode_header(str(value), charset=None)}" for key, value in part.raw_items()
    )


def _is_body(part: Message, kind: str) -> bool:
    if part.get_content_disposition() == "attachment" or _filename(part):
        return False
    return kind in {"text/plain", "text/html", "text/enriched"}


def _body(part: Message, kind: str) -> Body:
    text = text_of(part)
    if kind == "text/html":
        return Body(markup=text)
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    joined = str(part.get_param("delsp") or "").lower() == "yes"
    return Body(text=unfold(text, joined=joined) if flowed else text)


def _is_inline_picture(part: Message) -> bool:
    shown = part.get_content_disposition() != "attachment" or raw_header(part, "content-id")
    return part.get_content_maintype() == "image" and bool(shown)


def _is_enveloped(message: Message) -> bool:
    kind = message.get_content_type()
    smime = kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}
    return smime and str(message.get_param("smime-type") or "") != "signed-data"


def _file(part: Message, kind: str) -> bytes:
    """Return the bytes of an attachment; those of a text in UTF-8, since its charset says which."""
    if kind.startswith("text/") and part.get_content_charset():
        return text_of(part).encode("utf-8", errors="replace") or payload(part)
    return payload(part)


def _filename(part: Message) -> str:
    """Return the name of a file as its sender gave it, without folders."""
    try:
        raw = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        raw = ""
    decoded = decode_header(raw, charset=part.get_content_charset())
    return _PATH.sub("", decoded).strip(" .") and _PATH.sub("", decoded).strip()


def _name(part: Message, *, otherwise: str | None = None) -> str:
    kind = part.get_content_type()
    suffix = _SUFFIXES.get(kind) or mimetypes.guess_extension(kind) or ""
    return _filename(part) or otherwise or f"untitled{suffix}"
