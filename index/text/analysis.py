"""From text to index terms: words, stems by language, numbers, cross-script name keys.

A term is a string. A stem stands as it is (`кластер`, `cluster`), a number in its digits with a
point for the decimal sign, and a name's key with a sign before it that says in which script the
name is written (`~kaslavsk` for Козловский, `^kaslavsk` for Kozlovsky), so that the kinds never
meet by accident and a key only ever leads to another script.

A word's script says which languages it can be of, wherever it stands: an English word within a
Russian document is an English one. Where these are several, the language that its document was
found to be in decides, and the first of them where that is unknown.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from index.text.languages import LANGUAGES, Language
from index.text.scripts import APOSTROPHES, SCRIPTS, script_of

ANALYSIS_VERSION = 2
"""Part of the sparse encoder's fingerprint: a change of what is emitted below, or of a language's
record, must raise it."""

# Thousands may stand apart, by a space that does not break or before a last 000: 10 200 300 in a
# table is three numbers.
_THOUSANDS = r"\d{1,3}(?:(?:[\xa0\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d)(?:[.,]\d+)?"
_NUMBER = r"\d+(?:[.,]\d+)*"
_LETTERS = r"[^\W\d_]+(?:['’ʼ\u0300-\u036f]+[^\W\d_]+)*[\u0300-\u036f]*"
_WORD = re.compile(f"{_THOUSANDS}|{_NUMBER}|{_LETTERS}")
_SPACES = re.compile(r"\s")
_COMMAS_BETWEEN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_LONGEST_ABBREVIATION = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as a language reads it.

    `stem` is what meets other forms of the word; `function` says that it carries no content there.
    `language` is the one whose stem that is, None for a number.
    """

    stem: str
    function: bool = False
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its terms and the characters it stands on; `word` is in small letters."""

    start: int
    end: int
    word: str
    capital: bool
    reading: Reading

    @property
    def stem(self) -> str:
        """Return what meets other forms of the word."""
        return self.reading.stem

    @property
    def function(self) -> bool:
        """Return whether the word carries no content in its language."""
        return self.reading.function

    @property
    def language(self) -> str | None:
        """Return the language whose stem it has, None for a number."""
        return self.reading.language

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the terms that say how the word sounds, the likeliest first; none for a number."""
        script = script_of(self.stem)
        return tuple(script.sign + key for key in script.keys(self.word, self.stem))

    @property
    def other_keys(self) -> tuple[str, ...]:
        """Return the keys that the same name has in each other script."""
        own = script_of(self.stem)
        keys = own.keys(self.word, self.stem)
        return tuple(each.sign + key for each in SCRIPTS if each is not own for key in keys)

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the terms that a passage with this word holds."""
        return (self.stem, *self.keys) if self.capital and not self.function else (self.stem,)


class Analysis:
    """Takes texts apart into words of a set of languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Read words by `languages`, of which none has another's code.

        Of those that share a script the first reads what is in no known one of them.
        """
        self.languages = tuple(languages)
        self._of_script = {
            script: tuple(each for each in languages if each.script is script) for script in SCRIPTS
        }
        self._deciding = {
            each.code for of in self._of_script.values() if len(of) > 1 for each in of
        }
        self._function_stems = {
            each.code: frozenset(
                _stem(each, word, abbreviation=False) for word in split_words(each.function_words)
            )
            for each in languages
        }
        self._read = lru_cache(maxsize=200_000)(self._readings)

    @property
    def fingerprint(self) -> str:
        """Return what names this analysis: other terms, another name."""
        name = f"stems-{ANALYSIS_VERSION}"
        if self.languages == LANGUAGES:
            return name
        return "-".join([name, *(language.code for language in self.languages)])

    @property
    def function_stems(self) -> frozenset[str]:
        """Return the stems of all languages' function words."""
        return frozenset().union(*self._function_stems.values())

    def deciding(self, language: str | None) -> str | None:
        """Return the code of a document's `language` where words may depend on it, or None.

        `language` is an ISO 639-1 code, or begins with one as in BCP 47.
        """
        code = (language or "").partition("-")[0].lower()
        return code if code in self._deciding else None

    def tokenize(self, text: str, *, language: str | None = None) -> list[Token]:
        """Return the words of `text` in order, with offsets in code points.

        `language` is that of the document it stands in, None where that is unknown.
        """
        deciding = self.deciding(language)
        return [
            self.token(match.group(), start=match.start(), language=deciding)
            for match in _WORD.finditer(text)
        ]

    def token(self, surface: str, *, start: int = 0, language: str | None = None) -> Token:
        """Return the token of a word that `split_words` gave, where it begins at `start`."""
        word, readings = self._read(surface)
        read = readings[0]
        if language is not None:
            read = next((each for each in readings if each.language == language), read)
        return Token(
            start=start,
            end=start + len(surface),
            word=word,
            capital=surface[0].isupper(),
            reading=read,
        )

    def stems(self, surface: str) -> list[str]:
        """Return the stems of a word in each language that it can be of, the first's first."""
        _, readings = self._read(surface)
        return list(dict.fromkeys(each.stem for each in readings))

    def language_of(self, term: str) -> str | None:
        """Return the language of the words that hold a term, None for a number or among several."""
        if term[0].isdecimal():
            return None
        signed = (script for script in SCRIPTS if script.sign == term[0])
        of = self._of_script[next(signed, None) or script_of(term)]
        return of[0].code if len(of) == 1 else None

    def _readings(self, surface: str) -> tuple[str, Sequence[Reading]]:
        """Return a word in small letters, and as each language of its script reads it."""
        word = surface.casefold()
        if word[0].isdecimal():
            return word, [Reading(_number(word))]
        abbreviation = surface.isupper() and 1 < len(surface) <= _LONGEST_ABBREVIATION
        readings = []
        for language in self._of_script[script_of(word)]:
            stem = _stem(language, word, abbreviation=abbreviation)
            function = stem in self._function_stems[language.code]
            readings.append(Reading(stem, function, language.code))
        return word, readings or [Reading(_fold(word, marked_letters=""))]


def split_words(text: str) -> list[str]:
    """Return the words of `text` in order, as they stand there."""
    return _WORD.findall(text)


def _stem(language: Language, word: str, *, abbreviation: bool) -> str:
    folded = _fold(word, marked_letters=language.marked_letters)
    return folded if abbreviation else language.stem(folded)


def _number(written: str) -> str:
    """Return a number with a point for the decimal sign and nothing between its thousands."""
    digits = _SPACES.sub("", written)
    if _COMMAS_BETWEEN_THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    return digits.replace(",", ".")


def _fold(word: str, *, marked_letters: str) -> str:
    """Drop stress marks and diacritics but those of `marked_letters`; write any apostrophe as '."""
    word = word.translate(APOSTROPHES)
    if word.isascii():
        return word
    kept: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        if unicodedata.combining(character):
            letter = unicodedata.normalize("NFC", "".join(kept[-1:]) + character)
            if len(letter) > 1 or letter not in marked_letters:
                continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


ANALYSIS = Analysis(LANGUAGES)
"""That of the languages there are."""

FUNCTION_STEMS = ANALYSIS.function_stems
"""Stems that carry no content, of whatever language."""

tokenize = ANALYSIS.tokenize


def term_id(term: str) -> int:
    """Return the number a term goes by: the first 8 bytes of its BLAKE2b hash.

    So passages are stored without a dictionary that writers would have to share. Among a million
    terms the chance of any two meeting is 3e-8.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
