"""Choose the weight of the sparse score beside the cosine, on question sets made for choosing.

Both halves' rankings are taken from the index once; every weight of a grid fuses them as search
does, and the one with the best mean nDCG@10 over all tasks is written with the fingerprint of the
encoder it holds for.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from eval.ranking.metrics import DEPTH, measure
from eval.searchers import FoundPassage, IndexSearcher, Method
from eval.sets.datasets import load_dataset
from eval.sets.tasks import Task
from index.encode.dense import SentenceTransformerEncoder
from index.search.candidates import DEPTH as SEARCH_DEPTH
from index.search.fusion import fuse
from index.vectors import Ranking

WEIGHTS = (
    *(0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02),
    *(0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15),
)
"""Models differ in how far their cosines lie apart: e5's best is a quarter of the shipped one's."""

Halves = tuple[Sequence[FoundPassage], Sequence[FoundPassage]]


def choose_weight(*, sets: Iterable[Path], model: Path) -> None:
    """Write `model`/fusion.json; raises InvalidInput where a question set is none."""
    figures: dict[float, list[float]] = {weight: [] for weight in WEIGHTS}
    with IndexSearcher(model=str(model)) as searcher:
        for path in sets:
            for task in load_dataset(path).tasks:
                halves = _search(task, searcher)
                for weight, values in figures.items():
                    values.append(_ndcg(task, halves, weight=weight))
                print(f"fusion: {path.name} {task.name}", flush=True)
    means = {weight: float(np.mean(values)) for weight, values in figures.items()}
    for weight, values in figures.items():
        listed = " ".join(f"{value:.3f}" for value in values)
        print(f"fusion: {weight:.3f}  {listed}  mean {means[weight]:.4f}", flush=True)
    chosen = {
        "dense_fingerprint": SentenceTransformerEncoder(str(model)).fingerprint,
        "sparse_weight": max(means, key=lambda weight: means[weight]),
    }
    (model / "fusion.json").write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


def _search(task: Task, searcher: IndexSearcher) -> dict[str, Halves]:
    searcher.prepare(task.corpus, on_progress=lambda *_: None)

    def half(query: str, method: Method) -> Sequence[FoundPassage]:
        return searcher.search(query, corpus=task.corpus, k=SEARCH_DEPTH, method=method)

    return {
        question.question_id: (half(question.text, "dense"), half(question.text, "sparse"))
        for question in task.questions
    }


def _ndcg(task: Task, halves: dict[str, Halves], *, weight: float) -> float:
    run = {question: _fused(*found, weight=weight) for question, found in halves.items()}
    return measure(qrels=task.qrels, run=run).mean("nDCG@10")


def _fused(
    dense: Sequence[FoundPassage], sparse: Sequence[FoundPassage], *, weight: float
) -> list[str]:
    """Return the first documents, each placed by its best passage."""
    numbers: dict[tuple[str, int], int] = {}
    rankings = [
        Ranking(
            np.array(
                [numbers.setdefault((found.source, found.start), len(numbers)) for found in half],
                np.int64,
            ),
            np.array([found.score for found in half], np.float32),
        )
        for half in (dense, sparse)
    ]
    scores = fuse(*rankings, depth=SEARCH_DEPTH, sparse_weight=weight)
    sources = {number: source for (source, _), number in numbers.items()}
    best = sorted(scores, key=lambda number: (-scores[number], number))
    return list(dict.fromkeys(sources[number] for number in best))[:DEPTH]
