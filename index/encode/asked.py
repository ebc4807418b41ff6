"""From a query to the words that it asks for, and the ways to the terms that passages hold.

A query word also asks for its translations, each at a power of its probability, with the document
frequency pooled the same way: probabilistic structured queries (Darwish and Oard 2003) in their
linear form, so that the score stays an inner product. Where the bridge does not know a word, or it
is a name in the midst of a query, the keys it shares with its spelling in the other script stand
beside them. What stands in a document's title counts less than what stands in the passage.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log

from index.encode.joined import run_together
from index.encode.protocols import AskedWord, SparseQuery, Way
from index.encode.understood import Known, Understanding
from index.text.analysis import FOLDER, TITLE, Analysis, Token
from index.text.apart import closed_up, find_acronyms
from index.text.bridge import BRIDGED, TermBridge
from index.text.compounds import JOINED_SHARE, LONGER_SHARE, MAIL, SIGN, Compound, longer_version
from index.text.dates import day_first
from index.text.days import FIGURES_SHARE, Day, day_in_figures
from index.text.days import SIGN as DATE
from index.text.languages.record import any_of
from index.text.letters import other_script
from index.text.questions import Questions, sentences_of
from index.text.scripts import CAPITALS, is_cyrillic
from index.types import Route, Span
from index.vectors import Statistics

TRANSLATION_POWER = 0.4
"""A translation counts its probability to this power. Which word a translator would choose says
less of what a passage may use instead: rare translations are worth more than their share. Chosen
by measurement, as the next two are: docs/decisions/0012-name-keys.md."""

KEY_WEIGHT = 0.5
"""What a name key counts beside a stem: it may stand for other names too."""

KNOWN_PROBABILITY = 1.0
"""The bridge knows a word whose translations' probabilities sum to so much."""

OWN_KEY_WEIGHT = 0.4
"""What a name key of the word's own script counts, where nothing else finds the word."""

LEAST_OWN_KEY = 5
"""Words of fewer letters sound like too many others."""

LEAST_NAMED = 0.7
"""The share of a word's passages that write it with a capital where it is a name."""

TITLE_WEIGHT = 0.5
"""What a word counts in a document's title, tags, file name or folders, beside the passage."""

ROMANISED_WEIGHT = 0.3
"""The same where it is written there in Latin letters, as grafik_dezhurstv is."""

BESIDE_SHARE = 0.5
"""What a second stem of a word counts, which other forms of it have, beside its own."""

SPELLING_WEIGHT = 0.7
"""What a word counts that was read for one with a typing error."""

PART_WEIGHT = 0.3
"""What the words of an identifier count beside it."""

WORDS_SHARE = 0.5
"""What a run of letters and digits counts beside these that may well not be an identifier."""

STORY_WEIGHT = 0.25
"""What a word counts in the story before a question."""

STORY_SHARE = 0.25
"""What all of the story counts at most beside the question."""

_LEAST_ASKED = 2
"""An asking sentence of fewer words, such as "And the deadline?", asks about what stands before."""

_MOST_CACHED = 4096
_NUMBER_SIGN = re.compile(rf"(?:№|#|\b(?:no|nr)\b\.?)\s*$|\b[{CAPITALS}]{{2,6}} $", re.IGNORECASE)
_LEAST_DIGITS = 5
_FEW_DIGITS = 3
_NO_YEAR = 2100


@dataclass(frozen=True, slots=True)
class _Asked:
    """A word or a compound of a query before it is known what of it the collection has.

    `otherwise` are the ways that are taken where none of `ways` leads anywhere; `optional` is what
    then asks for nothing. `keys` are of what may be a name.
    """

    start: int
    end: int
    ways: Mapping[str, Way]
    otherwise: Mapping[str, Way] = field(default_factory=dict)
    times: int = 1
    name: bool = False
    keys: Sequence[str] = ()
    weight: float = 1.0
    capped: bool = False
    compound: Compound | None = None
    optional: bool = False
    designates: bool = False


class Asking:
    """Takes queries apart for collections of a set of languages."""

    def __init__(
        self, analysis: Analysis, bridge: TermBridge | None, *, name_keys: bool, plain: bool
    ) -> None:
        """Read words by `analysis` and ask for translations by `bridge`, names by their keys.

        Where it is `plain`, words ask for their stems alone, and none is read as another.
        """
        self._analysis = analysis
        self._bridge = bridge
        self._name_keys = name_keys
        self._plain = plain
        self._questions = Questions(analysis.languages)
        to = any_of(
            pattern
            for each in analysis.languages
            for pattern in (each.contrasts.from_on, each.ranges.to)
        )
        self._before_days = re.compile(rf"(?<!\w){to}\s$", re.IGNORECASE)
        self._ways = lru_cache(maxsize=_MOST_CACHED)(self._ways_of)
        self._understanding = Understanding(analysis, bridge)

    def read(self, typed: str, *, statistics: Known) -> SparseQuery:
        """Return what a query asks of the collection whose statistics these are."""
        asked = self._ask(typed, statistics)
        if self._plain:
            return asked
        strange, heard = self._strange(asked), self._heard(asked)
        if not (strange or heard):
            return asked
        understood = self._understanding.read(
            typed,
            strange=strange,
            heard=heard,
            unknown=lambda text: self._strange(self._ask(text, statistics)),
            statistics=statistics,
        )
        if not understood.routes:
            return asked
        asked = self._ask(understood.text, statistics)
        words = [_as_meant(word, understood.routes.get(word.start)) for word in asked.words]
        return replace(asked, words=tuple(words))

    def _strange(self, asked: SparseQuery) -> list[Token]:
        """Return the words by which the collection has nothing."""
        return self._tokens(asked, [word for word in asked.words if not word.ways])

    def _heard(self, asked: SparseQuery) -> list[Token]:
        """Return the words in small letters by which it has but names that sound so."""
        heard = [
            word
            for word in asked.words
            if word.ways and all(way.route == "name" for way in word.ways.values())
        ]
        return [token for token in self._tokens(asked, heard) if not token.capital]

    def _tokens(self, asked: SparseQuery, words: Sequence[AskedWord]) -> list[Token]:
        ends = {word.start: word.end for word in words}
        return [
            token
            for token in (self._analysis.tokenize(asked.text) if ends else ())
            if ends.get(token.start) == token.end and token.word[0].isalpha() and not token.function
        ]

    def _ask(self, text: str, statistics: Known) -> SparseQuery:
        tokens = self._whole(self._analysis.tokenize(text), text)
        content = [token for token in tokens if not token.function]
        if text.isupper():
            # Where all is in capitals, those of ОТ say nothing.
            content = [each for each in content if not self._analysis.is_function(each.word)]
        wrapped = self._questions.courtesies(text)
        named = [token for token in content if not _inside(token, wrapped)] or content or tokens
        asks = self._questions.asking(text)
        said = sum(asks.start <= token.start < asks.end for token in named)
        if said < _LEAST_ASKED or (said == _LEAST_ASKED and self._questions.points(asks.cut(text))):
            asks = Span(0, len(text))
        compounds = []
        if not self._plain:
            compounds = list(self._compounds(text, tokens, statistics, asks=asks))
        asked = [*self._words(named, text, asks=asks), *compounds]
        known = statistics(
            sorted({term for each in asked for term in (*each.ways, *each.otherwise, *each.keys)})
        )
        words = _subdued(list(_told(asked, known)), asks)
        words.sort(key=lambda word: (word.start, -word.end))
        return SparseQuery(tuple(words), text=text, asks=_asked_text(text, asks, words))

    def _whole(self, tokens: list[Token], text: str) -> list[Token]:
        """Return the tokens with each acronym that is written with stops as one."""
        for acronym in find_acronyms(text):
            token = self._analysis.token(closed_up(acronym.cut(text)))
            inside = [each for each in tokens if acronym.start <= each.start < acronym.end]
            at = tokens.index(inside[0])
            tokens[at : at + len(inside)] = [replace(token, start=acronym.start, end=acronym.end)]
        return tokens

    def _words(self, tokens: Sequence[Token], text: str, *, asks: Span) -> Iterator[_Asked]:
        """Yield each word once, and its parts."""
        forms: defaultdict[str, list[Token]] = defaultdict(list)
        for token in tokens:
            forms[token.stem].append(token)
        begins = {sentence.start for sentence in sentences_of(text)}
        for found in forms.values():
            # Of a word's forms the last says whether it is a name: the first may begin the
            # sentence.
            first, last = found[0], found[-1]
            surface = closed_up(text[last.start : last.end])
            ways, otherwise, name = self._ways(surface, begins=last.start in begins)
            if self._name_keys and not self._plain and last.capital and len(forms) == 1:
                # Alone it may be a name that the bridge spells otherwise than the documents.
                otherwise = {**self._sounding(last), **otherwise}
            if text.isupper() and not self._plain:
                # Where all is in capitals, what no passage has as an abbreviation is a word.
                otherwise = {**self._ways(surface.lower(), begins=False)[0], **otherwise}
            day = None if self._plain else day_in_figures(last.word)
            if day is not None:
                dated = self._dated(day)
                if text == surface or self._before_days.search(text, 0, last.start):
                    ways = {**dated, **ways}
                else:
                    yield _Asked(first.start, first.end, dated, optional=True)
            in_story = not any(asks.start <= token.start < asks.end for token in found)
            yield _Asked(
                start=first.start,
                end=first.end,
                ways=ways,
                otherwise=otherwise,
                times=len(found),
                name=name,
                keys=tuple({*last.keys, *last.other_keys})
                if last.capital or len(last.word) >= LEAST_OWN_KEY
                else (),
                weight=STORY_WEIGHT if in_story and not name else 1.0,
                designates=not self._plain and _is_designation(first, text),
            )
            for mark in () if self._plain else first.marks:
                if mark.end <= first.end and mark.term[0].isalpha():
                    stem = {mark.term: self._way(mark.term, "stem", 1.0)}
                    yield _Asked(mark.start, mark.end, self._titled(stem), optional=True)

    def _ways_of(
        self, surface: str, *, begins: bool
    ) -> tuple[Mapping[str, Way], Mapping[str, Way], bool]:
        """Return the ways to the terms by which a passage may hold a word of the query.

        The second are those to try where none of the first leads anywhere; and whether the word
        must be a name. The word `begins` a sentence, or does not.
        """
        token = self._analysis.token(surface)
        if token.word[0].isdecimal():
            number = self._titled({token.stem: self._way(token.stem, "number", 1.0)})
            # Where nothing is just 4.12, a version may begin so.
            version = None if self._plain else longer_version(token.word)
            begun = {version: Way("identifier", LONGER_SHARE, None)} if version else {}
            return number, self._titled(begun), False
        # Its script alone says of which languages the passages' words can be.
        ways = {stem: self._way(stem, "stem", 1.0) for stem in self._analysis.stems(surface)}
        translations: Sequence[tuple[str, float]] = ()
        if self._bridge is not None and token.language in BRIDGED:
            translations = self._bridge.translations(token.stem)
        for term, probability in translations:
            ways[term] = self._way(term, "translation", probability**TRANSLATION_POWER)
        # A sentence's first word has a capital whether it is a name or not.
        unsure = sum(probability for _, probability in translations) < KNOWN_PROBABILITY
        name = token.capital and (not begins or unsure)
        rare = name and unsure
        if self._plain:
            return ways, {}, rare
        otherwise: dict[str, Way] = {}
        beside = token.reading.beside
        if beside is not None:
            ways.setdefault(beside, self._way(beside, "stem", BESIDE_SHARE))
        surname = token.reading.surname
        if surname is not None:
            (ways if token.capital else otherwise)[surname] = self._way(surname, "stem", 1.0)
        ways = self._titled(ways) | {
            sign + term: Way("title", ROMANISED_WEIGHT, token.language)
            for sign in (TITLE, FOLDER)
            for term in self._analysis.romanised(token)
        }
        if self._name_keys and (name or not translations):
            ways.update(self._sounding(token))
            own = ((key, self._way(key, "name", OWN_KEY_WEIGHT)) for key in token.keys)
            otherwise.update(own if len(token.word) >= LEAST_OWN_KEY else ())
        elif self._name_keys and self._is_spelled(token, translations):
            otherwise.update(self._sounding(token))
        if alike := other_script(surface):
            otherwise.update(
                (stem, self._way(stem, "stem", 1.0)) for stem in self._analysis.stems(alike)
            )
        # A name such as saveTicket, by whatever its parts are joined.
        ways |= {
            mark.term: self._way(mark.term, "identifier", JOINED_SHARE)
            for mark in token.marks
            if mark.term[0] == SIGN
        }
        return ways, otherwise, rare

    def _is_spelled(self, token: Token, translations: Sequence[tuple[str, float]]) -> bool:
        """Return whether a word is translated by its sound, as names are in small letters too."""
        keys = set(token.other_keys)
        return len(token.word) >= LEAST_OWN_KEY and any(
            not keys.isdisjoint(self._analysis.token(term).keys) for term, _ in translations
        )

    def _sounding(self, token: Token) -> dict[str, Way]:
        """Return the ways to names of the other script that sound so."""
        return {key: self._way(key, "name", KEY_WEIGHT) for key in token.other_keys}

    def _titled(self, ways: dict[str, Way]) -> dict[str, Way]:
        """Return the ways, each through a document's title and folders too."""
        if self._plain:
            return ways
        return ways | {
            sign + term: Way("title", way.share * TITLE_WEIGHT, way.language)
            for sign in (TITLE, FOLDER)
            for term, way in ways.items()
        }

    def _dated(self, day: Day) -> Mapping[str, Way]:
        """Return the ways to a day that is asked for as 14.03, which may be a number too."""
        return self._titled(
            {term: Way("date", FIGURES_SHARE, None) for term in day.asked if term.startswith(DATE)}
        )

    def _way(self, term: str, route: Route, share: float) -> Way:
        return Way(route, share, self._analysis.language_of(term))

    def _compounds(
        self, text: str, tokens: Sequence[Token], statistics: Known, *, asks: Span
    ) -> Iterator[_Asked]:
        habit = day_first(text, language="ru" if is_cyrillic(text) else None)
        compounds = self._analysis.find_compounds(text, day_first=habit)
        joined = [
            each
            for each in run_together(tokens, text, statistics=statistics)
            if not any(of.start <= each.start and each.end <= of.end for of in compounds)
        ]
        found = [(each, False) for each in compounds] + [(each, True) for each in joined]
        outer = 0
        for compound, together in sorted(found, key=lambda each: (each[0].start, -each[0].end)):
            is_one = _is_one(compound, together=together)
            whole = 1.0 if is_one or together else WORDS_SHARE
            ways = {
                term: Way(compound.kind, whole * share, None)
                for term, share in compound.asked.items()
            }
            yield _Asked(
                start=compound.start,
                end=compound.end,
                ways=self._titled(ways),
                # V3, and what is run together of ordinary words, are one more way and no more.
                compound=compound if is_one else None,
                capped=not is_one,
                optional=not compound.designates,
                # A telephone is asked for, not the local number within it, and no address that
                # stands below the question.
                designates=compound.designates
                and compound.start >= outer
                and (compound.shape != MAIL or compound.start < asks.end),
            )
            if compound.designates:
                outer = max(outer, compound.end)


def _is_one(compound: Compound, *, together: bool) -> bool:
    """Return whether a compound is a thing of its own, rather than words or a version."""
    if together:
        return bool(compound.shape)
    return compound.designates or compound.kind != "identifier" or not compound.shape


def _told(asked: Sequence[_Asked], known: Statistics) -> Iterator[AskedWord]:
    """Yield what is asked for with what the collection has of it."""
    held = known.frequencies
    readings = [
        each
        for each in asked
        if each.compound is not None and not each.compound.sure and any(map(held.get, each.ways))
    ]
    told: list[tuple[_Asked, dict[str, Way]]] = []
    for each in asked:
        ways = {term: way for term, way in each.ways.items() if held[term]}
        if not ways:
            ways = {term: way for term, way in each.otherwise.items() if held[term]}
        if each in readings and len(readings) > 1:
            # Both days that 3/5/2024 may be are there: it is asked for as it is written alone.
            ways = {}
        if ways or not each.optional:
            told.append((each, ways))
    covers = [each for each, ways in told if each.compound and (ways or each.designates)]
    words = []
    for each, ways in told:
        within = [
            other
            for other in covers
            if other is not each and other.start <= each.start and each.end <= other.end
        ]
        words.append(_asked_word(each, ways, known, part=bool(within) and each.compound is None))
    for (each, _), word in zip(told, words, strict=True):
        if not each.capped:
            yield word
            continue
        # Words that are run together somewhere are no rarer than the rarest of them.
        parts = (
            other.weight
            for (beside, _), other in zip(told, words, strict=True)
            if not beside.capped and each.start <= other.start and other.end <= each.end
        )
        yield replace(word, weight=min(word.weight, max(parts, default=word.weight)))


def _asked_word(
    each: _Asked, ways: Mapping[str, Way], known: Statistics, *, part: bool
) -> AskedWord:
    frequencies = known.frequencies
    of_folders = {term: way for term, way in ways.items() if term[0] == FOLDER}
    rest = {term: way for term, way in ways.items() if term not in of_folders}
    body = sum(way.share * frequencies[term] for term, way in rest.items() if term[0] != TITLE)
    title = sum(way.share * frequencies[term] for term, way in rest.items() if term[0] == TITLE)
    idf = _idf(max(body, title), known.passages)
    if of_folders:
        # A folder of many passages makes no word common that few of them have, and a few's no rare.
        folder = _idf(max(map(frequencies.__getitem__, of_folders)), known.passages)
        idf = idf if rest else folder
        share = min(1.0, folder / idf)
        ways = rest | {
            term: way._replace(share=way.share * share) for term, way in of_folders.items()
        }
    compound = each.compound
    return AskedWord(
        start=each.start,
        end=each.end,
        times=each.times,
        name=(each.name or _is_heard(each, ways)) and _is_named(each, ways, frequencies),
        weight=idf * each.weight * (PART_WEIGHT if part else 1.0),
        ways=ways,
        exact=bool(ways) and compound is not None and _is_exact(compound),
        designates=each.designates and not part,
        shape="" if compound is None else compound.shape,
    )


def _idf(frequency: float, passages: int) -> float:
    frequency = min(frequency, passages)
    return log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def _is_exact(compound: Compound) -> bool:
    """Return whether passages with it come first: a month or an amount may stand in any."""
    return compound.kind == "identifier" or (compound.kind == "date" and bool(compound.shape))


def _is_heard(each: _Asked, ways: Mapping[str, Way]) -> bool:
    """Return whether the collection has but names that sound as a word with a capital does."""
    return bool(each.keys and ways) and all(way.route == "name" for way in ways.values())


def _is_named(each: _Asked, ways: Mapping[str, Way], frequencies: Mapping[str, int]) -> bool:
    """Return whether the passages write a word as a name: only then do they hold its keys."""
    written = (frequencies[term] for term, way in ways.items() if way.route != "title")
    as_name = max((frequencies[key] for key in each.keys), default=0)
    return as_name >= LEAST_NAMED * max(written, default=0)


def _as_meant(word: AskedWord, route: Route | None) -> AskedWord:
    """Return a word that was read as another, with the route by which it was."""
    if route is None:
        return word
    share = SPELLING_WEIGHT if route == "spelling" else 1.0
    ways = {
        term: way._replace(
            share=way.share * share, route=route if way.route == "stem" else way.route
        )
        for term, way in word.ways.items()
    }
    return replace(word, ways=ways)


def _inside(token: Token, spans: Sequence[Span]) -> bool:
    return any(span.start <= token.start and token.end <= span.end for span in spans)


def _subdued(words: Sequence[AskedWord], asks: Span) -> list[AskedWord]:
    """Return the words, those of a long story beside what `asks` weighing less together."""

    def is_told(word: AskedWord) -> bool:
        return not (asks.start <= word.start < asks.end or _is_subject(word))

    story = sum(word.weight for word in words if is_told(word))
    question = sum(word.weight for word in words) - story
    if story <= STORY_SHARE * question or not question:
        return list(words)
    share = STORY_SHARE * question / story
    return [replace(word, weight=word.weight * share) if is_told(word) else word for word in words]


def _is_subject(word: AskedWord) -> bool:
    """Return whether a word of a story may name what is asked about: the collection has it."""
    return word.exact or word.designates or (word.name and bool(word.ways))


def _asked_text(text: str, asks: Span, words: Sequence[AskedWord]) -> str:
    """Return the characters that ask, behind what of the story names what is asked about."""
    naming = [
        word.start
        for word in words
        if not asks.start <= word.start < asks.end and _is_subject(word)
    ]
    sentences = sentences_of(text)
    kept = [
        sentence.cut(text).strip()
        for sentence in sentences
        if asks.start <= sentence.start < asks.end
        or any(sentence.start <= start < sentence.end for start in naming)
    ]
    return " ".join(kept) if len(kept) < len(sentences) else text.strip()


def _is_designation(token: Token, text: str) -> bool:
    """Return whether a number names one thing: years and small numbers may stand in words too."""
    if not token.word[0].isdecimal():
        return False
    digits = token.stem.replace(".", "")
    if _NUMBER_SIGN.search(text, 0, token.start) and len(digits) >= _FEW_DIGITS:
        return True
    if not token.stem.isdecimal() or not token.word.isdecimal():
        return len(digits) >= _FEW_DIGITS
    return len(digits) >= _LEAST_DIGITS or int(digits) > _NO_YEAR
