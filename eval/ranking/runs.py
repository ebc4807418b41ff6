"""Running question sets: questions asked of a searcher, the rankings judged and measured.

A set's unit (paragraph, section, sentence) is a document of the index, ranked by its best
passage. In a set of our own the passages themselves are ranked; a question then has one right
answer, which the first passage that holds it is credited with, or which is missed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from eval.ranking.metrics import DEPTH, Measures, measure
from eval.searchers import FoundPassage, Method, OnProgress, Searcher
from eval.sets.tasks import Dataset, Gold, Task
from index.types import Mode

METHODS: tuple[Mode, ...] = ("dense", "sparse", "hybrid")
"""What is measured where nothing else is asked for."""

RANKED = 2 * DEPTH
"""How many units a ranking holds; metrics look at fewer."""

_MOST_HITS = 100
"""The largest k that search takes."""

_FIRST_HITS = 2 * RANKED
_MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit of a ranking and the score that placed it there."""

    unit: str
    score: float


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One task by one method: each question's ranking, what was right, how good the rankings are.

    `documents` counts those searched. Rankings and `qrels` are by question id. `milliseconds` is
    how long each question took to search for, from its text to its passages.
    """

    task: Task
    method: Method
    documents: int
    rankings: Mapping[str, Sequence[Ranked]]
    qrels: Mapping[str, Mapping[str, int]]
    measures: Measures
    milliseconds: tuple[float, ...] = ()


def run_dataset(
    dataset: Dataset,
    searcher: Searcher,
    *,
    methods: Iterable[Method] = METHODS,
    on_progress: OnProgress = lambda *_: None,
) -> list[TaskRun]:
    """Return a run of each of the set's tasks by each of `methods`."""
    methods = tuple(methods)
    return [
        _run_task(task, searcher, method=method, on_progress=on_progress)
        for task in dataset.tasks
        for method in methods
    ]


def _run_task(
    task: Task, searcher: Searcher, *, method: Method, on_progress: OnProgress
) -> TaskRun:
    documents = searcher.prepare(task.corpus, on_progress=on_progress)
    rankings: dict[str, list[Ranked]] = {}
    qrels: dict[str, Mapping[str, int]] = {}
    milliseconds: list[float] = []
    for done, question in enumerate(task.questions, 1):
        name = question.question_id
        started = perf_counter()
        if task.golds:
            found = searcher.search(question.text, corpus=task.corpus, k=RANKED, method=method)
            milliseconds.append(1000 * (perf_counter() - started))
            rankings[name] = [Ranked(_passage_name(each), each.score) for each in found]
            qrels[name] = _credited(found, task.golds[name])
        else:
            rankings[name] = _rank_documents(question.text, task, searcher, method=method)
            milliseconds.append(1000 * (perf_counter() - started))
            qrels[name] = task.qrels[name]
        on_progress(f"{task.name}, {method}", done, len(task.questions))
    run = {name: [ranked.unit for ranked in ranking] for name, ranking in rankings.items()}
    measures = measure(qrels=qrels, run=run)
    return TaskRun(task, method, documents, rankings, qrels, measures, tuple(milliseconds))


def _rank_documents(query: str, task: Task, searcher: Searcher, *, method: Method) -> list[Ranked]:
    """Return the first documents, each placed by its best passage."""
    for k in (_FIRST_HITS, _MOST_HITS):
        found = searcher.search(query, corpus=task.corpus, k=k, method=method)
        best: dict[str, float] = {}
        for each in found:
            best.setdefault(each.source, each.score)
        if len(best) >= RANKED or len(found) < k:
            break
    return [Ranked(source, score) for source, score in best.items()][:RANKED]


def _credited(found: Sequence[FoundPassage], gold: Gold) -> dict[str, int]:
    right = (each for each in found if gold.held_by(source=each.source, text=each.text))
    first = next(right, None)
    return {_MISSED if first is None else _passage_name(first): 1}


def _passage_name(found: FoundPassage) -> str:
    return f"{found.source}:{found.start}-{found.end}"
