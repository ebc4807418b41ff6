import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from eval.ranking.compare import MOST_CHANGED, compare_methods, compare_results, compare_saved
from eval.ranking.metrics import METRICS
from eval.ranking.results import Result, Saved, estimates_of, results_of
from eval.ranking.runs import METHODS
from eval.searchers import Method
from eval.statistics import estimate_means, p_values
from index.errors import InvalidInput
from tests.eval.made import made_run

NAMES = [f"q{i}" for i in range(6)]
WRONG = [f"w{i}" for i in range(12)]


def a_result(
    *ranks: int,
    method: Method = "hybrid",
    task: str = "en→ru",
    groups: Sequence[str] | None = None,
) -> Result:
    """Return a result where the right unit of the i-th question stands at the i-th rank."""
    names = [f"q{i}" for i in range(len(ranks))]
    run = made_run(
        {name: [*WRONG[: rank - 1], name] for name, rank in zip(names, ranks, strict=True)},
        right={name: [name] for name in names},
        texts=[*names, *WRONG],
        method=method,
        name=task,
        groups=dict(zip(names, groups, strict=True)) if groups else None,
        milliseconds=(1.0, 9.0, 2.0),
    )
    (result,) = results_of([run])
    return result


def ndcg(rank: int) -> float:
    return 1 / math.log2(rank + 1) if rank <= 10 else 0.0


def test_differences_of_known_rankings() -> None:
    before, after = a_result(1, 2, 3, 12, 1, 2), a_result(1, 1, 1, 1, 2, 12)
    compared = compare_results(before, after, against="base")
    main = compared.differences["nDCG@10"]
    old, new = [[ndcg(r) for r in ranks] for ranks in ((1, 2, 3, 12, 1, 2), (1, 1, 1, 1, 2, 12))]
    grown = np.array(new) - np.array(old)
    assert main.before == pytest.approx(np.mean(old))
    assert main.after == pytest.approx(np.mean(new))
    assert main.difference.mean == pytest.approx(grown.mean())
    assert (main.better, main.same, main.worse) == (3, 1, 2)
    (expected,) = estimate_means(grown[:, None], NAMES)
    assert main.difference.interval == pytest.approx(expected.interval)
    assert [main.p] == pytest.approx(p_values(grown[:, None], NAMES))
    recall = compared.differences["recall@1"]
    assert [recall.before, recall.after] == pytest.approx([2 / 6, 4 / 6])
    assert (recall.better, recall.same, recall.worse) == (3, 2, 1)
    assert list(compared.differences) == list(METRICS)


def test_what_changed_most_comes_first() -> None:
    before, after = a_result(1, 2, 3, 12, 1, 2), a_result(1, 1, 1, 1, 2, 12)
    compared = compare_results(before, after, against="base")
    told = [
        (each.question.question_id, each.rank_before, each.rank_after) for each in compared.better
    ]
    assert told == [("q3", None, 1), ("q2", 3, 1), ("q1", 2, 1)]
    assert compared.better[0].question.text == "What is q3?"
    assert (compared.better[0].before, compared.better[0].after) == (0, 1)
    worse = [
        (each.question.question_id, each.rank_before, each.rank_after) for each in compared.worse
    ]
    assert worse == [("q5", 2, None), ("q4", 1, 2)]
    many = compare_results(a_result(*[2] * 40), a_result(*[1] * 40), against="base")
    assert (len(many.better), len(many.worse)) == (MOST_CHANGED, 0)


def test_a_result_compared_with_itself() -> None:
    result = a_result(1, 2, 3)
    compared = compare_results(result, result, against="base")
    for difference in compared.differences.values():
        assert (difference.difference.mean, difference.difference.interval) == (0, (0, 0))
        assert (difference.p, difference.same) == (1, 3)
    assert compared.better == compared.worse == ()


def test_questions_of_a_group_are_one_piece_of_evidence() -> None:
    groups = [f"g{i // 5}" for i in range(20)]
    before, after = [2] * 20, [1] * 20
    apart = compare_results(a_result(*before), a_result(*after), against="base")
    grouped = compare_results(
        a_result(*before, groups=groups), a_result(*after, groups=groups), against="base"
    )
    assert grouped.differences["nDCG@10"].p == 2 / 2**4
    assert apart.differences["nDCG@10"].p < 0.001


def test_questions_are_paired_by_id_whatever_their_order() -> None:
    before, after = a_result(1, 2, 3), a_result(1, 1, 12)
    turned = replace(
        before,
        questions=before.questions[::-1],
        measures=replace(
            before.measures,
            questions=before.measures.questions[::-1],
            values={name: values[::-1] for name, values in before.measures.values.items()},
        ),
    )
    assert compare_results(turned, after, against="x") == compare_results(
        before, after, against="x"
    )


def test_every_other_method_is_compared_with_one() -> None:
    results = [
        a_result(rank, 1, method=method, task=task)
        for task in ("en→ru", "ru→ru")
        for rank, method in enumerate(METHODS, 1)
    ]
    compared = compare_methods(results, against="sparse")
    assert [(each.task, each.method, each.against) for each in compared] == [
        ("en→ru", "dense", "sparse"),
        ("en→ru", "hybrid", "sparse"),
        ("ru→ru", "dense", "sparse"),
        ("ru→ru", "hybrid", "sparse"),
    ]
    assert compared[0].differences["MRR@10"].difference.mean == pytest.approx(0.25)
    assert compared[1].differences["MRR@10"].difference.mean == pytest.approx(-1 / 12)


def test_saved_results_are_matched_by_task_and_method() -> None:
    saved = Saved("old.json", (a_result(2, 2), a_result(1, 2, method="dense")))
    compared = compare_saved(saved, [a_result(1, 1, method="dense"), a_result(1, 1, task="ru→ru")])
    assert [(each.task, each.method, each.against) for each in compared] == [
        ("en→ru", "dense", "old.json")
    ]


def test_files_of_one_method_each_are_compared_across_methods() -> None:
    saved = Saved("old.json", (a_result(2, 2, method="bm25"),))
    (compared,) = compare_saved(saved, [a_result(1, 1)])
    assert (compared.method, compared.against) == ("hybrid", "old.json, bm25")


def test_what_cannot_be_compared() -> None:
    base = a_result(1, 2)
    with pytest.raises(InvalidInput, match="en→ru: old was asked other questions"):
        compare_results(base, a_result(1, 2, 3), against="old")
    renamed = replace(
        base, questions=(replace(base.questions[0], text="Other?"), base.questions[1])
    )
    with pytest.raises(InvalidInput, match="other questions"):
        compare_results(base, renamed, against="old")
    with pytest.raises(InvalidInput, match="old was run over 14 documents, this over 99"):
        compare_results(base, replace(base, documents=99), against="old")
    with pytest.raises(
        InvalidInput, match="old: nothing to compare: it has en→ru hybrid, the other"
    ):
        compare_saved(Saved("old", (base,)), [a_result(1, 2, task="ru→ru")])


def test_estimates_are_those_of_each_metric_alone() -> None:
    groups = [f"g{i // 2}" for i in range(6)]
    results = [
        a_result(1, 2, 3, 12, 1, 2),
        a_result(1, 1, 1, 1, 2, 12, method="dense"),
        a_result(1, 2, 3, 4, 5, 6, task="ru→ru", groups=groups),
    ]
    estimates = estimates_of(results)
    assert list(estimates) == [result.key for result in results]
    for result, names in zip(results, (NAMES, NAMES, groups), strict=True):
        for metric in METRICS:
            values = np.array(result.measures.values[metric])[:, None]
            assert estimates[result.key][metric].mean == pytest.approx(result.measures.mean(metric))
            expected = estimate_means(values, names)[0]
            assert estimates[result.key][metric].interval == pytest.approx(expected.interval)
    assert [result.groups for result in results] == [None, None, 3]
    assert results[0].median_ms == 2.0
