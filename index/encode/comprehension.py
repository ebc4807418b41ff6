"""A BERT that reads a question and a text together: which sentence answers, in which words.

The extractive head of Devlin et al. 2019, *BERT*, with "no answer" at the first token (Rajpurkar et
al. 2018, *Know What You Don't Know*), and a second one over sentences; `index.training.reading`
taught it. Its table of pieces is the shipped encoder's, whichever encoder searches.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.nn import functional

from index.encode.bert import read_tokenizer
from index.encode.forward import BertWeights, Forward, LayerWeights
from index.encode.products import Parameters
from index.encode.protocols import Comprehender, Comprehension, ReadText
from index.encode.weights import WEIGHTS_FILE, StoredTable, StoredWeights
from index.text.sentences import SENTENCES
from index.types import Span
from index.vectors import Ids, Vectors

READER_FILE = "reader.safetensors"
_WORDS = "embeddings.word_embeddings.weight"
_FIRST, _LAST = 0, 2
"""The numbers of `<s>` and `</s>`: a row is `<s> question </s> </s> text </s>`."""
_LONGEST_QUESTION = 64
_LONGEST_SPAN = 40
"""In tokens."""
_START, _END, _SENTENCE, _NONE = range(4)
_UNREAD = -30.0
"""The log odds of a sentence that was cut off: it is all but out of the question."""


class BertComprehender:
    """Reads on this processor; safe among threads."""

    def __init__(self, *, forward: Forward, head: Parameters, tokenizer: Tokenizer) -> None:
        """Read by a network, its head, float32[4, dim] and float32[4], and its tokenizer."""
        self._forward = forward
        self._head = head
        self._tokenizer = tokenizer
        self._pool = forward.pool()

    @classmethod
    def load(cls, folder: Path, *, tokenizer: Tokenizer | None = None) -> Self | None:
        """Return the one in a folder that `index.training` wrote, None where there is none.

        `tokenizer` is the folder's where it is in memory already. Raises EncoderUnavailable where
        the reader is damaged.
        """
        path = folder / READER_FILE
        if not path.exists():
            return None
        weights = StoredWeights(path)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        bert = BertWeights(
            embed=StoredTable(folder / WEIGHTS_FILE, _WORDS),
            positions=weights["positions"],
            norm=_parameters(weights, "norm"),
            layers=_layers(weights),
            heads=config["num_attention_heads"],
            norm_epsilon=config["layer_norm_eps"],
        )
        return cls(
            forward=Forward(bert),
            head=_parameters(weights, "head"),
            tokenizer=tokenizer or read_tokenizer(folder),
        )

    def read(self, *, question: str, texts: Sequence[ReadText]) -> list[Comprehension]:
        """Return what comes of each text; the others change no more of that than rounding does."""
        if not texts:
            return []
        above = [f"{each.context}\n" if each.context else "" for each in texts]
        asked, *encoded = self._tokenizer.encode_batch(
            [question, *(head + each.text for head, each in zip(above, texts, strict=True))],
            add_special_tokens=False,
        )
        begin = [_FIRST, *asked.ids[:_LONGEST_QUESTION], _LAST, _LAST]
        room = self._forward.longest - len(begin) - 1
        rows = [np.array([*begin, *each.ids[:room], _LAST]) for each in encoded]
        found: dict[int, Comprehension] = {}

        def keep(places: Sequence[int], states: Sequence[Tensor]) -> None:
            for place, own in zip(places, states, strict=True):
                found[place] = _comprehend(
                    functional.linear(own, *self._head).numpy(),
                    spans=_spans(encoded[place], room=room) - len(above[place]),
                    first=len(begin),
                    sentences=texts[place].sentences,
                    text=texts[place].text,
                )

        self._forward.run(rows, keep, pool=self._pool)
        return [found[place] for place in range(len(texts))]


class ReadingReranker:
    """Ranks passages by how likely one of their sentences answers, each passage read once."""

    def __init__(self, comprehender: Comprehender) -> None:
        """Rank by what `comprehender` reads."""
        self._comprehender = comprehender

    def score(self, *, query: str, passages: Sequence[str]) -> Vectors:
        """Return float32[n] for n passages, in log odds: see `Comprehension.answers`."""
        texts = [ReadText(text=text, sentences=_sentences(text)) for text in passages]
        read = self._comprehender.read(question=query, texts=texts)
        return np.array([each.answers.max() for each in read], np.float32)


def _sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text, all of it where it has none."""
    found = tuple(Span(start, end) for start, end in SENTENCES.spans(text))
    return found or (Span(0, len(text)),)


def _comprehend(
    logits: Vectors, *, spans: Ids, first: int, sentences: Sequence[Span], text: str
) -> Comprehension:
    """Judge by the logits of a row, float32[tokens, 4], the text's tokens beginning at `first`."""
    of_text = logits[first : first + len(spans)]
    none, nowhere = logits[0, _NONE], logits[0, _START] + logits[0, _END]
    answers = np.full(len(sentences), _UNREAD, np.float32)
    certainties = np.full(len(sentences), _UNREAD, np.float32)
    found: list[Span | None] = []
    for number, sentence in enumerate(sentences):
        within = np.flatnonzero((spans[:, 1] > sentence.start) & (spans[:, 0] < sentence.end))
        if not len(within):
            found.append(None)
            continue
        own = of_text[within]
        answers[number] = own[:, _SENTENCE].mean() - none
        start, end, best = _best_span(own[:, _START], own[:, _END])
        certainties[number] = best - nowhere
        first_at, last_at = int(spans[within[start], 0]), int(spans[within[end], 1])
        found.append(_trimmed(text, first_at, last_at, sentence))
    return Comprehension(answers=answers, spans=tuple(found), certainties=certainties)


def _best_span(starts: Vectors, ends: Vectors) -> tuple[int, int, float]:
    """Return the tokens that most likely begin and end an answer, and the sum of their logits."""
    scores = starts[:, None] + ends
    lengths = np.arange(len(starts)) - np.arange(len(starts))[:, None]
    scores = np.where((lengths >= 0) & (lengths < _LONGEST_SPAN), scores, -np.inf)
    start, end = divmod(int(scores.argmax()), len(starts))
    return start, end, float(scores[start, end])


def _trimmed(text: str, start: int, end: int, sentence: Span) -> Span | None:
    """Return the span without blanks around it and within its sentence, None where none is left."""
    start, end = max(start, sentence.start), min(end, sentence.end)
    cut = text[start:end]
    start += len(cut) - len(cut.lstrip())
    end = start + len(cut.strip())
    return Span(start, end) if start < end else None


def _spans(encoding: Encoding, *, room: int) -> NDArray[np.int64]:
    return np.array(encoding.offsets[:room], np.int64).reshape(-1, 2)


def _parameters(weights: StoredWeights, name: str) -> Parameters:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layers(weights: StoredWeights) -> Iterator[LayerWeights]:
    count = len({name.split(".")[1] for name in weights.shapes if name.startswith("layers.")})
    for number in range(count):
        yield LayerWeights(
            projections=_parameters(weights, f"layers.{number}.projections"),
            mixed=_parameters(weights, f"layers.{number}.attended"),
            mixed_norm=_parameters(weights, f"layers.{number}.attended_norm"),
            widen=_parameters(weights, f"layers.{number}.wide"),
            narrow=_parameters(weights, f"layers.{number}.narrow"),
            narrow_norm=_parameters(weights, f"layers.{number}.norm"),
        )
