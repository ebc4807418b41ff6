"""The sparse half: BM25 as an inner product, and the ways a query's word may be found."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from math import log
from pathlib import Path

import pytest

from eval.sets.datasets import DEFAULT_DATASET
from index.encode.asked import TRANSLATION_POWER
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.text.analysis import ANALYSIS_VERSION, term_id
from index.text.bridge import TermBridge
from index.vectors import Statistics


def statistics(passages: int, frequencies: dict[str, int]) -> Callable[[Sequence[str]], Statistics]:
    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(passages, {term: frequencies.get(term, 0) for term in terms})

    return known


@pytest.fixture(scope="module")
def encoder() -> BridgedEncoder:
    return BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")


def test_a_passage_is_its_stems_and_the_keys_of_its_names() -> None:
    counts = BridgedEncoder(None).encode_passage("Члены АКИТ, членов и членам.")
    assert term_id("~akat") != term_id("^akat")
    held = dict(zip(counts.terms.tolist(), counts.counts.tolist(), strict=True))
    assert held[term_id("член")] == 3
    assert held[term_id("акит")] == held[term_id("~akat")] == 1
    assert counts.length == 5
    assert counts.terms.tolist() == sorted(counts.terms.tolist())


def test_what_passages_hold_is_of_the_version(seeds: Path) -> None:
    """An index knows by the version of the analysis whether its terms are those of today."""
    questions = DEFAULT_DATASET.parent
    encoder, held = BridgedEncoder(None), blake2b(digest_size=8)
    for file in sorted([*seeds.glob("*.txt"), *questions.rglob("*.md")]):
        for line in file.read_text("utf-8").splitlines():
            counts = encoder.encode_passage(line, about=[file.name])
            held.update(counts.terms.tobytes() + counts.counts.tobytes())
    assert (ANALYSIS_VERSION, held.hexdigest()) == (8, "5e6e75767916119e")


def test_a_word_that_stands_very_often_is_counted_as_far_as_there_is_room() -> None:
    counts = BridgedEncoder(None).encode_passage("акт " * 70_000)
    assert counts.counts.max() == 65_535
    assert counts.length == 70_000


def test_nothing_has_no_terms() -> None:
    counts = BridgedEncoder(None).encode_passage("… — !")
    assert (counts.terms.tolist(), counts.counts.tolist(), counts.length) == ([], [], 0)


def test_a_word_weighs_its_idf() -> None:
    weights = (
        BridgedEncoder(None)
        .encode_query("кластер", statistics=statistics(10, {"кластер": 2}))
        .weights
    )
    assert weights["кластер"] == pytest.approx(log(1 + (10 - 2 + 0.5) / (2 + 0.5)))


def test_a_repeated_word_counts_as_often() -> None:
    known = statistics(10, {"кластер": 2})
    once = BridgedEncoder(None).encode_query("кластер", statistics=known).weights
    twice = BridgedEncoder(None).encode_query("кластер, кластеры", statistics=known).weights
    assert twice["кластер"] == pytest.approx(2 * once["кластер"])


def test_words_without_content_do_not_count_unless_there_is_nothing_else() -> None:
    known = statistics(10, {"кто": 5, "кластер": 2})
    encoder = BridgedEncoder(None)
    assert encoder.encode_query("кто и кластер", statistics=known).weights.keys() == {"кластер"}
    assert encoder.encode_query("кто", statistics=known).weights.keys() == {"кто"}


def test_a_translation_counts_by_its_probability(encoder: BridgedEncoder) -> None:
    bridge = TermBridge.load(SHIPPED_MODEL / "bridge.npz")
    translations = dict(bridge.translations("cluster"))
    weights = encoder.encode_query("cluster", statistics=statistics(10, {"кластер": 1})).weights
    share = translations["кластер"] ** TRANSLATION_POWER
    idf = log(1 + (10 - share + 0.5) / (share + 0.5))
    assert weights["кластер"] == pytest.approx(share * idf)


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

    assert encoder.encode_query(query, statistics=known).weights


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("Where is Kozlovsky?", True),
        ("kaslavsk", True),
        ("Kozlovsky", True),
        ("Use journals", False),
        ("the use of journals", False),
        ("the Use of journals", True),
    ],
)
def test_keys_are_asked_for_names_and_for_words_the_bridge_does_not_know(
    encoder: BridgedEncoder, query: str, asked: bool
) -> None:
    known = statistics(10, {"~kaslavsk": 1, "~as": 1})
    words = encoder.encode_query(query, statistics=known).words
    routes = [way.route for word in words for way in word.ways.values()]
    assert ("name" in routes) == asked


def test_each_way_is_named(encoder: BridgedEncoder) -> None:
    passage = "Наблюдательный совет АКИТ, 1 000 участников, cluster"
    held = set(encoder.encode_passage(passage).terms.tolist())

    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(10, {term: int(term_id(term) in held) for term in terms})

    query = "supervisory cluster AKIT 1,000"
    forms = {
        term: passage[word.start : word.end]
        for word in encoder.words(passage)
        for term in word.terms
    }
    found = {
        (query[word.start : word.end], forms[term], way.language, way.route)
        for word in encoder.encode_query(query, statistics=known).words
        for term, way in word.ways.items()
    }
    assert found == {
        ("supervisory", "Наблюдательный", "ru", "translation"),
        ("cluster", "cluster", "en", "stem"),
        ("AKIT", "АКИТ", "ru", "name"),
        ("1,000", "1 000", None, "number"),
    }


@pytest.mark.parametrize("query", ["что это такое?", "who is it", "расскажи о них", "1st", "2-й"])
def test_a_query_of_function_words_asks_for_them(encoder: BridgedEncoder, query: str) -> None:
    def known(terms: Sequence[str]) -> Statistics:
        return Statistics(10, dict.fromkeys(terms, 5))

    assert encoder.encode_query(query, statistics=known).weights


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ("tell me about the cluster", "cluster"),
        ("whose cluster is it?", "cluster"),
        ("what's a cluster, and who's in it?", "cluster"),
        ("расскажите мне о кластере", "кластер"),
        ("чей это кластер?", "кластер"),
        ("the 2nd of them", "2"),
        ("2-го из них", "2"),
    ],
)
def test_only_words_of_content_count_beside_others(query: str, content: str) -> None:
    encoder = BridgedEncoder(None, name_keys=False)

    def everywhere(terms: Sequence[str]) -> Statistics:
        return Statistics(10, dict.fromkeys(terms, 2))

    assert encoder.encode_query(query, statistics=everywhere).weights.keys() == {content}
