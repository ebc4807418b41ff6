"""The fast way gives the vectors of `SentenceTransformer.encode`; other models go through that."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.encode import products
from index.encode.dense import SentenceTransformerEncoder, load_model
from index.encode.plain import is_plain_bert
from index.encode.products import PLAIN, PRODUCTS, Linear, Products, fastest_products
from index.types import Span
from index.vectors import Vectors
from tests.index.berts import tiny_bert

TEXTS = [
    "?",
    "",
    " \t\n ",
    "Who chairs the supervisory board?",
    "Кто председатель наблюдательного совета?",
    "Ёлка, café, 東京, 🙂 and [SEP] in one text.",
    *(" ".join(f"слово {number} word" for number in range(size)) for size in (3, 20, 60, 85)),
    "длинный текст " * 2000,
]


@pytest.fixture(scope="module")
def model() -> SentenceTransformer:
    """One of its own: encoding sets its tokenizer up for padding."""
    return load_model(None)


@pytest.fixture(scope="module")
def expected(model: SentenceTransformer) -> Vectors:
    vectors: Vectors = model.encode_document(TEXTS, normalize_embeddings=True)
    return vectors


@pytest.fixture(scope="module")
def expected_queries(model: SentenceTransformer) -> Vectors:
    vectors: Vectors = model.encode_query(TEXTS, normalize_embeddings=True)
    return vectors


def test_the_shipped_model_goes_the_fast_way(dense_encoder: SentenceTransformerEncoder) -> None:
    assert dense_encoder._bert is not None


@pytest.mark.parametrize("way", PRODUCTS[:2])
def test_in_float32_the_vectors_are_the_same(
    way: Products, monkeypatch: pytest.MonkeyPatch, expected: Vectors
) -> None:
    monkeypatch.setattr(products, "PRODUCTS", (way,))
    assert SentenceTransformerEncoder().encode_passages(TEXTS) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("ways", [PRODUCTS, PRODUCTS[2:]], ids=["fastest", "bfloat16"])
def test_however_it_is_computed_no_vector_moves(
    ways: tuple[Products, ...],
    monkeypatch: pytest.MonkeyPatch,
    expected: Vectors,
    expected_queries: Vectors,
) -> None:
    monkeypatch.setattr(products, "PRODUCTS", ways)
    encoder = SentenceTransformerEncoder()
    for encode, wanted in (
        (encoder.encode_queries, expected_queries),
        (encoder.encode_passages, expected),
    ):
        assert (encode(TEXTS) * wanted).sum(axis=1).min() > 0.9995
        alone = np.vstack([encode([text]) for text in TEXTS])
        assert (alone * wanted).sum(axis=1).min() > 0.9995


def test_what_this_processor_lacks_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(_: object) -> Linear:
        raise RuntimeError("no such instructions")

    monkeypatch.setattr(products, "PRODUCTS", (Products(lacking, torch.float32),))
    sample = (torch.ones(8, 4), torch.zeros(8))
    assert fastest_products(sample) is PLAIN


def test_a_text_is_read_up_to_max_tokens(dense_encoder: SentenceTransformerEncoder) -> None:
    words = ["слово"] * dense_encoder.max_tokens
    assert dense_encoder.count_tokens([" ".join(words)]) == [dense_encoder.max_tokens]
    texts = [" ".join([*words[:-1], "one"]), " ".join([*words, "one"]), " ".join([*words, "two"])]
    last_read, one, two = dense_encoder.encode_passages(texts)
    assert one == pytest.approx(two, abs=1e-6)
    assert one != pytest.approx(last_read, abs=1e-4)


def test_many_threads_encode_at_once(
    dense_encoder: SentenceTransformerEncoder, expected: Vectors, expected_queries: Vectors
) -> None:
    def encode(number: int) -> float:
        if number % 3 == 0:
            return float((dense_encoder.encode_passages(TEXTS * 3)[: len(TEXTS)] * expected).sum())
        return float((dense_encoder.encode_queries(TEXTS) * expected_queries).sum())

    with ThreadPoolExecutor(8) as pool:
        assert min(pool.map(encode, range(48))) > 0.9995 * len(TEXTS)


def test_other_threads_keep_their_number_of_threads(
    dense_encoder: SentenceTransformerEncoder,
) -> None:
    before = torch.get_num_threads()
    dense_encoder.encode_passages(TEXTS)
    seen: list[int] = []
    new = Thread(target=lambda: seen.append(torch.get_num_threads()))
    new.start()
    new.join()
    assert [before, torch.get_num_threads()] == [before, before]
    assert seen == [before]


def test_another_plain_bert_goes_the_fast_way_too(tmp_path: Path) -> None:
    path = tiny_bert(tmp_path)
    encoder = SentenceTransformerEncoder(str(path))
    assert encoder._bert is not None
    assert encoder.dim == 32
    expected = SentenceTransformer(str(path)).encode(TEXTS, normalize_embeddings=True)
    assert (encoder.encode_passages(TEXTS) * expected).sum(axis=1).min() > 0.999


@pytest.mark.parametrize(
    "difference",
    [
        {"pooling": "cls"},
        {"activation": "relu"},
    ],
    ids=["pooling", "activation"],
)
def test_any_other_model_goes_through_sentence_transformers(
    difference: dict[str, str], tmp_path: Path
) -> None:
    path = tiny_bert(tmp_path, **difference)  # type: ignore[arg-type]
    model = SentenceTransformer(str(path))
    encoder = SentenceTransformerEncoder(str(path))
    assert encoder._bert is None
    queries = encoder.encode_queries(TEXTS)
    passages = encoder.encode_passages(TEXTS)
    expected = model.encode_query(TEXTS, normalize_embeddings=True)
    assert queries == pytest.approx(expected, abs=1e-5)
    expected = model.encode_document(TEXTS, normalize_embeddings=True)
    assert passages == pytest.approx(expected, abs=1e-5)
    assert encoder.encode_passages([]).shape == (0, encoder.dim)


@pytest.mark.parametrize(
    "names", [("query", "document"), ("query", "passage"), ("query", "corpus")]
)
def test_prompts_go_before_queries_and_passages(names: tuple[str, str], tmp_path: Path) -> None:
    path = tiny_bert(tmp_path, prompts=dict(zip(names, ("question: ", "text: "), strict=True)))
    model = SentenceTransformer(str(path))
    encoder = SentenceTransformerEncoder(str(path))
    assert encoder._bert is not None
    queries, passages = encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)
    expected = model.encode_query(TEXTS, normalize_embeddings=True)
    assert (queries * expected).sum(axis=1).min() > 0.999
    expected = model.encode_document(TEXTS, normalize_embeddings=True)
    assert (passages * expected).sum(axis=1).min() > 0.999
    assert queries != pytest.approx(passages, abs=1e-3)


def test_a_prompt_takes_room_and_is_within_no_part(tmp_path: Path) -> None:
    plain = SentenceTransformerEncoder(str(tiny_bert(tmp_path / "plain")))
    path = tiny_bert(
        tmp_path / "prompted", prompts={"query": "a question, longer: ", "document": "a passage: "}
    )
    prompted = SentenceTransformerEncoder(str(path))
    both = prompted.count_tokens(["a passage: one", "one"])
    assert prompted.max_tokens == plain.max_tokens - (both[0] - both[1])
    spans = [(Span(0, 3), Span(5, 8))]
    for encoder in (prompted, plain):
        assert encoder._bert is not None
        (found,) = encoder._bert.encode_parts(["one, two"], spans)
        assert found.parts.shape == (2, 32)
        assert found.parts[0] != pytest.approx(found.parts[1], abs=1e-3)
        # Both words and what is between them are all but the prompt and what begins and ends.
        assert found.whole != pytest.approx(found.parts[0], abs=1e-3)


def test_a_tokenizer_file_that_pads_or_cuts_changes_nothing(tmp_path: Path) -> None:
    path = tiny_bert(tmp_path)
    expected = SentenceTransformerEncoder(str(path)).encode_passages(TEXTS)
    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    tokenizer.enable_padding(length=128)
    tokenizer.enable_truncation(128)
    tokenizer.save(str(path / "tokenizer.json"))
    encoder = SentenceTransformerEncoder(str(path))
    assert encoder._bert is not None
    assert encoder.encode_passages(TEXTS) == pytest.approx(expected, abs=1e-6)


def test_half_precision_or_an_adapter_is_not_plain(tmp_path: Path) -> None:
    model: Any = SentenceTransformer(str(tiny_bert(tmp_path)))
    assert is_plain_bert(model)
    dense = model[0].auto_model.encoder.layer[0].output.dense
    dense.adapter = torch.nn.Linear(32, 32)
    assert not is_plain_bert(model)
    del dense.adapter
    assert is_plain_bert(model)
    assert not is_plain_bert(model.half())
