"""Where a new piece starts: at the mean of the English pieces it translates to.

Two alignments by IBM Model 1 say what it translates to: one of the piece itself, exact where the
piece is frequent, and one of its word's stem, which pools all forms of a word and so knows what
the rare ones mean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from index.training.alignment import align, align_backwards, count_couples
from index.training.russian import stem, words_of

LEAST_PROBABILITY = 0.03
MOST_ALIGNED = 60
STEM_COUNT = 8.0
"""The stem's mean counts as much as this many occurrences of the piece."""

Floats = npt.NDArray[np.float32]
Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Mean embeddings: float32[n, dimension], and float64[n], how much each is to be trusted.

    That is the number of pairs the term stands in, 0 where it translates to nothing.
    """

    vectors: Floats
    trust: npt.NDArray[np.float64]


def place_pieces(
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    *,
    pieces: Sequence[str],
    english: Sequence[str],
    embeddings: Floats,
) -> Floats:
    """Return float32[n, dimension] for the n Russian `pieces`, numbered behind the `english` ones.

    `embeddings` are those of the English pieces. A mean is shorter than what it is the mean of,
    so each row is brought to the mean length of the English pieces that are words.
    """
    first = len(english)
    english_rows = [
        [number for number in row if number < first]
        for row in _distinct_pieces(tokenizer, [pair[0] for pair in pairs])
    ]
    piece_rows = [
        [number - first for number in row if number >= first]
        for row in _distinct_pieces(tokenizer, [pair[1] for pair in pairs])
    ]
    of_pieces = _means(english_rows, piece_rows, embeddings, count=len(pieces), mutual=False)
    stems: dict[str, int] = {}
    stem_rows = [
        sorted({stems.setdefault(stem(word), len(stems)) for word in words_of(text)})
        for _, text in pairs
    ]
    of_stems = _means(english_rows, stem_rows, embeddings, count=len(stems), mutual=True)

    words = embeddings[[piece.isalpha() for piece in english]]
    placed = np.tile(words.mean(axis=0), (len(pieces), 1))
    unknown = 0
    for number, piece in enumerate(pieces):
        name = stems.get(piece, stems.get(stem(piece), -1))
        trust = of_pieces.trust[number]
        of_stem = STEM_COUNT if name >= 0 and of_stems.trust[name] else 0.0
        if trust + of_stem == 0:
            unknown += 1
            continue
        placed[number] = trust * of_pieces.vectors[number] + of_stem * of_stems.vectors[name]
    print(f"vocabulary: {unknown:,} pieces not aligned", flush=True)
    length = np.linalg.norm(words, axis=1).mean()
    placed *= length / np.linalg.norm(placed, axis=1, keepdims=True)
    return placed


def _means(english: Rows, russian: Rows, embeddings: Floats, *, count: int, mutual: bool) -> Means:
    """Return the means of the English embeddings that each of `count` Russian terms translates to.

    They are weighted by P(English | Russian) where that is above 0.03. With `mutual` the square
    root of P(Russian | English) is a factor too: it drops the company that a term keeps.
    """
    short = [
        (left, right)
        for left, right in zip(english, russian, strict=True)
        if len(left) <= MOST_ALIGNED and len(right) <= MOST_ALIGNED
    ]
    couples = count_couples([left for left, _ in short], [right for _, right in short])
    weight = align_backwards(couples).probability
    if mutual:
        weight = weight * np.sqrt(align(couples).probability)
    kept = weight > LEAST_PROBABILITY
    source, target, weight = couples.target[kept], couples.source[kept], weight[kept]
    sums = np.zeros((count, embeddings.shape[1]), dtype=np.float32)
    np.add.at(sums, source, embeddings[target] * weight[:, None])
    weights = np.bincount(source, weight, minlength=count)
    known = weights > 0
    sums[known] /= weights[known, None].astype(np.float32)
    occurrences = np.bincount(
        np.fromiter((term for _, row in short for term in row), np.int64), minlength=count
    )
    return Means(sums, np.where(known, occurrences, 0.0))


def _distinct_pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> Iterator[list[int]]:
    for start in range(0, len(texts), 10_000):
        batch = tokenizer.encode_batch_fast(texts[start : start + 10_000], add_special_tokens=False)
        for encoding in batch:
            yield sorted(set(encoding.ids))
