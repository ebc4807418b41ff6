"""What was measured, without the rankings: what is printed, saved, read again and compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from eval.ranking.metrics import METRICS, Measures
from eval.ranking.runs import TaskRun
from eval.sets.tasks import Question
from eval.statistics import Estimate, estimate_means, groups_of

MAIN = "nDCG@10"
"""The metric that is shown where there is room for one."""

Estimates = Mapping[str, Estimate]
"""The mean of each metric, by its name."""


@dataclass(frozen=True, slots=True)
class Result:
    """One task by one method, with each question's values, those of `questions` in their order.

    `documents` counts those searched, `unanswerable` the questions that were left out. `median_ms`
    is how long half of the questions took at most, in milliseconds; None where it is not known.
    """

    task: str
    method: str
    documents: int
    unanswerable: int
    questions: tuple[Question, ...]
    measures: Measures
    median_ms: float | None

    @property
    def key(self) -> tuple[str, str]:
        """Return the task's and the method's name."""
        return self.task, self.method

    @property
    def groups(self) -> int | None:
        """Return how many groups its questions come in; None where each is alone."""
        groups = len(set(groups_of(self.questions)))
        return groups if groups < len(self.questions) else None


@dataclass(frozen=True, slots=True)
class Saved:
    """Results that were saved earlier, in the file called `name`."""

    name: str
    results: tuple[Result, ...]


def results_of(runs: Iterable[TaskRun]) -> list[Result]:
    """Return what each run measured."""
    return [
        Result(
            task=run.task.name,
            method=run.method,
            documents=run.documents,
            unanswerable=run.task.unanswerable,
            questions=run.task.questions,
            measures=run.measures,
            median_ms=median(run.milliseconds) if run.milliseconds else None,
        )
        for run in runs
    ]


def estimates_of(results: Sequence[Result]) -> dict[tuple[str, str], Estimates]:
    """Return each result's means and intervals, by its key.

    Results whose questions come in the same groups are measured on the same samples.
    """
    alike: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        alike.setdefault(groups_of(result.questions), []).append(result)
    found: dict[tuple[str, str], Estimates] = {}
    for groups, those in alike.items():
        columns = [result.measures.values[metric] for result in those for metric in METRICS]
        estimates = iter(estimate_means(np.array(columns).T, groups))
        for result in those:
            found[result.key] = {metric: next(estimates) for metric in METRICS}
    return {result.key: found[result.key] for result in results}
