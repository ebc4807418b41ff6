"""What every token encoder keeps to."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import TokenEncoder
from index.encode.token_vectors import CachedTokens
from tests.index.berts import tiny_bert

PROMPTS = {"query": "a question: ", "document": "a passage: "}
TEXTS = ["Кто председатель?", "Ёлка, café 🙂 and 東京", "", "?", "длинный текст " * 400]


def tokens_of(encoder: SentenceTransformerEncoder) -> TokenEncoder:
    assert encoder.tokens is not None
    return encoder.tokens


ENCODERS: dict[str, Callable[[Path], TokenEncoder]] = {
    "shipped": lambda _: tokens_of(SentenceTransformerEncoder()),
    "cached": lambda _: CachedTokens(tokens_of(SentenceTransformerEncoder())),
    "prompted": lambda path: tokens_of(
        SentenceTransformerEncoder(str(tiny_bert(path, prompts=PROMPTS)))
    ),
}


@pytest.fixture(scope="module", params=ENCODERS.values(), ids=list(ENCODERS))
def encoder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> TokenEncoder:
    made: TokenEncoder = request.param(tmp_path_factory.mktemp("model"))
    return made


def test_tokens_stand_where_they_say(encoder: TokenEncoder) -> None:
    for text, tokens in zip(TEXTS, encoder.encode_tokens(TEXTS), strict=True):
        assert len(tokens.vectors) == len(tokens.spans)
        assert tokens.vectors.dtype == np.float32
        assert tokens.spans.shape[1] == 2
        np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, rtol=1e-3)
        starts, ends = tokens.spans.T
        assert (starts < ends).all()
        assert (starts[1:] >= ends[:-1]).all()
        assert not len(ends) or ends[-1] <= len(text)
        assert bool(len(ends)) == bool(text)


def test_each_word_has_a_token(encoder: TokenEncoder) -> None:
    (tokens,) = encoder.encode_tokens(["Кто сегодня председатель?"])
    covered = {place for start, end in tokens.spans.tolist() for place in range(start, end)}
    assert covered == {place for place in range(25) if place not in {3, 11}}


def test_a_word_is_read_where_it_stands(encoder: TokenEncoder) -> None:
    same, other = encoder.encode_tokens(["замок на двери", "замок короля"])
    assert not np.allclose(same.vectors[0], other.vectors[0], atol=1e-2)


def test_a_text_is_encoded_alike_alone_and_in_company(encoder: TokenEncoder) -> None:
    for text, together in zip(TEXTS, encoder.encode_tokens(TEXTS), strict=True):
        (alone,) = encoder.encode_tokens([text])
        np.testing.assert_array_equal(alone.spans, together.spans)
        assert ((alone.vectors * together.vectors).sum(axis=1) > 0.99).all()


def test_no_texts_have_no_tokens(encoder: TokenEncoder) -> None:
    assert list(encoder.encode_tokens([])) == []
