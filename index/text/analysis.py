"""From text to index terms: words, stems by language, numbers, name keys, and compounds.

A term is a string. A stem stands as it is (`кластер`, `cluster`), a number in its digits with a
point for the decimal sign, and a name's key with a sign before it that says in which script the
name is written (`~kaslavsk` for Козловский, `^kaslavsk` for Kozlovsky), so that the kinds never
meet by accident. What several words are together (`=e-1036-i`, `@2024-03-05`), and the parts that
a word such as saveTicket is made of, are terms beside those of the words.

A word's script says which languages it can be of, wherever it stands: an English word within a
Russian document is an English one. Where these are several, the language that its document was
found to be in decides, and the first of them where that is unknown.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.text.abbreviations import definitions
from index.text.apart import closed_up, find_acronyms, find_spaced
from index.text.compounds import SIGN as IDENTIFIER
from index.text.compounds import Compound, Compounds
from index.text.initials import letters_of
from index.text.languages import LANGUAGES, Language
from index.text.letters import INVISIBLE, in_one_script, skeleton, spelled_in, visible
from index.text.scripts import APOSTROPHES, CAPITALS, SCRIPTS, SMALL, script_of

ANALYSIS_VERSION = 8
"""Part of the sparse encoder's fingerprint: a change of what is emitted below, or of a language's
record, must raise it."""

# Thousands may stand apart, by a space that does not break or before a last 000: 10 200 300 in a
# table is three numbers.
_THOUSANDS = r"\d{1,3}(?:(?:[\xa0\u2009\u202f]\d{3})+|(?: \d{3})* 000)(?!\d)(?:[.,]\d+)?"
# A comma stands within a number once before its decimals, or between its thousands. In a row that
# commas part it never does, and of two long numbers it parts them.
_COMMA = rf",[{INVISIBLE}]*"
_WITH_COMMAS = (
    rf"\d(?<!,.)(?<!,[-+−].)(?:(?<!0)\d{{0,2}}(?:{_COMMA}\d{{3}})+(?:\.\d+)?"
    rf"|(?!\d{{3,}},\d{{4}})(?:\d{{0,2}}(?:\.\d{{3}})+|\d*){_COMMA}\d+)(?![.,]?\d|,\S)"
)
_NUMBER = rf"{_WITH_COMMAS}|\d+(?:(?:\.[{INVISIBLE}]*|[{INVISIBLE}]+)\d+)*"
# What may be one number or two: alone in its line it may be a row, as 4411,218 may be anywhere.
_EITHER = re.compile(
    r"^(\d+),(\d+)(?=\r?$)|(?<![\w.,+-])(\d{4,}),(\d{3})(?!\w|[.,]\w)", re.MULTILINE
)
_LETTERS = rf"[^\W\d_]++(?:['’ʼ\u0300-\u036f{INVISIBLE}]+[^\W\d_]++)*+[\u0300-\u036f]*+"
_WORD = re.compile(f"{_LETTERS}|{_THOUSANDS}|{_NUMBER}")
# A word broken at a line's end: whether its hyphen is its own nobody can see.
_BROKEN = re.compile(r"(?<![^\W_])([^\W\d_]+)[-‐\u00ad]+[ \t]*\r?\n[ \t]*([^\W\d_]+)(?![^\W_])")
_LINE_BREAK = re.compile(r"[-‐\u00ad][ \t]*\r?\n")
_HUMPED = re.compile(f"[{SMALL}][{CAPITALS}]|[{CAPITALS}]{{2,}}[{SMALL}]")
_HUMPS = re.compile(f"[{CAPITALS}]?[{SMALL}]+|[{CAPITALS}]+(?![{SMALL}])")
_DECLINED = re.compile(f"([{CAPITALS}]{{2,}})['’]?[{SMALL}]{{1,3}}")
# Scripts that write no spaces between words, and Hangul, whose words end in particles.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_FIRST_UNSPACED = _UNSPACED[0]
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]{{2,}}")
_SPACES = re.compile(r"\s")
_COMMAS_BETWEEN_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
DEFINED = "&"
"""Stands before an abbreviation, in small letters, where a passage says what it stands for."""

LONG_FORM = "&&"
"""Stands before the stems of that, with a space between them."""

TITLE = "#"
"""Stands before a term that a document's title, headings, tags or file name holds."""

FOLDER = "/"
"""Stands before a term that the name of a folder holds which a document is in; and behind that name
where it is told beside titles."""

ROMANISED = "%"
"""Stands behind one of these before a term of a word that is written there in Latin letters."""

_LONGEST_ABBREVIATION = 5
_LEAST_STEM = 3
_LONGEST_ENDING = 3
_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as a language reads it.

    `stem` is what meets other forms of the word; `function` says that it carries no content there.
    `language` is the one whose stem that is, None for a number.
    """

    stem: str
    function: bool = False
    language: str | None = None
    surname: str | None = None
    """What a surname's other forms share, where the stem says less: Щербаков, Щербакова."""
    beside: str | None = None
    """A second stem, which other forms of the word have: that of журналом, of журнал."""
    as_word: str | None = None
    """The stem of what is short and in capitals if it is no abbreviation: that of ЦЕНА, of цена."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A term that stands on other characters than one whole word."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its terms and the characters it stands on; `word` is in small letters.

    `marks` are its parts, where it is made of several, and the compounds that begin with it.
    """

    start: int
    end: int
    word: str
    capital: bool
    reading: Reading
    abbreviation: bool = False
    marks: tuple[Mark, ...] = ()

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
        return (*self.own_terms, *(mark.term for mark in self.marks))

    @property
    def own_terms(self) -> tuple[str, ...]:
        """Return the terms that stand on just this word."""
        if self.function:
            return (self.stem,)
        names = (self.reading.surname, *self.keys) if self.capital else ()
        more = (self.reading.beside, self.reading.as_word, *names)
        return (self.stem, *filter(None, more)) if any(more) else (self.stem,)


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
        self._acronyms = {each.code: frozenset(each.acronyms.split()) for each in languages}
        self.compounds = Compounds(
            languages,
            endings=frozenset(
                word
                for each in languages
                for word in each.function_words.split()
                if len(word) <= _LONGEST_ENDING
            ),
        )
        self._surnames = {each.code: re.compile(each.surname) for each in languages if each.surname}
        self._longer = {each.code: re.compile(each.longer) for each in languages if each.longer}
        self._alphabet = "".join(each.alphabet for each in languages)
        self._spells_all = not all(each.alphabet for each in languages)
        self._unmarked = {
            each.code: "".join(
                letter
                for letter in each.alphabet
                if _fold(letter, marked_letters=each.marked_letters) == letter
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

    def tokenize(
        self, text: str, *, language: str | None = None, day_first: bool | None = None
    ) -> list[Token]:
        """Return the words of `text` in order, with offsets in code points.

        `language` is that of the document it stands in, None where that is unknown; `day_first`
        says whether that one writes the day before the month, as `dates.day_first` has it.
        """
        deciding = self.deciding(language)
        tokens = [
            self.token(match.group(), start=match.start(), language=deciding)
            for match in _WORD.finditer(text)
        ]
        starts = [token.start for token in tokens]
        together: dict[int, list[Mark]] = {}
        for mark in self.marks(text, language=deciding, day_first=day_first):
            together.setdefault(bisect_right(starts, mark.start) - 1, []).append(mark)
        for place, marks in together.items():
            token = tokens[place]
            tokens[place] = replace(token, marks=(*token.marks, *marks))
        return tokens

    def marks(
        self, text: str, *, language: str | None = None, day_first: bool | None = None
    ) -> list[Mark]:
        """Return the terms of what several words of `text` are together."""
        marks = [
            Mark(term, compound.start, compound.end)
            for compound in self.find_compounds(text, day_first=day_first)
            for term in compound.terms
        ]
        for each in definitions(text, is_function=self.is_function):
            words = map(self.token, split_words(each.long.cut(text)))
            long = " ".join(word.stem for word in words if not word.function)
            marks.extend(
                Mark(term, each.long.start, each.long.end)
                for term in (DEFINED + letters_of(each.short), LONG_FORM + long)
            )
        for match in _EITHER.finditer(text) if "," in text else ():
            parts = (number for number in range(1, 5) if match[number])
            marks.extend(Mark(match[each], *match.span(each)) for each in parts)
        for match in _BROKEN.finditer(text) if _LINE_BREAK.search(text) else ():
            whole = self.token(match[1] + match[2], language=self.deciding(language))
            marks.extend(Mark(term, *match.span()) for term in whole.own_terms)
        for acronym in find_acronyms(text):
            whole = self.token(closed_up(acronym.cut(text)), language=self.deciding(language))
            marks.extend(Mark(term, acronym.start, acronym.end) for term in whole.own_terms)
        for spaced in find_spaced(text):
            written = closed_up(spaced.cut(text)).capitalize()
            whole = self.token(written, language=self.deciding(language))
            marks.extend(Mark(term, spaced.start, spaced.end) for term in whole.own_terms)
        return marks

    def spells(self, word: str) -> bool:
        """Return whether a word is in letters of the languages; one without an alphabet has all."""
        if self._spells_all or not word.strip(self._alphabet):
            return True
        return spelled_in(self._alphabet, visible(word))

    def is_function(self, word: str) -> bool:
        """Return whether a word carries no content."""
        tokens = [self.token(surface) for surface in split_words(word)]
        return bool(tokens) and all(token.function for token in tokens)

    def find_compounds(self, text: str, *, day_first: bool | None = None) -> list[Compound]:
        """Return the identifiers, amounts and dates in `text` by their places."""
        found = self.compounds.find(text, day_first=day_first)
        return [each for each in found if each.kind != "number" or not _is_word(each, text)]

    def token(self, surface: str, *, start: int = 0, language: str | None = None) -> Token:
        """Return the token of a word that `split_words` gave, where it begins at `start`."""
        word, readings, parts = self._read(surface)
        read = readings[0]
        if language is not None:
            read = next((each for each in readings if each.language == language), read)
        return Token(
            start=start,
            end=start + len(surface),
            word=word,
            capital=surface[0].isupper(),
            abbreviation=surface.isupper() and len(surface) > 1,
            reading=read,
            marks=tuple(Mark(part.term, part.start + start, part.end + start) for part in parts)
            if start and parts
            else parts,
        )

    def stems(self, surface: str) -> list[str]:
        """Return the stems of a word in each language that it can be of, the first's first.

        Where nothing of it can be seen there are none.
        """
        if not visible(surface):
            return []
        _, readings, _ = self._read(surface)
        return list(dict.fromkeys(each.stem for each in readings))

    def from_latin(self, word: str) -> Iterator[Token]:
        """Yield what a word in small Latin letters may be of languages in other ones."""
        for language in self.languages:
            if language.from_latin is not None and word.isascii() and word.isalpha():
                yield self.token(language.from_latin(word))

    def romanised(self, token: Token) -> list[str]:
        """Return the terms of a word that names of files have in Latin letters."""
        language = next((each for each in self.languages if each.code == token.language), None)
        if language is None or language.from_latin is None or token.function:
            return []
        # The word too: without its soft sign one such as перечень is stemmed as others are.
        forms = filter(None, (token.stem, token.reading.beside, token.word))
        return list(dict.fromkeys(ROMANISED + language.blurred(form) for form in forms))

    def stemmers(self, word: str) -> list[Callable[[str], str]]:
        """Return what makes stems of words like this one, in small letters and without marks.

        For hundreds of words at once, none of which is to be remembered.
        """
        return [each.stem for each in self._of_script[script_of(word)]]

    def language_of(self, term: str) -> str | None:
        """Return the language of the words that hold a term, None for a number or among several."""
        signed = (script for script in SCRIPTS if script.sign == term[0])
        script = next(signed, None)
        if script is None:
            if not term[0].isalpha():
                return None
            script = script_of(term)
        of = self._of_script[script]
        return of[0].code if len(of) == 1 else None

    def _readings(self, surface: str) -> tuple[str, Sequence[Reading], tuple[Mark, ...]]:
        """Return a word in small letters, as each language of its script reads it, and its parts.

        The parts stand where they do in the word alone.
        """
        shown = in_one_script(visible(surface))
        word = shown.casefold()
        if word[0].isdecimal():
            return word, [Reading(_number(word))], ()
        abbreviation = shown.isupper() and 1 < len(shown) <= _LONGEST_ABBREVIATION
        readings = []
        for language in self._of_script[script_of(word)]:
            # Most words are of letters that nothing falls off.
            plain = not word.strip(self._unmarked[language.code])
            folded = word if plain else _fold(word, marked_letters=language.marked_letters)
            stem = folded if abbreviation else language.stem(folded)
            function = stem in self._function_stems[language.code]
            if abbreviation and folded in self._acronyms[language.code]:
                # Its own term: what it is in small letters stands in every text.
                stem, function = folded.upper(), False
            surnames = self._surnames.get(language.code)
            surname = folded if stem != folded and surnames and surnames.search(folded) else None
            beside = None if function else self._beside(folded, stem, language.code)
            as_word = self._as_word(folded, language) if abbreviation and not function else None
            readings.append(Reading(stem, function, language.code, surname, beside, as_word))
        readings = readings or [Reading(_fold(word, marked_letters=""))]
        known = {reading.stem for reading in readings}
        parts = tuple(part for part in self._parts(surface) if part.term not in known)
        return word, readings, parts

    def _beside(self, word: str, stem: str, code: str) -> str | None:
        """Return the second stem of a folded word, None where it has one alone.

        In a language that is not known, words share what they begin with (McNamee and Mayfield
        2004, Character n-gram tokenization for European language text retrieval).
        """
        if not self.spells(word):
            unspaced = _UNSPACED_RUN.search(word)
            return word[:_BEGINNING] if len(word) > _BEGINNING and not unspaced else None
        longer = self._longer.get(code)
        kept = longer.fullmatch(word) if longer else None
        return kept[1] if kept and kept[1] != stem and kept[1].startswith(stem) else None

    def _as_word(self, folded: str, language: Language) -> str | None:
        """Return the stem that an abbreviation has if it is a word, None where it is no other.

        Of some nothing is left but what other words have: of НАСА, нас.
        """
        stem = language.stem(folded)
        if stem == folded or len(stem) < _LEAST_STEM or stem in self._function_stems[language.code]:
            return None
        return stem

    def _parts(self, surface: str) -> Iterator[Mark]:
        """Yield the parts of a word that is made of several, such as saveTicket or 東京都."""
        if not surface[1:].islower() and _HUMPED.search(surface):
            if declined := _DECLINED.fullmatch(surface):
                spans = [declined.span(1)]
            else:
                spans = [match.span() for match in _HUMPS.finditer(surface)]
                yield Mark(IDENTIFIER + skeleton(visible(surface)), 0, len(surface))
            for start, end in spans:
                if end - start > 1:
                    yield Mark(self._read(surface[start:end])[1][0].stem, start, end)
        for run in _UNSPACED_RUN.finditer(surface) if max(surface) >= _FIRST_UNSPACED else ():
            for start in range(run.start(), run.end() - 1):
                if start > 0 or start + 2 < len(surface):
                    yield Mark(surface[start : start + 2], start, start + 2)


def _is_word(compound: Compound, text: str) -> bool:
    """Return whether an amount is one word that has the same term by itself."""
    written = text[compound.start : compound.end]
    return bool(_WORD.fullmatch(written)) and (_number(visible(written)),) == compound.terms


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


TERM_HASH = np.dtype("<u8")
"""The number that a term's hash is."""


def hash_term(term: str) -> bytes:
    """Return the bytes of the number a term goes by: the first 8 of its BLAKE2b hash.

    So passages are stored without a dictionary that writers would have to share. Among a million
    terms the chance of any two meeting is 3e-8.
    """
    return blake2b(term.encode(), digest_size=8).digest()


_FEW_TERMS = 300
"""More are what a misspelt word may have been: most of them are asked for once."""


@lru_cache(maxsize=50_000)
def term_id(term: str) -> int:
    """Return the number a term goes by, remembered: a query's are asked for several times."""
    return int.from_bytes(hash_term(term), "little")


def term_ids(terms: Sequence[str]) -> NDArray[np.uint64]:
    """Return the numbers that terms go by: uint64[n]."""
    if len(terms) < _FEW_TERMS:
        return np.fromiter(map(term_id, terms), np.uint64, count=len(terms))
    return np.frombuffer(b"".join(map(hash_term, terms)), TERM_HASH).astype(np.uint64, copy=False)
