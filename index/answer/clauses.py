"""Whether a sentence says what is asked, but in another clause and of another thing.

"The floor was sanded by Tom, the benches were wiped" has each word of *who sanded the benches*, and
no clause that has them together; a reader takes one for the other. So the question is asked once
more with what stands in a clause in the place of what that one lacks: where the same words answer
it more surely, they answer that.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from index.answer.nearest import NearPassage, QuestionParts
from index.answer.subjects import (
    POINTING,
    beside,
    in_a_row,
    may_mean_the_same,
    text_of,
)
from index.encode.protocols import Comprehender, Encoders, SparseEncoder
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of
from index.types import Span

LEAST_RISE = 2.0
"""By how much surer, in log odds, the same words answer when asked about the other clause's."""

LEAST_SURE = 4.8
"""The log odds from which on they answer that surely."""

_MOST_READ = 6
"""How many times a question is read anew for a sentence."""

_JOINING = any_of(
    part for language in LANGUAGES for part in (language.grammar.joining, language.grammar.turning)
)
_BORDER = re.compile(
    rf"[;()\n]|[,:](?!\d)|[ \xa0][–—-][ \xa0]|(?<![\w-]){_JOINING}(?![\w-])|$", re.IGNORECASE
)
# What is named behind these does not stand in a row with what is before.
_APART = frozenset(":( \xa0")
_DEED = re.compile(
    any_of(
        part
        for language in LANGUAGES
        for part in (language.grammar.acts, language.asking.past, language.telling.doerless)
    )
)


def is_of_another_clause(
    asked: QuestionParts,
    near: NearPassage,
    number: int,
    *,
    comprehender: Comprehender,
    encoders: Encoders,
) -> bool:
    """Return whether a sentence of a passage, by its number, answers about another of its clauses.

    It has all that the question has, none of its clauses does. In a row of a table each cell speaks
    for itself.
    """
    if number in near.rows:
        return False
    sure, span = near.read.answers[number], near.read.spans[number]
    for changed in islice(_asked_of_clauses(asked, near, number, encoders.sparse), _MOST_READ):
        (read,) = comprehender.read(question=changed, texts=[near.text])
        again = read.answers[number]
        if (
            again >= LEAST_SURE
            and again - sure >= LEAST_RISE
            and _overlap(span, read.spans[number])
        ):
            return True
    return False


def _asked_of_clauses(
    asked: QuestionParts, near: NearPassage, number: int, sparse: SparseEncoder
) -> Iterator[str]:
    """Yield the question with what stands in each clause in the place of what that one lacks.

    Nothing where the sentence lacks something, or one of its clauses nothing.
    """
    words = {word.start: word for word in asked.words}
    said = [token for token in tokenize(asked.text) if token.start in words]

    def lacks(terms: frozenset[str]) -> list[Token]:
        return [token for token in said if terms.isdisjoint(words[token.start].ways)]

    sentence = near.hit.sentences[number].quote
    parts = _clauses(sentence, near.words[number])
    lacking = [lacks(frozenset(term for token in part for term in token.terms)) for part in parts]
    if lacks(near.terms[number]) or not all(lacking):
        return
    for part, lacks_of in zip(parts, lacking, strict=True):
        if len(lacks_of) == len(said):
            continue
        for row in _in_rows(lacks_of, asked.text):
            thing = in_a_row(row, asked, said_otherwise=False)
            if thing is None:
                continue
            for other in beside(thing, asked, sentence, part, end=len(sentence)):
                nearest = other[:1]
                text = text_of(nearest, sentence)
                if not POINTING.fullmatch(text) and not may_mean_the_same(
                    nearest, thing, asked, sparse
                ):
                    yield thing.asked_of(text)


def _in_rows(words: Sequence[Token], text: str) -> list[list[Token]]:
    """Return some words of a text, those in a row together."""
    rows: list[list[Token]] = []
    for word in words:
        if rows and not text[rows[-1][-1].end : word.start].strip():
            rows[-1].append(word)
        else:
            rows.append([word])
    return rows


def _clauses(sentence: str, words: Sequence[Token]) -> list[list[Token]]:
    """Return the words of each clause: what is but named there stands in a row with others.

    It goes with the clause that it follows, or else with the next: "the gym, the hall and pool".
    """
    clauses: list[list[Token]] = []
    named: list[Token] = []
    start = 0
    for border in _BORDER.finditer(sentence):
        inside = [word for word in words if start <= word.start < border.start()]
        is_named = _is_name(inside) and not _APART.intersection(border.group()[:1])
        if is_named and clauses:
            clauses[-1] += inside
        elif is_named:
            named += inside
        else:
            clauses.append(named + inside)
            named = []
        start = border.end()
    return [*clauses, named] if named else clauses


def _is_name(words: Sequence[Token]) -> bool:
    """Return whether some words may but name something: "the old pool", not "Kim the mail"."""
    first = next((at for at, word in enumerate(words) if not word.function), len(words))
    return all(not word.function and not _DEED.fullmatch(word.word) for word in words[first:])


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end
