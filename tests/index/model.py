"""A plain model of the whole index: documents in dictionaries, and every score by its formula."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

import numpy as np

from index.read.context import encoded_text
from index.read.document import text_document
from index.read.split import split
from index.store.rows import passage_hash, text_hash
from index.text.analysis import FUNCTION_STEMS, tokenize
from index.types import Document, Passage
from index.vectors import Vectors
from tests.index.encoders import WordEncoder

K1, B = 1.2, 0.75
"""What BM25 is computed by; written here once more, so that a change of either is seen."""


@lru_cache(maxsize=5000)
def passages_of(text: str, media_type: str, source: str) -> tuple[Passage, ...]:
    """Return the passages of a document, which depend on nothing else."""
    encoder = WordEncoder()
    document = text_document(source=source, text=text, language="und", media_type=media_type)
    return split(document, count_tokens=encoder.count_tokens, max_tokens=encoder.max_tokens)


@lru_cache(maxsize=5000)
def stems_of(text: str) -> tuple[str, ...]:
    return tuple(token.stem for token in tokenize(text))


def encoded(passage: Passage) -> str:
    """Return what is encoded of a passage: what stands above it, and its text."""
    return encoded_text(passage.text, context=passage.context)


def sentence_texts(passage: Passage) -> list[str]:
    """Return the sentences of a passage that is more than one of them."""
    start = passage.span.start
    texts = [passage.text[each.start - start : each.end - start] for each in passage.sentences]
    return [] if texts == [passage.text] else texts


def hash_of(passage: Passage) -> bytes:
    """Return the hash by which what was encoded of a passage is known."""
    borders = np.array([(each.start, each.end) for each in passage.sentences], "<u4")
    hashed = text_hash(encoded(passage))
    return passage_hash(hashed, borders.tobytes(), start=passage.span.start)


@dataclass
class ModelCollection:
    """A collection's documents by their sources.

    `owned` are those of its folder, whose paths come after `prefix`, None before it was given.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)
    prefix: str | None = None

    def passages(self) -> Iterator[tuple[str, Passage]]:
        """Yield each passage with the id that a hit has."""
        for document in self.documents.values():
            for each in passages_of(document.text, document.media_type, document.source):
                span = each.span
                yield f"{document.document_id}:{span.start}-{span.end}", each

    def dense(self, query: str, encoder: WordEncoder) -> dict[str, float]:
        """Return every passage's inner product with the query, of vectors stored in float16."""
        (asked,) = encoder.encode_queries([query])
        return {
            number: float(half(encoder, encoded(each)) @ asked) for number, each in self.passages()
        }

    def sparse(self, query: str) -> dict[str, float]:
        """Return the BM25 of every passage that holds a word of the query."""
        held = {number: stems_of(encoded(each)) for number, each in self.passages()}
        stems = stems_of(query)
        asked = Counter(stem for stem in stems if stem not in FUNCTION_STEMS) or Counter(stems)
        lengths = [len(stems) for stems in held.values()]
        mean = max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0
        scores: defaultdict[str, float] = defaultdict(float)
        for stem, times in asked.items():
            frequency = sum(stem in stems for stems in held.values())
            idf = log(1 + (len(held) - frequency + 0.5) / (frequency + 0.5))
            for number, stems in held.items():
                count = stems.count(stem)
                if count:
                    norm = K1 * (1 - B + B * len(stems) / mean)
                    scores[number] += times * idf * count * (K1 + 1) / (count + norm)
        return dict(scores)


def half(encoder: WordEncoder, text: str) -> Vectors:
    """Return a text's vector as it is after it was stored in float16."""
    (vector,) = encoder.vectors([text])
    stored: Vectors = vector.astype(np.float16).astype(np.float32)
    return stored
