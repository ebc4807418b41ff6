"""Running question sets: questions asked of a searcher, the rankings judged and measured.

A set's unit (paragraph, section, sentence) is a document of the index, ranked by its best
passage. In a set of our own the passages themselves are ranked; a question then has one right
answer, which the first passage that holds it is credited with, or which is missed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import DEPTH, Measures, measure
from eval.searchers import Found, OnProgress, Searcher
from eval.tasks import Dataset, Gold, Task
from index.types import Mode

MODES: tuple[Mode, ...] = ("dense", "sparse", "hybrid")

_MOST_HITS = 100
"""The largest k that search takes."""

_FIRST_HITS = 2 * DEPTH
_MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit of a ranking and the score that placed it there."""

    unit: str
    score: float


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One task in one mode: each question's ranking, what was right, how good the rankings are.

    `documents` counts those searched. Rankings and `qrels` are by question id.
    """

    task: Task
    mode: Mode
    documents: int
    rankings: Mapping[str, Sequence[Ranked]]
    qrels: Mapping[str, Mapping[str, int]]
    measures: Measures


def run_dataset(
    dataset: Dataset,
    searcher: Searcher,
    *,
    modes: Iterable[Mode] = MODES,
    on_progress: OnProgress = lambda *_: None,
) -> list[TaskRun]:
    """Return a run of each of the set's tasks in each of `modes`."""
    modes = tuple(modes)
    return [
        _run_task(task, searcher, mode=mode, on_progress=on_progress)
        for task in dataset.tasks
        for mode in modes
    ]


def _run_task(task: Task, searcher: Searcher, *, mode: Mode, on_progress: OnProgress) -> TaskRun:
    documents = searcher.prepare(task.corpus, on_progress=on_progress)
    rankings: dict[str, list[Ranked]] = {}
    qrels: dict[str, Mapping[str, int]] = {}
    for done, question in enumerate(task.questions, 1):
        name = question.question_id
        if task.golds:
            found = searcher.search(question.text, corpus=task.corpus, k=DEPTH, mode=mode)
            rankings[name] = [Ranked(_passage_name(each), each.score) for each in found]
            qrels[name] = _credited(found, task.golds[name])
        else:
            rankings[name] = _rank_documents(question.text, task, searcher, mode=mode)
            qrels[name] = task.qrels[name]
        on_progress(f"{task.name}, {mode}", done, len(task.questions))
    run = {name: [ranked.unit for ranked in ranking] for name, ranking in rankings.items()}
    measures = measure(qrels=qrels, run=run)
    return TaskRun(task, mode, documents, rankings, qrels, measures)


def _rank_documents(query: str, task: Task, searcher: Searcher, *, mode: Mode) -> list[Ranked]:
    """Return the first documents, each placed by its best passage."""
    for k in (_FIRST_HITS, _MOST_HITS):
        found = searcher.search(query, corpus=task.corpus, k=k, mode=mode)
        best: dict[str, float] = {}
        for each in found:
            best.setdefault(each.source, each.score)
        if len(best) >= DEPTH or len(found) < k:
            break
    return [Ranked(source, score) for source, score in best.items()][:DEPTH]


def _credited(found: Sequence[Found], gold: Gold) -> dict[str, int]:
    right = (each for each in found if gold.held_by(source=each.source, text=each.text))
    first = next(right, None)
    return {_MISSED if first is None else _passage_name(first): 1}


def _passage_name(found: Found) -> str:
    return f"{found.source}:{found.start}-{found.end}"
