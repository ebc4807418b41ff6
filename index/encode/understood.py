"""What a query must have meant by the words in it that the index does not know.

A word with one typing error, and a long one with two, is read as the nearest word that the index
has, a word typed on the other keyboard layout as what the same keys give there: both only where the
index knows the one and not the other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from index.text.analysis import Analysis, Token
from index.text.bridge import TermBridge
from index.text.compounds import Compound
from index.text.keyboard import on_english, on_russian
from index.text.numerals import ROMAN
from index.text.spelling import SHORTEST, Error, corrections
from index.types import Route
from index.vectors import Statistics

Known = Callable[[Sequence[str]], Statistics]
Unknown = Callable[[str], Sequence[Token]]

_CHUNK = re.compile(r"\S+")
_BESIDE = ".,?!:;\"'()[]{}<>«»"
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTERED = re.compile(rf"{ROMAN}[^\W\d_]")
_LONGEST_CHUNK = 60
_MOST_CORRECTED = 3
"""Each costs some milliseconds, and a query of more such words is in no language known here."""

_LONG = 8
"""Of how many letters the stem of a word with two errors is: shorter ones are near to too many."""

_MOST_CHUNKS = 40
"""A longer query is a text: none of its words is read as another."""

_LIKELIEST: tuple[Error, ...] = ("exchanged", "doubled", "left out", "too many", "another")


@dataclass(frozen=True, slots=True)
class Meant:
    """What the characters `start` to `end` of a query are read as."""

    start: int
    end: int
    text: str
    route: Route


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it was understood, with the places in `text` where it is not what was typed."""

    text: str
    routes: Mapping[int, Route]

    @classmethod
    def of(cls, typed: str, meant: Sequence[Meant]) -> "Understood":
        """Return the query that was typed with these of its characters read as others."""
        pieces: list[str] = []
        routes: dict[int, Route] = {}
        end = length = 0
        for each in sorted(meant, key=lambda each: each.start):
            pieces += [typed[end : each.start], each.text]
            length += each.start - end
            routes |= dict.fromkeys(range(length, length + len(each.text)), each.route)
            length += len(each.text)
            end = each.end
        return cls("".join([*pieces, typed[end:]]), routes)


class Understanding:
    """Reads queries against what an index knows."""

    def __init__(self, analysis: Analysis, bridge: TermBridge | None) -> None:
        """Read words by `analysis`; what `bridge` leads to in the index is known too."""
        self._analysis = analysis
        self._bridge = bridge

    def read(
        self,
        text: str,
        *,
        strange: Sequence[Token],
        heard: Sequence[Token],
        unknown: Unknown,
        statistics: Known,
    ) -> Understood:
        """Return how `text` is understood.

        `strange` are its words by which the index finds nothing, without function words and what
        is no word; `unknown` returns those of other texts. By those that are `heard` it has but
        names that sound so, and they are in small letters.
        """
        if len(text.split()) > _MOST_CHUNKS:
            return Understood(text, {})
        meant = self._retyped(text, strange, unknown, statistics)
        if not meant:
            meant = list(self._corrected(text, strange, heard, statistics))
        return Understood.of(text, meant)

    def _retyped(
        self, text: str, strange: Sequence[Token], unknown: Unknown, statistics: Known
    ) -> list[Meant]:
        """Return the chunks that were typed on the other layout."""
        sure: list[Meant] = []
        likely: list[Meant] = []
        others: list[re.Match[str]] = []
        for match in _CHUNK.finditer(text):
            if not any(match.start() <= word.start < match.end() for word in strange):
                others.append(match)
                continue
            reading, functional = self._reading(match, unknown, statistics)
            if reading is not None:
                (likely if functional else sure).append(reading)
        # Alone, "yf" may be anything; beside a word that was typed so it is "на".
        if not sure:
            return []
        for match in others:
            if self._is_nothing(match.group()):
                reading, functional = self._reading(match, unknown, statistics)
                if reading is not None and functional:
                    likely.append(reading)
        return sure + likely

    def _reading(
        self, match: re.Match[str], unknown: Unknown, statistics: Known
    ) -> tuple[Meant | None, bool]:
        """Return what a chunk is on the other layout, None where that is no words of the index.

        And whether these are function words alone.
        """
        if len(match.group()) > _LONGEST_CHUNK:
            return None, False
        for reading in _readings(match):
            words = self._analysis.tokenize(reading.text)
            if not (words and self._may_be(words, statistics)) or unknown(reading.text):
                continue
            if self._may_be_code(match.group(), reading.text, statistics):
                # A number says nothing of the layout: 1c and 1с are the same keys.
                said = (word.function or word.word[0].isdecimal() for word in words)
                return reading, all(said)
        return None, False

    def _may_be(self, words: Sequence[Token], statistics: Known) -> bool:
        """Return whether each of some words is one that the index has, or one at all.

        Most of what the keys give on the other layout is none, which is seen so at once.
        """
        stems = [word.stem for word in words if word.word[0].isalpha() and not word.function]
        if not stems or all(
            self._bridge is not None and self._bridge.knows(each) for each in stems
        ):
            return True
        known = statistics(stems).frequencies
        return all(known[each] or (self._bridge and self._bridge.knows(each)) for each in stems)

    def _may_be_code(self, typed: str, text: str, statistics: Known) -> bool:
        """Return whether the index has `text` as a code, where it is one or what was typed is.

        On the other layout a code looks like one too. In small letters it may as well be a word
        beside a number, which the index then has.
        """
        codes = self._codes(text)
        if not codes:
            return not self._codes(typed)
        words = self._analysis.tokenize(text)
        stems = [word.stem for word in words if word.word[0].isalpha()]
        known = statistics([*codes[0].asked, *stems]).frequencies
        if any(known[term] for term in codes[0].asked):
            return True
        return text.islower() and not codes[0].designates and all(known[stem] for stem in stems)

    def _codes(self, text: str) -> list[Compound]:
        compounds = self._analysis.find_compounds(text)
        return [each for each in compounds if each.kind == "identifier" and each.shape]

    def _is_nothing(self, chunk: str) -> bool:
        """Return whether none of a chunk's words is a word of the language it is typed in."""
        words = self._analysis.tokenize(chunk)
        return not any(word.function or self._is_a_word(word) for word in words)

    def _corrected(
        self, text: str, strange: Sequence[Token], heard: Sequence[Token], statistics: Known
    ) -> Iterator[Meant]:
        for word in [*strange, *heard][:_MOST_CORRECTED]:
            if len(word.word) < SHORTEST or not word.word.isalpha():
                continue
            # Of an abbreviation every letter counts, and of what tells one of a series: IIIb.
            if word.abbreviation or _LETTERED.fullmatch(text, word.start, word.end):
                continue
            if self._is_a_word(word):
                continue
            near = self._nearest(word.word, statistics, heard=word in heard)
            if near is not None:
                text = near.capitalize() if word.capital else near
                yield Meant(word.start, word.end, text, "spelling")

    def _is_a_word(self, word: Token) -> bool:
        """Return whether a word is one, though the index may not have it."""
        return self._bridge is not None and self._bridge.knows(word.stem)

    def _nearest(self, word: str, statistics: Known, *, heard: bool) -> str | None:
        """Return the likeliest word within one typing error that the index knows, None for none.

        What is heard as a name may be one: only a word that stands there itself and is none is
        likelier.
        """
        made: dict[str, tuple[str, Error]] = {}
        for stem in self._analysis.stemmers(word):
            for near, error in corrections(word):
                # Of the words of one stem that of the first, likeliest error.
                made.setdefault(stem(near), (near, error))
        known = statistics(list(made)).frequencies
        found: Mapping[str, int] = {stem: known[stem] for stem in made if known[stem]}
        if heard:
            found = {stem: known[stem] for stem in found if self._is_no_name(stem)}
            if not found:
                return None
        if not found:
            found = self._translated(made, statistics)
        if not found:
            return self._twice_misspelt(word, statistics)
        best = min(found, key=lambda stem: (_LIKELIEST.index(made[stem][1]), -found[stem], stem))
        return made[best][0]

    def _is_no_name(self, stem: str) -> bool:
        """Return whether a word is known to mean something: names are translated by their sound."""
        translations = self._bridge.translations(stem) if self._bridge else ()
        keys = self._analysis.token(stem).other_keys
        return bool(translations) and not any(
            set(keys).intersection(self._analysis.token(term).keys) for term, _ in translations
        )

    def _twice_misspelt(self, word: str, statistics: Known) -> str | None:
        """Return the likeliest word within two errors that the index knows, None for none.

        Making them all would take a second, so they are looked for among the words of the bridge.
        """
        if self._bridge is None:
            return None
        made: dict[str, tuple[str, int]] = {}
        for stem in self._analysis.stems(word):
            if len(stem) < _LONG:
                continue
            ending = word.removeprefix(stem) if word.startswith(stem) else ""
            for near, errors in self._bridge.stems.near(stem).items():
                meant = next(
                    (each for each in (near + ending, near) if near in self._analysis.stems(each)),
                    None,
                )
                if meant is not None:
                    made.setdefault(near, (meant, errors))
        known = statistics(list(made)).frequencies
        found: Mapping[str, int] = {stem: known[stem] for stem in made if known[stem]}
        found = found or self._translated(made, statistics)
        if not found:
            return None
        return made[min(found, key=lambda stem: (made[stem][1], -found[stem], stem))][0]

    def _translated(self, stems: Mapping[str, object], statistics: Known) -> Mapping[str, int]:
        """Return those of the stems that have translations which the index knows."""
        bridge = self._bridge
        if bridge is None:
            return {}
        led = {
            stem: [term for term, _ in bridge.translations(stem)]
            for stem in stems
            if bridge.knows(stem)
        }
        known = statistics(list(chain.from_iterable(led.values()))).frequencies
        passages = {stem: sum(known[term] for term in terms) for stem, terms in led.items()}
        return {stem: count for stem, count in passages.items() if count}


def _readings(match: re.Match[str]) -> Iterator[Meant]:
    """Yield what a chunk of a query may be on the other layout, all of it or but for its marks.

    Marks that are no letters there either stay as they were typed.
    """
    chunk = match.group()
    latin, cyrillic = _LATIN.search(chunk), _CYRILLIC.search(chunk)
    if bool(latin) == bool(cyrillic):
        return
    other = on_russian if latin else on_english
    trimmed = chunk.rstrip(_BESIDE)
    bare = trimmed.lstrip(_BESIDE)
    before = len(trimmed) - len(bare)
    for start, typed in dict.fromkeys([(0, chunk), (0, trimmed), (before, bare)]):
        begin = match.start() + start
        marks = other(typed.replace(bare, "", 1))
        if typed == bare or any(map(str.isalpha, marks)):
            yield Meant(begin, begin + len(typed), other(typed), "layout")
