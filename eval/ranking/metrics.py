"""How good rankings are: nDCG@10, MRR@10 and recall, by ir-measures.

ir-measures computes nDCG and recall by trec_eval (gain is the grade, discount the binary
logarithm of one more than the rank) and the reciprocal rank by the MS MARCO script.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import ir_measures

DEPTH = 10
"""No metric looks further down a ranking."""

METRICS = {
    "nDCG@10": ir_measures.nDCG @ 10,
    "MRR@10": ir_measures.RR @ 10,
    "recall@1": ir_measures.R @ 1,
    "recall@5": ir_measures.R @ 5,
    "recall@10": ir_measures.R @ 10,
}


@dataclass(frozen=True, slots=True)
class Measures:
    """Each metric's value for each question; `values[metric][i]` is that of `questions[i]`."""

    questions: tuple[str, ...]
    values: Mapping[str, tuple[float, ...]]

    def mean(self, metric: str) -> float:
        """Return the metric's mean over all questions."""
        values = self.values[metric]
        return sum(values) / len(values)


def measure(
    *, qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]]
) -> Measures:
    """Return how well `run` ranks what `qrels` says is right.

    `qrels` gives the grades of the right units by question id, one question at least; `run` the
    units found for each, best first. A question of which the run has nothing counts as zero.
    """
    # Scores that fall with the rank: the tools break ties by name, and the order is the ranking.
    scored = {
        question: {unit: -float(rank) for rank, unit in enumerate(run.get(question, ()))}
        for question in qrels
    }
    found: dict[tuple[str, str], float] = {}
    names = {metric: name for name, metric in METRICS.items()}
    grades = {question: dict(right) for question, right in qrels.items()}
    for value in ir_measures.iter_calc(list(names), grades, scored):
        found[names[value.measure], value.query_id] = float(value.value)
    questions = tuple(qrels)
    return Measures(
        questions=questions,
        values={name: tuple(found.get((name, q), 0.0) for q in questions) for name in METRICS},
    )


def recall_curve(
    *, qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]], depth: int
) -> tuple[float, ...]:
    """Return the mean recall at 1, 2 and so on to `depth`: the share of the right units found.

    `qrels` and `run` are as in `measure`.
    """
    found = [0.0] * depth
    for question, right in qrels.items():
        for rank, unit in enumerate(run.get(question, ())[:depth]):
            if unit in right:
                found[rank] += 1 / len(right)
    return tuple(total / len(qrels) for total in accumulate(found))
