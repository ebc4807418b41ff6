"""Whether a sentence adds to a question what could answer it.

"The concert was cancelled on Friday" has all of *why was the concert cancelled*, and beyond that a
day, which is no reason; nor does it say who cancelled it, or where. So it answers when, and
nothing else.
"""

import re
from collections.abc import Sequence

from index.answer.contrasts import MOMENT
from index.answer.kinds import FORMS
from index.answer.nearest import QuestionParts
from index.text.analysis import Token
from index.text.languages import LANGUAGES, Language, any_of
from index.types import AnswerType

_NEEDED: frozenset[AnswerType | None] = frozenset({"person", "place", "organisation"})


class Additions:
    """What in a set of languages tells no more than when, and how much."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' words: a sentence may hold words of several."""
        self._unit = re.compile(
            any_of(unit for each in languages for unit in each.series.units.values()), re.IGNORECASE
        )
        self._why = re.compile(any_of(each.wording.why for each in languages), re.IGNORECASE)
        pointing = [each.wording.pointing for each in languages]
        speakers = [each.wording.speakers for each in languages]
        self._meant = re.compile(
            rf"(?<![^\W_]){any_of([*pointing, *speakers])}(?![^\W_])", re.IGNORECASE
        )

    def adds_nothing(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether who, where or why is asked and a sentence adds but days and numbers.

        Where a number tells which room, it may answer where.
        """
        why = self._why.search(asked.asks) is not None
        if not (why or asked.type in _NEEDED) or (not why and self._meant.search(sentence)):
            return False
        forms = [FORMS.date] if asked.type == "place" else [FORMS.date, FORMS.number]
        told = [match.span() for form in forms for match in form.finditer(sentence)]
        content = [word for word in words if not word.function]
        more = [
            word
            for word in content
            if not asked.holds(word)
            and MOMENT.fullmatch(sentence, word.start, word.end) is None
            and self._unit.fullmatch(sentence, word.start, word.end) is None
            and not any(start <= word.start < end for start, end in told)
        ]
        return bool(content) and not more


ADDITIONS = Additions(LANGUAGES)
"""Those of the languages there are."""
