"""Runs made by hand, of known rankings."""

from collections.abc import Mapping, Sequence

from eval.metrics import measure
from eval.runs import Ranked, TaskRun
from eval.searchers import Method
from eval.tasks import Corpus, Gold, Question, Task, Text


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
