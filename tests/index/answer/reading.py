"""Questions and passages as they are read for an answer, made by hand."""

import numpy as np

from index.answer.kinds import expected_type
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord, Comprehension, ReadText, Way
from index.text.analysis import tokenize
from index.types import Citation, Hit, Quote, Span


def near(
    *sentences: str, score: float = 1.0, start: int = 0, stated: tuple[int, ...] | None = None
) -> NearPassage:
    """A passage of these sentences, each of which reading finds as likely as its place is far."""
    quotes, position = [], start
    for sentence in sentences:
        quotes.append(Quote(start=position, end=position + len(sentence), quote=sentence))
        position += len(sentence) + 1
    text = " ".join(sentences)
    citation = Citation(
        document_id="d", title="t", source="s", sha256="", start=start, end=start + len(text),
        quote=text, prefix="", suffix="", line=1, page=None, part=None, boxes=(),
    )  # fmt: skip
    hit = Hit(
        rank=1, score=score, scores={"dense": score, "sparse": None}, passage_id="p", citation=citation,
        sentences=tuple(quotes),
    )  # fmt: skip
    words = tuple(tokenize(sentence) for sentence in sentences)
    return NearPassage(
        hit=hit,
        text=ReadText(text, tuple(Span(each.start, each.end) for each in quotes)),
        read=Comprehension(
            answers=np.arange(len(sentences), dtype=np.float32),
            spans=(None,) * len(sentences),
            certainties=-np.arange(len(sentences), dtype=np.float32),
        ),
        cosines=np.full(len(sentences), 0.5, np.float32),
        words=words,
        terms=tuple(frozenset(term for word in of for term in word.terms) for of in words),
        stated=tuple(range(len(sentences))) if stated is None else stated,
    )


def asked(question: str, **weights: float) -> QuestionParts:
    """A question whose words named have these weights, and are found by their stems."""
    words = [
        AskedWord(
            start=token.start, end=token.end, times=1, name=token.capital and token.start > 0,
            weight=weights[token.word], ways={token.stem: Way("stem", 1.0, "en")},
        )
        for token in tokenize(question)
        if token.word in weights
    ]  # fmt: skip
    return QuestionParts(question, words, expected_type(question), question)


def words_of(question: str) -> dict[str, float]:
    """The words of a question that count, each as much."""
    return {token.word: 1.0 for token in tokenize(question) if not token.function}
