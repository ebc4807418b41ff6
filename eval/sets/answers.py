"""Question sets as answers are measured on them: what is asked, over what, and what is right.

A set in SQuAD's format gives the characters that answer. Each of its questions is asked once more
with the paragraph that answers it left out, and so has no answer by construction. A set of our own
gives texts that a right sentence holds, or the places that answer, and questions that its documents
do not answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from eval.sets.datasets import documents_of, format_of, load_texts
from eval.sets.near_misses import near_miss
from eval.sets.own import StatedSpan, read_own
from eval.sets.squad import GoldSpan, LanguageSet, read_languages
from eval.sets.tasks import DISTRACTORS, Corpus, Gold, Question, Text, among_distractors
from index.errors import InvalidInput
from index.types import Citation


class GoldAnswer(Protocol):
    """What is right for one question."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts that answer, in their shortest form."""
        ...

    @property
    def short(self) -> bool:
        """Return whether the texts are the few words asked for, not sentences that hold them."""
        ...

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources that are known to answer."""
        ...

    def given_by(self, citation: Citation) -> bool:
        """Return whether the characters cited hold the answer."""
        ...


@dataclass(frozen=True, slots=True)
class SpanGold:
    """Characters that answer, any one of the spans being enough.

    `short` tells whether they are the few words asked for; sentences that hold them are not.
    """

    spans: tuple[GoldSpan, ...]
    short: bool = True

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the characters of the spans."""
        return tuple(gold.text for gold in self.spans)

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources of the spans."""
        return frozenset(gold.source for gold in self.spans)

    def given_by(self, citation: Citation) -> bool:
        """Return whether one of the spans is within the citation's, in the same source."""
        return any(
            gold.source == citation.source
            and citation.start <= gold.span.start
            and gold.span.end <= citation.end
            for gold in self.spans
        )


@dataclass(frozen=True, slots=True)
class TextGold:
    """Texts that answer, any one of them being enough, in the document that is named."""

    gold: Gold
    short: bool = True

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts."""
        return self.gold.texts

    @property
    def sources(self) -> frozenset[str]:
        """Return the document that is named, where one is."""
        return frozenset() if self.gold.document is None else frozenset({self.gold.document})

    def given_by(self, citation: Citation) -> bool:
        """Return whether the citation's quote holds one of the texts."""
        return self.gold.held_by(source=citation.source, text=citation.quote)


@dataclass(frozen=True, slots=True)
class AnswerTask:
    """Questions over one corpus; those without a gold answer are not answered by it.

    `left_out` names for some questions a source without which nothing answers them: they are asked
    a second time, without it. `near_misses` gives for some what is left of that source without the
    sentences that answer (`eval.sets.near_misses`).
    """

    name: str
    corpus: Corpus
    questions: tuple[Question, ...]
    golds: Mapping[str, GoldAnswer]
    left_out: Mapping[str, str] = field(default_factory=dict)
    near_misses: Mapping[str, Text] = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """Return the sources that the index must hold for the task to make sense."""
        named = {source for gold in self.golds.values() for source in gold.sources}
        return frozenset(named | {text.source for text in self.corpus.texts})


def near_miss_tasks(task: AnswerTask) -> list[AnswerTask]:
    """Return tasks that ask each question which has a near miss of a corpus that holds it.

    Of every source one near miss is there at a time, so that there are as many tasks as the source
    with the most of them needs; a question stands in one task, and what answers it in none.
    """
    cuts: dict[str, dict[str, Text]] = {}
    for text in task.near_misses.values():
        cuts.setdefault(text.source, {})[text.text] = text
    tasks = []
    for number in range(max(map(len, cuts.values()), default=0)):
        here = {
            source: list(texts.values())[number]
            for source, texts in cuts.items()
            if number < len(texts)
        }
        corpus = replace(
            task.corpus,
            name=f"{task.corpus.name}, near misses {number + 1}",
            texts=tuple(here.get(text.source, text) for text in task.corpus.texts),
        )
        asked = tuple(
            question
            for question in task.questions
            if (cut := task.near_misses.get(question.question_id)) is not None
            and here.get(cut.source) == cut
        )
        tasks.append(replace(task, corpus=corpus, questions=asked, left_out={}, near_misses={}))
    return tasks


def load_answer_tasks(
    path: Path | str,
    *,
    documents: Path | str | None = None,
    distractors: Path | str | None = None,
) -> tuple[AnswerTask, ...]:
    """Return the tasks of the question set at `path`, of our own or in SQuAD's format.

    `documents` is the folder that a set of our own asks about (`documents_of`); with `distractors`,
    another set, every task is also asked among that one's documents. Raises InvalidInput.
    """
    path = Path(path)
    kind = format_of(path)
    if kind == "beir":
        raise InvalidInput(f"{path}: the set does not say which words answer, only which documents")
    if documents is not None and kind != "own":
        raise InvalidInput(f"{path}: the set has its own documents; leave out --documents")
    if kind == "squad":
        tasks = _of_squad(path)
    else:
        tasks = _of_own(path, folder=documents_of(path, documents))
    if not tasks:
        raise InvalidInput(f"{path}: no question in it that its documents answer")
    if distractors is not None:
        texts = load_texts(distractors)
        tasks += [
            replace(
                task,
                name=f"{task.name}+{DISTRACTORS}",
                corpus=among_distractors(task.corpus, texts),
            )
            for task in tasks
        ]
    return tuple(tasks)


def _of_squad(path: Path) -> list[AnswerTask]:
    languages = read_languages(path, unit="passage")
    tasks = []
    for asked in languages:
        for searched in languages:
            golds = {
                question.question_id: SpanGold(spans)
                for question in asked.questions
                if (spans := searched.spans.get(question.question_id))
            }
            tasks.append(
                AnswerTask(
                    name=f"{asked.language}→{searched.language}",
                    corpus=Corpus(name=searched.language, texts=searched.texts),
                    questions=tuple(each for each in asked.questions if each.question_id in golds),
                    golds=golds,
                    left_out={name: gold.spans[0].source for name, gold in golds.items()},
                    near_misses=_near_misses(searched, golds),
                )
            )
    return [task for task in tasks if task.questions]


def _near_misses(searched: LanguageSet, golds: Mapping[str, SpanGold]) -> dict[str, Text]:
    texts = {text.source: text for text in searched.texts}
    cut: dict[str, Text] = {}
    for name, gold in golds.items():
        source = gold.spans[0].source
        parts = searched.sentences.get(source, ())
        without = near_miss(texts[source], gold.spans, sentences=parts)
        if without is not None:
            cut[name] = without
    return cut


def _of_own(path: Path, *, folder: Path) -> list[AnswerTask]:
    own = read_own(path, folder=folder)
    golds: dict[str, GoldAnswer] = {name: TextGold(gold) for name, gold in own.golds.items()}
    golds |= {name: _span_gold(stated) for name, stated in own.spans.items()}
    tasks = []
    for language in sorted({question.language for question in own.questions}):
        asked = tuple(each for each in own.questions if each.language == language)
        answered = {
            each.question_id: golds[each.question_id] for each in asked if each.question_id in golds
        }
        if answered:
            corpus = Corpus(name="documents", folder=folder, left_out=path)
            tasks.append(AnswerTask(language, corpus, asked, golds=answered))
    return tasks


def _span_gold(stated: Sequence[StatedSpan]) -> SpanGold:
    return SpanGold(
        tuple(
            GoldSpan(each.source, span, span.cut(each.text))
            for each in stated
            for span in each.answers or (each.sentence,)
        ),
        short=all(each.answers for each in stated),
    )
