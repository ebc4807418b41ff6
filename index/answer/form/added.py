"""Whether a sentence adds to a question what could answer it.

"The concert was cancelled on Friday" has all of *why was the concert cancelled*, and beyond that a
day, which is no reason; nor does it say who cancelled it, or where. So it answers when, and
nothing else. In a chat it names who says it, and that is not who did it: "Ida: the boat was sold".
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from index.answer.form.contrasts import MOMENT
from index.answer.kinds import FORMS
from index.answer.nearest import QuestionParts
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, Language, any_of
from index.types import AnswerType

# What a line of a chat begins with: "[09:10] Ida Holm:", "**Ида:**".
_SPEAKER = re.compile(
    r"[\s>*_–—-]*(?:[\[(][^\])\n]*[\])]|\d[\d:.,/-]*(?: \d[\d:.]*)?)?[\s,*_<–—-]*"
    r"[^\W\d][\w.'’-]*(?: [^\W\d][\w.'’-]*){0,2}>?[*_]*:[*_]*\s"
)
_LEAST_ALIKE, _LONGEST_ENDING = 3, 2
"""In letters, of two forms of one verb: how many both begin with, and how many more the shorter one
may have."""

_MOST_INITIALS = len(". S. ")
"""In characters, between an initial and the name."""

_NEEDED: frozenset[AnswerType | None] = frozenset({"person", "place", "organisation"})


class Additions:
    """What in a set of languages tells no more than when, and how much."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' words: a sentence may hold words of several."""
        self._unit = re.compile(
            any_of(unit for each in languages for unit in each.series.units.values()), re.IGNORECASE
        )
        self._lately = re.compile(any_of(each.telling.lately for each in languages), re.IGNORECASE)
        self._doerless = _words(each.telling.doerless for each in languages)
        self._why = re.compile(any_of(each.asking.why for each in languages), re.IGNORECASE)
        pointing = [each.grammar.pointing for each in languages]
        speakers = [each.telling.speakers for each in languages]
        self._meant = _words([*pointing, *speakers])

    def adds_nothing(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether who, where or why is asked and a sentence adds but days and numbers.

        Where a number tells which room, it may answer where.
        """
        why = self._why.search(asked.asks) is not None
        if not (why or asked.type in _NEEDED) or (not why and self._means_somebody(sentence)):
            return False
        said_by = self._speaker_end(asked, sentence, words) if asked.type == "person" else 0
        forms = [FORMS.date] if asked.type == "place" else [FORMS.date, FORMS.number]
        told = [match.span() for form in forms for match in form.finditer(sentence)]
        content = [word for word in words if not word.function]
        more = [
            word
            for word in content
            if word.start >= said_by
            and not asked.holds(word)
            and not self._is_deed(asked, sentence, word)
            and not self._tells_when(sentence, word)
            and not any(start <= word.start < end for start, end in told)
            and not (_is_initial(sentence, word) and self._is_of_named(asked, content, word))
        ]
        return bool(content) and not more

    @staticmethod
    def _is_of_named(asked: QuestionParts, content: Sequence[Token], initial: Token) -> bool:
        """Return whether an initial stands beside a name that the question has: "P. S. Grekov"."""
        return any(
            0 <= other.start - initial.end <= _MOST_INITIALS or 0 <= initial.start - other.end <= 1
            for other in content
            if asked.holds(other)
        )

    def _means_somebody(self, sentence: str) -> bool:
        """Return whether a sentence means whoever says it or was named before: not "this week"."""
        tokens = tokenize(sentence)
        followed = {one.start: other for one, other in pairwise(tokens)}
        return any(
            match.start() not in followed or not self._tells_when(sentence, followed[match.start()])
            for match in self._meant.finditer(sentence)
        )

    def _tells_when(self, sentence: str, word: Token) -> bool:
        return any(
            pattern.fullmatch(sentence, word.start, word.end)
            for pattern in (MOMENT, self._unit, self._lately)
        )

    def _speaker_end(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> int:
        """Return where the name ends of who says that what is asked is done; 0 without.

        Whose task something is may stand so too, "Ida: the boat", but not what is done with it.
        """
        speaker = _SPEAKER.match(sentence)
        is_done = speaker is not None and any(
            self._is_deed(asked, sentence, word)
            or (word.function and self._doerless.fullmatch(sentence, word.start, word.end))
            for word in words
            if word.start >= speaker.end()
        )
        return speaker.end() if speaker is not None and is_done else 0

    def _is_deed(self, asked: QuestionParts, sentence: str, word: Token) -> bool:
        """Return whether a word tells of what a question asks first that it is done by whomever.

        In another form it may have another stem: привезёт, привезут.
        """
        deed = min(asked.words, key=lambda each: each.start, default=None)
        if deed is None or not self._doerless.fullmatch(sentence, word.start, word.end):
            return False
        if not deed.ways.keys().isdisjoint(word.terms):
            return True
        return are_of_one_verb(asked.text[deed.start : deed.end], sentence[word.start : word.end])


def are_of_one_verb(said: str, told: str) -> bool:
    """Return whether two words may be forms of one verb, by how they begin: привезёт, привезут."""
    pairs = zip(said.casefold(), told.casefold(), strict=False)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return alike >= max(_LEAST_ALIKE, min(len(said), len(told)) - _LONGEST_ENDING)


def _is_initial(sentence: str, word: Token) -> bool:
    return word.capital and len(word.word) == 1 and sentence.startswith(".", word.end)


def _words(wordings: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){any_of(wordings)}(?![^\W_])", re.IGNORECASE)


ADDITIONS = Additions(LANGUAGES)
"""Those of the languages there are."""
