"""Words that are broken at the end of a line: which hyphen is the word's own, and which is not."""

import re
from collections import Counter
from collections.abc import Iterable

from index.read.pdf.lines import Line

_SOFT = ("\u2010", "\u00ad")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_BEFORE = re.compile(r"([^\W\d_]+)$")
_BEHIND = re.compile(r"[^\W\d_]+")
_ALWAYS = frozenset({"либо", "нибудь", "таки"})
_PARTICLE = re.compile(
    r"(к(то|ого|ому|ем|ак(ой|ая|ое|ие|их|им|ую|ого|ому)?)|ч(то|его|ему|ем|ей|ья)|где|куда|откуда|когда"
    r"|отчего|почему|зачем|сколько|всё|все)-то|кое-\w+|из-(за|под)"
)
"""What Russian writes with a hyphen of its own."""


class Hyphens:
    """What a document's own words say of the hyphens at its lines' ends."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Look at all lines of a document."""
        self._words: Counter[str] = Counter()
        self._has_soft = False
        for line in lines:
            self._words.update(word.lower() for word in _WORD.findall(line.text))
            self._has_soft |= line.text.endswith(_SOFT)

    def join(self, before: str, behind: str, *, broken: bool) -> tuple[str, str]:
        """Return what stands for the end of a text and for what is between it and the next line.

        `broken` says that a hyphen stood at the end which is not in `before` any more.
        """
        soft = before.endswith(_SOFT)
        hard = not broken and before.endswith("-")
        stem = before[:-1] if soft or hard else before
        if not (broken or soft or hard):
            return before, " "
        head, tail = _BEFORE.search(stem), _BEHIND.match(behind)
        if head is None or tail is None or (hard and not tail.group()[0].islower()):
            return (before, "") if hard or soft else (before + "-", "")
        return stem, "-" if self._is_own(head.group(), tail.group(), soft=soft) else ""

    def _is_own(self, head: str, tail: str, *, soft: bool) -> bool:
        whole, parted = f"{head}{tail}".lower(), f"{head}-{tail}".lower()
        if self._words[whole] != self._words[parted]:
            return self._words[parted] > self._words[whole]
        if soft:
            return False
        # A program that has a sign of its own for breaking words breaks none with another.
        if self._has_soft or not tail[0].islower():
            return True
        return tail.lower() in _ALWAYS or _PARTICLE.fullmatch(parted) is not None
