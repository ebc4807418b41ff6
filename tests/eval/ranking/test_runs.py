import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.ranking.metrics import METRICS
from eval.ranking.runs import METHODS, RANKED, Ranked, run_dataset
from eval.remote import ServerSearcher
from eval.searchers import FoundPassage, IndexSearcher, Method, OnProgress
from eval.sets.datasets import DEFAULT_DATASET, load_dataset
from eval.sets.tasks import Corpus, Dataset, Gold, Question, Task, Text, with_distractors
from index.errors import InvalidInput
from tests.eval.written import write_squad


@pytest.fixture(scope="module")
def searcher() -> Iterator[IndexSearcher]:
    with IndexSearcher() as searcher:
        yield searcher


class Scripted:
    """A searcher that finds what it was told to, and remembers how much it was asked for."""

    def __init__(self, *sources: str) -> None:
        self.sources = sources
        self.asked: list[int] = []

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:  # noqa: ARG002
        return len(corpus.texts)

    def search(
        self,
        query: str,  # noqa: ARG002
        *,
        corpus: Corpus,  # noqa: ARG002
        k: int,
        method: Method,  # noqa: ARG002
    ) -> Sequence[FoundPassage]:
        self.asked.append(k)
        found = enumerate(self.sources[:k])
        return [
            FoundPassage(source, i, i + 1, f"{source} {i}", 1 - i / 1000) for i, source in found
        ]


def a_task(*, golds: dict[str, Gold] | None = None) -> Dataset:
    task = Task(
        name="en→en",
        corpus=Corpus("texts", (Text("a", "A."), Text("b", "B."))),
        questions=(Question("q", "Which?", "en"),),
        qrels={} if golds else {"q": {"b": 1}},
        golds=golds or {},
    )
    return Dataset("set", "passage", (task,))


def test_every_task_is_run_in_every_mode(tmp_path: Path, searcher: IndexSearcher) -> None:
    dataset = load_dataset(write_squad(tmp_path))
    told = []
    runs = run_dataset(dataset, searcher, on_progress=lambda *what: told.append(what))
    assert [(run.task.name, run.method) for run in runs] == [
        (task.name, mode) for task in dataset.tasks for mode in METHODS
    ]
    for run in runs:
        sources = {text.source for text in run.task.corpus.texts}
        assert run.documents == len(sources)
        assert list(run.rankings) == ["a", "b"]
        for ranking in run.rankings.values():
            units = [ranked.unit for ranked in ranking]
            assert set(units) <= sources
            assert len(set(units)) == len(units)
            scores = [ranked.score for ranked in ranking]
            assert scores == sorted(scores, reverse=True)
        assert set(run.measures.values) == set(METRICS)
        assert len(run.milliseconds) == 2
        assert min(run.milliseconds) > 0
    within = {(run.task.name, run.method): run.measures for run in runs}
    assert within["ru→ru", "sparse"].mean("MRR@10") == 1.0
    assert within["en→en", "hybrid"].mean("recall@5") == 1.0
    assert ("indexing ru", 2, 2) in told
    assert ("ru→all, hybrid", 2, 2) in told


def sources_found(
    searcher: IndexSearcher, query: str, *, corpus: Corpus, method: Method
) -> list[str]:
    searcher.prepare(corpus, on_progress=lambda *_: None)
    return [found.source for found in searcher.search(query, corpus=corpus, k=5, method=method)]


def test_bm25_finds_only_what_shares_a_stem_with_the_question(searcher: IndexSearcher) -> None:
    corpus = Corpus(
        "bm25",
        (
            Text("mill", "Мельник живёт в доме у реки.", "ru"),
            Text("name", "Пётр Козловский приехал в город.", "ru"),
            Text("shared", "Стандарт ISO вышел в 2019 году.", "ru"),
        ),
    )

    def found(query: str, method: Method) -> list[str]:
        return sources_found(searcher, query, corpus=corpus, method=method)

    # The bridge translates, and name keys cross the script; bm25 does neither.
    assert "mill" in found("the house by the river", "sparse")
    assert found("the house by the river", "bm25") == []
    assert "name" in found("Who is Kozlovsky?", "sparse")
    assert found("Who is Kozlovsky?", "bm25") == []
    assert found("What came out in 2019?", "bm25") == ["shared"]
    assert found("мельники у рек", "bm25") == ["mill"]
    # Its index of its own sees a corpus that comes later, and the other modes are as they were.
    later = Corpus("later", (Text("late", "The river is wide.", "en"),))
    assert sources_found(searcher, "rivers", corpus=later, method="bm25") == ["late"]
    assert "mill" in found("the house by the river", "sparse")


def test_reranked_reads_what_hybrid_found(searcher: IndexSearcher) -> None:
    texts = (
        Text("who", "Кран в Казани чинит Анна Смирнова.", "ru"),
        Text("what", "Кран в Казани стоит два миллиона рублей.", "ru"),
    )
    corpus = Corpus("reranked", texts)

    def found(method: Method) -> list[tuple[str, float]]:
        searcher.prepare(corpus, on_progress=lambda *_: None)
        query = "How much does the crane in Kazan cost?"
        hits = searcher.search(query, corpus=corpus, k=5, method=method)
        return [(hit.source, hit.score) for hit in hits]

    assert found("reranked")[0][0] == "what"
    assert dict(found("reranked")) != dict(found("hybrid"))


def test_questions_among_their_documents_are_none_of_them(
    searcher: IndexSearcher, tmp_path: Path
) -> None:
    (tmp_path / "crane.txt").write_text("Anna Smirnova mends the crane.", encoding="utf-8")
    line = {"question": "Who mends the crane?", "document": "crane.txt", "answers": ["Anna"]}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(line), encoding="utf-8")
    (task,) = load_dataset(questions, documents=tmp_path).tasks
    corpus = replace(task.corpus, name="among")
    assert searcher.prepare(corpus, on_progress=lambda *_: None) == 1
    found = searcher.search("Who mends the crane?", corpus=corpus, k=5, method="hybrid")
    assert [each.source for each in found] == ["crane.txt"]


def test_dense_whole_leaves_the_sentences_out(searcher: IndexSearcher) -> None:
    texts = (
        Text("mixed", "The band plays loud music. Bread is baked at dawn. It rains in May.", "en"),
        Text("bread", "The baker bakes bread.", "en"),
    )
    corpus = Corpus("whole", texts)
    searcher.prepare(corpus, on_progress=lambda *_: None)
    query = "When is bread baked?"
    whole, dense = (
        {
            found.source: found.score
            for found in searcher.search(query, corpus=corpus, k=5, method=method)
        }
        for method in ("dense-whole", "dense")
    )
    # One sentence is its own best; of several one is nearer than all of them together.
    assert whole["bread"] == pytest.approx(dense["bread"])
    assert whole["mixed"] < dense["mixed"]


@pytest.mark.parametrize("method", ["dense-whole", "bm25"])
def test_a_server_searches_in_its_own_modes_only(
    monkeypatch: pytest.MonkeyPatch, method: Method
) -> None:
    listed = {"documents": [{"source": "a.txt"}], "total": 1}
    monkeypatch.setattr(ServerSearcher, "_ask", lambda *_, **__: listed)
    server = ServerSearcher("http://127.0.0.1:9")
    with pytest.raises(
        InvalidInput, match=f"^{method} is measured in process only: leave out --url$"
    ):
        server.search("Which?", corpus=Corpus("texts"), k=5, method=method)


def test_the_set_that_ships_asks_for_passages_of_its_document(searcher: IndexSearcher) -> None:
    dataset = load_dataset(DEFAULT_DATASET)
    both = with_distractors(dataset, [Text("0", "Кошка спит на тёплой печи.", "ru")])
    runs = run_dataset(both, searcher, methods=["dense"])
    counts = {run.task.name: run.documents for run in runs}
    assert counts == {"en": 1, "ru": 1, "en+distractors": 2, "ru+distractors": 2}
    for run in runs[:2]:
        # Every passage is found, so every gold text lies whole in one of them.
        assert run.measures.mean("recall@10") == 1.0


def test_a_document_is_ranked_by_its_best_passage() -> None:
    searcher = Scripted("a", "a", "b", "a", "c")
    (run,) = run_dataset(a_task(), searcher, methods=["hybrid"])
    assert run.rankings == {
        "q": [Ranked("a", 1.0), Ranked("b", 1 - 2 / 1000), Ranked("c", 1 - 4 / 1000)]
    }
    assert run.measures.values["MRR@10"] == (0.5,)


def test_ten_documents_are_looked_for() -> None:
    enough = Scripted(*(f"d{i}" for i in range(50)))
    (run,) = run_dataset(a_task(), enough, methods=["hybrid"])
    assert len(enough.asked) == 1
    assert [ranked.unit for ranked in run.rankings["q"]] == [f"d{i}" for i in range(RANKED)]
    crowded = Scripted(*["a"] * 60, "b", *["a"] * 60)
    (run,) = run_dataset(a_task(), crowded, methods=["hybrid"])
    assert crowded.asked[-1] == 100
    assert [ranked.unit for ranked in run.rankings["q"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("gold", "rank"),
    [
        (Gold("a", ("a 2", "a 3")), 3),
        (Gold(None, ("b 1",)), 2),
        (Gold("a", ("b 1",)), None),
    ],
)
def test_the_first_passage_that_holds_the_answer_is_right(gold: Gold, rank: int | None) -> None:
    searcher = Scripted("a", "b", "a", "a")
    (run,) = run_dataset(a_task(golds={"q": gold}), searcher, methods=["hybrid"])
    assert [ranked.unit for ranked in run.rankings["q"]] == ["a:0-1", "b:1-2", "a:2-3", "a:3-4"]
    assert run.measures.values["MRR@10"] == ((1 / rank if rank else 0.0),)
    assert run.measures.values["recall@10"] == (1.0 if rank else 0.0,)
