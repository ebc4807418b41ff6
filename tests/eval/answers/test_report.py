"""The page that tells how good answers are."""

from datetime import UTC, datetime

from eval.answers.report import answers_page
from eval.answers.results import summarise_answers
from eval.answers.runs import AnswerRun
from tests.eval.made import made_answers, made_outcome
from tests.eval.ranking.test_report import HOSTILE, read, tables, text_of

MADE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def a_run(task: str = "en→ru") -> AnswerRun:
    return made_answers(
        made_outcome("a", text=f"A. {HOSTILE}", confidence=0.9, right=True, group="1"),
        made_outcome("b", text="Sure.", confidence=0.8, gold=["gold b"], group="1"),
        made_outcome("c", text="Surer.", confidence=0.95, answerable=False, group="2"),
        made_outcome("d", confidence=0.95, answerable=False, without="ru/1-1", group="2"),
        made_outcome("e", text="Withheld.", confidence=0.1, right=True, gold=["it"], group="2"),
        made_outcome("f", text="Rightly withheld.", confidence=0.1, answerable=False, group="3"),
        task=task,
    )


def page(*runs: AnswerRun, threshold: float | None = 0.5) -> str:
    return answers_page(summarise_answers("set", runs, threshold=threshold), made=MADE)


def test_the_page_is_well_formed_and_needs_nothing_else() -> None:
    made = page(a_run(), a_run("ru→ru"))
    made.encode("utf-8")
    root = read(made)
    assert [text_of(heading) for heading in root.iter("h2")] == [
        "Answers",
        "Abstention and confidence",
        "Risk and coverage",
        "Calibration",
        "Bands",
        "Marked spans, citations and time",
        "The worst questions",
    ]
    assert {node.tag for node in root.iter()}.isdisjoint({"script", "img", "link", "iframe"})
    for node in root.iter():
        assert node.attrib.keys().isdisjoint({"src", "href", "srcset", "onclick"})
    assert "02 January 2026, 03:04" in made
    assert "Answers are given from a confidence of 0.5." in text_of(root)
    assert "bootstrap samples of the 3 groups" in text_of(root)


def test_the_figures_are_those_that_were_measured() -> None:
    evaluation = summarise_answers("set", [a_run(), a_run("ru→ru")], threshold=0.5)
    shown = tables(read(answers_page(evaluation, made=MADE)))
    rows = shown["Answers, and their intervals"]
    assert rows[0][:5] == ["task", "documents", "answerable", "unanswerable", "accuracy"]
    accuracy = evaluation.results[0].estimates["accuracy"]
    assert accuracy.interval is not None
    low, high = accuracy.interval
    assert rows[1][:5] == ["en→ru", "3", "3", "3", f"0.667 [{low:.3f}, {high:.3f}]"]
    assert [row[0] for row in rows[1:]] == ["en→ru", "ru→ru", "all"]
    marked = shown["Marked spans, citations and time"]
    assert marked[1][6:] == ["9 of 9", "21.0", "7.0", "14.0"]
    bands = shown["Bands of confidence"]
    assert [row[:4] for row in bands[1:4]] == [
        ["en→ru", "surely", "3", "0.500"],
        ["en→ru", "probably", "1", "0.167"],
        ["en→ru", "not sure", "2", "0.333"],
    ]
    assert len(shown["Bins of confidence"]) == 1 + 6 + 6 + 10


def test_the_threshold_is_marked_on_the_curve() -> None:
    root = read(page(a_run()))
    titles = [text_of(node) for node in root.iter("title")]
    # Four of six are given, and three of them are wrong.
    assert "en→ru, at the threshold: 0.750 at 0.667" in titles


def test_the_worst_questions_are_told() -> None:
    told = text_of(read(page(a_run())))
    wrong, withheld = told.partition("confidently wrong: 3 of 3")[2].split(
        "wrongly withheld: 1 of 1"
    )
    assert [wrong.index(f"What is {name}?") for name in "cdb"] == sorted(
        wrong.index(f"What is {name}?") for name in "cdb"
    )
    assert "confidence 0.950; not answered by what is searched" in wrong
    assert "confidence 0.950; asked without ru/1-1, which answers" in wrong
    assert "Sure." in wrong
    assert "gold b" in wrong
    assert "What is e?" in withheld
    assert "What is f?" not in told
    assert "What is a?" not in told


def test_a_page_without_confidence_leaves_it_out() -> None:
    run = made_answers(
        made_outcome("a", confidence=None, right=True), made_outcome("b", confidence=None)
    )
    root = read(page(run, threshold=None))
    assert [text_of(heading) for heading in root.iter("h2")] == [
        "Answers",
        "Marked spans, citations and time",
        "The worst questions",
    ]
    assert "No confidence is told with this encoder" in text_of(root)


def test_nothing_wrong_is_no_list() -> None:
    root = read(page(made_answers(made_outcome("a", right=True))))
    assert "The worst questions" not in [text_of(heading) for heading in root.iter("h2")]


def test_nothing_given_has_no_place_on_the_curve() -> None:
    root = read(page(made_answers(made_outcome("a", right=True, confidence=0.1))))
    assert "en→ru, at the threshold: " in ["".join(node.itertext()) for node in root.iter("title")]


def test_near_misses_and_kinds_are_told_where_there_are_any() -> None:
    run = made_answers(
        made_outcome("a", right=True, confidence=0.9, kinds=["table"], group="1"),
        made_outcome("b", answerable=False, confidence=0.6, kinds=["near-miss"], group="2"),
        near_misses=[made_outcome("a", answerable=False, confidence=0.2, group="1")],
    )
    root = read(page(run))
    headings = [text_of(heading) for heading in root.iter("h2")]
    assert {"Near misses", "Kinds of questions"} <= set(headings)
    shown = tables(root)
    assert shown["Near misses, and their intervals"][1] == ["en→ru", "1", "1.000", "1.000"]
    assert shown["Kinds of questions, en→ru"][1:] == [
        ["table", "1", "1.000", "0", ""],
        ["near-miss", "0", "", "1", "0.000"],
    ]
