"""Passages made of real ones: vectors and texts belong together."""

import numpy as np

from eval.speed.made import SHARES, MadeEncoder, Writer, make_vectors, mix, nearest_of
from index.encode.protocols import DenseEncoder
from index.types import Span
from index.vectors import Vectors
from tests.index.encoders import WordEncoder

TEXTS = [f"Text {number} begins here. It has sentence {number}. It ends." for number in range(30)]


def real() -> Vectors:
    vectors = np.random.default_rng(1).standard_normal((30, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def test_made_vectors_have_length_one_and_are_nearest_to_what_they_are_made_of() -> None:
    vectors = real()
    (made,) = mix(vectors.astype(np.float16), nearest_of(vectors), 200)
    assert made.vectors.shape == (200, 64)
    assert np.abs(np.linalg.norm(made.vectors.astype(np.float32), axis=1) - 1).max() < 1e-2
    likest = (made.vectors.astype(np.float32) @ vectors.T).argmax(axis=1)
    assert np.mean([place in of for place, of in zip(likest, made.of, strict=True)]) > 0.5
    again = make_vectors(vectors.astype(np.float16), nearest_of(vectors), 200)
    assert np.array_equal(again, made.vectors)


def test_a_made_text_is_sentences_of_the_passages_its_vector_is_made_of() -> None:
    vectors = real()
    (made,) = mix(vectors.astype(np.float16), nearest_of(vectors), 25)
    documents = list(Writer(TEXTS).documents(made, first=100))
    assert [document.source for document in documents] == ["10.md", "11.md", "12.md"]
    assert all(document.metadata.keys() == SHARES.keys() for document in documents)
    parts = documents[0].text.split("## ")[1:]
    assert len(parts) == 10
    for number, part in enumerate(parts):
        assert f" · {100 + number}\n" in part
        told = part.partition("\n\nText ")[2].strip()
        own = " ".join(TEXTS[place] for place in made.of[number])
        assert all(f"{sentence.strip('.')}." in own for sentence in told.split(". "))


def test_the_encoder_gives_a_made_passage_its_vector_and_its_sentences_near_ones() -> None:
    words: DenseEncoder = WordEncoder()
    encoder = MadeEncoder(words)
    vectors = np.eye(words.dim, dtype=np.float16)[:3]
    encoder.take(vectors, first=7)
    text = "## A heading · 8\n\nText of it."
    assert np.array_equal(encoder.encode_passages([text])[0], vectors[1].astype(np.float32))
    (read,) = encoder.encode_parts([text], [[Span(0, 3), Span(3, 9)]])
    assert np.array_equal(read.whole, vectors[1].astype(np.float32))
    assert (read.parts @ read.whole > 0.8).all()
    assert np.array_equal(encoder.encode_queries(["a word"]), words.encode_queries(["a word"]))
