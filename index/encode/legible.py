"""Texts as a reader takes them in, before an encoder reads them: see `index.text.letters`."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from index.encode.protocols import (
    Comprehender,
    Comprehension,
    DenseEncoder,
    PartsEncoder,
    ReadText,
)
from index.text.letters import legible
from index.types import Span
from index.vectors import Parts, Vectors


class LegibleEncoder:
    """A dense encoder that is not led astray by soft hyphens, broken words and look-alikes."""

    def __init__(self, encoder: DenseEncoder) -> None:
        """Encode by `encoder`."""
        self._encoder = encoder

    @property
    def name(self) -> str:
        """Return the name or path by which the user knows the model."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """Return what names the model: of texts that are legible it gives the same vectors."""
        return self._encoder.fingerprint

    @property
    def dim(self) -> int:
        """Return how many numbers a vector has."""
        return self._encoder.dim

    @property
    def max_tokens(self) -> int:
        """Return the length of the longest passage that is read to its end, in tokens."""
        return self._encoder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Return each text's length in the encoder's tokens, special ones not counted."""
        return self._encoder.count_tokens(texts)

    def reads(self, texts: Sequence[str]) -> Sequence[bool]:
        """Return of each text whether the model has tokens for all of it."""
        return self._encoder.reads([legible(text)[0] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n questions, each of length 1."""
        return self._encoder.encode_queries([legible(text)[0] for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32[n, dim] for n passages or sentences, each of length 1."""
        return self._encoder.encode_passages([legible(text)[0] for text in texts])


class LegibleParts:
    """An encoder of passages with their parts, of the same; the parts are those of the text."""

    def __init__(self, encoder: PartsEncoder) -> None:
        """Encode by `encoder`."""
        self._encoder = encoder

    def encode_parts(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> Sequence[Parts]:
        """Return the vectors, each of length 1, of texts and of these spans of each."""
        read = [legible(text) for text in texts]
        within = [
            [_into(span, places) for span in of_text]
            for (_, places), of_text in zip(read, spans, strict=True)
        ]
        return self._encoder.encode_parts([text for text, _ in read], within)


class LegibleComprehender:
    """What reads question and text together, of the same; what is found is placed in the text."""

    def __init__(self, comprehender: Comprehender) -> None:
        """Read by `comprehender`."""
        self._comprehender = comprehender

    def read(self, *, question: str, texts: Sequence[ReadText]) -> Sequence[Comprehension]:
        """Return what comes of each text; that does not depend on the others."""
        legibles = [legible(each.text) for each in texts]
        found = self._comprehender.read(
            question=legible(question)[0],
            texts=[
                ReadText(
                    text=text,
                    sentences=tuple(_into(sentence, places) for sentence in each.sentences),
                    context=legible(each.context)[0],
                )
                for each, (text, places) in zip(texts, legibles, strict=True)
            ],
        )
        return [
            each if places is None else _out_of(each, places)
            for each, (_, places) in zip(found, legibles, strict=True)
        ]


def _into(span: Span, places: Sequence[int] | None) -> Span:
    """Return where a span of a text stands in what is legible of it."""
    if places is None:
        return span
    return Span(bisect_left(places, span.start), bisect_left(places, span.end))


def _out_of(found: Comprehension, places: Sequence[int]) -> Comprehension:
    spans = tuple(
        None if span is None else Span(places[span.start], places[span.end - 1] + 1)
        for span in found.spans
    )
    return replace(found, spans=spans)
