"""The text of a mail: its lines put together again, and what it quotes of others set apart."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby

_QUOTED = re.compile(r"(?:>[ ]?)*>")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def unfold(text: str, *, joined: bool) -> str:
    """Return a text of `format=flowed` (RFC 3676) with the lines of a paragraph as one.

    With `joined` (DelSp) the space at which a line was divided is no part of it.
    """
    lines: list[tuple[int, str]] = []
    goes_on = False
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if goes_on and lines[-1][0] == depth and content != "-- ":
            lines[-1] = (depth, lines[-1][1] + content)
        else:
            lines.append((depth, content))
        goes_on = content.endswith(" ") and content != "-- "
        if goes_on and joined:
            lines[-1] = (depth, lines[-1][1][:-1])
    return "\n".join(f"{'>' * depth} {content}" if depth else content for depth, content in lines)


def parted(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the stretches of a mail's text in order, and whether each is quoted.

    The marks of quoting are no text.
    """
    for quoted, lines in groupby(text.split("\n"), key=lambda line: line.startswith(">")):
        stretch = "\n".join(_unmarked(line) if quoted else line for line in lines)
        if stretch.strip():
            yield quoted, stretch


def paragraphs(text: str) -> set[str]:
    """Return the paragraphs of a text, without regard to where their lines were broken."""
    return {_folded(paragraph) for paragraph in _PARAGRAPHS.split(text)}


def without(text: str, known: AbstractSet[str]) -> str:
    """Return a text without the paragraphs that are `known`."""
    left = (each for each in _PARAGRAPHS.split(text) if _folded(each) not in known)
    return "\n\n".join(left)


def _unmarked(line: str) -> str:
    return _QUOTED.sub("", line, count=1).removeprefix(" ")


def _folded(paragraph: str) -> str:
    return " ".join(paragraph.split())
