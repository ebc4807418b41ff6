import math

import pytest

from eval.ranking.pooled import pooled_losses
from eval.ranking.runs import TaskRun
from tests.eval.made import made_run

RU = ["ru/0", "ru/1", "ru/2", "ru/3"]
EN = ["en/0", "en/1", "en/2", "en/3"]
RIGHT = {"q0": ["ru/0"], "q1": ["ru/1"], "q2": ["ru/2"], "q3": ["ru/3"]}
SECOND, THIRD = 1 / math.log2(3), 1 / math.log2(4)


def alone() -> TaskRun:
    rankings = {
        "q0": ["ru/0", "ru/1"],
        "q1": ["ru/1", "ru/0"],
        "q2": ["ru/2"],
        "q3": ["ru/0", "ru/3"],
    }
    return made_run(rankings, right=RIGHT, texts=RU)


def pooled() -> TaskRun:
    rankings = {
        # Only the right text of the other language goes before: nothing is lost.
        "q0": ["en/0", "ru/0"],
        # A wrong one of the other language does, and so does the right one, which does not count.
        "q1": ["en/3", "en/1", "ru/1"],
        # A wrong one of its own language goes before: lost, but not pushed out by the other.
        "q2": ["ru/0", "ru/2"],
        # It was not first alone, so it cannot be pushed out; here a wrong one makes it third.
        "q3": ["en/0", "ru/0", "ru/3"],
    }
    both = {name: [*right, f"en/{name[1]}"] for name, right in RIGHT.items()}
    return made_run(rankings, right=both, texts=EN + RU, name="en→all")


def test_what_pooling_costs() -> None:
    (loss,) = pooled_losses([alone(), pooled()])
    assert (loss.task, loss.method) == ("en→ru", "hybrid")
    before, after = (3 + SECOND) / 4, (1 + SECOND + SECOND + THIRD) / 4
    assert loss.alone.mean == pytest.approx(before)
    assert loss.pooled.mean == pytest.approx(after)
    assert loss.difference.mean == pytest.approx(after - before)
    assert loss.pushed_out is not None
    assert loss.pushed_out.mean == pytest.approx(1 / 3)
    for estimate in (loss.alone, loss.pooled, loss.difference, loss.pushed_out):
        assert estimate.interval is not None
        assert estimate.interval[0] <= estimate.mean <= estimate.interval[1]
    # The interval of the difference is that of pairs: no question gains, so neither does a sample.
    assert loss.difference.interval is not None
    assert loss.difference.interval[1] <= 0


def test_a_right_text_that_is_no_longer_found_was_pushed_out_by_what_stands_there() -> None:
    right = {"q0": ["ru/0"], "q1": ["ru/1"]}
    found = made_run({"q0": ["ru/0"], "q1": ["ru/1"]}, right=right, texts=RU)
    crowd = [f"en/{i}" for i in range(2, 20)]
    lost = made_run(
        {"q0": ["ru/1", "ru/2"], "q1": crowd},
        right={"q0": ["ru/0", "en/0"], "q1": ["ru/1", "en/1"]},
        texts=EN + RU,
        name="en→all",
    )
    (loss,) = pooled_losses([found, lost])
    assert (loss.alone.mean, loss.pooled.mean) == (1, 0)
    assert loss.pushed_out is not None
    assert loss.pushed_out.mean == 0.5


def test_ten_are_left_after_the_right_one_of_another_language() -> None:
    right = {"q0": ["ru/0"], "q1": ["ru/1"]}
    wrong = [f"ru/{i}" for i in range(2, 11)]
    found = made_run({"q0": [*wrong, "ru/0"], "q1": []}, right=right, texts=RU)
    shifted = made_run(
        {"q0": ["en/0", *wrong, "ru/0"], "q1": []},
        right={"q0": ["ru/0", "en/0"], "q1": ["ru/1", "en/1"]},
        texts=EN + RU,
        name="en→all",
    )
    (loss,) = pooled_losses([found, shifted])
    assert loss.pooled == loss.alone
    assert loss.alone.mean == pytest.approx(1 / math.log2(11) / 2)
    assert loss.pushed_out is None


def test_a_task_without_its_pool_has_no_loss() -> None:
    right = {"q0": ["ru/0"], "q1": ["ru/1"]}
    sparse = made_run(right, right=right, texts=RU, method="sparse")
    assert not list(pooled_losses([alone(), sparse]))
    assert not list(pooled_losses([sparse, pooled()]))
    assert not list(pooled_losses([pooled()]))
