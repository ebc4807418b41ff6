"""Whether a sentence says of the opposite what is asked: who is on duty after dinner, not before.

A reader hardly tells words apart that stand in the same places: before and after, minimum and
maximum, Monday and Thursday. Where a question has one of them and a sentence only another one, of
the same thing, it says it of another case. By form alone, as the languages' records have it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index.answer.nearest import NearPassage, QuestionParts
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, Contrasts, Language, any_of

_YEAR = re.compile(r"(?<![\w.,№#-])(?:1[5-9]|20)\d\d(?![\d%№]|[.,]\d|-\d)")
_YEARS = re.compile(r"\d{4}\s?[-–—/]\s?\d{2,4}")


@dataclass(frozen=True, slots=True)
class _Group:
    """Words of which one rules out the others, each as a pattern over all languages."""

    members: tuple[re.Pattern[str], ...]

    def found(self, text: str) -> dict[int, list[re.Match[str]]]:
        """Return where each of them stands in a text, by its number, those alone that do."""
        found = {at: list(each.finditer(text)) for at, each in enumerate(self.members)}
        return {at: matches for at, matches in found.items() if matches}


class Contrasting:
    """What rules out what in a set of languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Join the languages' words by what they tell apart."""
        records = [language.contrasts for language in languages]
        self._moments = _groups(records, "moments")
        self._cases = _groups(records, "cases")
        self._opposites = _groups(records, "opposites")
        self._relations = _groups(records, "relations")
        self._polar = re.compile(
            any_of(language.wording.polar for language in languages), re.IGNORECASE
        )
        self._until = re.compile(
            rf"(?<![\w-]){any_of(each.until for each in records)}(?![\w-])", re.IGNORECASE
        )
        self._from_on = re.compile(
            rf"\b{any_of(each.from_on for each in records)}[ \xa0](?:[^\W\d_]{{1,3}}[ \xa0])?$",
            re.IGNORECASE,
        )

    def is_contrary(self, asked: QuestionParts, near: NearPassage, number: int) -> bool:
        """Return whether a sentence of a passage has the opposite of what a question asks of.

        Whether something is so is answered by its opposite too.
        """
        if self._polar.search(asked.asks):
            return False
        sentence = near.hit.sentences[number].quote
        above = f"{near.hit.context}\n{near.headers.get(number, '')}"
        if self._is_of_another_year(asked, sentence, above, near):
            return True
        for group in self._moments:
            if self._is_of_another(group, asked.asks, sentence, above, only_once=True):
                return True
        for group in self._cases:
            if self._is_of_another(group, asked.asks, sentence, above, only_once=False):
                return True
        return any(
            self._is_said_of(group, asked, sentence, above, near.words[number], behind=behind)
            for groups, behind in ((self._opposites, False), (self._relations, True))
            for group in groups
            # Open until nine: it closes then.
            if behind or self._until.search(sentence) is None
        )

    def are_opposites(self, one: str, other: str) -> bool:
        """Return whether two words are opposites, so that one may tell of the other."""
        found = [(group.found(one), group.found(other)) for group in self._opposites]
        return any(
            of_one and of_other and of_one.keys() != of_other.keys() for of_one, of_other in found
        )

    def _is_of_another(
        self, group: _Group, question: str, sentence: str, above: str, *, only_once: bool
    ) -> bool:
        """Return whether a sentence has another one of a group than the question's only one.

        Several of them, and one that others follow ("since May"), may take in the question's.
        """
        wanted = group.found(question)
        if len(wanted) != 1:
            return False
        told = group.found(sentence) or (group.found(above) if only_once else {})
        if not told or wanted.keys() & (told.keys() | group.found(above).keys()):
            return False
        if not only_once:
            return True
        return len(told) == 1 and not any(
            self._from_on.search(match.string, 0, match.start())
            for matches in told.values()
            for match in matches
        )

    def _is_of_another_year(
        self, asked: QuestionParts, sentence: str, above: str, near: NearPassage
    ) -> bool:
        wanted = {match.group() for match in _YEAR.finditer(asked.asks)}
        told = list(_YEAR.finditer(sentence))
        if len(wanted) != 1 or not told or _YEARS.search(sentence):
            return False
        (year,) = wanted
        if year in f"{sentence}\n{above}\n{near.hit.citation.title}\n{near.hit.citation.source}":
            return False
        return not any(self._from_on.search(sentence, 0, match.start()) for match in told)

    @staticmethod
    def _is_said_of(
        group: _Group,
        asked: QuestionParts,
        sentence: str,
        above: str,
        words: Sequence[Token],
        *,
        behind: bool,
    ) -> bool:
        """Return whether a sentence has another one of a group beside the same word.

        That stands `behind` both, or before or behind either.
        """
        wanted, told = group.found(asked.asks), group.found(sentence)
        if (
            len(wanted) != 1
            or not told
            or wanted.keys() & (told.keys() | group.found(above).keys())
        ):
            return False
        (matches,) = wanted.values()
        of = {
            term
            for match in matches
            for token in _beside(tokenize(asked.asks), match, behind=behind)
            for word in asked.words
            if not word.ways.keys().isdisjoint(token.terms)
            for term in (*word.ways, *token.terms)
        }
        return any(
            not of.isdisjoint(token.terms)
            for others in told.values()
            for match in others
            for token in _beside(words, match, behind=behind)
        )


def _beside(words: Sequence[Token], match: re.Match[str], *, behind: bool) -> Iterator[Token]:
    """Yield the word that counts behind a match, and where that is not asked the one before."""
    content = [word for word in words if not word.function]
    yield from [word for word in content if word.start >= match.end()][:1]
    if not behind:
        yield from [word for word in content if word.end <= match.start()][-1:]


def _groups(records: Sequence[Contrasts], kind: str) -> tuple[_Group, ...]:
    of: list[Mapping[str, tuple[str, ...]]] = [attrgetter(kind)(record) for record in records]
    names = dict.fromkeys(name for each in of for name in each)
    groups = []
    for name in names:
        members = [each[name] for each in of if name in each]
        groups.append(
            _Group(
                tuple(
                    re.compile(rf"(?<![\w-]){any_of(each)}(?![\w-])", re.IGNORECASE)
                    for each in zip(*members, strict=True)
                )
            )
        )
    return tuple(groups)


CONTRASTING = Contrasting(LANGUAGES)
"""What rules out what in the languages there are."""
