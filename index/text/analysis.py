"""From text to index terms: words, Russian and English stems, numbers, cross-script name keys.

A term is a string. A stem stands as it is (`кластер`, `cluster`), a number in its digits with a
point for the decimal sign, and a name's key with a sign before it that says in which script the
name is written (`~kaslavsk` for Козловский, `^kaslavsk` for Kozlovsky), so that the kinds never
meet by accident and a key only ever leads to the other script.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import Stemmer

from index.text.names import cyrillic_key, latin_keys

CYRILLIC_KEY = "~"
LATIN_KEY = "^"
ANALYSIS_VERSION = 2
"""Part of the sparse encoder's fingerprint: a change of what is emitted below must raise it."""

# Thousands may stand apart, by a space that does not break or before a last 000: 10 200 300 in a
# table is three numbers.
_THOUSANDS = r"\d{1,3}(?:(?:[\xa0\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d)(?:[.,]\d+)?"
_NUMBER = r"\d+(?:[.,]\d+)*"
_LETTERS = r"[^\W\d_]+(?:['’ʼ\u0300-\u036f]+[^\W\d_]+)*[\u0300-\u036f]*"
_WORD = re.compile(f"{_THOUSANDS}|{_NUMBER}|{_LETTERS}")
_SPACES = re.compile(r"\s")
_COMMAS_BETWEEN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_LONGEST_ABBREVIATION = 5
_BREVE = "\u0306"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its terms and the characters it stands on.

    `word` is in small letters; `stem` is what meets other forms of it.
    """

    start: int
    end: int
    word: str
    stem: str
    capital: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the terms that say how the word sounds, the likeliest first; none for a number."""
        sign = CYRILLIC_KEY if is_cyrillic(self.stem) else LATIN_KEY
        return tuple(sign + key for key in _name_keys(self.word, self.stem))

    @property
    def other_keys(self) -> tuple[str, ...]:
        """Return the keys that the same name has in the other script."""
        sign = LATIN_KEY if is_cyrillic(self.stem) else CYRILLIC_KEY
        return tuple(sign + key for key in _name_keys(self.word, self.stem))


def tokenize(text: str) -> list[Token]:
    """Return the words of `text` in order, with offsets in code points."""
    return [word_token(match.group(), start=match.start()) for match in _WORD.finditer(text)]


def split_words(text: str) -> list[str]:
    """Return the words of `text` in order, as they stand there."""
    return _WORD.findall(text)


def word_token(surface: str, *, start: int = 0) -> Token:
    """Return the token of a word that `split_words` gave, where it begins at `start`."""
    abbreviation = surface.isupper() and 1 < len(surface) <= _LONGEST_ABBREVIATION
    word = surface.casefold()
    stem = _stem(word, abbreviation=abbreviation)
    return Token(start, start + len(surface), word, stem, surface[0].isupper())


def is_cyrillic(text: str) -> bool:
    """Return whether `text` holds any Cyrillic letter."""
    return _CYRILLIC.search(text) is not None


@lru_cache(maxsize=200_000)
def _stem(word: str, *, abbreviation: bool) -> str:
    if word[0].isdecimal():
        return _number(word)
    word = _fold(word)
    if abbreviation:
        return word
    return str(_stemmer("russian" if is_cyrillic(word) else "english").stemWord(word))


def _number(written: str) -> str:
    """Return a number with a point for the decimal sign and nothing between its thousands."""
    digits = _SPACES.sub("", written)
    if _COMMAS_BETWEEN_THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    return digits.replace(",", ".")


@lru_cache(maxsize=100_000)
def _name_keys(word: str, stem: str) -> tuple[str, ...]:
    if not is_cyrillic(stem):
        # With its diacritics: č sounds unlike c.
        return latin_keys(word.translate(_APOSTROPHES).removesuffix("'s"))
    # The stem is what declined forms share, the word itself what stemming would mistake.
    return tuple(dict.fromkeys(filter(None, map(cyrillic_key, (stem, word)))))


def _fold(word: str) -> str:
    """Drop stress marks and diacritics, ё's too, but not that of й; write any apostrophe as '."""
    word = word.translate(_APOSTROPHES)
    if word.isascii():
        return word
    kept: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        short_i = character == _BREVE and kept[-1:] == ["и"]
        if short_i or not unicodedata.combining(character):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> "Stemmer.Stemmer":
    return Stemmer.Stemmer(language)


def term_id(term: str) -> int:
    """Return the number a term goes by: the first 8 bytes of its BLAKE2b hash.

    So passages are stored without a dictionary that writers would have to share. Among a million
    terms the chance of any two meeting is 3e-8.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
