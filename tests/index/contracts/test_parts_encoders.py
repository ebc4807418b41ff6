"""What every encoder of passages with their sentences must do."""

import numpy as np
import pytest

from index.encode.dense import SentenceTransformerEncoder
from index.encode.protocols import PartsEncoder
from index.types import Span

TEXT = "The crane stands in Kazan. It costs 4,000 roubles. Совет собрался в мае."
SPANS = (Span(0, 26), Span(27, 50), Span(51, len(TEXT)))


@pytest.fixture(scope="module")
def encoder(dense_encoder: SentenceTransformerEncoder) -> PartsEncoder:
    parts = dense_encoder.parts
    assert parts is not None
    return parts


def test_every_vector_is_of_length_1(encoder: PartsEncoder) -> None:
    (found,) = encoder.encode_parts([TEXT], [SPANS])
    assert found.whole.shape == found.parts[0].shape
    assert found.parts.shape[0] == 3
    assert np.linalg.norm(found.whole) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(found.parts, axis=1) == pytest.approx([1] * 3, abs=1e-5)


def test_the_whole_is_what_it_is_without_parts(
    encoder: PartsEncoder, dense_encoder: SentenceTransformerEncoder
) -> None:
    (found,) = encoder.encode_parts([TEXT], [SPANS])
    (alone,) = dense_encoder.encode_passages([TEXT])
    assert found.whole @ alone > 0.999


def test_a_part_is_read_where_it_stands(encoder: PartsEncoder) -> None:
    other = TEXT.replace("The crane stands", "The palace was")
    span = Span(other.index("It costs"), other.index("It costs") + 23)
    (first,) = encoder.encode_parts([TEXT], [SPANS])
    (second,) = encoder.encode_parts([other], [(span,)])
    assert span.cut(other) == SPANS[1].cut(TEXT)
    assert first.parts[1] @ second.parts[0] < 0.995


def test_texts_are_encoded_alike_alone_and_in_company(encoder: PartsEncoder) -> None:
    together = encoder.encode_parts([TEXT, "Да.", TEXT * 2], [SPANS, (), SPANS])
    (alone,) = encoder.encode_parts([TEXT], [SPANS])
    assert (together[0].parts * alone.parts).sum(axis=1).min() > 0.999
    assert together[1].parts.shape == (0, len(alone.whole))
    assert encoder.encode_parts([], []) == []


def test_a_part_that_was_not_read_has_the_vector_of_its_text(encoder: PartsEncoder) -> None:
    text = "слово " * 2000
    (found,) = encoder.encode_parts([text], [(Span(0, 5), Span(len(text) - 6, len(text) - 1))])
    assert found.parts[1] == pytest.approx(found.whole)
    assert found.parts[0] @ found.whole < 0.9999
