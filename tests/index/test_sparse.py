"""The sparse half: BM25 as an inner product, and the ways a query's word may be found."""

from collections.abc import Callable, Sequence
from math import log

import pytest

from index.backend import Statistics, term_id
from index.bridge import TermBridge
from index.dense import SHIPPED_MODEL
from index.sparse import BridgedEncoder


def statistics(passages: int, frequencies: dict[str, int]) -> Callable[[Sequence[str]], Statistics]:
    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(passages, {term: frequencies.get(term, 0) for term in terms})

    return known


@pytest.fixture(scope="module")
def encoder() -> BridgedEncoder:
    return BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")


def test_a_passage_is_its_stems_and_the_keys_of_its_names() -> None:
    counts = BridgedEncoder(None).encode_passage("Члены АКИТ, членов и членам.")
    held = dict(zip(counts.terms.tolist(), counts.counts.tolist(), strict=True))
    assert held[term_id("член")] == 3
    assert held[term_id("акит")] == held[term_id("~akt")] == 1
    assert counts.length == 5
    assert counts.terms.tolist() == sorted(counts.terms.tolist())


def test_a_word_weighs_its_idf() -> None:
    weights = BridgedEncoder(None).encode_query(
        "кластер", statistics=statistics(10, {"кластер": 2})
    )
    assert weights["кластер"] == pytest.approx(log(1 + (10 - 2 + 0.5) / (2 + 0.5)))


def test_a_repeated_word_counts_as_often() -> None:
    known = statistics(10, {"кластер": 2})
    once = BridgedEncoder(None).encode_query("кластер", statistics=known)
    twice = BridgedEncoder(None).encode_query("кластер, кластеры", statistics=known)
    assert twice["кластер"] == pytest.approx(2 * once["кластер"])


def test_words_without_content_do_not_count_unless_there_is_nothing_else() -> None:
    known = statistics(10, {"кто": 5, "кластер": 2})
    encoder = BridgedEncoder(None)
    assert encoder.encode_query("кто и кластер", statistics=known).keys() == {"кластер"}
    assert encoder.encode_query("кто", statistics=known).keys() == {"кто"}


def test_a_translation_counts_by_its_probability(encoder: BridgedEncoder) -> None:
    bridge = TermBridge.load(SHIPPED_MODEL / "bridge.npz")
    translations = dict(bridge.translations("cluster"))
    weights = encoder.encode_query("cluster", statistics=statistics(10, {"кластер": 1}))
    df = translations["кластер"]
    idf = log(1 + (10 - df + 0.5) / (df + 0.5))
    assert weights["кластер"] == pytest.approx(translations["кластер"] * idf)


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("who chairs the supervisory board?", "председатель Наблюдательного совета"),
        ("AKIT", "члены АКИТ"),
        ("Kozlovsky", "сказал Александр Козловский"),
        ("председатель совета", "the chairman of the board"),
        ("в 2023 году", "results of 2023"),
    ],
)
def test_a_query_finds_a_passage_of_the_other_language(
    encoder: BridgedEncoder, query: str, passage: str
) -> None:
    held = set(encoder.encode_passage(passage).terms.tolist())

    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(10, {term: int(term_id(term) in held) for term in terms})

    assert encoder.encode_query(query, statistics=known)


def test_a_query_without_words_asks_for_nothing(encoder: BridgedEncoder) -> None:
    assert encoder.encode_query("?! …", statistics=statistics(10, {})) == {}
