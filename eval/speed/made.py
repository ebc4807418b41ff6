"""Passages without end, made of real ones: their vectors, and texts that go with these.

A made vector is a mean of a real one, twice as heavy, and two of its ten nearest, so that it lies
where texts lie; the distance to its neighbours that averaging takes is given back as noise, in the
directions and as far as the vectors differ in, eight tenths of the way from that one to its
nearest. A made text is sentences of the same three, in the same shares.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import faiss
import numpy as np
from numpy.typing import NDArray

from index import text_document
from index.encode.legible import LegibleEncoder
from index.encode.protocols import DenseEncoder
from index.text.sentences import SENTENCES
from index.types import Document, Span
from index.vectors import Parts, StoredVectors, Vectors

PASSAGES_PER_DOCUMENT = 10
SHARES: Mapping[str, int] = {"tenth": 10, "hundredth": 100, "myriad": 10_000}
"""What a made document's metadata has: a number below this, so that one in so many has it."""

_NEIGHBOURS = 10
_HEAVIER = (1.5, 1.0, 1.0)
_NOISE = 0.8
_AT_ONCE = 50_000
_SEED = 7
_LONGEST_TEXT = 600
"""In characters: a made text is one passage, but for few."""
_WORDS_IN_HEADING = 5
_NUMBER = re.compile(r" · (\d+)$", re.MULTILINE)
_AWAY = 0.4
"""How far a made sentence's vector is from its passage's, whose length is 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixtures:
    """Which real passages n made ones are made of, and with what result.

    `of` are their places, int64[n, 3], `weights` float32[n, 3] and `vectors` float16[n, dim].
    """

    of: NDArray[np.int64]
    weights: Vectors
    vectors: StoredVectors


def nearest_of(vectors: Vectors) -> NDArray[np.int64]:
    """Return the places of each vector's ten nearest: int64[n, 10]."""
    _, places = faiss.knn(vectors, vectors, _NEIGHBOURS + 1, faiss.METRIC_INNER_PRODUCT)
    return np.array(places[:, 1:], np.int64)


def mix(real: StoredVectors, nearest: NDArray[np.int64], count: int) -> Iterator[Mixtures]:
    """Yield `count` mixtures of real vectors, some at a time; the same arguments give the same."""
    random = np.random.default_rng(_SEED)
    whole = real.astype(np.float32)
    spread, directions = np.linalg.eigh(np.cov((whole - whole.mean(axis=0)).T))
    noise = (directions * np.sqrt(np.maximum(spread, 0))).T.astype(np.float32)
    near = np.linalg.norm(whole - whole[nearest[:, 0]], axis=1, keepdims=True)
    for first in range(0, count, _AT_ONCE):
        base = random.integers(0, len(real), min(_AT_ONCE, count - first))
        others = nearest[base[:, None], random.integers(0, _NEIGHBOURS, (len(base), 2))]
        weights = random.dirichlet(_HEAVIER, len(base)).astype(np.float32)
        mixed = weights[:, :1] * whole[base]
        for place in (0, 1):
            mixed += weights[:, place + 1, None] * whole[others[:, place]]
        away = random.standard_normal(mixed.shape, np.float32) @ noise
        mixed += _NOISE * near[base] * away / np.linalg.norm(away, axis=1, keepdims=True)
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        of = np.column_stack([base, others])
        yield Mixtures(of, weights, mixed.astype(np.float16))


def make_vectors(real: StoredVectors, nearest: NDArray[np.int64], count: int) -> StoredVectors:
    """Return `count` vectors that are made of real ones: float16[count, dim]."""
    return np.concatenate([each.vectors for each in mix(real, nearest, count)])


class Writer:
    """Writes documents whose passages are made of real ones."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Make texts of these, by their places in the mixtures."""
        self._sentences = [
            [" ".join(text[start:end].split()) for start, end in SENTENCES.spans(text)]
            for text in texts
        ]
        self._random = np.random.default_rng(_SEED)

    def documents(self, mixtures: Mixtures, *, first: int) -> Iterator[Document]:
        """Yield documents of ten passages each; a passage's number stands in its heading.

        `first` is that of the first one.
        """
        for begin in range(0, len(mixtures.of), PASSAGES_PER_DOCUMENT):
            places = range(begin, min(begin + PASSAGES_PER_DOCUMENT, len(mixtures.of)))
            passages = [
                self._passage(mixtures.of[place], mixtures.weights[place], number=first + place)
                for place in places
            ]
            number = (first + begin) // PASSAGES_PER_DOCUMENT
            yield text_document(
                source=f"{number}.md",
                text="\n\n".join(passages),
                title=f"Document {number}",
                metadata={name: int(self._random.integers(of)) for name, of in SHARES.items()},
            )

    def _passage(self, of: NDArray[np.int64], weights: Vectors, *, number: int) -> str:
        sources = [self._sentences[place] for place in of]
        drawn = self._random.choice(3, size=max(1, len(sources[0])), p=weights / weights.sum())
        text = " ".join(
            sources[which][self._random.integers(len(sources[which]))]
            for which in drawn
            if sources[which]
        )
        if len(text) > _LONGEST_TEXT:
            text = text[:_LONGEST_TEXT].rpartition(" ")[0]
        heading = " ".join(text.split()[:_WORDS_IN_HEADING]).strip("#*-. ")
        # Behind a word, so that nothing it begins with makes it anything but a paragraph.
        return f"## {heading} · {number}\n\nText {text}"


class MadeEncoder(LegibleEncoder):
    """Gives made passages their made vectors; in all else it is the encoder that it stands for."""

    def __init__(self, encoder: DenseEncoder) -> None:
        """Stand for an encoder; nothing is made yet."""
        super().__init__(encoder)
        self._random = np.random.default_rng(_SEED)
        self._first = 0
        self._vectors: StoredVectors = np.zeros((0, encoder.dim), np.float16)

    def take(self, vectors: StoredVectors, *, first: int) -> None:
        """Give these vectors, float16[n, dim], to the passages from number `first` on."""
        self._first, self._vectors = first, vectors

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim], each of length 1; the rest of a divided passage has any."""
        found = [_NUMBER.search(text) for text in texts]
        numbers = [
            int(number.group(1)) if number else crc32(text.encode())
            for number, text in zip(found, texts, strict=True)
        ]
        places = (np.array(numbers, np.int64) - self._first) % len(self._vectors)
        return self._vectors[places].astype(np.float32)

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> Sequence[Parts]:
        """Return the vectors of passages, and of their sentences some that are near these."""
        wholes = self.encode_passages(texts)
        return [
            Parts(whole, self._near(whole, len(of)))
            for whole, of in zip(wholes, spans, strict=True)
        ]

    def _near(self, whole: Vectors, count: int) -> Vectors:
        away = self._random.standard_normal((count, len(whole)), np.float32)
        near = whole + _AWAY * away / np.linalg.norm(away, axis=1, keepdims=True)
        vectors: Vectors = near / np.linalg.norm(near, axis=1, keepdims=True)
        return vectors
