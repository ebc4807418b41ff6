"""Words whose letters stand apart: acronyms with stops (N.A.T.O.), and spaced ones (N O T I C E).

Offsets stay those of the text. Initials beside a name are no acronym.
"""

import re

from index.text.scripts import CAPITALS, SMALL
from index.types import Span

_CAPITAL = f"[{CAPITALS}]"
_NAME = f"{_CAPITAL}[{SMALL}]"
_DOTTED = re.compile(
    rf"(?<![\w.])(?:{_CAPITAL}\.){{2,}}{_CAPITAL}(?:\.|(?![\w.]))(?![ \xa0]?{_NAME})"
)
_BEHIND_NAME = re.compile(rf"\w\W+{_NAME}+[ \xa0]$")
_SPACED = re.compile(rf"(?<!\w){_CAPITAL}([ \xa0]{{1,2}}){_CAPITAL}(?:\1{_CAPITAL}){{2,}}(?!\w)")
# Behind a letter that stands alone, before another one or the end: not in 4.12 and Node.js.
_BETWEEN = re.compile(r"(?<![^\W_][^\W_])(?<=[^\W\d_])[.\s]+(?=[^\W\d_](?![^\W_])|\Z)")
_LONGEST_NAME = 40


def find_acronyms(text: str) -> list[Span]:
    """Return where acronyms of three letters or more stand with stops between these."""
    return [
        Span(*match.span())
        for match in (_DOTTED.finditer(text) if "." in text else ())
        if not _BEHIND_NAME.search(text[max(0, match.start() - _LONGEST_NAME) : match.start()])
    ]


def find_spaced(text: str) -> list[Span]:
    """Return where words in capitals, of four or more, stand with equal spaces between these."""
    return [Span(*match.span()) for match in _SPACED.finditer(text)]


def closed_up(written: str) -> str:
    """Return what is written with the letters of a word that stand apart as one."""
    return _BETWEEN.sub("", written)
