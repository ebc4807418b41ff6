import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.ranking.evaluation import Evaluation, summarise
from eval.ranking.report import report_page
from eval.ranking.runs import TaskRun
from eval.ranking.worst import worst_questions
from eval.searchers import Method
from eval.sets.tasks import Dataset, Gold, Text
from eval.shown.markup import Markup, element, joined
from eval.shown.plots import (
    Curve,
    Line,
    Point,
    Row,
    curves_plot,
    domain_of,
    line_plot,
    logarithmic_ticks,
    points_plot,
    rows_plot,
    ticks_of,
)
from eval.statistics import Estimate
from tests.eval.made import made_run

HOSTILE = '<script>alert(1)</script> & "it\'s" \x00 \ud800'
MADE = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
DOMAIN = (0.0, 1.0)


def a_run(method: Method, ranks: Sequence[int], *, name: str = "en→ru") -> TaskRun:
    """Return a run where the right unit of the i-th question stands at the i-th rank."""
    texts = [Text(f"u{i}", f"Text {i}. {HOSTILE}") for i in range(30)]
    names = [f"q{i}" for i in range(len(ranks))]
    rankings = {}
    for i, (question, rank) in enumerate(zip(names, ranks, strict=True)):
        wrong = [f"u{j}" for j in range(10, 30) if j != i]
        rankings[question] = [*wrong[: rank - 1], f"u{i}"][:20]
    return made_run(
        rankings,
        right={question: [f"u{i}"] for i, question in enumerate(names)},
        texts=texts,
        name=name,
        method=method,
        asked={"q0": f"Why? {HOSTILE}"},
        milliseconds=[3.0 + len(method)] * len(ranks),
        unanswerable=4,
    )


def evaluated(runs: Sequence[TaskRun], *, against: Method | None = None) -> Evaluation:
    dataset = Dataset(f"set {HOSTILE}", "passage", tuple(run.task for run in runs))
    return summarise(dataset, runs, against=against)


def read(page: str) -> ET.Element:
    doctype, _, rest = page.partition("\n")
    assert doctype == "<!DOCTYPE html>"
    return ET.fromstring(rest)


def text_of(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def tables(root: ET.Element) -> dict[str, list[list[str]]]:
    return {
        text_of(caption): [[text_of(cell) for cell in row] for row in table.iter("tr")]
        for table in root.iter("table")
        if (caption := table.find("caption")) is not None
    }


def test_the_page_is_well_formed_and_needs_nothing_else() -> None:
    runs = [
        a_run("dense", (1, 2, 15)),
        a_run("hybrid", (1, 1, 25)),
        a_run("dense", (1, 3, 4), name="en→all"),
        a_run("hybrid", (2, 1, 1), name="en→all"),
    ]
    page = report_page(evaluated(runs, against="dense"), runs, made=MADE)
    page.encode("utf-8")
    root = read(page)
    headings = [text_of(heading) for heading in root.iter("h2")]
    assert headings == [
        "Quality",
        "Compared",
        "Recall",
        "Quality against time",
        "All languages in one index",
        "The worst questions",
    ]
    assert {node.tag for node in root.iter()}.isdisjoint({"script", "img", "link", "iframe"})
    for node in root.iter():
        assert node.attrib.keys().isdisjoint({"src", "href", "srcset", "onclick"})
    assert "url(" not in page
    assert "@import" not in page
    assert "02 January 2026, 03:04" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page
    # Every plot has a title that is read aloud; a mark beside a name is not.
    for svg in root.iter("svg"):
        if svg.get("aria-hidden") != "true":
            title = svg.find("title")
            assert title is not None
            assert title.text == svg.get("aria-label")
            assert svg.get("role") == "img"


def test_the_figures_are_those_that_were_measured() -> None:
    runs = [a_run("dense", (1, 2, 15)), a_run("hybrid", (1, 1, 25))]
    evaluation = evaluated(runs, against="dense")
    root = read(report_page(evaluation, runs, made=MADE))
    shown = tables(root)
    quality = shown["Means over questions, and their intervals"]
    estimate = evaluation.estimates["en→ru", "dense"]["nDCG@10"]
    assert estimate.interval is not None
    low, high = estimate.interval
    assert quality[1][:5] == [
        "en→ru",
        "dense",
        "30",
        "3",
        f"{(1 + 1 / math.log2(3)) / 3:.3f} [{low:.3f}, {high:.3f}]",
    ]
    recall = shown["Mean recall"]
    assert recall[0] == ["task", "mode", *(f"at {k}" for k in (1, 2, 3, 5, 10, 15, 20))]
    assert recall[1][2:] == ["0.333", "0.667", "0.667", "0.667", "0.667", "1.000", "1.000"]
    assert recall[2][2:] == ["0.667"] * 7
    assert shown["Time a question"][1][:3] == ["en→ru", "dense", "8.0"]
    (compared,) = shown["nDCG@10, question by question; p by a paired randomisation test"][1:]
    assert compared[:5] == ["en→ru", "hybrid", "dense", "0.544", "0.667"]
    assert compared[6:] == ["1.000", "1", "2", "0"]
    assert "nDCG@10, alone and pooled" not in shown
    assert "Not ranked, for the documents do not answer them: en→ru 4." in text_of(root)


def test_a_page_of_one_perfect_run_has_no_empty_parts() -> None:
    run = a_run("hybrid", (1, 1))
    untimed = made_run({"a": ["x"]}, right={"a": ["x"]}, texts=["x"], name="en→en", method="hybrid")
    for runs, expected in (
        ([run], ["Quality", "Recall", "Quality against time"]),
        ([untimed], ["Quality", "Recall"]),
    ):
        root = read(report_page(evaluated(runs), runs, made=MADE))
        assert [text_of(heading) for heading in root.iter("h2")] == expected


def test_the_worst_questions_come_first() -> None:
    run = a_run("hybrid", (1, 2, 25, 15, 3, 12))
    misses = worst_questions(run, most=4)
    assert [(miss.question.question_id, miss.rank) for miss in misses] == [
        ("q2", None),
        ("q3", 15),
        ("q5", 12),
        ("q4", 3),
    ]
    assert misses[1].right == (f"Text 3. {HOSTILE}",)
    assert misses[1].found == f"Text 10. {HOSTILE}"
    assert [len(worst_questions(run, most=most)) for most in (0, 99)] == [0, 5]


def test_texts_that_are_not_known_are_named() -> None:
    run = made_run(
        {"a": ["f.txt:0-9", "f.txt:9-20"], "b": []},
        right={"a": ["f.txt:9-20"], "b": ["missed"]},
        texts=[],
        golds={"a": Gold("f.txt", ("he said",)), "b": Gold(None, ("one", "two"))},
    )
    nothing, second = worst_questions(run, most=9)
    assert (nothing.right, nothing.found, nothing.rank) == (("one", "two"), "", None)
    assert (second.right, second.found, second.rank) == (("he said",), "f.txt:0-9", 2)


@given(text=st.text(), value=st.text())
def test_any_text_is_escaped(text: str, value: str) -> None:
    made = element("p", text, element("b", "&"), title=value, data_x=None)
    made.encode("utf-8")
    root = ET.fromstring(made)
    assert root.keys() == ["title"]
    assert [child.tag for child in root] == ["b"]
    assert text_of(root).count("&") == text.count("&") + 1


def test_markup_is_not_escaped_again() -> None:
    inside = element("b", "<")
    assert element("p", "a & ", inside, class_="x", aria_label='"') == (
        '<p class="x" aria-label="&quot;">a &amp; <b>&lt;</b></p>'
    )
    assert joined("<", inside) == "&lt;<b>&lt;</b>"
    assert isinstance(joined(), Markup)
    assert element("br") == "<br/>"
    assert element("circle", r=1.5, cx=2.0, cy=3) == '<circle r="1.5" cx="2" cy="3"/>'


def test_marks_stand_where_their_values_are() -> None:
    rows = [
        Row("a", Estimate(0.5, (0.25, 0.75)), 0),
        Row("b", Estimate(0.25, None), 0),
        Row("c", Estimate(0.75, None), 0),
    ]
    root = ET.fromstring(rows_plot(rows, title="t", axis="x", domain=DOMAIN))
    (whisker,) = [node for node in root.iter("line") if node.get("class") == "whisker"]
    middle, left, right = [float(node.get("cx", "")) for node in root.iter("circle")]
    assert float(whisker.get("x1", "")) == pytest.approx(left, abs=0.01)
    assert float(whisker.get("x2", "")) == pytest.approx(right, abs=0.01)
    assert middle == pytest.approx((left + right) / 2, abs=0.01)
    titles = [text_of(node) for node in root.iter("title")]
    assert titles == ["t", "a: 0.500 [0.250, 0.750]", "b: 0.250", "c: 0.750"]


def test_points_are_placed_by_the_logarithm() -> None:
    points = [
        Point(name, x, Estimate(0.5, None), 0) for name, x in (("a", 2), ("b", 20), ("c", 200))
    ]
    ticks = logarithmic_ticks(point.x for point in points)
    plot = points_plot(points, title="t", axis="ms", ticks=ticks, domain=DOMAIN)
    xs = [float(node.get("cx", "")) for node in ET.fromstring(plot).iter("circle")]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.01)


def test_curves_rise_and_end_at_the_edge() -> None:
    curve = Curve("a", [0.1 * i for i in range(1, 11)], 0)
    root = ET.fromstring(curves_plot([curve], title="t", axis="k", domain=DOMAIN))
    line = root.find(".//polyline")
    assert line is not None
    points = [tuple(map(float, each.split(","))) for each in line.get("points", "").split()]
    assert len(points) == 10
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))


def test_a_line_goes_through_its_places() -> None:
    line = Line("a", [(0.0, 0.0), (0.5, 0.25), (1.0, 0.5)], [(0.5, 0.25)], 0)
    plot = line_plot(line, title="t", axis="x", domain=(0.0, 0.5), diagonal=True)
    root = ET.fromstring(plot)
    drawn = root.find(".//polyline")
    assert drawn is not None
    places = [tuple(map(float, each.split(","))) for each in drawn.get("points", "").split()]
    (mark,) = root.iter("circle")
    assert places[1] == pytest.approx(
        (float(mark.get("cx", "")), float(mark.get("cy", ""))), abs=0.1
    )
    for axis in (0, 1):
        assert places[0][axis] + places[2][axis] == pytest.approx(2 * places[1][axis], abs=0.2)
    (diagonal,) = [node for node in root.iter("line") if node.get("class") == "zero"]
    # Equal values end half way along the other axis, whose values go twice as far.
    assert float(diagonal.get("x2", "")) == pytest.approx(places[1][0], abs=0.1)
    assert float(diagonal.get("y2", "")) == pytest.approx(places[2][1], abs=0.1)
    assert [text_of(node) for node in root.iter("title")] == ["t", "a: 0.250 at 0.500"]


@given(
    low=st.floats(-1, 0.99),
    width=st.floats(0.001, 2),
    times=st.lists(st.floats(0.01, 9e4), min_size=1),
)
def test_axes_have_a_few_round_ticks(low: float, width: float, times: list[float]) -> None:
    ticks = ticks_of((low, low + width))
    assert 2 <= len(ticks) <= 7
    assert all(low - 1e-6 <= tick <= low + width + 1e-6 for tick in ticks)
    times_ticks = logarithmic_ticks(times)
    assert times_ticks[0] < min(times) <= max(times) < times_ticks[-1]
    assert times_ticks == sorted(times_ticks)


def test_a_domain_begins_at_a_round_value() -> None:
    assert domain_of([Estimate(0.93, (0.91, 0.95)), Estimate(0.88, None)]) == (0.85, 1)
    assert domain_of([Estimate(1.0, (1.0, 1.0))]) == (0.9, 1)
    assert domain_of([Estimate(0.0, (0.0, 0.0))]) == (0, 1)
