"""Questions on a phrase that is left out of a sentence, as people may ask for it.

What stands around the gap is said over: words fall away, others of like meaning or another form
of the same stand for them, the asking word comes first or stays in the gap, and often the clause
around the gap alone is asked.
"""

import random
import re
from collections.abc import Sequence
from functools import cache

from index.training.reading.lexicon import Lexicon, Word, is_function, stem, word_lists, words_of
from index.types import Span

MOST_DROPPED = 0.3
FUNCTION_WORDS_DROPPED = 1.6
"""How much likelier a word without content falls away."""
LIKE_WORDS = (0.2, 0.5)
"""The share of words that others stand for where question and passage are of one language."""
FEW_LIKE_WORDS = (0.0, 0.15)
"""The same where they are not."""
LONGEST_COPY = 3
"""So many words in a row stay as they stand in the passage where it is of the same language."""
HEADED = 0.5
LONGEST_QUESTION = 24
SHORTEST_QUESTION = 12
ENOUGH = 5
"""So many words of content make a clause a question by itself."""
NEAR = 0.4
ORDERS = {"gap": 30, "first": 40, "turned": 10, "hurried": 20}
"""Where the asking word stands: in the gap, first, first with what follows the gap before what
precedes it, or beside words of content alone."""
SHUFFLED = 0.3
FIRST = 0.7
CAPITAL = 0.5
IN_CASE = 0.8
"""How often a Russian asking word stands in the case that its preposition wants."""
BY_TRANSLATION = 0.7
"""How often another word stands for a word, and not another of its forms."""
LEAST_FORM = 0.2
"""How often a form is met beside the commonest one, to stand for it."""

_KEPT = frozenset("not no never without cannot не ни нет нельзя никогда без".split())
"""What would be said otherwise without them."""
_CLAUSE = re.compile(r"[,;:—–]|\.\s|\s-\s")


class Asker:
    """Asks for phrases of sentences; everything from one chooser."""

    def __init__(self, lexicon: Lexicon, chooser: random.Random) -> None:
        """Take the words that may stand for others."""
        self._lexicon = lexicon
        self._chooser = chooser

    def ask(self, text: str, gap: Span, kind: str, *, language: str, copied: bool) -> str:
        """Return a question for what stands at `gap` in `text`.

        `copied` says that the passage is of the same language, so that words are said over.
        """
        chooser = self._chooser
        before, behind = self._around(text, gap, near=chooser.random() < NEAR)
        start, end = gap.start, gap.end
        word, before, behind = self._asking(text[start:end], kind, before, behind, language)
        dropped = chooser.uniform(0, MOST_DROPPED)
        share = chooser.uniform(*(LIKE_WORDS if copied else FEW_LIKE_WORDS))
        left = self._said_over(before, dropped, share, copied=copied)
        right = self._said_over(behind, dropped, share, copied=copied)
        (order,) = chooser.choices(list(ORDERS), list(ORDERS.values()))
        if order == "gap":
            said = [*left, word, *right]
        elif order == "first":
            # As people type: the asking word first, then what stands around the gap.
            said = [word, *left, *right]
        elif order == "turned":
            said = [word, *right, *left]
        else:
            rest = [
                each for each in (*left, *right) if not is_function(each) or each.lower() in _KEPT
            ]
            if chooser.random() < SHUFFLED:
                chooser.shuffle(rest)
            said = [word, *rest] if chooser.random() < FIRST else [*rest, word]
        asked = " ".join(said)
        if chooser.random() < CAPITAL:
            asked = asked[0].upper() + asked[1:]
        return asked + chooser.choice(("?", "?", ""))

    def _around(self, text: str, gap: Span, *, near: bool) -> tuple[list[Word], list[Word]]:
        """Return the words before and behind the gap, of its clause alone where that is enough."""
        before, behind = words_of(text[: gap.start]), words_of(text[gap.end :])
        if near or len(before) + len(behind) > LONGEST_QUESTION:
            first = max((found.end() for found in _CLAUSE.finditer(text, 0, gap.start)), default=0)
            last = _CLAUSE.search(text, gap.end)
            own = [word for word in before if word.start >= first]
            then = [word for word in behind if not last or word.end + gap.end <= last.start()]
            if sum(not word.is_function for word in (*own, *then)) >= ENOUGH:
                before, behind = own, then
        size = self._chooser.randint(SHORTEST_QUESTION, LONGEST_QUESTION) // 2
        if len(before) + len(behind) > 2 * size:
            return before[-max(size, 2 * size - len(behind)) :], behind[
                : max(size, 2 * size - len(before))
            ]
        return before, behind

    def _asking(
        self, phrase: str, kind: str, before: list[Word], behind: list[Word], language: str
    ) -> tuple[str, list[Word], list[Word]]:
        """Return the asking words with what they leave of the words around the gap."""
        lists, chooser = word_lists(), self._chooser
        word = chooser.choice(lists[f"{language} {kind}"])
        last = before[-1].text.lower() if before else ""
        preposition = last in lists[f"{language} prepositions"]
        article = language == "en" and last in ("the", "a", "an")
        if article:
            before = before[:-1]
        if kind in ("year", "date", "place") and preposition:
            before = before[:-1]
        if kind == "year" and behind and stem(behind[0].text) in ("год", "г"):
            behind = behind[1:]
        if kind in ("thing", "name", "amount") and chooser.random() < HEADED:
            headed = self._headed(phrase, kind, language)
            if headed:
                return headed, before, behind
        if language == "ru" and preposition and kind in ("thing", "name", "person", "one name"):
            table = _table(
                "ru person after preposition" if kind == "person" else "ru after preposition"
            )
            if last in table and chooser.random() < IN_CASE:
                return f"{last} {table[last]}", before[:-1], behind
        return word, before, behind

    def _headed(self, phrase: str, kind: str, language: str) -> str:
        """Return the asking word with the noun of the phrase: which festival, какая комиссия.

        Empty where the phrase has none.
        """
        first, *rest = phrase.split()
        if not rest or kind == "name":
            return ""
        if kind == "amount":
            numbers = word_lists()[f"{language} how many"] if first[0].isdecimal() else ()
            return " ".join([self._chooser.choice(numbers), *rest]) if numbers else ""
        if language == "en":
            words = [first, *rest]
            head = next((at for at, word in enumerate(words) if word in ("of", "for")), len(words))
            return f"{self._chooser.choice(word_lists()['en which'])} {words[head - 1]}"
        endings = _table("ru which")
        asking = next((endings[end] for size in (3, 2) if (end := first[-size:]) in endings), "")
        return f"{asking} {rest[0]}" if asking and len(rest) == 1 else ""

    def _said_over(
        self, words: Sequence[Word], dropped: float, share: float, *, copied: bool
    ) -> list[str]:
        chooser = self._chooser
        said: list[str] = []
        run = 0
        for word in words:
            text = word.text
            if not word.start and word.text[1:].islower() and not self._lexicon.is_proper(text):
                text = text.lower()
            own = text
            falls = dropped * (FUNCTION_WORDS_DROPPED if word.is_function else 1)
            if text.lower() not in _KEPT and chooser.random() < falls:
                run = 0
                continue
            worn = copied and run >= LONGEST_COPY
            if not word.is_function and (worn or chooser.random() < share):
                text = self._other(word) or text
            if worn and text == own and text.lower() not in _KEPT:
                run = 0
                continue
            run = 0 if text != own else run + 1
            said.append(text)
        return said

    def _other(self, word: Word) -> str | None:
        """Return a word of like meaning, or another form of this one; None where there is none."""
        chooser = self._chooser
        if word.is_number or word.text[0].isupper():
            return None
        lower = word.text.lower()
        alike = self._lexicon.alike(word.stem)
        if alike and chooser.random() < BY_TRANSLATION:
            return self._lexicon.form(chooser.choice(alike), lower)
        forms = self._lexicon.forms.get(word.stem, {})
        least = LEAST_FORM * max(forms.values(), default=0)
        others = [form for form, count in forms.items() if form != lower and count > least]
        return chooser.choice(others) if others else None


@cache
def _table(name: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in word_lists()[name])
