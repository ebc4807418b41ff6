"""From text to index terms: words, Russian and English stems, numbers, cross-script name keys.

A term is a string. A stem stands as it is (`кластер`, `cluster`), a number in its digits with a
point for the decimal sign, and a name key with a `~` before it (`~kzlvsk`), so that the three kinds
never meet by accident.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

KEY_PREFIX = "~"
ANALYSIS_VERSION = 1
"""Part of the sparse encoder's fingerprint: a change of what is emitted below must raise it."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ\u0300-\u036f]+[^\W\d_]+)*[\u0300-\u036f]*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_LONGEST_ABBREVIATION = 5
_BREVE = "\u0306"

# One capital stands for a sound that either script may spell with several letters:
# S sh, C ch, Z zh. Soft and hard signs, y and j are vowels here: spellings differ on them.
_VOWELS = frozenset("aeiouy")
_CYRILLIC_SOUNDS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e Z z i y k l m n o p r s t u f h ts C S S y y y e u a".split(),
        strict=True,
    )
) | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ј": "y"}
_LATIN_SOUNDS = {
    "shch": "S", "sch": "S", "sh": "S", "tch": "C", "ch": "C", "zh": "Z", "kh": "h", "ph": "f",
    "th": "t", "ck": "k", "tz": "ts", "ce": "se", "ci": "si", "cy": "sy", "c": "k", "q": "k",
    "w": "v", "x": "ks", "j": "y",
}  # fmt: skip
_LATIN_SPELLINGS = re.compile("|".join(sorted(_LATIN_SOUNDS, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its terms and the characters it stands on.

    `stem` is what meets other forms of the same word; `keys` are what meets the same name in the
    other script, empty where the word has too few consonants to be told apart.
    """

    start: int
    end: int
    stem: str
    keys: tuple[str, ...]
    capital: bool


def tokenize(text: str) -> list[Token]:
    """Return the words of `text` in order, with offsets in code points."""
    tokens = []
    for match in _WORD.finditer(text):
        surface = match.group()
        abbreviation = surface.isupper() and 1 < len(surface) <= _LONGEST_ABBREVIATION
        stem, keys = _analyse(surface.casefold(), abbreviation=abbreviation)
        capital = surface[0].isupper()
        tokens.append(Token(match.start(), match.end(), stem, keys, capital))
    return tokens


def is_cyrillic(text: str) -> bool:
    """Return whether `text` holds any Cyrillic letter."""
    return _CYRILLIC.search(text) is not None


@lru_cache(maxsize=200_000)
def _analyse(word: str, *, abbreviation: bool) -> tuple[str, tuple[str, ...]]:
    if word[0].isdecimal():
        return word.replace(",", "."), ()
    word = _fold(word)
    if is_cyrillic(word):
        stem = word if abbreviation else _stemmer("russian").stemWord(word)
        forms = {word, stem}
    else:
        stem = word if abbreviation else _stemmer("english").stemWord(word)
        forms = {word.removesuffix("'s")}
    return stem, tuple(sorted({name_key(form) for form in forms} - {""}))


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


def name_key(word: str) -> str:
    """Return the consonant skeleton that a name's Russian and English spellings share, or ``""``.

    Both scripts are first written in one Latin alphabet of sounds; then double letters count once,
    vowels go, and a first vowel stays as `a`: Козловский and Kozlovsky give `~kzlvsk`, АКИТ and
    AKIT `~akt`. Words of fewer than two sounds have no key.
    """
    word = _fold(word.casefold()).replace("'", "")
    if is_cyrillic(word):
        sounds = "".join(_CYRILLIC_SOUNDS.get(letter, letter) for letter in word)
    else:
        sounds = _LATIN_SPELLINGS.sub(lambda match: _LATIN_SOUNDS[match.group()], word)
    if not sounds or not (sounds.isascii() and sounds.isalpha()):
        return ""
    first = "a" if sounds[0] in _VOWELS else ""
    skeleton = first + "".join(letter for letter in sounds if letter not in _VOWELS)
    skeleton = re.sub(r"(.)\1+", r"\1", skeleton)
    return KEY_PREFIX + skeleton if len(skeleton) > 1 else ""
