"""Whose attribute a sentence tells: the length of the berth is not that of the tug.

A question names an attribute and a thing ("the head of the depot", "how long is the tug"). Where
the passage names that thing elsewhere and the sentence gives the attribute to another one, by form,
it is about the other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES
from index.text.scripts import is_cyrillic

OTHER_THING = 0.003
"""What is left to a sentence that gives what is asked to another thing: less than the surest
reading makes up."""

_ATTRIBUTES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(names, re.IGNORECASE))
    for language in LANGUAGES
    for asked, names in language.wording.attributes
)
_MOST_OF_THING = 3
_OF = re.compile(r"[ \xa0]of[ \xa0](?:(?:the|an?|our|this|its|their)[ \xa0])?", re.IGNORECASE)
_ADJECTIVES = "long|high|tall|wide|deep|old|heavy|thick|broad"
_HOW = re.compile(rf"\bhow ({_ADJECTIVES})\b")
# "Its trailer is 4 metres long".
_SO_LONG = re.compile(
    r"(?<!\w)(?:the|its|his|her|their|our|an?)[ \xa0]"
    r"(?P<thing>(?:[\w'’-]+[ \xa0]){0,2}[\w'’-]+)[ \xa0]"
    r"(?:is|was|are|were)[ \xa0](?:[^.,;\n]*[ \xa0])?"
    rf"(?P<attribute>{_ADJECTIVES})\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:of|for|at|in|on|to|by|with|from|near|and|[а-яё]{1,3})\b")
_BLANK = re.compile(r"[ \xa0]+")
# Genitives by their endings, without short forms and verbs that end alike: указана, осталась.
_GENITIVE = re.compile(r"\w+(?:[аяыи]|ов|ев|ей|ого|его|ой|ых|их)")
_VERB = re.compile(r"\w+(?:[еиаяую]т|ть|ся|сь|[аияеы]л[аио]?)")
_NO_GENITIVE = re.compile(r"\w+(?:[аея]н[аы]|ась|ись)")


def relation_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 but where it tells of another thing."""
    shares = np.ones(len(evidence.places))
    named = [names for of, names in _ATTRIBUTES if of.search(asked.asks)]
    attributes, how = _attributes(asked), set(_HOW.findall(asked.asks.casefold()))
    if not named and not attributes:
        return shares
    for place, (passage, number) in enumerate(evidence.places):
        near = nearest[passage]
        told = [
            (token, thing)
            for token, thing in _told(near.hit.sentences[number].quote, near.words[number])
            if _is_held(attributes, frozenset(token.terms))
            or any(names.match(token.word) for names in named)
            or token.word in how
        ]
        if not told or any(asked.holds(each) for _, thing in told for each in thing):
            continue
        relations = {term for token, _ in told for term in token.terms}
        things = [word for word in asked.words if not relations.intersection(word.ways)]
        if _is_held(things, near.terms[number]):
            continue
        others = [each for _, thing in told for each in thing]
        if _is_apart(things, others, near):
            shares[place] = OTHER_THING
    return shares


def _attributes(asked: QuestionParts) -> list[AskedWord]:
    """Return a question's words that are followed by what has them: "the head of the depot"."""
    told = {token.start for token, _ in _told(asked.text, tokenize(asked.text))}
    return [word for word in asked.words if word.start in told]


def _is_apart(things: Sequence[AskedWord], others: Sequence[Token], near: NearPassage) -> bool:
    """Return whether a passage names the things asked about, and nowhere calls them the others.

    "The Lark is a ferry" and "the ferry Lark" do; "the Lark lies at the pier" does not.
    """
    named = False
    for number in near.stated:
        words = [word for word in near.words[number] if not word.function]
        held = [any(word.ways.keys() & set(each.terms) for word in things) for each in words]
        named |= any(held)
        for at, (one, other) in enumerate(pairwise(words)):
            if (held[at] and _is_one_of(other, others)) or (
                held[at + 1] and _is_one_of(one, others)
            ):
                between = near.hit.sentences[number].quote[one.end : other.start]
                if _WITH.search(between) is None:
                    return False
    return named


def _is_one_of(word: Token, others: Sequence[Token]) -> bool:
    """Return whether a word is another form of one of the others."""
    return any(
        word.stem == each.stem or each.word.startswith(word.word) or word.word.startswith(each.word)
        for each in others
    )


def _told(text: str, words: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield the attributes that a text tells, each with the words for what has it."""
    for at, word in enumerate(words):
        thing = _thing(text, words, at)
        if thing:
            yield word, thing
    for match in _SO_LONG.finditer(text):
        thing = [
            word
            for word in words
            if match.start("thing") <= word.start < match.end("thing") and not word.function
        ]
        attribute = [word for word in words if word.start == match.start("attribute")]
        if thing and attribute:
            yield attribute[0], thing


def _thing(text: str, words: Sequence[Token], at: int) -> list[Token]:
    """Return the words by which a text says whose or of what its word at `at` is, if it does."""
    word, after = words[at], words[at + 1 : at + 1 + _MOST_OF_THING]
    if word.function or not word.word.isalpha():
        return []
    if is_cyrillic(word.word):
        if _VERB.fullmatch(word.word):
            return []
        of = list(takewhile(_is_genitive, after))
        start = word.end
    else:
        match = _OF.match(text, word.end)
        if match is None:
            return []
        start = match.end() - 1
        of = [each for each in after if each.start >= match.end()]
    found: list[Token] = []
    for each in of:
        if each.function or not _BLANK.fullmatch(text, start, each.start):
            break
        if not each.word.isalpha():
            break
        found.append(each)
        start = each.end
    return found


def _is_genitive(word: Token) -> bool:
    """Return whether a word may be one; with a capital it may as well be a name: директор Зоя."""
    said = word.word
    return (
        not word.capital
        and _GENITIVE.fullmatch(said) is not None
        and _NO_GENITIVE.fullmatch(said) is None
    )


def _is_held(words: Sequence[AskedWord], terms: frozenset[str]) -> bool:
    return any(terms.intersection(word.ways) for word in words)
