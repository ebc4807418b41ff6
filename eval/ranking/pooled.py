"""What one index for several languages costs: a set's tasks alone against the pooled one.

Where the texts of all languages stand in one index, a passage of the question's own language may
push out the right one of another, only for being of that language.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.ranking.metrics import DEPTH, measure
from eval.ranking.results import MAIN
from eval.ranking.runs import TaskRun
from eval.searchers import Method
from eval.sets.squad import ALL_LANGUAGES
from eval.statistics import Estimate, estimate_means, groups_of


@dataclass(frozen=True, slots=True)
class PooledLoss:
    """One task by one method, alone and among the texts of the other languages.

    `alone` and `pooled` are nDCG@10 of the right texts in the language searched; pooled, the right
    text of any other language is left out, as if the folder did not hold it. `difference` is how
    much pooling adds, question by question. `pushed_out` is the share of questions, of those whose
    right text was first alone, where a wrong text of another language goes before it in the pool;
    None where no right text was first.
    """

    task: str
    method: Method
    alone: Estimate
    pooled: Estimate
    difference: Estimate
    pushed_out: Estimate | None


def pooled_losses(runs: Sequence[TaskRun]) -> Iterator[PooledLoss]:
    """Yield the loss of each task that was run both alone and pooled by the same method."""
    by_name = {(run.task.name, run.method): run for run in runs}
    for (name, method), alone in by_name.items():
        asked, _, searched = name.partition("→")
        pooled = by_name.get((f"{asked}→{ALL_LANGUAGES}", method))
        if pooled is not None and searched != ALL_LANGUAGES:
            yield _loss(alone, pooled)


def _loss(alone: TaskRun, pooled: TaskRun) -> PooledLoss:
    own = alone.task.sources
    run: dict[str, list[str]] = {}
    pushed_out: dict[str, bool] = {}
    for question, right in alone.qrels.items():
        others_right = pooled.qrels[question].keys() - right.keys()
        units = [
            ranked.unit for ranked in pooled.rankings[question] if ranked.unit not in others_right
        ]
        run[question] = units[:DEPTH]
        ranking = alone.rankings[question]
        if ranking and ranking[0].unit in right:
            place = next((at for at, unit in enumerate(units) if unit in right), len(units))
            pushed_out[question] = any(unit not in own for unit in units[:place])
    values = np.array(
        [alone.measures.values[MAIN], measure(qrels=alone.qrels, run=run).values[MAIN]]
    )
    groups = groups_of(alone.task.questions)
    columns = np.vstack([values, values[1] - values[0]]).T
    before, after, difference = estimate_means(columns, groups)
    first = [
        (group, pushed_out[question])
        for group, question in zip(groups, alone.qrels, strict=True)
        if question in pushed_out
    ]
    share = None
    if first:
        pushed = np.array([[float(out)] for _, out in first])
        (share,) = estimate_means(pushed, [group for group, _ in first])
    return PooledLoss(alone.task.name, alone.method, before, after, difference, share)
