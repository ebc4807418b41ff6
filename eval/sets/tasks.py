"""The shape every question set is brought to: tasks, each a ranking problem over one corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from index.errors import InvalidInput

Unit = Literal["passage", "sentence"]

DISTRACTORS = "distractors"


@dataclass(frozen=True, slots=True)
class Text:
    """One unit of a corpus; it becomes one document of the index, named by `source`.

    `language` is None where the set does not say it.
    """

    source: str
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is searched: texts of the set, the files of a folder, or both; `name` is unique.

    `left_out` is a file in the folder that is none of the documents: the questions themselves.
    """

    name: str
    texts: tuple[Text, ...] = ()
    folder: Path | None = None
    left_out: Path | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set; `language` is its ISO 639-1 code.

    Questions of one `group` are asked about the same thing; None where the set does not say it.
    `kinds` are the set's own names for what makes it hard, as `table` or `near-miss`.
    """

    question_id: str
    text: str
    language: str
    group: str | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """The texts that answer a question, any one of them being enough.

    They count in the document named, or in every document where `document` is None.
    """

    document: str | None
    texts: tuple[str, ...]

    def held_by(self, *, source: str, text: str) -> bool:
        """Return whether `text`, a passage of the document `source`, holds an answer.

        Texts are compared exactly, but for how their words are spaced.
        """
        if self.document is not None and source != self.document:
            return False
        passage = _normalise_space(text)
        return any(_normalise_space(gold) in passage for gold in self.texts)


@dataclass(frozen=True, slots=True)
class Task:
    """Questions over one corpus, with what is right for each.

    `qrels` gives the right documents by question id, with their grades; a set of our own has
    `golds` instead, by which passages are judged. Questions that the corpus does not answer are
    only counted, in `unanswerable`: no ranking of them is right or wrong.
    """

    name: str
    corpus: Corpus
    questions: tuple[Question, ...]
    qrels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    golds: Mapping[str, Gold] = field(default_factory=dict)
    unanswerable: int = 0

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources that the index must hold for the task to make sense."""
        named = {gold.document for gold in self.golds.values() if gold.document is not None}
        return frozenset(named | {text.source for text in self.corpus.texts})


@dataclass(frozen=True, slots=True)
class Dataset:
    """A question set's tasks; `unit` is what their rankings list."""

    name: str
    unit: Unit
    tasks: tuple[Task, ...]


class SomeTask(Protocol):
    """What every task has, whatever is asked for in it."""

    @property
    def name(self) -> str:
        """Return its name, as `en→ru`."""
        ...

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources that the index must hold for the task to make sense."""
        ...


AnyTask = TypeVar("AnyTask", bound=SomeTask)


def with_distractors(dataset: Dataset, texts: Sequence[Text]) -> Dataset:
    """Return `dataset` with each task also among `texts`, whose sources get a folder of their own.

    Raises InvalidInput where `texts` is empty.
    """
    among = [
        replace(
            task, name=f"{task.name}+{DISTRACTORS}", corpus=among_distractors(task.corpus, texts)
        )
        for task in dataset.tasks
    ]
    return replace(dataset, tasks=(*dataset.tasks, *among))


def among_distractors(corpus: Corpus, texts: Sequence[Text]) -> Corpus:
    """Return `corpus` with `texts` beside it, whose sources get a folder of their own.

    Raises InvalidInput where `texts` is empty.
    """
    if not texts:
        raise InvalidInput("the set of distractors holds no documents")
    others = tuple(replace(text, source=f"{DISTRACTORS}/{text.source}") for text in texts)
    return replace(corpus, name=f"{corpus.name}+{DISTRACTORS}", texts=corpus.texts + others)


def select_tasks(dataset: Dataset, names: Sequence[str]) -> Dataset:
    """Return `dataset` with the named tasks only; raises InvalidInput as `named_tasks` does."""
    return replace(dataset, tasks=named_tasks(dataset.tasks, names, dataset=dataset.name))


def named_tasks(
    tasks: Sequence[AnyTask], names: Sequence[str], *, dataset: str
) -> tuple[AnyTask, ...]:
    """Return those of the tasks that are named; `en-ru` and `en->ru` mean `en→ru`.

    Raises InvalidInput for a name that the set, called `dataset`, does not have.
    """
    known = {task.name: task for task in tasks}
    chosen: dict[str, AnyTask] = {}
    for name in names:
        spelled = name.replace("->", "→").replace("-", "→")
        if spelled not in known:
            raise InvalidInput(f"no task {name!r} in {dataset}; it has: {', '.join(known)}")
        chosen[spelled] = known[spelled]
    return tuple(chosen.values())


def _normalise_space(text: str) -> str:
    return " ".join(text.split())
