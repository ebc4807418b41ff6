"""Runs made by hand, of known rankings and of known answers."""

from collections.abc import Mapping, Sequence

from eval.answers.runs import AnswerRun, Outcome
from eval.ranking.metrics import measure
from eval.ranking.runs import Ranked, TaskRun
from eval.searchers import Method
from eval.sets.tasks import Corpus, Gold, Question, Task, Text
from index.types import Answer, Citation, Marked


def made_run(
    rankings: Mapping[str, Sequence[str]],
    *,
    right: Mapping[str, Sequence[str]],
    texts: Sequence[str] | Sequence[Text],
    name: str = "en→ru",
    method: Method = "hybrid",
    groups: Mapping[str, str] | None = None,
    asked: Mapping[str, str] | None = None,
    golds: Mapping[str, Gold] | None = None,
    milliseconds: Sequence[float] = (),
    unanswerable: int = 0,
) -> TaskRun:
    """Return a run whose rankings and right units are those given, by question id."""
    questions = tuple(
        Question(each, (asked or {}).get(each, f"What is {each}?"), "en", (groups or {}).get(each))
        for each in right
    )
    corpus = Corpus(
        name.partition("→")[2],
        tuple(Text(each, f"Text {each}.") if isinstance(each, str) else each for each in texts),
    )
    qrels = {question: dict.fromkeys(units, 1) for question, units in right.items()}
    task = Task(name, corpus, questions, qrels=qrels, golds=golds or {}, unanswerable=unanswerable)
    return TaskRun(
        task=task,
        method=method,
        documents=len(corpus.texts),
        rankings={
            question: [Ranked(unit, 1 - i / 100) for i, unit in enumerate(units)]
            for question, units in rankings.items()
        },
        qrels=qrels,
        measures=measure(qrels=qrels, run=rankings),
        milliseconds=tuple(milliseconds),
    )


def made_outcome(
    name: str,
    *,
    text: str | None = "It is so.",
    confidence: float | None = 0.5,
    right: bool = False,
    answerable: bool = True,
    gold: Sequence[str] = (),
    marked: str | None = None,
    group: str | None = None,
    without: str | None = None,
    heading: bool = False,
    short: bool = True,
    kinds: Sequence[str] = (),
) -> Outcome:
    """Return what came of asking for `name`: an answer of that text, or none; `marked` is in it."""
    answer = None
    if text is not None:
        start = 7
        citation = Citation(
            "d", "T", "a.txt", "0", start, start + len(text), text, "", "", 1, None, None, ()
        )
        first = start + text.index(marked or "")
        mark = None if marked is None else Marked(first, first + len(marked), "person")
        answer = Answer(text, confidence, citation, mark, None, ())
    question = Question(name, f"What is {name}?", "en", group, tuple(kinds))
    return Outcome(question, without, answerable, tuple(gold), answer, right, heading, short)


def made_answers(
    *outcomes: Outcome,
    task: str = "en→ru",
    citations: int = 9,
    exact: int = 9,
    near_misses: Sequence[Outcome] = (),
) -> AnswerRun:
    """Return a run of those outcomes."""
    taken = tuple(2.0 * i for i in range(1, len(outcomes) + 1))
    return AnswerRun(
        task=task,
        documents=3,
        outcomes=outcomes,
        citations=citations,
        exact=exact,
        answer_ms=tuple(3 * each for each in taken),
        search_ms=taken,
        near_misses=tuple(near_misses),
    )
