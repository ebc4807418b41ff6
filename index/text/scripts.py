"""Scripts: what a word can be told by alone, and how a name in one is found in another."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from index.text.names import cyrillic_key, latin_keys

APOSTROPHES = str.maketrans("’ʼ", "''")


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """An alphabet: `code` is its ISO 15924, `letters` finds any letter of it.

    `keys` makes a word's name keys of the word and its stem, the likeliest first; as terms they
    begin with `sign`.
    """

    code: str
    letters: re.Pattern[str]
    sign: str
    keys: Callable[[str, str], tuple[str, ...]]


@lru_cache(maxsize=100_000)
def _cyrillic_keys(word: str, stem: str) -> tuple[str, ...]:
    # The stem is what declined forms share, the word itself what stemming would mistake.
    return tuple(dict.fromkeys(filter(None, map(cyrillic_key, (stem, word)))))


@lru_cache(maxsize=100_000)
def _latin_keys(word: str, stem: str) -> tuple[str, ...]:  # noqa: ARG001 - as every script's
    # Of the word with its diacritics: č sounds unlike c.
    return latin_keys(word.translate(APOSTROPHES).removesuffix("'s"))


CYRILLIC = Script("Cyrl", re.compile(r"[\u0400-\u04ff]"), "~", _cyrillic_keys)
LATIN = Script("Latn", re.compile(""), "^", _latin_keys)
SCRIPTS = (CYRILLIC, LATIN)
"""The first whose letter a text holds is its own; the last takes whatever no other has."""


CAPITALS = "A-ZА-ЯЁ"
SMALL = "a-zа-яё"
"""Both as a class of characters holds them: those of the languages there are, without marks."""


def script_of(text: str) -> Script:
    """Return the script of a word, or the first in `SCRIPTS` that a text holds any letter of."""
    # A generator would take longer than what it looks for.
    for script in SCRIPTS[:-1]:
        if script.letters.search(text):
            return script
    return SCRIPTS[-1]


def is_cyrillic(text: str) -> bool:
    """Return whether `text` holds any Cyrillic letter."""
    return script_of(text) is CYRILLIC
