"""Rich text as a stream of control words, group borders and characters (RTF 1.9.1)."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

_TOKEN = re.compile(
    r"\\(?:'(?P<hex>[0-9a-fA-F]{2})|(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})? ?|(?P<sign>.))"
    r"|(?P<open>\{)|(?P<close>\})|(?P<skip>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|.",
    re.DOTALL,
)

_CHARSETS: Mapping[int, str] = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Of fonts; one that names none, or 1, takes the file's own."""

SYMBOL = 2
_CODE_PAGES: Mapping[int, str] = {10000: "mac_roman", 10007: "mac_cyrillic", 65001: "utf-8"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: a `word` with its number, a `sign`, a byte, characters, or a group's border."""

    kind: Literal["word", "sign", "byte", "text", "open", "close"]
    text: str = ""
    number: int | None = None


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a file whose bytes are the characters of `source` (Latin-1)."""
    position = 0
    while (match := _TOKEN.match(source, position)) is not None:
        position = match.end()
        kind = match.lastgroup
        if match["word"] is not None:
            number = int(match["number"]) if match["number"] is not None else None
            if match["word"] == "bin":
                # Raw data, in which anything may stand.
                position += max(0, number or 0)
            yield Token("word", match["word"], number)
        elif kind == "hex":
            yield Token("byte", chr(int(match["hex"], 16)))
        elif kind == "sign":
            yield Token("sign", match["sign"])
        elif kind in {"open", "close"}:
            yield Token("open" if kind == "open" else "close")
        elif kind == "text":
            yield Token("text", match["text"])


@dataclass(slots=True)
class Fonts:
    """The encodings of a file and of its fonts, by their numbers."""

    default: str = "cp1252"
    _charsets: dict[int, int] = field(default_factory=dict)

    def set_code_page(self, number: int) -> None:
        """Take the code page that the file names, where it is one that is known."""
        name = _CODE_PAGES.get(number, f"cp{number}")
        try:
            self.default = codecs.lookup(name).name
        except LookupError:
            self.default = "cp1252"

    def set_charset(self, font: int, charset: int) -> None:
        """Take what the table of fonts says of one."""
        self._charsets[font] = charset

    def decode(self, data: bytes, *, font: int | None) -> str:
        """Return the characters of bytes written in a font."""
        charset = self._charsets.get(font, 1) if font is not None else 1
        if charset == SYMBOL:
            # Of what symbol fonts draw only the bullet has a meaning in text.
            return "•" * data.count(b"\xb7")
        return data.decode(_CHARSETS.get(charset, self.default), errors="replace")
