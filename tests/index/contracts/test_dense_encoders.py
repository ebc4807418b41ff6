"""What every dense encoder keeps to."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import DenseEncoder
from index.encode.stored import StoredEncoder
from index.learned import SHIPPED_MODEL
from tests.index.berts import tiny_bert
from tests.index.encoders import WordEncoder

PROMPTS = {"query": "a question: ", "document": "a passage: "}
ENCODERS: dict[str, Callable[[Path], DenseEncoder]] = {
    "shipped": lambda _: StoredEncoder(SHIPPED_MODEL, name="spravka"),
    "shipped, by the libraries": lambda _: SentenceTransformerEncoder(),
    "plain": lambda path: SentenceTransformerEncoder(str(tiny_bert(path))),
    "prompted": lambda path: SentenceTransformerEncoder(str(tiny_bert(path, prompts=PROMPTS))),
    "its own encode": lambda path: SentenceTransformerEncoder(str(tiny_bert(path, pooling="cls"))),
    "words": lambda _: WordEncoder(),
}
TEXTS = [
    "?",
    "Who chairs the supervisory board?",
    "Кто председатель наблюдательного совета?",
    "Ёлка, café, 東京, 🙂 and [SEP] in one text.",
    *(f"{'слово ' * (number * 7 % 40)}{number}" for number in range(40)),
    "длинный текст " * 100,
    "a" * 5000,
]


@pytest.fixture(scope="module", params=ENCODERS.values(), ids=list(ENCODERS))
def encoder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> DenseEncoder:
    made: DenseEncoder = request.param(tmp_path_factory.mktemp("model"))
    return made


def test_it_has_a_name_and_a_fingerprint(encoder: DenseEncoder) -> None:
    assert encoder.name
    assert encoder.fingerprint
    assert encoder.fingerprint.isprintable()


def test_vectors_have_length_one(encoder: DenseEncoder) -> None:
    for encode in (encoder.encode_queries, encoder.encode_passages):
        vectors = encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dim)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_are_no_vectors(encoder: DenseEncoder) -> None:
    for encode in (encoder.encode_queries, encoder.encode_passages):
        assert encode([]).shape == (0, encoder.dim)


def test_a_text_is_encoded_alike_alone_and_in_company(encoder: DenseEncoder) -> None:
    for encode in (encoder.encode_queries, encoder.encode_passages):
        together = encode(TEXTS)
        alone = np.vstack([encode([text]) for text in TEXTS])
        assert (together * alone).sum(axis=1).min() > 0.999


def test_other_texts_have_other_vectors(encoder: DenseEncoder) -> None:
    vectors = encoder.encode_passages(["The museum is closed.", "Река затопила город."])
    assert vectors[0] @ vectors[1] < 0.999


def test_tokens_are_counted_for_each_text(encoder: DenseEncoder) -> None:
    one, both, none = encoder.count_tokens(["совет", "совет совет", ""])
    assert both == 2 * one > 0
    assert none == 0
    assert list(encoder.count_tokens([])) == []


def test_a_text_of_max_tokens_is_read_to_its_end(encoder: DenseEncoder) -> None:
    words = ["слово"] * (encoder.max_tokens - 1)
    texts = [" ".join([*words, last]) for last in ("one", "two")]
    assert list(encoder.count_tokens(texts)) == [encoder.max_tokens] * 2
    one, two = encoder.encode_passages(texts)
    assert one != pytest.approx(two, abs=1e-4)


def test_counting_and_encoding_at_once_do_not_disturb_each_other(encoder: DenseEncoder) -> None:
    texts = ["Кластер.", "Кластер открыт в Москве сегодня.", "слово " * 400]
    expected, counts = encoder.encode_passages(texts), list(encoder.count_tokens(texts))
    done = threading.Event()

    def count() -> None:
        while not done.is_set():
            assert list(encoder.count_tokens(texts)) == counts

    with ThreadPoolExecutor(3) as pool:
        counting = pool.submit(count)
        encoding = [pool.submit(encoder.encode_passages, texts) for _ in range(8)]
        vectors = [each.result() for each in encoding]
        done.set()
        counting.result()
    for each in vectors:
        assert each == pytest.approx(expected, abs=1e-4)
