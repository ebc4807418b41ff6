"""What encodes texts, as everything else sees it: nothing here loads a model or its libraries."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.learned import AnswerModel
from index.text.analysis import Token
from index.types import Route, Span, Translation
from index.vectors import Fingerprints, Parts, Statistics, TermCounts, Vectors


class DenseEncoder(Protocol):
    """Turns queries and passages into vectors whose inner product is their likeness."""

    @property
    def name(self) -> str:
        """Return the name or path by which the user knows the model."""
        ...

    @property
    def fingerprint(self) -> str:
        """Return what names the model and all that its vectors depend on."""
        ...

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        ...

    @property
    def max_tokens(self) -> int:
        """Return the length of the longest passage that is read to its end, in tokens."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return each text's length in the encoder's tokens, special ones not counted."""
        ...

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return of each text whether the model has tokens for all of it.

        What it has none for is all one to it, whatever it says.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1."""
        ...


class PartsEncoder(Protocol):
    """Encodes passages and their sentences in one, as these are meant where they stand."""

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> Sequence[Parts]:
        """Return the vectors, each of length 1, of texts and of these spans of each."""
        ...


class Way(NamedTuple):
    """How a query's word leads to a term, and how much that counts beside the word itself.

    `language` (ISO 639-1) is that of the passages' words that hold the term, None for a number and
    where it may be of several.
    """

    route: Route
    share: float
    language: str | None


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a query that carries content, by the characters where it first stands.

    `weight` is its idf in the collection, with its translations' taken together, and less where it
    is a part of an identifier or stands in a story before the question. `ways` lead to the terms
    by which the collection's passages hold it; there are none where no passage holds it. `name`
    says that it has a capital in the midst of the query.

    `exact` says that passages which hold it come first, as it names what is asked about; where it
    `designates` one thing, a passage that does not hold it is about another. `shape` is what such
    designations of one series share, "" where it has none.
    """

    start: int
    end: int
    times: int
    name: bool
    weight: float
    ways: Mapping[str, Way]
    exact: bool = False
    designates: bool = False
    shape: str = ""

    @property
    def weights(self) -> Mapping[str, float]:
        """Return what the query asks for by this word: its terms' weights."""
        return {term: self.times * way.share * self.weight for term, way in self.ways.items()}


@dataclass(frozen=True, slots=True)
class SparseQuery:
    """A query as its words that count, each once, in the order of their first places.

    `text` is what was understood, and what the words stand in: the query itself, but for words
    with typing errors and such as were typed on the other keyboard layout. `asks` are its
    characters without the story before the question.
    """

    words: Sequence[AskedWord]
    text: str = ""
    asks: str = ""

    @property
    def weights(self) -> Mapping[str, float]:
        """Return the weight of every term, the sum of those of the words that lead to it."""
        weights: defaultdict[str, float] = defaultdict(float)
        for word in self.words:
            for term, weight in word.weights.items():
                weights[term] += weight
        return weights


class SparseEncoder(Protocol):
    """Turns texts into term weights whose inner product is BM25."""

    @property
    def fingerprint(self) -> str:
        """Return what names this encoder and all that its passages' terms depend on."""
        ...

    def encode_passage(
        self,
        text: str,
        *,
        language: str | None = None,
        day_first: bool | None = None,
        about: Sequence[str] = (),
    ) -> TermCounts:
        """Return the raw frequencies that are stored for a passage.

        `language` is its document's, as that was found; None where it is unknown. `day_first`
        says whether the document writes the day before the month in 3/5/2024, None where that is
        unclear. `about` are its document's title, tags and file name and, each with a slash
        behind it, the names of the folders it is in.
        """
        ...

    def title_terms(self, about: Sequence[str], *, language: str | None = None) -> dict[str, str]:
        """Return the terms that `about` gives a passage, each with the characters it stands on."""
        ...

    def encode_query(
        self, text: str, *, statistics: Callable[[Sequence[str]], Statistics]
    ) -> SparseQuery:
        """Return what a query asks for; `statistics` is the collection's."""
        ...

    def is_function(self, word: str) -> bool:
        """Return whether a word carries no content."""
        ...

    def knows(self, word: str) -> bool:
        """Return whether a word is one that people write, though no passage may have it."""
        ...

    def translations(self, word: str) -> Sequence[Translation]:
        """Return what a word by itself is likely called in the other language, best first."""
        ...

    def words(
        self, text: str, *, language: str | None = None, day_first: bool | None = None
    ) -> Sequence[Token]:
        """Return the words of a passage in order, each with the terms that it is found by.

        `language` and `day_first` are its document's, as `encode_passage` has them.
        """
        ...

    def held(self, text: str, terms: Sequence[str]) -> set[str]:
        """Return which of some terms a passage of this text holds, those of titles apart."""
        ...


class Reranker(Protocol):
    """Reads passages together with a question, and says how well each answers it."""

    def score(self, *, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return float32[n] for n passages: finite numbers, the better the larger.

        What one passage gets does not depend on the others.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReadText:
    """What is read with a question: the `sentences` of `text`, below what stands above it.

    `context` is headings and the like: it is read, and no answer stands in it.
    """

    text: str
    sentences: tuple[Span, ...]
    context: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension:
    """What comes of reading one text with n sentences.

    `answers` float32[n] is how much more each sentence speaks for itself than for there being no
    answer in the text, in log odds. `spans` names in each what answers in few words, None where
    nothing of it was read, and `certainties` float32[n] is the same comparison for it.
    """

    answers: Vectors
    spans: tuple[Span | None, ...]
    certainties: Vectors


class Comprehender(Protocol):
    """Reads a question and texts together (machine reading comprehension)."""

    def read(self, *, question: str, texts: Sequence[ReadText]) -> Sequence[Comprehension]:
        """Return what comes of each text; the others change no more of that than rounding does."""
        ...


@dataclass(frozen=True, slots=True)
class Encoders:
    """The dense and the sparse encoder that documents and questions go through alike.

    `sparse_weight` is what the sparse score counts beside this dense encoder's, None where that
    was not measured. `parts` encodes sentences with their passage, where the model was taught that;
    with None each is encoded by itself. `answers` is how likely a sentence answers, None where that
    was not learned.

    `reranker` reads the best candidates again, None for none; its score counts `rerank_weight`, 0
    or more, beside the score that the two halves gave.

    `comprehender` reads question and passage together, whatever the other encoders, None for none.
    """

    dense: DenseEncoder
    sparse: SparseEncoder
    sparse_weight: float | None
    parts: PartsEncoder | None = None
    answers: AnswerModel | None = None
    reranker: Reranker | None = None
    rerank_weight: float = 1.0
    comprehender: Comprehender | None = None

    @property
    def fingerprints(self) -> Fingerprints:
        """Return what names them, as the collections that they encoded keep it."""
        return Fingerprints(
            dense=self.dense.fingerprint, sparse=self.sparse.fingerprint, model=self.dense.name
        )
