"""Decoding text that says which encoding it is in, and is not always right."""

import codecs
import re

from index.errors import ReadError
from index.read.text import BYTE_ORDER_MARKS, decode

_SEVEN_BITS = re.compile(r"iso2022|hz$")
"""Encodings whose bytes are ASCII, and so valid UTF-8, whatever they say."""
_KNOWN = re.compile(
    r"utf-8|cp\d|windows|iso8859|koi8|mac|gb|big5|shift|euc|iso2022|hz$|tis|ptcp|kz1048|johab"
)
"""Those that a page or a mail is in; Python knows others, which do more than name characters."""
_STRAY = 500
"""A zero in so many bytes is damage that shows nothing; more are UTF-16, or no text."""
_LATIN = ("cp1252", "iso8859-1", "iso8859-15")
_FOREIGN = 0.4
"""A text in a Latin alphabet has fewer letters beyond ASCII: one with more is Cyrillic misread."""


def decode_declared(data: bytes, *, name: str, declared: str | None) -> str:
    """Return the characters of `data`, which says that it is in the encoding `declared`.

    A byte order mark and valid UTF-8 are believed before it, and it is not believed where its
    characters cannot be meant: pages and mails in windows-1251 that are labelled as Latin are
    common. Raises ReadError, naming `name`, where the bytes are no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in data:
        if data.count(b"\0") * _STRAY > len(data):
            return decode(data, source=name)
        data = data.replace(b"\0", b"")
    codec = codec_name(declared) or "utf-8"
    for trusted in (codec,) if _SEVEN_BITS.match(codec) else ("utf-8", codec):
        text = _decoded(data, trusted)
        if text is not None and not (trusted in _LATIN and _is_misread(text)):
            return text
    return _detected(data, name=name, otherwise=codec)


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def codec_name(label: str | None) -> str | None:
    """Return Python's name of the encoding that a label means, None where it is no known one.

    Latin 1 and ASCII mean windows-1252, as browsers take them (the WHATWG's Encoding standard).
    """
    try:
        found = codecs.lookup((label or "").strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    if found in {"ascii", "iso8859-1"}:
        return "cp1252"
    return found if _KNOWN.match(found) else None


def _detected(data: bytes, *, name: str, otherwise: str) -> str:
    """Return the text as it is told from its bytes, or with losses as it says it is."""
    try:
        return decode(data, source=name)
    except ReadError:
        text = data.decode(otherwise, errors="replace")
        if text.count("\ufffd") * 20 > len(text):
            raise
        return text


def _is_misread(text: str) -> bool:
    letters = [letter for letter in text[:100_000] if letter.isalpha()]
    return sum("\xc0" <= letter <= "\xff" for letter in letters) > _FOREIGN * len(letters)
