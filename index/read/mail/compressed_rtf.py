"""The text of a mail in Outlook's own packing of RTF (MS-OXRTFCP)."""

import struct
from collections.abc import Iterator

from index.errors import ReadError

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_HEADER = struct.Struct("<II4sI")
_WINDOW = 4096
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern"
    b" \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every window begins with, by the specification."""
_MOST_BYTES = 50_000_000


def decompress(data: bytes, *, name: str) -> bytes:
    """Return RTF unpacked; raises ReadError where it breaks off or unpacks to more than is read."""
    if len(data) < _HEADER.size:
        raise ReadError(f"{name}: damaged, its text breaks off", code="damaged")
    _, size, kind, _ = _HEADER.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEADER.size : _HEADER.size + size]
    if kind != _COMPRESSED:
        raise ReadError(f"{name}: damaged, its text is packed in no known way", code="damaged")
    return _unpacked(data, name=name)


def _unpacked(data: bytes, *, name: str) -> bytes:
    """Return what LZ77 packed: bytes, and places in what came before them (or the dictionary)."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b" "))
    at = len(_DICTIONARY)
    found = bytearray()
    for is_place, token in _tokens(data):
        start, length = (token >> 4, (token & 15) + 2) if is_place else (0, 1)
        if is_place and start == at % _WINDOW:
            break
        for each in range(start, start + length):
            byte = window[each % _WINDOW] if is_place else token
            window[at % _WINDOW] = byte
            at += 1
            found.append(byte)
        if len(found) > _MOST_BYTES:
            raise ReadError(f"{name}: its text unpacks to more than is read", code="limits")
    return bytes(found)


def _tokens(data: bytes) -> Iterator[tuple[bool, int]]:
    """Yield what follows each control byte: for each of its bits a byte, or a place in two."""
    position = _HEADER.size
    while position < len(data):
        control = data[position]
        position += 1
        for bit in range(8):
            is_place = bool(control >> bit & 1)
            token = data[position : position + 1 + is_place]
            position += len(token)
            if len(token) != 1 + is_place:
                return
            yield is_place, int.from_bytes(token, "big")
