"""Asking a set's questions for answers: what came back, judged, and whether every quote is exact.

The likeliest answer is always asked for, with its confidence. What would be given at a threshold,
and what withheld, is computed from that: nothing is asked again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from time import perf_counter

from eval.answers.headings import Headings
from eval.answers.metrics import Judged
from eval.answers.reading import confidence_of, short_answer
from eval.searchers import Answering, OnProgress
from eval.sets.answers import AnswerTask, near_miss_tasks
from eval.sets.tasks import Question
from eval.statistics import groups_of
from index.answer.nearest import NEAREST
from index.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question as it was asked, and the likeliest answer to it, judged.

    `without` is the source that was left out, None where all were there. `answerable` tells whether
    what was there answers, and `gold` the texts that do, or would. `answer` is None where nothing
    was found at all; `right` tells whether the characters that it cites hold the gold answer, and
    `heading` that it is wrong and nothing but a heading. `short` says that `gold` are the few words
    asked for, which what is marked can be compared with.
    """

    question: Question
    without: str | None
    answerable: bool
    gold: tuple[str, ...]
    answer: Answer | None
    right: bool
    heading: bool = False
    short: bool = True

    @property
    def confidence(self) -> float | None:
        """Return the answer's confidence, 0 where nothing was found; None if it was not learned."""
        return confidence_of(self.answer)

    def given_at(self, threshold: float | None) -> bool:
        """Return whether an answer is given; where no confidence was learned, each is."""
        if self.answer is None:
            return False
        return threshold is None or self.confidence is None or self.confidence >= threshold

    @property
    def group(self) -> str:
        """Return what the question is drawn with, in `eval.statistics`."""
        return groups_of([self.question])[0]

    @property
    def judged(self) -> Judged:
        """Return what its confidence is measured by."""
        return Judged(self.group, self.answerable, self.right, self.confidence or 0.0)

    @property
    def marked(self) -> str | None:
        """Return the characters that are marked in the answer, None where none are."""
        return short_answer(self.answer)


@dataclass(frozen=True, slots=True)
class AnswerRun:
    """One task's questions as they were asked.

    `documents` counts those searched, None for several tasks together. `citations` counts all that
    were told, of answers and hits, and `exact` those whose quote is what stands there in the
    indexed text. `answer_ms` and `search_ms` are how long each question took to be answered, and to
    be searched for alone. `near_misses` are the questions asked once more of what is left of their
    paragraph without the sentence that answers; none where that was not asked.
    """

    task: str
    documents: int | None
    outcomes: tuple[Outcome, ...]
    citations: int
    exact: int
    answer_ms: tuple[float, ...]
    search_ms: tuple[float, ...]
    near_misses: tuple[Outcome, ...] = ()


def run_answers(
    tasks: Iterable[AnswerTask],
    searcher: Answering,
    *,
    on_progress: OnProgress = lambda *_: None,
) -> list[AnswerRun]:
    """Return a run of each task; questions with a source to leave out are asked with and without.

    Only what is asked with all sources there is timed: to be answered first, and then to be
    searched for as widely as an answer searches.
    """
    return [_run_task(task, searcher, on_progress=on_progress) for task in tasks]


def add_near_misses(
    runs: Sequence[AnswerRun],
    tasks: Sequence[AnswerTask],
    searcher: Answering,
    *,
    on_progress: OnProgress = lambda *_: None,
) -> list[AnswerRun]:
    """Return the runs of the tasks with their near misses asked too."""
    return [
        replace(run, near_misses=tuple(_ask_near_misses(task, searcher, on_progress=on_progress)))
        for run, task in zip(runs, tasks, strict=True)
    ]


def _ask_near_misses(
    task: AnswerTask, searcher: Answering, *, on_progress: OnProgress
) -> Iterable[Outcome]:
    done = 0
    for cut in near_miss_tasks(task):
        searcher.prepare(cut.corpus, on_progress=on_progress)
        headings = Headings(cut.corpus)
        for question in cut.questions:
            told = searcher.answer(question.text, corpus=cut.corpus, k=NEAREST, without=None)
            yield replace(
                _judge(cut, question, told.answer, headings, without=None),
                answerable=False,
                right=False,
            )
            done += 1
            on_progress(f"{task.name}, near misses", done, len(task.near_misses))


def _run_task(task: AnswerTask, searcher: Answering, *, on_progress: OnProgress) -> AnswerRun:
    documents = searcher.prepare(task.corpus, on_progress=on_progress)
    outcomes: list[Outcome] = []
    quoted: list[tuple[Citation, str]] = []
    answer_ms: list[float] = []
    search_ms: list[float] = []
    headings = Headings(task.corpus)

    def ask(question: Question, *, without: str | None) -> None:
        told = searcher.answer(question.text, corpus=task.corpus, k=NEAREST, without=without)
        quoted.extend((hit, hit.quote) for hit in told.hits)
        if told.answer is not None:
            quoted.append((told.answer.citation, told.answer.text))
        outcomes.append(_judge(task, question, told.answer, headings, without=without))

    for done, question in enumerate(task.questions, 1):
        started = perf_counter()
        ask(question, without=None)
        answered = perf_counter()
        searcher.search(question.text, corpus=task.corpus, k=NEAREST, method="hybrid")
        answer_ms.append(1000 * (answered - started))
        search_ms.append(1000 * (perf_counter() - answered))
        if source := task.left_out.get(question.question_id):
            ask(question, without=source)
        on_progress(f"{task.name}, answers", done, len(task.questions))
    characters = cache(searcher.characters)
    return AnswerRun(
        task=task.name,
        documents=documents,
        outcomes=tuple(outcomes),
        citations=len(quoted),
        exact=sum(characters(cited) == cited.quote == text for cited, text in quoted),
        answer_ms=tuple(answer_ms),
        search_ms=tuple(search_ms),
    )


def _judge(
    task: AnswerTask,
    question: Question,
    answer: Answer | None,
    headings: Headings,
    *,
    without: str | None,
) -> Outcome:
    gold = task.golds.get(question.question_id)
    answerable = gold is not None and without is None
    given = gold is not None and answer is not None and gold.given_by(answer.citation)
    right = answerable and given
    return Outcome(
        question=question,
        without=without,
        answerable=answerable,
        gold=() if gold is None else tuple(dict.fromkeys(gold.texts)),
        answer=answer,
        right=right,
        heading=answer is not None and not right and headings.hold(answer.citation),
        short=gold is not None and gold.short,
    )
