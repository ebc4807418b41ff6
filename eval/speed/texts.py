"""What benchmarks run on: texts of a paragraph, passages without end, and questions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, cycle
from pathlib import Path

import numpy as np

from eval.sets.datasets import DEFAULT_DATASET, DEFAULT_DOCUMENTS, load_dataset, load_texts
from index.text.analysis import tokenize
from index.text.scripts import is_cyrillic

_LONGEST_TEXT = 600
"""In characters: each document is one passage then, and both sides encode the same texts."""

_MANDELBROT = 2.7
_FEWEST_WORDS, _MOST_WORDS = 20, 120
_CAPITALS = 1 / 6
_SEED = 20240213
_WORD_START = "\u2581"
"""What a piece begins with that begins a word, where a tokenizer of SentencePiece made it."""
_WHOLE_WORD = re.compile(r"[a-z]{2,}|[а-яё]{2,}")


def make_texts(number: int, *, dataset: Path | None = None) -> list[str]:
    """Return `number` texts of a paragraph each, from seeds and the set's documents.

    A number makes each one of a kind. Raises InvalidInput where `dataset` is no such set.
    """
    paragraphs = [
        paragraph
        for file in sorted(DEFAULT_DOCUMENTS.glob("*.txt"))
        for paragraph in file.read_text(encoding="utf-8").splitlines()
        if paragraph.strip()
    ]
    if dataset is not None:
        paragraphs += [text.text for text in load_texts(dataset)]
    short = [
        text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT].rpartition(" ")[0] + "…"
        for text in (paragraph.strip("\ufeff \n") for paragraph in paragraphs)
    ]
    return [f"{i}: {text}" for i, text in zip(range(number), cycle(short), strict=False)]


def questions() -> list[str]:
    """Return the questions of the set that ships."""
    return [each.text for task in load_dataset(DEFAULT_DATASET).tasks for each in task.questions]


def queries() -> Iterator[str]:
    """Yield questions without end, no two the same, so that none is answered from memory."""
    for number, question in zip(count(), cycle(questions()), strict=False):
        yield f"{question} {number}"


def make_passages(number: int, *, vocabulary: Mapping[str, int], texts: Iterable[str]) -> list[str]:
    """Return `number` passages of 20 to 120 words, every other one English, the rest Russian.

    Their words are real and as frequent as words are, but in no order: the word of rank r is drawn
    with a probability in proportion to 1 / (r + 2.7), Zipf's law in Mandelbrot's form (1953). The
    ranks are those of a model's `vocabulary`, whose pieces go from frequent to rare in the text it
    was made from; behind its whole words come those of `texts` that it has not, names among them.
    One word in six has a capital, as in text. The same arguments give the same passages.
    """
    ranked = sorted(vocabulary, key=vocabulary.__getitem__)
    if any(piece.startswith(_WORD_START) for piece in ranked):
        ranked = [piece[1:] for piece in ranked if piece.startswith(_WORD_START)]
    words = dict.fromkeys(filter(_WHOLE_WORD.fullmatch, ranked))
    words |= dict.fromkeys(token.word for text in texts for token in tokenize(text))
    random = np.random.default_rng(_SEED)
    lengths = random.integers(_FEWEST_WORDS, _MOST_WORDS, size=number, endpoint=True)
    passages = [""] * number
    for place, cyrillic in enumerate((False, True)):
        own = [word for word in words if is_cyrillic(word) == cyrillic]
        forms = np.array([*own, *(word.capitalize() for word in own)], dtype=object)
        shares = 1 / (np.arange(len(own)) + 1 + _MANDELBROT)
        sizes = lengths[place::2]
        drawn = random.choice(len(own), size=int(sizes.sum()), p=shares / shares.sum())
        drawn[random.random(len(drawn)) < _CAPITALS] += len(own)
        passages[place::2] = [
            " ".join(part) for part in np.split(forms[drawn], np.cumsum(sizes)[:-1])
        ]
    return passages
