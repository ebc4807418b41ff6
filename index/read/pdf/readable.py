"""Whether the text of a page is what the page shows, by the trigrams of its letters.

A font without a map gives other characters than it draws, and a bad recognition gives anything; no
reader of the file says so. Every page that people wrote in a language of Latin or Cyrillic letters
has trigrams that are frequent in English and Russian.
"""

import gzip
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from index.text.scripts import SMALL

TRIGRAMS = Path(__file__).parent / "trigrams.txt.gz"
"""Trigrams by their logarithm, in tenths; made by `index.training.trigrams`."""

LEAST = -12.0
"""The mean logarithm of a trigram's share below which a page is not what it shows."""

JUDGED_FROM = 100
"""Letters; fewer say too little."""

_PART = 500
"""In code points: three of them say as much as a page does."""

_RARE = -16.0
"""Of a trigram that is not in the table."""

_ACCENT = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans("łøđıæœßþðіїєґў", "lodiaostdииегу")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SIGNS = re.compile(r"([^\w\s])(?:\s*\1)*")
"""In programs and tables of numbers too they are fewer than letters and digits."""

_OTHER = re.compile(f"[^{SMALL}]+")
_OURS = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]")


def is_readable(text: str) -> bool:
    """Return whether a page's text is one that somebody wrote, so far as that can be told."""
    if len(text) > 3 * _PART:
        middle = len(text) // 2
        text = f"{text[:_PART]} {text[middle : middle + _PART]} {text[-_PART:]}"
    letters = sum(map(str.isalpha, text))
    # Leaders and rules are signs too, and each of them is one.
    signs = len(_SIGNS.findall(text))
    unseen = len(_CONTROL.findall(text))
    if max(JUDGED_FROM, letters + sum(map(str.isdigit, text))) < signs + unseen:
        return False
    ours = len(_OURS.findall(text))
    # Of other scripts nothing is known here, and none is refused for that.
    return letters < JUDGED_FROM or ours < letters / 2 or likelihood(text) >= LEAST


def likelihood(text: str) -> float:
    """Return the mean logarithm of the shares of a text's trigrams."""
    table = _table()
    scores = [table.get(trigram, _RARE) for trigram in trigrams(text)]
    return sum(scores) / max(1, len(scores))


def repaired(texts: Sequence[str]) -> list[str] | None:
    """Return what a page's lines are that were read in a wrong encoding, None where that is not so.

    Two cases are met in Russian files: UTF-8 whose pairs of bytes are taken for characters, and
    windows-1251 that is taken for Latin.
    """
    for wrong, right in (("utf-16-be", "utf-8"), ("cp1252", "cp1251")):
        try:
            others = [text.encode(wrong).decode(right).replace("\0", "") for text in texts]
        except UnicodeError:
            continue
        whole = " ".join(others)
        enough = len(_OURS.findall(whole)) >= JUDGED_FROM
        if enough and not _CONTROL.search(whole) and likelihood(whole) >= LEAST:
            return others
    return None


def trigrams(text: str) -> Iterator[str]:
    """Yield the trigrams of a text's letters; whatever is no letter of either is one space."""
    # Of й and ё the mark is a part of the letter, and of no letter of Latin is it.
    plain = _ACCENT.sub("", normalize("NFD", text.lower().translate(_LETTERS)))
    bare = f" {_OTHER.sub(' ', normalize('NFC', plain)).strip()} "
    return (bare[at : at + 3] for at in range(len(bare) - 2))


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    rows = gzip.decompress(TRIGRAMS.read_bytes()).decode().splitlines()
    return {
        of[at : at + 3]: int(score) / 10
        for score, _, of in (row.partition("\t") for row in rows)
        for at in range(0, len(of), 3)
    }
