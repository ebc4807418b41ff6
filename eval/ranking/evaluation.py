"""An evaluation as a whole: a set's results, their intervals, and what they are compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.ranking.compare import Comparison, compare_methods, compare_saved
from eval.ranking.pooled import PooledLoss, pooled_losses
from eval.ranking.results import Estimates, Result, Saved, estimates_of, results_of
from eval.ranking.runs import TaskRun
from eval.searchers import Method
from eval.sets.tasks import Dataset, Unit


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What is told of a run of a question set: `estimates` are by task and method."""

    dataset: str
    unit: Unit
    results: tuple[Result, ...]
    estimates: Mapping[tuple[str, str], Estimates]
    pooled: tuple[PooledLoss, ...]
    comparisons: tuple[Comparison, ...]


def summarise(
    dataset: Dataset,
    runs: Sequence[TaskRun],
    *,
    against: Method | None = None,
    baseline: Saved | None = None,
) -> Evaluation:
    """Return what `runs` measured; compared with the method `against`, and with what was saved.

    Raises InvalidInput where `baseline` cannot be compared with.
    """
    results = results_of(runs)
    comparisons: list[Comparison] = []
    if against is not None:
        comparisons += compare_methods(results, against=against)
    if baseline is not None:
        comparisons += compare_saved(baseline, results)
    return Evaluation(
        dataset=dataset.name,
        unit=dataset.unit,
        results=tuple(results),
        estimates=estimates_of(results),
        pooled=tuple(pooled_losses(runs)),
        comparisons=tuple(comparisons),
    )
