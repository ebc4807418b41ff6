"""Whether a sentence says of the opposite what is asked: who is on duty after dinner, not before.

A reader hardly tells words apart that stand in the same places: before and after, minimum and
maximum, Monday and Thursday. Where a question has one of them and a sentence only another one, of
the same thing, it says it of another case. By form alone, as the languages' records have it. In a
row of a table each cell speaks for itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal, get_args

from index.answer.form.cells import columns, find_cells
from index.answer.nearest import NearPassage, QuestionParts
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.text.vowels import are_of_one_noun

_Kind = Literal["moments", "cases", "turns", "deeds", "opposites", "parties", "relations"]
_Found = Mapping[int, Sequence[re.Match[str]]]

_YEAR = re.compile(r"(?<![\w.,№#-])(?:1[5-9]|20)\d\d(?![\d%№]|[.,]\d|-\d)")
_YEARS = re.compile(r"\d{4}\s?[-–—/]\s?\d{2,4}")


@dataclass(frozen=True, slots=True)
class _Group:
    """Words of which one rules out the others, each as a pattern over all languages."""

    kind: _Kind
    members: tuple[re.Pattern[str], ...]

    def found(self, text: str) -> _Found:
        """Return where each of them stands in a text, by its number, those alone that do."""
        found = {at: list(each.finditer(text)) for at, each in enumerate(self.members)}
        return {at: matches for at, matches in found.items() if matches}


@dataclass(frozen=True, slots=True)
class _Beside:
    """A word of the question beside one that rules out others: its terms in every language."""

    terms: frozenset[str]
    language: str | None

    def is_word(self, token: Token) -> bool:
        """Return whether a word of a sentence is that one."""
        return not self.terms.isdisjoint(token.terms)

    def is_strange(self, token: Token) -> bool:
        """Return whether a word of a sentence is of another language."""
        return None not in {token.language, self.language} and token.language != self.language


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The one of a group that a question has, by its number, and the words it is said `of`.

    `matches` are where it stands.
    """

    group: _Group
    at: int
    matches: Sequence[re.Match[str]]
    of: list[_Beside]


def _groups(kind: _Kind) -> Iterator[_Group]:
    records: list[Mapping[str, tuple[str, ...]]] = [
        attrgetter(kind)(language.contrasts) for language in LANGUAGES
    ]
    for name in dict.fromkeys(name for record in records for name in record):
        members = zip(*(record[name] for record in records if name in record), strict=True)
        yield _Group(kind, tuple(map(_words, members)))


def _words(wordings: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(wordings)}(?![\w-])", re.IGNORECASE)


_KINDS: tuple[_Kind, ...] = get_args(_Kind)
_OPPOSITES: frozenset[_Kind] = frozenset({"turns", "deeds", "opposites", "parties"})
_DONE: frozenset[_Kind] = frozenset({"turns", "deeds"})
_GROUPS = [group for kind in _KINDS for group in _groups(kind)]
MOMENT = re.compile(
    any_of(
        member
        for language in LANGUAGES
        for members in language.contrasts.moments.values()
        for member in members
    ),
    re.IGNORECASE,
)
"""A word for when something is: a weekday, a season."""

_SHUT = _words(language.contrasts.shut for language in LANGUAGES)
_UNTIL = _words(language.contrasts.until for language in LANGUAGES)
POLAR = re.compile(any_of(language.asking.polar for language in LANGUAGES), re.IGNORECASE)
"""Asks whether something is so."""

# What stands before a moment, and a short word between: "since the".
_FROM_ON = re.compile(
    rf"\b{any_of(language.contrasts.from_on for language in LANGUAGES)}[ \xa0]"
    r"(?:[^\W\d_]{1,3}[ \xa0])?$",
    re.IGNORECASE,
)


_CLAUSE_END = re.compile(r"[;:()?!\n]|,(?!\d)|[ \xa0][–—-][ \xa0]|\.(?=\s|$)")
_MOST_AROUND = 3


class AskedContrasts:
    """What a question has of words that rule others out."""

    def __init__(self, asked: QuestionParts) -> None:
        """Look for them; whether something is so is answered by its opposite too, and has none."""
        self._asked = asked
        polar = POLAR.search(asked.asks) is not None
        found = [] if polar else [(group, group.found(asked.asks)) for group in _GROUPS]
        self._wanted = [
            _Wanted(group, at, matches, self._said_of(matches, behind=group.kind == "relations"))
            for group, members in found
            if len(members) == 1
            for at, matches in members.items()
        ]
        years = set() if polar else {match.group() for match in _YEAR.finditer(asked.asks)}
        self._year = years.pop() if len(years) == 1 else None

    def is_contrary(self, near: NearPassage, number: int) -> bool:
        """Return whether a sentence of a passage has the opposite of what the question asks of."""
        sentence = near.hit.sentences[number].quote
        above = f"{near.hit.context}\n{near.headers.get(number, '')}"
        cells = _cells(near, number)
        for wanted in self._wanted:
            group, at = wanted.group, wanted.at
            told, told_above = group.found(sentence), group.found(above)
            if group.kind in _OPPOSITES and self._is_but_opposite(group, at, near, number):
                return True
            if (
                at in told
                or at in told_above
                or _is_column(wanted.matches, near.headers.get(number))
            ):
                continue
            match group.kind:
                case "moments":
                    contrary = _is_one_moment(told or told_above)
                case "cases":
                    contrary = bool(told)
                case "turns":
                    # Open until nine: it closes then.
                    contrary = (
                        _UNTIL.search(sentence) is None
                        and not self._tells_of_moment(sentence, told)
                        and self._is_said_of(wanted, told, cells)
                    )
                case "deeds" | "opposites" | "parties" | "relations":
                    contrary = self._is_said_of(wanted, told, cells)
            if contrary:
                return True
        citation = near.hit.citation
        return self._is_of_another_year(sentence, f"{above}\n{citation.title}\n{citation.source}")

    def _is_of_another_year(self, sentence: str, above: str) -> bool:
        if self._year is None or self._year in sentence or self._year in above:
            return False
        told = list(_YEAR.finditer(sentence))
        return (
            bool(told)
            and _YEARS.search(sentence) is None
            and not any(_FROM_ON.search(sentence, 0, match.start()) for match in told)
        )

    def _is_but_opposite(self, group: _Group, at: int, near: NearPassage, number: int) -> bool:
        """Return whether the cell of a row that is asked for is but the opposite of what is asked.

        Its column says of what; and no moment is asked about for which that would answer.
        """
        header, row = near.headers.get(number), near.hit.sentences[number].quote
        if header is None:
            return False
        asked = self._asked
        others = [
            word
            for word in asked.words
            if group.members[at].search(asked.text[word.start : word.end]) is None
        ]
        cells = find_cells(replace(asked, words=others), header=header, row=row)
        if len(cells) != 1:
            return False
        said = cells[0].span.cut(row)
        told = group.found(said)
        return (
            bool(told)
            and at not in told
            and all(each.group() == said for matches in told.values() for each in matches)
            and not self._tells_of_moment(f"{row}\n{cells[0].column}", told)
        )

    def _tells_of_moment(self, text: str, told: _Found) -> bool:
        """Return whether what a text tells is that something is shut at the moment asked about.

        So it says when it is open: not then.
        """
        return all(
            _SHUT.fullmatch(match.group()) for matches in told.values() for match in matches
        ) and any(
            wanted.group.kind == "moments" and wanted.at in wanted.group.found(text)
            for wanted in self._wanted
        )

    def _said_of(self, matches: Iterable[re.Match[str]], *, behind: bool) -> list[_Beside]:
        """Return what stands beside words of the question.

        A word may be known to the documents by its translations alone, so all its ways count.
        """
        asked = self._asked
        return [
            _Beside(
                frozenset(token.terms).union(
                    *(
                        word.ways
                        for word in asked.words
                        if asked.text[word.start : word.end].casefold() == token.word
                        or not word.ways.keys().isdisjoint(token.terms)
                    )
                ),
                token.language,
            )
            for match in matches
            for token in _beside(tokenize(asked.asks), match, behind=behind)
        ]

    def _is_said_of(self, wanted: _Wanted, told: _Found, parts: Sequence[Sequence[Token]]) -> bool:
        """Return whether what rules out stands beside the same word as what is asked for.

        `parts` are the words of the sentence's cells, or all of them. A sentence in another
        language may have that word in a way that nobody knows: it has none that is known, and what
        stands beside is nothing else of the question.
        """
        kind = wanted.group.kind
        places = [
            (words, match)
            for matches in told.values()
            for match in matches
            for words in parts
            if any(word.start <= match.start() < word.end for word in words)
        ]
        rows = [list(_beside(words, match, behind=kind == "relations")) for words, match in places]
        clauses = [_around(*place) for place in places] if kind in _DONE else rows
        if any(each.is_word(token) for each in wanted.of for row in clauses for token in row):
            return True
        # What stands behind is what is meant, where anything does.
        meant = next(iter(wanted.of), None)
        if (
            meant is None
            or kind == "parties"
            or any(meant.is_word(token) for words in parts for token in words)
        ):
            return False
        return any(
            row and all(meant.is_strange(token) and not self._asked.holds(token) for token in row)
            for row in rows
        )


def are_opposites(one: str, other: str) -> bool:
    """Return whether two words are opposites, so that one may tell of the other."""
    found = [
        (group.found(one), group.found(other)) for group in _GROUPS if group.kind in _OPPOSITES
    ]
    return any(
        of_one and of_other and of_one.keys() != of_other.keys() for of_one, of_other in found
    )


def _is_column(wanted: Sequence[re.Match[str]], header: str | None) -> bool:
    """Return whether a column has one of some words for its name, in another form: днём, День."""
    return header is not None and any(
        are_of_one_noun(match.group().casefold(), token.word)
        for match in wanted
        for token in tokenize(header)
    )


def _is_one_moment(told: _Found) -> bool:
    """Return whether that is one moment, and none that others follow: "since May".

    Several may take in what lies between them.
    """
    return len(told) == 1 and not any(
        _FROM_ON.search(match.string, 0, match.start())
        for matches in told.values()
        for match in matches
    )


def _cells(near: NearPassage, number: int) -> list[Sequence[Token]]:
    """Return the words of each cell of a row, or of a sentence."""
    words, header = near.words[number], near.headers.get(number)
    if header is None:
        return [words]
    _, cells = columns(header, near.hit.sentences[number].quote)
    return [[word for word in words if each.start <= word.start < each.end] for each in cells]


def _beside(words: Sequence[Token], match: re.Match[str], *, behind: bool) -> Iterator[Token]:
    """Yield the word that counts behind a match, and where that is not asked the one before.

    Behind what is called by a number the word before that is one too: room 9.
    """
    content = [word for word in words if not word.function]
    yield from [word for word in content if word.start >= match.end()][:1]
    if not behind:
        before = [word for word in content if word.end <= match.start()]
        yield from before[-2:] if before and before[-1].word.isdecimal() else before[-1:]


def _around(words: Sequence[Token], match: re.Match[str]) -> Iterator[Token]:
    """Yield the words that count in the clause of a match, the nearest three on either side.

    What is begun or ended may stand apart: "the lorry from Tula was unloaded".
    """
    start = max(
        (end.end() for end in _CLAUSE_END.finditer(match.string, 0, match.start())), default=0
    )
    border = _CLAUSE_END.search(match.string, match.end())
    end = len(match.string) if border is None else border.start()
    inside = [word for word in words if not word.function and start <= word.start < end]
    yield from [word for word in inside if word.start >= match.end()][:_MOST_AROUND]
    yield from [word for word in inside if word.end <= match.start()][-_MOST_AROUND:]
