"""How a sentence stands to what is asked: it may deny it, only plan it, ask it, tell of a deputy.

"The bonus is not paid to apprentices" has every word of "Who is paid the bonus?" and does not say
who; no more does "He asked who is paid the bonus", nor does "The deputy head is Ida" say who the
head is, or "We plan to paint the gate in May" when it was painted. All by form alone, as the
languages' records have it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.answer.form import ruled_out
from index.answer.form.added import ADDITIONS, are_of_one_verb
from index.answer.form.cells import is_unfilled
from index.answer.form.contrasts import POLAR, AskedContrasts
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence, Numbers
from index.text.analysis import Token
from index.text.languages import LANGUAGES, Language, any_of
from index.types import AnswerType, Span

DENIED = 0.003
"""What is left to a sentence that denies or plans what is asked, or names another post's holder:
less than the surest reading makes up."""

AGAINST = 0.1
"""What of it speaks for no answer then: not for whatever else stands near."""

RESTATED = 0.3
"""The same of a sentence that only restates the question: what stands near seldom tells more."""

_OF_DENIAL: frozenset[AnswerType | None] = frozenset({"person", "place", "organisation", "date"})
"""What is asked for where a denial is no answer, beside what the question calls which or what; that
of a number is one: none."""

_OF_PLANS: frozenset[AnswerType | None] = _OF_DENIAL | {"number"}
"""What is asked for where a plan is no answer: what something will cost it did not."""

_MOST_BETWEEN = 2
# The end of a word that is broken before what looks like a word that denies: маслобой-ни.
_BROKEN = re.compile(r"[-‐\u00ad][ \t]*\r?\n[ \t]*$")
_QUESTION = re.compile(r"\?[\s\"'»”’*_)\]]*\Z")
# What something is called, and where what it is begins: "Venue: …", "The venue is …".
_COPULA = any_of(language.grammar.copulas for language in LANGUAGES)
_CALLED = re.compile(
    rf"[^:\n]{{2,80}}?[*_]*(?::[*_]*\s|\s[–—-]\s|(?P<is>\s{_COPULA}(?!\w)))[\s*_]*(?=[^\s*_])",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:!?()—–]|\.(?=\s|$)|\n")


class Stances:
    """How a set of languages denies and asks."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know these languages' words: a sentence may hold some of several."""
        asking = [language.asking for language in languages]
        telling = [language.telling for language in languages]
        self._denials = _words([each.denials for each in telling])
        self._limits = _words([each.limits for each in telling])
        self._things = _words([each.things for each in asking])
        self._rules = _words(
            [pattern for each in asking for pattern in (each.rules, each.why, each.manner)]
        )
        self._before_things = re.compile(
            rf"(?<![^\W_]){any_of(each.grammar.before_things for each in languages)}[ \xa0]$",
            re.IGNORECASE,
        )
        self._plans = _words([each.plans for each in telling])
        self._wishes = _words([each.wishes for each in telling])
        self._dropped = _words([each.dropped for each in telling])
        self._deeds = _words(
            [each.grammar.acts for each in languages] + [each.doerless for each in telling]
        )
        self._futures = re.compile(any_of(each.futures for each in telling), re.IGNORECASE)
        self._past = _words([each.past for each in asking])
        self._deputies = _words([each.deputies for each in telling])
        self._former = _words([each.former for each in telling])
        self._doer = re.compile(any_of(each.doer for each in asking), re.IGNORECASE)
        self._doer_left_out = _words([each.doer_left_out for each in telling])
        self._appoints = _words([each.appoints for each in telling])
        self._appointed = _words([each.appointed for each in telling])
        self._titles = _words([each.titles for each in telling])
        self._heads = _words([part for each in telling for part in (each.titles, each.heads)])
        self._reports = _words([each.reports for each in telling])
        self._asking = _words(
            [
                pattern
                for each in asking
                for pattern in (each.who, each.when, each.where, each.how_many, each.what)
            ]
        )

    def may_be_denied(self, asked: QuestionParts) -> bool:
        """Return whether a question asks for what a denial does not give.

        It does give why and how something is so, and what the rule is: that it may not be.
        """
        return (asked.type in _OF_DENIAL or self._asks_for_thing(asked)) and self._denials.search(
            asked.asks
        ) is None

    def _asks_for_thing(self, asked: QuestionParts) -> bool:
        return (
            asked.type is None
            and self._things.search(asked.asks) is not None
            and self._rules.search(asked.asks) is None
            and POLAR.search(asked.asks) is None
        )

    def is_past(self, asked: QuestionParts) -> bool:
        """Return whether a question asks what has come to pass, and not what was planned."""
        return (
            asked.type in _OF_PLANS
            and self._past.search(asked.asks) is not None
            and self._plans.search(asked.asks) is None
            and self._wishes.search(asked.asks) is None
            and self._dropped.search(asked.asks) is None
        )

    def denies(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence says of what the question has of it that it is not so.

        And nowhere that it is: "not paid to apprentices but paid to masters" says who.
        """

        def is_deed(word: Token) -> bool:
            return self._asks_for_deed(asked, word)

        return self._is_behind(
            self._denials,
            is_deed,
            sentence,
            words,
            limits=self._limits,
            same=lambda word: _held_as(asked, word),
        )

    def _asks_for_deed(self, asked: QuestionParts, word: Token) -> bool:
        """Return whether a word of a sentence is in a question: as a deed, if that asks which.

        "It may not be sublet" denies "What is sublet?", and tells "What holds for subletting?".
        """
        return any(
            asked.type is not None or self._before_things.search(asked.text, 0, each.start) is None
            for each in asked.words
            if not each.ways.keys().isdisjoint(word.terms)
        )

    def plans(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence says of what the question has of it that it is to be.

        Or that it came to nothing: "the trip in July was called off" was at no time.
        """
        if self._is_behind(self._plans, asked.holds, sentence, words) or self._is_wished(
            asked, sentence, words
        ):
            return True
        if self._is_yet_to_be(asked, sentence, words):
            return True
        dropped = self._dropped.search(sentence)
        # What is asked of is told: "moved to the hall" of where it was moved.
        if dropped is None or any(
            asked.holds(word)
            for word in words
            if dropped.start() <= word.start < dropped.end() and not word.function
        ):
            return False
        before = [
            word
            for word in words
            if word.end <= dropped.start()
            and not word.function
            and asked.holds(word)
            and _CLAUSE_END.search(sentence, word.end, dropped.start()) is None
        ]
        # What was handed in and then rejected was handed in all the same.
        return bool(before) and not any(
            self._deeds.fullmatch(sentence, word.start, word.end)
            and self._before_things.search(sentence, 0, word.start) is None
            for word in before
        )

    def _is_yet_to_be(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence tells by a word's form alone that what is asked is to be done.

        «Весной покрасим катер» has another form of *покрасили*, and nowhere that one.
        """
        done = [
            said
            for each in asked.words
            if self._past.fullmatch(said := asked.text[each.start : each.end].casefold())
        ]
        forms = [
            word
            for word in words
            if any(are_of_one_verb(said, sentence[word.start : word.end]) for said in done)
        ]
        return bool(forms) and all(
            self._futures.fullmatch(sentence, word.start, word.end) for word in forms
        )

    def _is_wished(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether all that a sentence has of a question is but wished there.

        "It was proposed that Ida paint the gate": whoever did paint it.
        """
        held = [word for word in words if not word.function and asked.holds(word)]
        wish = self._wishes.search(sentence)
        if wish is None or not held:
            return False
        border = _CLAUSE_END.search(sentence, wish.end())
        end = border.start() if border else len(sentence)
        return all(wish.end() <= word.start < end for word in held)

    def leaves_open(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence says of what the question has but that it is not filled in.

        "Venue: to be announced" says whether there is one, and not which. What is said of a thing
        is of that clause alone: "Ida paid the deposit, the rest is open".
        """
        if POLAR.search(asked.asks):
            return False
        for called in _CALLED.finditer(sentence):
            starts = [end.end() for end in _CLAUSE_END.finditer(sentence, 0, called.end())]
            start = max(starts, default=0) if called["is"] else 0
            if not any(start <= word.start < called.start("is") for word in words):
                start = 0
            if (
                is_unfilled(asked, sentence[called.end() :])
                and any(asked.holds(word) for word in words if start <= word.start < called.end())
                and not any(asked.holds(word) for word in words if word.start >= called.end())
            ):
                return True
        return False

    def names_another_post(
        self, asked: QuestionParts, sentence: str, words: Sequence[Token]
    ) -> bool:
        """Return whether a sentence tells who deputises for who is asked for, or did hold the post.

        A question that asks for a deputy, or for what is past, may mean just that.
        """
        if asked.type != "person":
            return False
        others = (self._deputies, self._former if self._past.search(asked.asks) is None else None)
        return any(
            pattern.search(asked.asks) is None
            and (
                self._is_behind(pattern, asked.holds, sentence, words)
                or self._heads_only_behind(pattern, asked, sentence, words)
            )
            for pattern in others
            if pattern is not None
        )

    def names_no_doer(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence tells from whom or to whom what is asked is done, but not who.

        "The boat was bought from Ida" names none who bought it, nor does «Лодку купили у Иды».
        Somebody else may stand before what is done, other than in the question.
        """
        deed = min(asked.words, key=lambda each: each.start, default=None)
        if deed is None or self._doer.search(asked.asks) is None:
            return False
        for match in self._doer_left_out.finditer(sentence):
            start = match.start(match.lastgroup or 0)
            told = [word for word in words if word.start == start]
            before = [word for word in words if word.end <= match.start() and not word.function]
            if any(not deed.ways.keys().isdisjoint(word.terms) for word in told) and all(
                asked.holds(word) for word in before[-1:]
            ):
                return True
        return False

    def names_who_appoints(
        self, asked: QuestionParts, sentence: str, words: Sequence[Token]
    ) -> bool:
        """Return whether a sentence has of a post by whom it is given, and who has it is asked.

        "The chair is elected by the members" does not say who the chair is.
        """
        if asked.type != "person" or self._appoints.search(asked.asks) is not None:
            return False
        match = self._appointed.search(sentence)
        held = [word for word in words if not word.function and asked.holds(word)]
        terms = frozenset(term for word in held for term in word.terms)
        return (
            match is not None
            and bool(held)
            and not any(terms.isdisjoint(each.ways) for each in asked.words)
            and all(
                _CLAUSE_END.search(
                    sentence, min(word.end, match.end()), max(word.start, match.start())
                )
                is None
                for word in held
            )
        )

    def _heads_only_behind(
        self,
        pattern: re.Pattern[str],
        asked: QuestionParts,
        sentence: str,
        words: Sequence[Token],
    ) -> bool:
        """Return whether a sentence tells of a head of what is asked, behind certain words.

        "The deputy head of the yard, chair of the fund" is another post for "Who leads the yard?",
        and none for "Who leads the fund?".
        """
        if self._heads.search(asked.asks) is None:
            return False
        most = {True: 0, False: 0}
        for start, title, end in self._heading(sentence, pattern):
            before = [word for word in words if start <= word.start < title.start]
            after = [word for word in words if title.end <= word.start < end]
            # Nobody is a deputy of what somebody does: "the former nurse runs the yard".
            behind = self._titles.fullmatch(sentence, title.start, title.end) is not None and any(
                all(word.function or word.start < match.end() for word in before)
                for match in pattern.finditer(sentence, start, title.start)
            )
            of = after if behind else before + after
            held = sum(not word.function and asked.holds(word) for word in of)
            most[behind] = max(most[behind], held)
        return most[True] > most[False]

    def _heading(self, sentence: str, behind: re.Pattern[str]) -> Iterator[tuple[int, Span, int]]:
        """Yield every word of heading something, between where the last and the next one stand.

        Or the clause begins and ends; a full stop of the words it may stand behind ends none.
        """
        titles = [Span(*found.span()) for found in self._heads.finditer(sentence)]
        stops = {found.end() for found in behind.finditer(sentence)}
        ends = [
            Span(*found.span())
            for found in _CLAUSE_END.finditer(sentence)
            if found.end() not in stops
        ]
        for title in titles:
            around = [each for each in titles + ends if each != title]
            start = max((each.end for each in around if each.end <= title.start), default=0)
            end = min(
                (each.start for each in around if each.start >= title.end), default=len(sentence)
            )
            yield start, title, end

    @staticmethod
    def _is_behind(
        pattern: re.Pattern[str],
        is_meant: Callable[[Token], bool],
        sentence: str,
        words: Sequence[Token],
        *,
        limits: re.Pattern[str] | None = None,
        same: Callable[[Token], object] = lambda word: word.stem,
    ) -> bool:
        """Return whether what a sentence has of what is meant stands behind certain words.

        And nowhere without, nor with what limits them. Words are one for which `same` is.
        """
        behind, limited = set[int](), False
        for match in pattern.finditer(sentence):
            if _BROKEN.search(sentence[: match.start()]):
                continue
            border = _CLAUSE_END.search(sentence, match.end())
            end = border.start() if border else len(sentence)
            after = [word for word in words if match.end() <= word.start < end]
            content = [word for word in after[: _MOST_BETWEEN + 1] if not word.function]
            if content and is_meant(content[0]):
                behind.add(content[0].start)
                limited |= limits is not None and limits.search(sentence, match.end()) is not None
        meant = {same(word) for word in words if word.start in behind}
        return (
            bool(behind)
            and not limited
            and not any(same(word) in meant and word.start not in behind for word in words)
        )

    def asks(self, asked: QuestionParts, sentence: str, words: Sequence[Token]) -> bool:
        """Return whether a sentence asks, and says nothing.

        It ends in a question mark, whatever it asks; or all that it has of the question stands
        behind the word that asks, in a clause that somebody asks, and no other clause says
        anything.
        """
        if _QUESTION.search(sentence):
            return True
        held = [word for word in words if not word.function and asked.holds(word)]
        if len(held) <= 1 or self._reports.search(sentence) is None:
            return False
        clauses = _clauses(sentence)
        asking = next(
            (
                (match, clause)
                for clause in clauses
                for match in self._asking.finditer(sentence, clause.start, clause.end)
            ),
            None,
        )
        if asking is None:
            return False
        match, clause = asking
        others = [
            each
            for each in clauses
            if each != clause and self._reports.search(sentence, each.start, each.end) is None
        ]
        return not any(_has_words(each, words) for each in others) and all(
            match.end() <= word.start < clause.end for word in held
        )


def _clauses(sentence: str) -> list[Span]:
    starts = [0, *(match.end() for match in _CLAUSE_END.finditer(sentence))]
    return [
        Span(start, end) for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True)
    ]


def _held_as(asked: QuestionParts, word: Token) -> int | str:
    """Return which word of a question one of a sentence is, or else its stem.

    Another language may say it by several: "провёл" and "проводили" are both *conducted*.
    """
    found = (each for each in asked.words if not each.ways.keys().isdisjoint(word.terms))
    return next((each.start for each in found), word.stem)


def _has_words(clause: Span, words: Sequence[Token]) -> bool:
    return any(clause.start <= word.start < clause.end for word in words if not word.function)


def _words(wordings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){any_of(wordings)}(?![^\W_])", re.IGNORECASE)


STANCES = Stances(LANGUAGES)
"""Those of the languages there are."""


@dataclass(frozen=True, slots=True)
class Stance:
    """What is left to each of n sentences, and what of it speaks for no answer: float64[n] each."""

    shares: Numbers
    against: Numbers

    def beside(self, other: "Stance") -> "Stance":
        """Return what is left by both."""
        return Stance(self.shares * other.shares, np.maximum(self.against, other.against))


def stance_of(asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence) -> Stance:
    """Return how each sentence stands to a question: 1 is left where it says what is so."""
    deniable, past = STANCES.may_be_denied(asked), STANCES.is_past(asked)
    contrasts = AskedContrasts(asked)
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        sentence, words = near.hit.sentences[number].quote, near.words[number]
        if (
            (deniable and STANCES.denies(asked, sentence, words))
            or (past and STANCES.plans(asked, sentence, words))
            or (number not in near.rows and STANCES.leaves_open(asked, sentence, words))
            or STANCES.names_another_post(asked, sentence, words)
            or STANCES.names_no_doer(asked, sentence, words)
            or STANCES.names_who_appoints(asked, sentence, words)
            or contrasts.is_contrary(near, number)
        ):
            shares[place], against[place] = DENIED, AGAINST
        elif ADDITIONS.adds_nothing(asked, sentence, words):
            shares[place], against[place] = DENIED, RESTATED
        elif number not in near.headers and STANCES.asks(asked, sentence, words):
            shares[place], against[place] = ruled_out.RULED_OUT, ruled_out.AGAINST
    return Stance(shares, against)
