"""Question sets in SQuAD's format: a folder of `{language}.json` joined by question id.

Every pair of question and document language is a task (`en→ru` asks in English over the Russian
paragraphs), and `en→all` asks in English over the texts of all languages at once, where each
language's paragraph is right (as in LAReQA, Roy et al. 2020). Questions about one article are a
group; where there is one article only, those about one paragraph.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.sets.records import Record, field_of, read_json, text_of
from eval.sets.tasks import Corpus, Question, Task, Text, Unit
from index.errors import InvalidInput
from index.types import Span

ALL_LANGUAGES = "all"


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """The characters of a source that answer a question."""

    source: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """One language of the set; `right` names the sources that answer a question, by its id.

    `spans` are the answers themselves; they are there where sources are whole paragraphs, and so
    are `sentences`, of each source whose sentences the set tells.
    """

    language: str
    texts: tuple[Text, ...]
    questions: tuple[Question, ...]
    right: dict[str, frozenset[str]]
    spans: dict[str, tuple[GoldSpan, ...]]
    sentences: dict[str, tuple[Span, ...]]


def squad_tasks(path: Path, *, unit: Unit) -> list[Task]:
    """Return the tasks of the set at `path`, a folder or a single file; raises InvalidInput."""
    languages = read_languages(path, unit=unit)
    corpora = [(each.language, [each]) for each in languages]
    if len(languages) > 1:
        corpora.append((ALL_LANGUAGES, languages))
    return [
        task
        for asked in languages
        for name, searched in corpora
        if (task := _task(asked, name, searched)).questions
    ]


def squad_texts(path: Path) -> tuple[Text, ...]:
    """Return the paragraphs of all languages of the set at `path`; raises InvalidInput."""
    return tuple(text for each in read_languages(path, unit="passage") for text in each.texts)


def _task(asked: LanguageSet, name: str, searched: Sequence[LanguageSet]) -> Task:
    qrels = {}
    for question in asked.questions:
        answers = [each.right.get(question.question_id, frozenset()) for each in searched]
        if sources := sorted(frozenset().union(*answers)):
            qrels[question.question_id] = dict.fromkeys(sources, 1)
    return Task(
        name=f"{asked.language}→{name}",
        corpus=Corpus(name=name, texts=tuple(text for each in searched for text in each.texts)),
        questions=tuple(each for each in asked.questions if each.question_id in qrels),
        qrels=qrels,
        unanswerable=len(asked.questions) - len(qrels),
    )


def read_languages(path: Path, *, unit: Unit) -> list[LanguageSet]:
    """Return the languages of the set at `path`; raises InvalidInput."""
    files = [path] if path.is_file() else sorted(path.glob("*.json"))
    return [_read_language(file, unit=unit) for file in files]


def _read_language(file: Path, *, unit: Unit) -> LanguageSet:
    language = file.stem.rpartition(".")[2]
    texts: list[Text] = []
    questions: list[Question] = []
    right: dict[str, frozenset[str]] = {}
    spans: dict[str, tuple[GoldSpan, ...]] = {}
    parts: dict[str, tuple[Span, ...]] = {}
    articles = field_of(read_json(file), "data", list, where=str(file))
    for i, article in enumerate(articles):
        for j, paragraph in enumerate(field_of(article, "paragraphs", list, where=str(file))):
            where = f"{file}: paragraph {j} of article {i}"
            name = f"{language}/{i}-{j}"
            context = text_of(paragraph, "context", where=where)
            if unit == "passage":
                borders, names = [0], [name]
                texts.append(Text(name, context, language))
                if paragraph.get("sentences") or paragraph.get("sentence_breaks"):
                    found = _sentences(paragraph, context, where=where)
                    parts[name] = tuple(Span(start, end) for start, end in found)
            else:
                sentences = _sentences(paragraph, context, where=where)
                borders = [start for start, _ in sentences]
                names = [f"{name}-{k}" for k in range(len(sentences))]
                texts += [
                    Text(source, context[start:end], language)
                    for source, (start, end) in zip(names, sentences, strict=True)
                ]
            for record in field_of(paragraph, "qas", list, where=where):
                identifier = text_of(record, "id", where=where)
                asked = text_of(record, "question", where=where)
                group = str(i) if len(articles) > 1 else f"{i}-{j}"
                questions.append(Question(identifier, asked, language, group))
                answers = [
                    (field_of(answer, "answer_start", int, where=where), answer.get("text") or "")
                    for answer in record.get("answers") or ()
                ]
                starts = [start for start, _ in answers]
                spans[identifier] = tuple(
                    GoldSpan(name, Span(start, start + len(text)), text) for start, text in answers
                )
                right[identifier] = frozenset(
                    names[max(0, bisect_right(borders, start) - 1)] for start in starts
                )
    return LanguageSet(language, tuple(texts), tuple(questions), right, spans, parts)


def _sentences(paragraph: Record, context: str, *, where: str) -> list[tuple[int, int]]:
    """Return the set's own sentences as spans of `context`, in code points of it as it is."""
    breaks: Any = paragraph.get("sentence_breaks")
    if breaks is None:
        breaks, position = [], 0
        for sentence in field_of(paragraph, "sentences", list, where=where):
            start = context.find(sentence, position)
            if start < 0:
                raise InvalidInput(f"{where}: does not hold its sentence {sentence[:40]!r}")
            position = start + len(sentence)
            breaks.append((start, position))
    spans = [(int(start), int(end)) for start, end in breaks]
    if not spans or not all(context[start:end].strip() for start, end in spans):
        raise InvalidInput(f"{where}: its sentences are missing or empty")
    return spans
