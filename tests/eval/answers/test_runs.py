"""Questions asked for answers: what is asked, what is judged right, and which quotes are exact."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from eval.answers.runs import add_near_misses, run_answers
from eval.searchers import Answered, FoundPassage, IndexSearcher, OnProgress
from eval.sets.answers import AnswerTask, SpanGold, load_answer_tasks
from eval.sets.squad import GoldSpan
from eval.sets.tasks import Corpus, Question
from index.types import Answer, Citation, Marked, Span
from tests.eval.made import made_outcome
from tests.eval.written import write_own_apart, write_squad

TEXTS = {"a": "The mill is old. Ann lives there.", "b": "The gate is new."}


@pytest.fixture(scope="module")
def searcher() -> Iterator[IndexSearcher]:
    with IndexSearcher() as searcher:
        yield searcher


def cited(source: str, quote: str) -> Citation:
    start = TEXTS[source].index(quote)
    return Citation(
        source, source, source, "0", start, start + len(quote), quote, "", "", 1, None, None, ()
    )


@dataclass
class Scripted:
    """A searcher that knows two texts, and quotes them in the way given."""

    quote: str = "Ann lives there."
    hit: Citation = field(default_factory=lambda: cited("b", "The gate is new."))
    text: str | None = None
    asked: list[str | None] = field(default_factory=list)
    opened: list[Citation] = field(default_factory=list)

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:  # noqa: ARG002
        return len(TEXTS)

    def search(self, *_: object, **__: object) -> Sequence[FoundPassage]:
        return []

    def answer(self, *_: object, without: str | None, **__: object) -> Answered:
        self.asked.append(without)
        if without == "a":
            return Answered(None, ())
        citation = cited("a", self.quote)
        start = citation.start
        answer = Answer(
            text=self.text or self.quote,
            confidence=0.75,
            citation=citation,
            marked=Marked(start, start + 3, "person"),
            band="probably",
            elsewhere=(),
        )
        return Answered(answer, (self.hit,))

    def characters(self, citation: Citation) -> str:
        self.opened.append(citation)
        return TEXTS[citation.source][citation.start : citation.end]


def a_task(*, left_out: bool = True) -> AnswerTask:
    start = TEXTS["a"].index("Ann")
    gold = SpanGold((GoldSpan("a", Span(start, start + 3), "Ann"),) * 2)
    questions = (
        Question("q", "Who lives there?", "en", "mills"),
        Question("r", "Who keeps bees?", "en"),
    )
    out = {"q": "a"} if left_out else {}
    return AnswerTask("en→en", Corpus("texts"), questions, {"q": gold}, left_out=out)


def test_a_question_is_asked_again_without_what_answers_it() -> None:
    searcher = Scripted()
    (run,) = run_answers([a_task()], searcher)
    assert searcher.asked == [None, "a", None]
    asked, without, unanswerable = run.outcomes
    assert (asked.answerable, asked.right, asked.gold) == (True, True, ("Ann",))
    assert (asked.confidence, asked.marked, asked.group) == (0.75, "Ann", "group mills")
    assert (without.answerable, without.right, without.without) == (False, False, "a")
    assert (without.answer, without.confidence, without.marked) == (None, 0.0, None)
    # There is no gold answer: whatever is told is wrong.
    assert (unanswerable.answerable, unanswerable.right, unanswerable.gold) == (False, False, ())
    assert unanswerable.answer is not None
    assert len(run.answer_ms) == len(run.search_ms) == 2


def test_an_answer_beside_the_gold_one_is_wrong() -> None:
    (run,) = run_answers([a_task(left_out=False)], Scripted(quote="The mill is old."))
    assert not any(outcome.right for outcome in run.outcomes)


def test_exact_quotes_are_counted() -> None:
    searcher = Scripted()
    (run,) = run_answers([a_task()], searcher)
    # Two answers, and one hit with each.
    assert (run.citations, run.exact) == (4, 4)
    # The same place is looked up once.
    assert len(searcher.opened) == 2


@pytest.mark.parametrize(
    ("searcher", "exact"),
    [
        (Scripted(hit=replace(cited("b", "The gate is new."), quote="The gate is NEW.")), 2),
        (Scripted(hit=replace(cited("b", "The gate is new."), start=1)), 2),
        (Scripted(text="Ann lives here."), 2),
    ],
)
def test_a_quote_that_is_not_exact_is_seen(searcher: Scripted, exact: int) -> None:
    (run,) = run_answers([a_task()], searcher)
    assert (run.citations, run.exact) == (4, exact)


def test_what_is_given_depends_on_the_threshold() -> None:
    outcome = made_outcome("x", confidence=0.5)
    assert [outcome.given_at(least) for least in (None, 0.0, 0.5, 0.51)] == [True] * 3 + [False]
    assert made_outcome("x", confidence=None).given_at(0.9)
    assert not made_outcome("x", text=None).given_at(None)


def test_an_index_answers_with_and_without(searcher: IndexSearcher, tmp_path: Path) -> None:
    tasks = load_answer_tasks(write_squad(tmp_path))
    done: list[tuple[str, int, int]] = []
    runs = run_answers(tasks, searcher, on_progress=lambda *each: done.append(each))
    assert ("en→ru, answers", 2, 2) in done
    for task, run in zip(tasks, runs, strict=True):
        assert run.task == task.name
        assert run.documents == 2
        assert [outcome.without is None for outcome in run.outcomes] == [True, False, True, False]
        # Two passages and an answer to each question; one passage and an answer without the other.
        assert run.citations == run.exact == 2 * (2 + 1) + 2 * (1 + 1)
        for outcome in run.outcomes:
            assert outcome.answer is not None
            assert outcome.answer.citation.source != outcome.without
        _, _, gate, without_gate = run.outcomes
        assert (gate.right, without_gate.right) == (True, False)


def test_an_index_answers_over_a_folder(searcher: IndexSearcher, tmp_path: Path) -> None:
    path = write_own_apart(
        tmp_path,
        {"id": "x", "question": "Who said it?", "document": "a.txt", "answer": "He"},
        {"id": "y", "question": "Why is the sea salt?", "document": "a.txt", "answer": None},
    )
    (run,) = run_answers(load_answer_tasks(path, documents=tmp_path), searcher)
    assert [outcome.answerable for outcome in run.outcomes] == [True, False]
    assert run.outcomes[0].right
    assert run.citations == run.exact == 4


def test_near_misses_are_asked_of_what_is_left(searcher: IndexSearcher, tmp_path: Path) -> None:
    tasks = load_answer_tasks(write_squad(tmp_path))[:2]
    runs = run_answers(tasks, searcher)
    done: list[tuple[str, int, int]] = []
    added = add_near_misses(runs, tasks, searcher, on_progress=lambda *each: done.append(each))
    assert ("en→ru, near misses", 2, 2) in done
    for run, before in zip(added, runs, strict=True):
        assert replace(run, near_misses=()) == before
        assert [outcome.question.question_id for outcome in run.near_misses] == ["a", "b"]
        for outcome, gold in zip(run.near_misses, before.outcomes[::2], strict=True):
            assert (outcome.answerable, outcome.right, outcome.gold) == (False, False, gold.gold)
            # All paragraphs are there, but no sentence that answers.
            assert outcome.answer is not None
            assert gold.gold[0] not in outcome.answer.text


def test_an_answer_that_is_a_heading_is_seen(searcher: IndexSearcher, tmp_path: Path) -> None:
    text = "# Who opens the gate of the mill?\n\nThis is the task of Ann Miller.\n"
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "b.md").write_text(text, encoding="utf-8")
    span = {
        "document": "b.md",
        "sentence": "This is the task of Ann Miller.",
        "answer": "Ann Miller",
    }
    path = write_own_apart(
        tmp_path, {"question": "Who opens the gate of the mill?", "spans": [span]}
    )
    (task,) = load_answer_tasks(path, documents=tmp_path / "set")
    task = replace(task, corpus=replace(task.corpus, name="mill"))
    (run,) = run_answers([task], searcher)
    (outcome,) = run.outcomes
    assert outcome.answer is not None
    assert outcome.right == ("Ann Miller" in outcome.answer.text)
    assert outcome.heading == (
        outcome.answer.text.strip("# \n") == "Who opens the gate of the mill?"
    )
    assert outcome.right != outcome.heading
