"""The measures of runs made by hand, at a threshold and without one."""

import json

import pytest

from eval.answers.results import AnswerEvaluation, summarise_answers
from eval.answers.runs import AnswerRun
from eval.answers.saved import answers_record
from tests.eval.made import made_answers, made_outcome


def a_run(task: str = "en→ru") -> AnswerRun:
    return made_answers(
        made_outcome("a", confidence=0.9, right=True, marked="so", gold=["so"], group="1"),
        made_outcome("a", confidence=0.8, answerable=False, without="s", group="1"),
        made_outcome("b", text="One. Two three.", confidence=0.7, right=True, group="1"),
        made_outcome("c", confidence=0.6, marked="is so", gold=["it is"], group="2"),
        made_outcome("d", confidence=0.2, right=True, group="2"),
        made_outcome("d", confidence=0.1, answerable=False, without="s", group="2"),
        made_outcome("e", text=None, answerable=False, group="3"),
        task=task,
        citations=30,
        exact=29,
    )


def means(evaluation: AnswerEvaluation) -> dict[str, float]:
    return {name: each.mean for name, each in evaluation.results[0].estimates.items()}


def test_measures_at_a_threshold() -> None:
    evaluation = summarise_answers("set", [a_run()], threshold=0.5)
    (result,) = evaluation.results
    assert means(evaluation) == {
        "accuracy": pytest.approx(3 / 4),
        "coverage": pytest.approx(4 / 7),
        "citation precision": pytest.approx(2 / 4),
        "citation recall": pytest.approx(2 / 4),
        "two sentences": pytest.approx(1 / 4),
        "abstention precision": pytest.approx(2 / 3),
        "abstention recall": pytest.approx(2 / 3),
        "abstention F1": pytest.approx(2 / 3),
        # 0.9, 0.7, 0.6 and 0.2 against 0.8, 0.1 and 0: three pairs are the wrong way round.
        "AUROC": pytest.approx(9 / 12),
        "AURC": pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4 + 2 / 5 + 3 / 6 + 4 / 7) / 7),
        # A bin for each: 0.1, 0.8, 0.3, 0.6, 0.8, 0.1 and 0 beside what is right.
        "ECE": pytest.approx(2.7 / 7),
        "marked": pytest.approx(2 / 3),
        "exact match": pytest.approx(1 / 2),
        "token F1": pytest.approx((1 + 1 / 2) / 2),
        # Two of four are marked: one as the gold answer, one with half of it.
        "span EM": pytest.approx(1 / 4),
        "span F1": pytest.approx((1 + 1 / 2) / 4),
    }
    assert (result.answerable, result.unanswerable, result.groups) == (4, 3, 3)
    assert (result.given, result.marked) == (4, 2)
    assert (result.citations, result.exact) == (30, 29)
    assert (result.answer_ms, result.search_ms) == (24.0, 8.0)
    assert [told for told, _, _ in result.calibration] == [0.0, 0.1, 0.2, 0.6, 0.7, 0.8, 0.9]
    assert result.curve[0] == pytest.approx((1 / 7, 0))
    assert result.curve[-1] == pytest.approx((1, 4 / 7))
    for estimate in result.estimates.values():
        assert estimate.interval is not None
        low, high = estimate.interval
        assert low <= high


def test_a_threshold_moves_what_is_given_and_nothing_else() -> None:
    low, high = (
        means(summarise_answers("set", [a_run()], threshold=least)) for least in (0.15, 0.85)
    )
    assert low["citation recall"] == pytest.approx(3 / 4)
    assert low["abstention precision"] == pytest.approx(1)
    assert high["citation precision"] == pytest.approx(1)
    assert high["coverage"] == pytest.approx(1 / 7)
    for name in ("accuracy", "AUROC", "AURC", "ECE"):
        assert low[name] == high[name]


def test_without_a_confidence_what_hangs_on_it_is_left_out() -> None:
    run = made_answers(
        made_outcome("a", confidence=None, right=True),
        made_outcome("b", confidence=None),
        made_outcome("c", text=None, answerable=False),
    )
    evaluation = summarise_answers("set", [run], threshold=0.5)
    assert evaluation.threshold is None
    assert means(evaluation) == {
        "accuracy": pytest.approx(1 / 2),
        "coverage": pytest.approx(2 / 3),
        "citation precision": pytest.approx(1 / 2),
        "citation recall": pytest.approx(1 / 2),
        "two sentences": 0,
        "marked": 0,
        "span EM": 0,
        "span F1": 0,
    }
    (result,) = evaluation.results
    assert (result.calibration, result.curve, result.groups) == ((), (), None)
    assert result.bands == ()


def test_where_everything_can_be_answered_nothing_is_told_of_abstaining() -> None:
    run = made_answers(made_outcome("a", right=True), made_outcome("b", confidence=0.1))
    told = means(summarise_answers("set", [run], threshold=0.3))
    assert told["abstention precision"] == 0
    assert told.keys().isdisjoint({"abstention recall", "abstention F1", "AUROC"})


def test_where_nothing_is_given_no_precision_is_told() -> None:
    run = made_answers(made_outcome("a", confidence=0.1, right=True))
    told = means(summarise_answers("set", [run], threshold=0.3))
    assert (told["accuracy"], told["coverage"], told["citation recall"]) == (1, 0, 0)
    assert told.keys().isdisjoint({"citation precision", "two sentences", "marked", "exact match"})


def test_only_short_golds_are_compared_with_what_is_marked() -> None:
    run = made_answers(
        made_outcome("a", right=True, marked="so", gold=["so"]),
        made_outcome("b", right=True, marked="so", gold=["It is so."], short=False),
    )
    told = means(summarise_answers("set", [run], threshold=0.3))
    assert (told["marked"], told["exact match"], told["span EM"]) == (1, 1, 1)


def test_a_span_counts_whether_its_answer_is_given_or_not() -> None:
    run = made_answers(made_outcome("a", confidence=0.1, marked="so", gold=["so"]))
    told = means(summarise_answers("set", [run], threshold=0.3))
    assert (told["span EM"], told["span F1"]) == (1, 1)
    assert "exact match" not in told


def test_near_misses_are_told_from_the_same_questions_with_their_answer() -> None:
    run = made_answers(
        made_outcome("a", confidence=0.9, right=True, group="1"),
        made_outcome("a", confidence=0.2, answerable=False, without="s", group="1"),
        made_outcome("b", confidence=0.4, right=True, group="2"),
        # It has no near miss, and would be told from none of them.
        made_outcome("c", confidence=0.05, right=True, group="2"),
        near_misses=[
            made_outcome("a", confidence=0.6, answerable=False, group="1"),
            made_outcome("b", confidence=0.1, answerable=False, group="2"),
        ],
    )
    evaluation = summarise_answers("set", [run], threshold=0.5)
    told = means(evaluation)
    # 0.9 is above both, 0.4 above one.
    assert told["near-miss AUROC"] == pytest.approx(3 / 4)
    assert told["near misses withheld"] == pytest.approx(1 / 2)
    assert evaluation.results[0].near_misses == 2
    # Nothing else is measured of them.
    without = summarise_answers("set", [made_answers(*run.outcomes)], threshold=0.5)
    rest = means(without)
    assert rest.keys().isdisjoint({"near-miss AUROC", "near misses withheld"})
    assert {name: told[name] for name in rest} == rest
    record = answers_record(evaluation, per_question=True)["results"]
    assert isinstance(record, list)
    assert [each["id"] for each in record[0]["per_near_miss"]] == ["a", "b"]


def test_every_band_has_its_precision() -> None:
    evaluation = summarise_answers("set", [a_run()], threshold=0.5, surely=0.7)
    (result,) = evaluation.results
    told = {each.band: (each.answers, each.precision) for each in result.bands}
    assert list(told) == ["surely", "probably", "not sure"]
    # 0.9, 0.8 and 0.7; 0.6; 0.2, 0.1 and what was not found.
    assert [answers for answers, _ in told.values()] == [3, 1, 3]
    precisions = [None if each is None else each.mean for _, each in told.values()]
    assert precisions == pytest.approx([2 / 3, 0, 1 / 3])
    assert {each.asked for each in result.bands} == {7}


def test_a_band_without_answers_has_no_precision() -> None:
    run = made_answers(made_outcome("a", right=True, confidence=0.95))
    (result,) = summarise_answers("set", [run], threshold=0.3).results
    assert [each.answers for each in result.bands] == [1, 0, 0]
    assert [each.precision is None for each in result.bands] == [False, True, True]


def test_headings_are_counted_where_they_are_given() -> None:
    run = made_answers(
        made_outcome("a", confidence=0.9, heading=True),
        made_outcome("b", confidence=0.1, heading=True),
        made_outcome("c", confidence=0.9, heading=True, answerable=False),
    )
    (result,) = summarise_answers("set", [run], threshold=0.5).results
    assert result.headings == 2


def test_questions_are_told_by_their_kinds() -> None:
    run = made_answers(
        made_outcome("a", right=True, kinds=["table", "cross"]),
        made_outcome("b", kinds=["table"]),
        made_outcome("c", answerable=False, confidence=0.1, kinds=["near-miss", "table"]),
        made_outcome("d", answerable=False, confidence=0.9, kinds=["near-miss"]),
    )
    (result,) = summarise_answers("set", [run], threshold=0.5).results
    told = {each.kind: each for each in result.kinds}
    assert list(told) == ["table", "near-miss", "cross"]
    table, near, cross = told.values()
    assert (table.answerable, table.unanswerable) == (2, 1)
    assert (table.right, table.withheld) == (1 / 2, 1)
    assert (near.right, near.withheld) == (None, 1 / 2)
    assert (cross.right, cross.withheld) == (1, None)


def test_all_tasks_are_told_together_too() -> None:
    other = made_answers(made_outcome("a", right=True, group="1"), task="ru→ru")
    evaluation = summarise_answers("set", [a_run(), other], threshold=0.5)
    assert [result.task for result in evaluation.results] == ["en→ru", "ru→ru", "all"]
    together = evaluation.results[-1]
    assert together.estimates["accuracy"].mean == pytest.approx(4 / 5)
    assert (together.answerable, together.unanswerable, together.documents) == (5, 3, None)
    # The groups of both tasks are the same articles.
    assert together.groups == 3
    assert (together.citations, together.exact) == (39, 38)


def test_the_same_runs_have_the_same_intervals() -> None:
    once, again = (summarise_answers("set", [a_run()], threshold=0.5) for _ in range(2))
    assert once == again


def test_everything_is_written_for_programs() -> None:
    evaluation = summarise_answers("set", [a_run(), a_run("ru→ru")], threshold=0.5)
    record = json.loads(json.dumps(answers_record(evaluation, per_question=True)))
    assert (record["dataset"], record["threshold"]) == ("set", 0.5)
    first, _, together = record["results"]
    assert first["metrics"] == pytest.approx(means(evaluation))
    low, high = first["intervals"]["accuracy"]
    assert low <= first["metrics"]["accuracy"] <= high
    assert first["median_ms"] == {"answer": 24.0, "search": 8.0}
    assert first["calibration"][0] == pytest.approx(
        {"confidence": 0.0, "right": 0.0, "share": 1 / 7}
    )
    assert first["risk_coverage"][-1] == pytest.approx({"coverage": 1.0, "risk": 4 / 7})
    asked = first["per_question"]
    assert [each["id"] for each in asked] == ["a", "a", "b", "c", "d", "d", "e"]
    assert [each["given"] for each in asked] == [True] * 4 + [False] * 3
    assert asked[0]["answer"]["citation"]["quote"] == "It is so."
    assert asked[-1]["answer"] is None
    assert "per_question" not in together
    brief = answers_record(evaluation, per_question=False)["results"]
    assert isinstance(brief, list)
    assert all("per_question" not in each for each in brief)
