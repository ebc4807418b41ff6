"""The headers of a mail as its reader sees them: encoded words, raw bytes and addresses decoded."""

import binascii
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from index.errors import ReadError
from index.read.charset import codec_name, decode_declared

_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_BETWEEN = re.compile(r"(=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)\s+(?==\?[^?\s]+\?[bBqQ]\?[^?]*\?=)")
_WORD = re.compile(r"=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_WORDS = re.compile(r"(?:=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)+")


def header(message: Message, name: str) -> str:
    """Return a header's text on one line, "" where there is none."""
    return decode_header(raw_header(message, name), charset=message.get_content_charset())


def raw_header(message: Message, name: str) -> str:
    """Return a header as it came; bytes beyond ASCII are escaped in it."""
    found = (value for key, value in message.raw_items() if key.lower() == name)
    return str(next(found, ""))


def decode_header(raw: str, *, charset: str | None) -> str:
    """Return the text of a header, whose bytes beyond ASCII may be in `charset`.

    Encoded words (RFC 2047) that follow one another are taken together, since programs part them
    within a character.
    """
    text = _FOLD.sub(" ", raw)
    if not text.isascii():
        text = _unescaped(text, charset)
    text = _BETWEEN.sub(r"\1", text)
    return " ".join(_WORDS.sub(lambda run: "".join(_decoded(run.group())), text).split())


def addresses(message: Message, name: str) -> tuple[str, ...]:
    """Return who stands in a header, each with the name and the address."""
    raw = raw_header(message, name)
    charset = message.get_content_charset()
    try:
        # Before decoding, since a name may hold a comma.
        found = getaddresses([_FOLD.sub(" ", raw)])
    except (ValueError, IndexError, TypeError):
        found = []
    people = (_person(*each, charset=charset) for each in found)
    whole = decode_header(raw, charset=charset)
    return tuple(filter(None, people)) or ((whole,) if whole else ())


def _person(person: str, address: str, *, charset: str | None) -> str:
    shown = decode_header(person, charset=charset)
    # Some programs encode the address with the name.
    decoded = decode_header(address, charset=charset)
    if shown:
        return f"{shown} <{decoded}>" if decoded else shown
    return decoded


def sent_at(message: Message) -> datetime | None:
    """Return when a mail was sent, None where its date is missing or none."""
    try:
        return parsedate_to_datetime(raw_header(message, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _unescaped(text: str, charset: str | None) -> str:
    data = text.encode("utf-8", errors="surrogateescape")
    try:
        return decode_declared(data, name="header", declared=charset)
    except ReadError:
        return data.decode("utf-8", errors="replace")


def _decoded(run: str) -> Iterator[str]:
    """Yield the texts of encoded words that follow one another, those of one charset as one."""
    gathered = b""
    charset = ""
    for match in _WORD.finditer(run):
        if charset and match[1].lower() != charset:
            yield decode_word(gathered, charset)
            gathered = b""
        charset = match[1].lower()
        gathered += _bytes(match[2], match[3])
    yield decode_word(gathered, charset)


def _bytes(encoding: str, word: str) -> bytes:
    data = word.encode("utf-8", errors="replace")
    try:
        if encoding in "qQ":
            return binascii.a2b_qp(data, header=True)
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return data


def decode_word(data: bytes, charset: str | None) -> str:
    """Return the characters of a few bytes, of which no encoding could be told."""
    codec = codec_name(charset) or "utf-8"
    for each in (codec, "utf-8"):
        try:
            return data.decode(each)
        except UnicodeDecodeError:
            continue
    return data.decode(codec, errors="replace")
