"""What is asked of an index: passages with exact citations."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Index, parse_filter, text_document
from index.errors import InvalidInput, NotFound
from index.types import DenseExplanation, Hit, Mode, SparseExplanation
from tests.index.texts import any_text

MODES = ["dense", "sparse", "hybrid"]


def assert_cites(hit: Hit, text: str) -> None:
    citation = hit.citation
    assert text[citation.start : citation.end] == citation.quote == hit.text
    assert text[: citation.start].endswith(citation.prefix)
    assert text[citation.end :].startswith(citation.suffix)
    assert citation.line == len(text[: citation.start].split("\n"))
    assert hit.best_sentence is not None
    best = hit.best_sentence
    assert citation.start <= best.start < best.end <= citation.end
    assert text[best.start : best.end] == best.quote


def test_the_seed_question_is_answered_across_languages(seed_index: Index, seeds: Path) -> None:
    result = seed_index.search("who chairs AKIT's supervisory board?")
    first = result.hits[0]
    assert "Александр Козловский" in first.text
    assert "председатель Наблюдательного совета АКИТ" in first.text
    assert_cites(first, (seeds / first.citation.source).read_text(encoding="utf-8"))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "query", ["who chairs AKIT's supervisory board?", "Куда отправились представители?"]
)
def test_every_hit_cites_its_own_characters(
    seed_index: Index, seeds: Path, mode: str, query: str
) -> None:
    result = seed_index.search(query, mode=mode)  # type: ignore[arg-type]
    assert result.hits
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    for hit in result.hits:
        assert_cites(hit, (seeds / hit.citation.source).read_text(encoding="utf-8"))
        assert (hit.scores["dense"] is None) <= (
            mode == "sparse" or hit.scores["sparse"] is not None
        )


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("shared")) as index:
        yield index


@settings(max_examples=15)
@given(any_text, st.sampled_from(["a.txt", "a.md"]))
def test_whatever_the_text_its_citations_are_exact(shared: Index, text: str, source: str) -> None:
    document = text_document(source=source, text=text, language="und")
    shared.add_documents([document])
    for hit in shared.search("предложение heading слово", k=100).hits:
        if hit.citation.source == source:
            assert hit.citation.quote == text[hit.citation.start : hit.citation.end]
            assert hit.best_sentence is not None
            best = hit.best_sentence
            assert best.quote == text[best.start : best.end]
            excerpt = shared.text(
                hit.citation.document_id, start=hit.citation.start, end=hit.citation.end
            )
            assert excerpt.text == hit.citation.quote
            assert excerpt.line == hit.citation.line


def test_whole_passages_and_sentences_are_told_apart(apart: Index) -> None:
    index = apart
    one = "Кластер открыт."
    several = f"Погода была хорошей. {one} Дети играли во дворе."
    index.add_documents(
        [text_document(source="a.txt", text=one), text_document(source="b.txt", text=several)]
    )
    dense = index.encoders.dense
    query = dense.encode_queries(["открыт ли кластер?"])[0]
    sentences = several.replace(". ", ".|").split("|")
    cosines = dense.encode_passages([several, *sentences]) @ query
    own, (first, second, third) = float(cosines[0]), cosines[1:].tolist()
    assert second > max(first, third)
    found = {
        hit.citation.source: hit for hit in index.search("открыт ли кластер?", mode="dense").hits
    }
    assert found["b.txt"].scores["dense"] == pytest.approx((own + second) / 2, abs=2e-3)
    assert [hit.best_sentence and hit.best_sentence.quote for hit in found.values()] == [one, one]
    result = index.search("открыт ли кластер?", mode="dense", sentences=False)
    whole = {hit.citation.source: hit for hit in result.hits}
    assert whole["b.txt"].scores["dense"] == pytest.approx(own, abs=2e-3)
    assert whole["b.txt"].best_sentence is None
    assert whole["a.txt"].scores == found["a.txt"].scores


@pytest.mark.parametrize("mode", MODES)
def test_best_sentences_are_read_not_encoded(index: Index, encoded: list[str], mode: str) -> None:
    text = "Погода была хорошей. Кластер открыт. Дети играли во дворе."
    index.add_documents([text_document(source="a.txt", text=text)])
    encoded.clear()
    (hit,) = index.search("открыт ли кластер?", mode=mode).hits  # type: ignore[arg-type]
    assert hit.best_sentence is not None
    assert hit.best_sentence.quote == "Кластер открыт."
    assert encoded == []


def test_a_search_sees_only_its_collection(index: Index) -> None:
    for name in ["one", "two"]:
        index.add_documents(
            [text_document(source="a.txt", text=f"Кластер {name}.", collection=name)],
            collection=name,
        )
    (hit,) = index.search("кластер", collection="two").hits
    assert hit.text == "Кластер two."
    assert index.search("кластер").hits == ()
    with pytest.raises(NotFound, match="'three'"):
        index.search("кластер", collection="three")


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_holds_inside_the_search(index: Index, mode: str) -> None:
    documents = [
        text_document(
            source=f"{number}.txt",
            text=f"Отчёт о работе кластера, часть {number}.",
            language="ru",
            metadata={"part": number},
        )
        for number in range(30)
    ]
    index.add_documents(documents)
    last = parse_filter({"type": "gte", "key": "part", "value": 28})
    hits = index.search("отчёт кластера", mode=mode, k=5, filter=last).hits  # type: ignore[arg-type]
    assert {hit.citation.source for hit in hits} == {"28.txt", "29.txt"}
    nothing = parse_filter({"type": "eq", "key": "language", "value": "de"})
    assert index.search("отчёт", mode=mode, filter=nothing).hits == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"query": ""}, "empty"),
        ({"query": " \n"}, "empty"),
        ({"query": "a" * 100_000}, "at most 10000"),
        ({"query": "\ud800"}, "surrogate"),
        ({"query": "a", "k": 0}, "k is from 1 to 100"),
        ({"query": "a", "k": -1}, "k is from 1 to 100"),
        ({"query": "a", "k": 10**6}, "k is from 1 to 100"),
        ({"query": "a", "mode": "fuzzy"}, "dense, sparse, hybrid"),
    ],
)
def test_bad_requests_are_said_to_be_so(
    seed_index: Index, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        seed_index.search(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["?", "…!", "🎉", "the of and", "\0", "a" * 9999])
def test_strange_queries_are_served(seed_index: Index, query: str) -> None:
    assert seed_index.search(query).hits


def test_nothing_is_near_to_letters_that_no_one_can_read(seed_index: Index) -> None:
    assert seed_index.search("日本語").hits == ()


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize(
    "query", ["who chairs AKIT's supervisory board?", "кто возглавляет совет, совет?", "13 March"]
)
def test_an_explanation_adds_up_to_the_scores(seed_index: Index, query: str, mode: Mode) -> None:
    result = seed_index.search(query, mode=mode, explain=True)
    plain = seed_index.search(query, mode=mode)
    assert [replace(hit, explanation=None) for hit in result.hits] == list(plain.hits)
    assert all(hit.explanation is None for hit in plain.hits)
    for hit in result.hits:
        assert hit.explanation is not None
        dense, sparse = hit.explanation["dense"], hit.explanation["sparse"]
        assert (dense is None) == (mode == "sparse")
        assert (sparse is None) == (mode == "dense")
        gave = sum(part.gave for part in hit.explanation.values() if part is not None)
        assert gave == pytest.approx(hit.score)
        if isinstance(dense, DenseExplanation) and hit.scores["dense"] is not None:
            assert dense.passage is not None
            assert dense.sentence is not None
            mean = (dense.passage + dense.sentence) / 2
            assert mean == pytest.approx(hit.scores["dense"], abs=1e-5)
        if not isinstance(sparse, SparseExplanation):
            continue
        total = sum(term.contribution for term in sparse.terms)
        assert total == pytest.approx(hit.scores["sparse"] or 0, rel=1e-4)
        for term in sparse.terms:
            assert term.word in query
            called = f"{hit.citation.title} {hit.citation.source}"
            assert term.found in (called if term.route == "title" else hit.text)
            assert term.contribution == pytest.approx(term.query_weight * term.passage_weight)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    result = index.search("кто председатель?")
    assert (result.hits, result.generation) == ((), 0)
