"""What every sparse encoder keeps to."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encode.protocols import SparseEncoder
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.text.analysis import term_id
from index.vectors import Statistics
from tests.index.languages import THREE
from tests.index.texts import any_text

BRIDGE = SHIPPED_MODEL / "bridge.npz"
ENCODERS: dict[str, SparseEncoder] = {
    "shipped": BridgedEncoder.load(BRIDGE),
    "three languages": BridgedEncoder.load(BRIDGE, analysis=THREE),
    "without a bridge": BridgedEncoder(None),
    "stems alone": BridgedEncoder(None, name_keys=False),
}
PASSAGE = "Наблюдательный совет АКИТ: 1 000 участников, clusters of Moscow."
any_language = st.sampled_from([None, "und", "en", "ru", "de"])


@pytest.fixture(params=ENCODERS.values(), ids=list(ENCODERS))
def encoder(request: pytest.FixtureRequest) -> SparseEncoder:
    made: SparseEncoder = request.param
    return made


each_encoder = pytest.mark.parametrize("encoder", ENCODERS.values(), ids=list(ENCODERS))


def holding(passage: set[int], *, of: int = 10) -> Callable[[Sequence[str]], Statistics]:
    """The statistics of a collection of which one passage holds these terms."""

    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(of, {term: int(term_id(term) in passage) for term in terms})

    return known


def test_it_has_a_fingerprint(encoder: SparseEncoder) -> None:
    assert encoder.fingerprint
    assert encoder.fingerprint.isprintable()


@each_encoder
@given(text=any_text, language=any_language)
def test_a_passage_holds_the_terms_of_its_words(
    encoder: SparseEncoder, text: str, language: str | None
) -> None:
    words = encoder.words(text, language=language)
    counts = Counter(term_id(term) for word in words for term in word.terms)
    encoded = encoder.encode_passage(text, language=language)
    assert dict(zip(encoded.terms.tolist(), encoded.counts.tolist(), strict=True)) == counts
    assert encoded.terms.tolist() == sorted(counts)
    assert encoded.length == len(words)


@each_encoder
@given(text=any_text, language=any_language)
def test_words_stand_in_order_on_their_own_characters(
    encoder: SparseEncoder, text: str, language: str | None
) -> None:
    end = 0
    for word in encoder.words(text, language=language):
        assert end <= word.start < word.end <= len(text)
        assert word.terms
        assert all(word.terms)
        end = word.end


@each_encoder
@given(query=any_text, passages=st.integers(0, 3), frequency=st.integers(0, 3))
def test_every_weight_is_positive_and_the_sum_of_its_ways(
    encoder: SparseEncoder, query: str, passages: int, frequency: int
) -> None:
    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(passages, dict.fromkeys(terms, min(frequency, passages)))

    asked = encoder.encode_query(query, statistics=known)
    assert all(weight > 0 for word in asked.words for weight in word.weights.values())
    assert all(0 <= word.start < word.end <= len(query) for word in asked.words)
    for term, weight in asked.weights.items():
        ways = (word.weights.get(term, 0.0) for word in asked.words)
        assert weight == pytest.approx(sum(ways))


@each_encoder
@given(text=any_text, language=any_language)
def test_a_passage_is_found_by_each_of_its_words(
    encoder: SparseEncoder, text: str, language: str | None
) -> None:
    held = set(encoder.encode_passage(text, language=language).terms.tolist())
    for word in encoder.words(text, language=language):
        query = text[word.start : word.end]
        assert encoder.encode_query(query, statistics=holding(held)).weights, query


@each_encoder
@given(text=any_text, other=any_text)
def test_what_a_text_holds_is_told_of_any_terms(
    encoder: SparseEncoder, text: str, other: str
) -> None:
    own = {term for word in encoder.words(text) for term in word.own_terms}
    strange = {term for word in encoder.words(other) for term in word.terms}
    counted = set(encoder.encode_passage(text).terms.tolist())
    held = encoder.held(text, sorted(own | strange))
    assert own <= held
    assert {term_id(term) for term in held} <= counted


def test_what_no_passage_holds_is_not_asked_for(encoder: SparseEncoder) -> None:
    asked = encoder.encode_query("совет clusters 2024", statistics=holding(set()))
    assert asked.weights == {}
    assert len(asked.words) == 3


def test_what_fewer_passages_hold_weighs_more(encoder: SparseEncoder) -> None:
    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(100, {term: 90 if term == "совет" else 2 for term in terms})

    weights = encoder.encode_query("совет АКИТ", statistics=known).weights
    assert weights["акит"] > weights["совет"] > 0


def test_a_query_without_words_asks_for_nothing(encoder: SparseEncoder) -> None:
    held = set(encoder.encode_passage(PASSAGE).terms.tolist())
    for query in ("", "?! …"):
        assert encoder.encode_query(query, statistics=holding(held)).weights == {}
    assert encoder.encode_passage("?! …").length == 0
