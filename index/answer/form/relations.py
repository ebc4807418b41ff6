"""Whose attribute a sentence tells: the length of the berth is not that of the tug.

A question names an attribute and a thing ("the head of the depot", "how long is the tug"). Where
the passage names that thing elsewhere and the sentence gives the attribute to another one, by form,
it is about the other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

import numpy as np

from index.answer.form.ruled_out import RULED_OUT
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord
from index.learned import Evidence, Numbers
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of

_ATTRIBUTES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(names, re.IGNORECASE))
    for language in LANGUAGES
    for asked, names in language.asking.attributes
)
_MOST_OF_THING = 3
_POSSESSIONS = [language.possession for language in LANGUAGES]
_OF = re.compile(rf"[ \xa0]{any_of(each.of for each in _POSSESSIONS)}[ \xa0]", re.IGNORECASE)
_SIZES = any_of(each.sizes for each in _POSSESSIONS)
_HOW = re.compile(rf"\b{any_of(each.how for each in _POSSESSIONS)} ({_SIZES})\b")
# "Its trailer is 4 metres long".
_SO_LONG = re.compile(
    rf"(?<!\w){any_of(each.determiners for each in _POSSESSIONS)}[ \xa0]"
    r"(?P<thing>(?:[\w'’-]+[ \xa0]){0,2}[\w'’-]+)[ \xa0]"
    rf"{any_of(language.grammar.copulas for language in LANGUAGES)}[ \xa0](?:[^.,;\n]*[ \xa0])?"
    rf"(?P<attribute>{_SIZES})\b",
    re.IGNORECASE,
)
_APART = re.compile(rf"\b{any_of(each.apart for each in _POSSESSIONS)}\b")
_BLANK = re.compile(r"[ \xa0]+")
_GENITIVES = {
    language.code: re.compile(language.possession.genitives)
    for language in LANGUAGES
    if language.possession.genitives
}
_VERB = re.compile(any_of(each.verbs for each in _POSSESSIONS))


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
            shares[place] = RULED_OUT
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
                if _APART.search(between) is None:
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
    if word.function or not word.word.isalpha() or _VERB.fullmatch(word.word):
        return []
    genitive = _GENITIVES.get(word.language or "")
    if genitive is not None:
        # With a capital it may as well be a name: директор Зоя.
        of = list(takewhile(lambda each: not each.capital and genitive.fullmatch(each.word), after))
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


def _is_held(words: Sequence[AskedWord], terms: frozenset[str]) -> bool:
    return any(terms.intersection(word.ways) for word in words)
