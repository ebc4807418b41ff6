"""The questions that a run answers worst, and what it found for them instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.ranking.results import MAIN
from eval.ranking.runs import TaskRun
from eval.sets.tasks import Question


@dataclass(frozen=True, slots=True)
class Miss:
    """A question whose nDCG@10, `value`, is below 1.

    `rank` is that of the first right unit, None where the ranking holds none. `right` are the
    texts that answer, `found` the first of the ranking; a unit whose text is not known is named.
    """

    question: Question
    value: float
    rank: int | None
    right: tuple[str, ...]
    found: str


def worst_questions(run: TaskRun, *, most: int) -> list[Miss]:
    """Return at most so many of the questions below 1, the worst first; equal ones by rank."""
    texts = {text.source: text.text for text in run.task.corpus.texts}
    values = run.measures.values[MAIN]
    misses = [
        _miss(run, question, value, texts=texts)
        for question, value in zip(run.task.questions, values, strict=True)
        if value < 1
    ]
    depth = 1 + max((len(ranking) for ranking in run.rankings.values()), default=0)
    misses.sort(key=lambda miss: (miss.value, -(miss.rank or depth)))
    return misses[:most]


def _miss(run: TaskRun, question: Question, value: float, *, texts: Mapping[str, str]) -> Miss:
    name = question.question_id
    ranking, qrels = run.rankings[name], run.qrels[name]
    ranks = (rank for rank, ranked in enumerate(ranking, 1) if ranked.unit in qrels)
    gold = run.task.golds.get(name)
    right = tuple(texts.get(unit, unit) for unit in qrels) if gold is None else gold.texts
    found = texts.get(ranking[0].unit, ranking[0].unit) if ranking else ""
    return Miss(question, value, next(ranks, None), right, found)
