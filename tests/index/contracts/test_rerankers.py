"""What every reranker keeps to, and what search makes of any that does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index import Index, text_document
from index.encode.comprehension import BertComprehender, ReadingReranker
from index.encode.protocols import ReadText, Reranker
from index.learned import SHIPPED_MODEL
from index.search.rerank import MOST_READ
from index.types import Hit, Mode, ScoreExplanation, Span
from tests.index.encoders import word_encoders
from tests.index.rerankers import WordOverlap


def reading() -> Reranker:
    comprehender = BertComprehender.load(SHIPPED_MODEL)
    assert comprehender is not None
    return ReadingReranker(comprehender)


RERANKERS: dict[str, Callable[[], Reranker]] = {"word overlap": WordOverlap, "reading": reading}
QUESTION = "who keeps the northern lighthouse"
ANSWER = "Ada keeps the northern lighthouse."
PASSAGES = [ANSWER, "The harbour was dredged in spring.", "", "Маяк на севере.", "a" * 5000]
ROUNDING = {WordOverlap: 1e-5, ReadingReranker: 0.1}
"""How far one passage's scores may lie apart: products in bfloat16 depend on the batch's shape, by
0.04 of log odds on a processor that has them."""
NAMES = [f"Ship {number} of {number % 7} masts lay in the harbour." for number in range(40)]


@pytest.fixture(params=RERANKERS.values(), ids=list(RERANKERS))
def reranker(request: pytest.FixtureRequest) -> Reranker:
    made: Reranker = request.param()
    return made


def test_a_score_for_each_passage_in_their_order(reranker: Reranker) -> None:
    scores = reranker.score(query=QUESTION, passages=PASSAGES)
    assert scores.dtype == np.float32
    assert scores.shape == (len(PASSAGES),)
    assert np.isfinite(scores).all()
    assert scores.argmax() == 0
    turned = reranker.score(query=QUESTION, passages=PASSAGES[::-1])
    np.testing.assert_allclose(turned[::-1], scores, atol=1e-5)


def test_a_passage_is_read_for_itself_alone(reranker: Reranker) -> None:
    together = reranker.score(query=QUESTION, passages=PASSAGES)
    alone = [reranker.score(query=QUESTION, passages=[passage])[0] for passage in PASSAGES]
    np.testing.assert_allclose(together, alone, atol=ROUNDING[type(reranker)])


def test_no_passages_have_no_scores(reranker: Reranker) -> None:
    assert reranker.score(query=QUESTION, passages=[]).shape == (0,)


class Library:
    """One store, searched with a reranker and without."""

    def __init__(self, folder: Path, reranker: Reranker) -> None:
        encoders = replace(word_encoders(), sparse_weight=0.03)
        self.plain = Index.open(folder, encoders=encoders)
        self.folder, self.encoders, self.reranker = folder, encoders, reranker
        texts = [*NAMES, ANSWER, "The northern lighthouse was built in 1840.", NAMES[3]]
        self.plain.add_documents(
            [
                text_document(source=f"{number:02}", text=text, collection="default")
                for number, text in enumerate(texts)
            ]
        )
        self.read = self.with_weight(1.0)

    def with_weight(self, weight: float) -> Index:
        encoders = replace(self.encoders, reranker=self.reranker, rerank_weight=weight)
        return Index.open(self.folder, encoders=encoders)


@pytest.fixture
def library(tmp_path: Path, reranker: Reranker) -> Iterator[Library]:
    made = Library(tmp_path, reranker)
    yield made
    made.plain.close()
    made.read.close()


def without_rerank(hit: Hit) -> dict[str, float | None]:
    return {stage: score for stage, score in hit.scores.items() if stage != "rerank"}


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize("k", [5, 40])
def test_hits_stand_in_the_order_of_their_parts(library: Library, mode: Mode, k: int) -> None:
    question = "who keeps the northern lighthouse, or a ship in the harbour"
    found = library.read.search(question, rerank=True, mode=mode, k=k, explain=True).hits
    before = {
        hit.citation.source: hit for hit in library.plain.search(question, mode=mode, k=100).hits
    }
    assert found
    for hit in found:
        assert hit.explanation is not None
        parts = {stage: part.gave for stage, part in hit.explanation.items() if part is not None}
        halves = {"dense", "sparse"} if mode == "hybrid" else {mode}
        assert set(parts) == halves | {"rerank"}
        assert sum(parts.values()) == pytest.approx(hit.score)
        # What the halves found and gave is what they would have without.
        other = before[hit.citation.source]
        assert without_rerank(hit) == other.scores
        assert hit.score - parts["rerank"] == pytest.approx(other.score)
        assert hit.best_sentence == other.best_sentence
    order = [(-hit.score, hit.citation.source) for hit in found]
    assert order == sorted(order)
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))


def test_the_reranker_has_its_say(library: Library) -> None:
    heavy = library.with_weight(1000.0)
    # All that search reads, since in bfloat16 a text's number depends on what is read beside it.
    found = heavy.search(QUESTION, rerank=True, k=MOST_READ).hits
    expected = library.reranker.score(query=QUESTION, passages=[hit.text for hit in found])
    told = [hit.scores["rerank"] or 0.0 for hit in found]
    assert told == pytest.approx(expected.tolist(), rel=1e-3)
    assert told == pytest.approx(sorted(told, reverse=True), abs=1e-3)
    assert found[0].text == ANSWER
    heavy.close()


def test_only_the_best_are_read_and_the_others_stay_behind(library: Library) -> None:
    question = "which ship of 3 masts lay in the harbour"
    found = library.read.search(question, rerank=True, k=40, explain=True).hits
    before = library.plain.search(question, k=40).hits
    assert len(found) == len(before) == 40
    first, others = found[:MOST_READ], found[MOST_READ:]
    assert {hit.citation.source for hit in first} == {
        hit.citation.source for hit in before[:MOST_READ]
    }
    assert [hit.citation.source for hit in others] == [
        hit.citation.source for hit in before[MOST_READ:]
    ]
    read = [hit.scores["rerank"] for hit in first]
    least = min(score for score in read if score is not None)
    assert None not in read
    for hit in others:
        assert hit.scores["rerank"] is None
        assert hit.explanation is not None
        assert hit.explanation["rerank"] == ScoreExplanation(score=None, gave=least)
    # A search for few finds what one for many finds first.
    assert library.read.search(question, rerank=True, k=5).hits == tuple(
        replace(hit, explanation=None) for hit in found[:5]
    )


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
def test_equal_hits_stand_by_age(library: Library, mode: Mode) -> None:
    found = library.read.search(NAMES[3], rerank=True, mode=mode, k=40).hits
    alike = [hit for hit in found if hit.text == NAMES[3]]
    assert alike[0].score == pytest.approx(alike[1].score, abs=1e-4)
    if alike[0].score == alike[1].score:
        assert [hit.citation.source for hit in alike] == ["03", "42"]


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
def test_without_it_nothing_is_other_than_before(library: Library, mode: Mode) -> None:
    plain = library.plain.search(QUESTION, mode=mode, k=30, explain=True)
    assert library.read.search(QUESTION, mode=mode, k=30, explain=True) == plain
    assert all("rerank" not in hit.scores for hit in plain.hits)
    weightless = library.with_weight(0.0)
    hits = weightless.search(QUESTION, rerank=True, mode=mode, k=30).hits
    assert [(hit.citation, hit.score) for hit in hits] == [
        (hit.citation, hit.score) for hit in plain.hits
    ]
    weightless.close()


def test_where_nothing_is_found_nothing_is_read(library: Library) -> None:
    assert library.read.search("zzz", rerank=True, mode="sparse").hits == ()


def test_answers_come_of_reranked_hits(library: Library) -> None:
    result = library.read.answer(QUESTION, rerank=True)
    assert result.answer is not None
    assert result.answer.text == ANSWER
    assert result.hits == library.read.search(QUESTION, rerank=True, k=5).hits


def test_a_passage_counts_by_its_likeliest_sentence() -> None:
    comprehender = BertComprehender.load(SHIPPED_MODEL)
    assert comprehender is not None
    dull = "The harbour was dredged in spring."
    text = f"{dull} {ANSWER}"
    sentences = (Span(0, len(dull)), Span(len(dull) + 1, len(text)))
    (read,) = comprehender.read(question=QUESTION, texts=[ReadText(text, sentences)])
    assert read.answers.argmax() == 1
    scores = ReadingReranker(comprehender).score(query=QUESTION, passages=[text, dull])
    np.testing.assert_allclose(scores[0], read.answers[1], atol=ROUNDING[ReadingReranker])
    assert scores[0] > scores[1] + 1
