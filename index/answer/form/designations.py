"""What tells the things of a series apart: hall 6, store B, chapter XIV, the third gate, item 3(b).

A name is its parts as they compare, whichever way they are written: 7-В is ("7", "b"); XIV, 14 and
fourteen are ("14",). V is a letter and a number of the Romans, and so has two names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.text.analysis import ANALYSIS, Token
from index.text.languages import LANGUAGES, any_of
from index.text.letters import skeleton
from index.text.numerals import ROMAN, NumberWords, roman_value
from index.text.scripts import is_cyrillic

Name = tuple[str, ...]

_SERIES = [language.series for language in LANGUAGES]
_WORDS = NumberWords(LANGUAGES)
_LETTER = any_of(each.letters for each in _SERIES)
_SMALL_LETTER = any_of(each.small_letters for each in _SERIES)
_UNIT = any_of(unit for each in _SERIES for unit in each.units.values())
_MULTIPLE = any_of(language.values.multiples for language in LANGUAGES)
_NUMBER = any_of(each.number for each in _SERIES)
_ARTICLE = any_of(each.article for each in _SERIES)
_TO = any_of(each.to for each in _SERIES)
_END = r"(?![\w'’])"
# A person's initial is no letter of a series.
_LETTER_END = rf"{_END}(?!\.[ \xa0]?(?:{_LETTER}|I))"
_IN_BRACKETS = r"[(«“\"](?:[^\W\d_]|[ivx]{1,4})[)»”\"]"
# 7-В, 7b, 3(b)(ii): not 7-й, 7 m and 7 (m).
_PART = (
    rf"(?:-?(?:{_LETTER}|{_SMALL_LETTER}){_END}"
    rf"|(?:[ \xa0](?!\W(?:{_UNIT})\W))?(?:{_IN_BRACKETS})+)"
)
_DIGITS = rf"(?:[vV](?=\d))?(?P<number>\d+(?:\.\d+)*)(?P<of_number>{_PART})?"
_CODE = rf"(?P<code>(?!(?:{_UNIT})\d)(?:{_LETTER}{{1,2}}|(?i:{_LETTER}))-?\d{{1,3}}(?:\.\d+)*)"
_ROMAN = (
    rf"(?P<roman>(?=[IVXL\u0425]{{2}}){ROMAN}|[IVX](?=-?(?!f){_SMALL_LETTER}{_END}|\())"
    rf"(?P<of_roman>{_PART})?{_END}"
)
_ONE = rf"{_DIGITS}(?!\w)|{_CODE}(?!\w)|{_ROMAN}|(?P<letter>{_LETTER}){_LETTER_END}"
_CARDINAL = rf"(?P<cardinal>(?i:{_WORDS.cardinal}))"
_ORDINAL = rf"(?P<ordinal>(?i:{_WORDS.ordinal}))"
_NTH = rf"{any_of(each.ordinal_endings for each in _SERIES)}(?!\w)"
# Of four digits it is a year, of which one may be another's decade: the 70s, the 1970s.
_PLACE = rf"(?P<place>\d{{1,3}}){_NTH}"

_BEHIND = re.compile(
    rf"[ \xa0]?(?:№|#|{_NUMBER})?[ \xa0]?(?!\d+{_NTH})(?P<one>[«“\"]?(?:{_ONE}|{_CARDINAL}"
    rf"|(?:(?i:{_ARTICLE})[ \xa0])?{_ORDINAL}|(?P<first>I){_LETTER_END})"
    rf"|(?P<bracket>{_IN_BRACKETS}|[^\W\d_](?=\))))"
)
# 12г, 14g: the letter may be a unit's, so that only another letter tells another one.
_LETTERED = re.compile(
    rf"[ \xa0]?(?:№|#|{_NUMBER})?[ \xa0]?(?P<number>\d{{1,4}})(?P<letter>[^\W\d_]){_END}"
)
_BEFORE = re.compile(
    rf"(?<![\w.,-])(?:{_ORDINAL}|{_PLACE}|{_ROMAN}|(?P<single>[IVX\u0425]))[ \xa0]"
)
_ANYWHERE = re.compile(rf"(?<![\w.,-])(?:{_ONE}|{_ORDINAL}|{_PLACE}|{_CARDINAL})")
# "The berth is 75 metres": how much of something, and not which.
_MEASURED = re.compile(rf"\d+(?:[.,]\d+)?[ \xa0]?(?:[%°€$£₽]|{_UNIT}\b)", re.IGNORECASE)
_COUNTED = re.compile(rf"[ \xa0-]?(?:[%°€$£₽]|(?:{_UNIT}|{_MULTIPLE})\b)", re.IGNORECASE)
_BETWEEN = rf"\s?(?:[-–—…]|\.\.|(?<!\w){_TO}(?!\w))\s?"
_WORD = rf"(?i:{_WORDS.cardinal}|{_WORDS.ordinal})"
_RANGE = re.compile(rf"{_BETWEEN}(?:(?:{_LETTER})?\d|{ROMAN}{_END}|{_LETTER}{_END}|{_WORD})")
_UP_TO = re.compile(rf"(?<!\w)(?:\d+\S*|{ROMAN}{_END}|{_WORD}){_BETWEEN}\Z")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:]|\n)[\s«“\"(]*\Z")
_NUMERAL = re.compile(rf"{ROMAN}|{_WORD}")
_OWNED = re.compile(
    rf"(?<!\w){any_of(language.possession.determiners for language in LANGUAGES)}[ \xa0]\Z",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"[VX\u0425]")
_LISTED = re.compile(
    rf"(?:[,;/]|(?<!\w){any_of(language.grammar.joining for language in LANGUAGES)})\s?\Z",
    re.IGNORECASE,
)
_FIRST = ("1",)


@dataclass(frozen=True, slots=True)
class Designated:
    """A word, and what stands beside it and says which of its kind is meant, by all its names.

    That tells its place in a row, such as "third", its number or letter, or like a number of the
    Romans either, or, for its letter, may be so much of something; or it begins or ends a
    `range`.
    """

    word: Token
    names: frozenset[Name]
    tells: Literal["place", "number", "either", "letter"]
    range: bool

    def is_of(self, forms: Iterable[Name]) -> bool:
        """Return whether one of these is a name of it."""
        return not self.names.isdisjoint(forms)

    def is_beside(self, other: "Designated") -> bool:
        """Return whether another one of the same kind is another thing, and nothing that it is of.

        The first one that somebody did may have any number. Of numbers that may be how much of
        something only the same one with another letter is.
        """
        if "letter" in {self.tells, other.tells}:
            return any(
                is_of_both(one) and is_of_both(two) and one[0] == two[0] and one != two
                for one in self.names
                for two in other.names
            )
        if {self.tells, other.tells} == {"place", "number"} and _FIRST in self.names | other.names:
            return False
        return not other.is_of(form for name in self.names for form in above(name))


def find_designated(text: str, words: Sequence[Token]) -> Iterator[Designated]:
    """Yield those of a text's words that have what tells one of a series behind or before them.

    Dates and amounts tell none.
    """
    dated = [each for each in ANALYSIS.find_compounds(text) if each.kind != "identifier"]
    before = {match.end(): match for match in _BEFORE.finditer(text)}
    called = {word.end + 1 for word in words if word.capital and word.start > 0}
    for word in words:
        if (
            word.function
            or not word.word.isalpha()
            or _NUMERAL.fullmatch(text[word.start : word.end])
        ):
            continue
        ahead = before.get(word.start)
        # What Charles III opened is no third thing.
        if ahead is not None and (ahead.start() in called or not _tells_what_follows(ahead, word)):
            ahead = None
        behind = _behind(text, word)
        for match in (behind, ahead):
            if match is not None and not any(
                each.start < match.end() and match.start() < each.end for each in dated
            ):
                told = match.groupdict()
                yield Designated(
                    word,
                    frozenset(_names(told)),
                    tells=_kind(told),
                    range=bool(
                        _RANGE.match(text, match.end()) or _UP_TO.search(text, 0, match.start())
                    ),
                )
        lettered = None if behind else _LETTERED.match(text, word.end)
        if lettered is not None and lettered.start("number") > word.end:
            names = frozenset({(*_parts(lettered["number"]), *_letters(lettered["letter"]))})
            yield Designated(word, names, tells="letter", range=False)


def names_in(text: str) -> frozenset[Name]:
    """Return the names in a text that may tell one of a series, whatever stands beside them."""
    names = set[Name]()
    for match in _ANYWHERE.finditer(text):
        told = match.groupdict()
        begins = told["letter"] and _SENTENCE_END.search(text, 0, match.start())
        # "Rooms eleven and twelve", but not "opens at twelve".
        counts = told["cardinal"] and not _LISTED.search(text, 0, match.start())
        if not (begins or counts):
            names.update(_names(told))
    return frozenset(names)


def above(name: Name) -> Iterator[Name]:
    """Yield a name and those of what it is of: 7-В is of 7, and version 4.2.1 of 4.2."""
    return (name[:count] for count in range(1, len(name) + 1))


def is_of_both(name: Name) -> bool:
    """Return whether a name is a number and a letter behind it."""
    return name[0].isdecimal() and not all(map(str.isdecimal, name))


def _behind(text: str, word: Token) -> re.Match[str] | None:
    """Return what tells which is meant by a word, where it stands behind that."""
    match = _BEHIND.match(text, word.end)
    # What stands in one with it is an identifier, of which others know: H229.6068.
    if match is None or match.start("one") == word.end:
        return None
    if match["number"] and _MEASURED.match(text, match.start("number")):
        return None
    if match["cardinal"] and _COUNTED.match(text, match.end()):
        return None
    # "The room I rented": I is who speaks.
    if match["first"] and not word.capital and _OWNED.search(text, 0, word.start):
        return None
    return match


def _tells_what_follows(match: re.Match[str], word: Token) -> bool:
    """Return whether what stands before a word tells one of its kind: not "I paint", "X rays"."""
    return not match["single"] or is_cyrillic(word.word)


def _kind(told: Mapping[str, str | None]) -> Literal["place", "number", "either"]:
    """Return what a match's groups tell."""
    if told["ordinal"] or told.get("place"):
        return "place"
    return "either" if told["roman"] or told.get("single") or told.get("first") else "number"


def _names(told: Mapping[str, str | None]) -> Iterator[Name]:
    """Yield the names that a match's groups are."""
    if number := told.get("number"):
        yield (*_parts(number), *_letters(told["of_number"]))
    elif roman := told["roman"] or told.get("single") or told.get("first"):
        yield (str(roman_value(roman)), *_letters(told["of_roman"]))
    elif words := told["ordinal"] or told.get("cardinal"):
        yield (str(_WORDS.value(words)),)
    elif place := told.get("place"):
        yield tuple(_parts(place))
    elif code := told.get("code"):
        yield (*_letters(code), *_parts(re.sub(r"^\D+", "", code)))
    elif letter := told.get("letter") or told.get("bracket"):
        yield tuple(_letters(letter))
        if _SINGLE.fullmatch(letter):
            yield (str(roman_value(letter)),)


def _letters(part: str | None) -> list[str]:
    return [skeleton(each) for each in re.findall(r"[^\W\d_]+", part or "")]


def _parts(number: str) -> list[str]:
    """Return the parts of a number as they compare, without zeros in front: 07 is 7, 0.7 is not."""
    whole, *parts = number.split(".")
    return [whole.lstrip("0") or "0", *parts]
