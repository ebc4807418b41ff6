"""Question sets of our own: a `.jsonl` file over the files of a folder.

Each line has `question`, and may have `id`, `language`, `group` (what it is asked about, where
several questions are) and `kinds` (the set's names for what makes it hard). What answers is told in
one of two ways. `answers` or `answer` are texts, word for word, one of which a right passage or
sentence holds, in `document` (a source in the folder) or in any; there are none where nothing in
the folder answers. `spans` are places instead: each has its `document`, the `sentence` that
answers, which stands there once (however its words are spaced), and, where a few of its words are
enough, these as `answer`, or a list of such texts where one is as good as another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.sets.records import Record, field_of, language_of, read_lines, text_of, text_or_none
from eval.sets.tasks import Corpus, Gold, Question, Task
from index.errors import InvalidInput, ReadError
from index.read.document import read_document
from index.read.walk import look_through
from index.types import Span


@dataclass(frozen=True, slots=True)
class StatedSpan:
    """A sentence of the source `source` that answers, and the words of it that do, if told.

    Any one of `answers` is enough.
    """

    source: str
    text: str
    sentence: Span
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class OwnSet:
    """Questions, and what is right for those that are answered: by id, as texts and as spans.

    `golds` has every answered question, `spans` those whose places the set tells.
    """

    questions: tuple[Question, ...]
    golds: dict[str, Gold]
    spans: dict[str, tuple[StatedSpan, ...]]


def own_tasks(path: Path, *, folder: Path) -> list[Task]:
    """Return a task for each language asked in, over the files of `folder`; raises InvalidInput."""
    own = read_own(path, folder=folder)
    corpus = Corpus(name="documents", folder=folder, left_out=path)
    tasks = []
    for language in sorted({question.language for question in own.questions}):
        asked = [each for each in own.questions if each.language == language]
        answered = tuple(each for each in asked if each.question_id in own.golds)
        if answered:
            right = {each.question_id: own.golds[each.question_id] for each in answered}
            unanswerable = len(asked) - len(answered)
            tasks.append(Task(language, corpus, answered, golds=right, unanswerable=unanswerable))
    return tasks


def read_own(path: Path, *, folder: Path) -> OwnSet:
    """Return the questions of a set, and what is right for those that `folder` answers.

    Raises InvalidInput.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder}: no such folder of documents; name it with --documents")
    questions: dict[str, Question] = {}
    golds: dict[str, Gold] = {}
    spans: dict[str, tuple[StatedSpan, ...]] = {}
    texts: dict[str, str] = {}
    for where, record in read_lines(path):
        question = _question(record, number=len(questions) + 1, where=where)
        if question.question_id in questions:
            raise InvalidInput(f"{where}: the id {question.question_id!r} stands there twice")
        questions[question.question_id] = question
        document = text_or_none(record, "document", where=where)
        if document is not None:
            _check_document(folder, document, where=where)
        given = record.get("answers", record.get("answer"))
        if answers := _texts(given, name="answers", where=where):
            gold = Gold(document, answers)
            _check_held(gold, folder=folder, left_out=path, texts=texts, where=where)
            golds[question.question_id] = gold
        if stated := _spans(record, folder=folder, texts=texts, where=where):
            spans[question.question_id] = stated
            golds[question.question_id] = _gold_of(stated)
    return OwnSet(tuple(questions.values()), golds, spans)


def _question(record: Record, *, number: int, where: str) -> Question:
    text = text_of(record, "question", where=where)
    kinds = record.get("kinds") or []
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise InvalidInput(f"{where}: 'kinds' must be a list of texts")
    return Question(
        question_id=text_or_none(record, "id", where=where) or f"q{number}",
        text=text,
        language=text_or_none(record, "language", where=where) or language_of([text]),
        group=text_or_none(record, "group", where=where),
        kinds=tuple(kinds),
    )


def _check_document(folder: Path, document: str, *, where: str) -> None:
    if not (folder / document).is_file():
        raise InvalidInput(
            f"{where}: no document {document!r} in {folder}; name its folder with --documents"
        )


def _check_held(
    gold: Gold, *, folder: Path, left_out: Path, texts: dict[str, str], where: str
) -> None:
    """Raise InvalidInput where no document holds an answer: each would count as one missed."""
    if gold.document is not None:
        sources = {gold.document: folder / gold.document}
    else:
        found = look_through(folder).sources
        sources = {each.name: each.path for each in found if not each.path.samefile(left_out)}
    for source, path in sources.items():
        if source not in texts:
            try:
                texts[source] = _indexed_text(path, source=source)
            except InvalidInput:
                # Of many files some may be no documents.
                if gold.document is not None:
                    raise
                texts[source] = ""
        if gold.held_by(source=source, text=texts[source]):
            return
    named = " or ".join(map(repr, gold.texts))
    raise InvalidInput(f"{where}: {gold.document or folder}: {named} does not stand there")


def _texts(value: object, *, name: str, where: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidInput(f"{where}: {name!r} must be a text or a list of texts")
    return tuple(text for text in texts if text.strip())


def _spans(
    record: Record, *, folder: Path, texts: dict[str, str], where: str
) -> tuple[StatedSpan, ...]:
    """Return the places that a record states; `texts` keeps what was read of `folder`."""
    if not record.get("spans"):
        return ()
    stated = []
    for each in field_of(record, "spans", list, where=where):
        if not isinstance(each, dict):
            raise InvalidInput(f"{where}: 'spans' must be a list of objects")
        source = text_of(each, "document", where=where)
        if source not in texts:
            _check_document(folder, source, where=where)
            texts[source] = _indexed_text(folder / source, source=source)
        text, place = texts[source], f"{where}: {source}"
        whole = Span(0, len(text))
        sentence = _find_once(text, text_of(each, "sentence", where=where), whole, where=place)
        words = _texts(each.get("answer"), name="answer", where=where)
        answers = tuple(_find_once(text, word, sentence, where=place) for word in words)
        stated.append(StatedSpan(source, text, sentence, answers))
    return tuple(stated)


def _indexed_text(path: Path, *, source: str) -> str:
    """Return the text that citations of a file point into: what its reader makes of it."""
    try:
        return read_document(data=path.read_bytes(), source=source).text
    except (OSError, ReadError) as error:
        raise InvalidInput(f"{path}: cannot be read: {error}") from None


def _find_once(text: str, words: str, within: Span, *, where: str) -> Span:
    """Return where `words` stand in a part of `text`, however they are spaced."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    found = [match.span() for match in pattern.finditer(text, within.start, within.end)]
    if len(found) != 1:
        raise InvalidInput(f"{where}: {words!r} stands there {len(found)} times; it should once")
    return Span(*found[0])


def _gold_of(stated: Sequence[StatedSpan]) -> Gold:
    """Return what a right passage holds: the sentences, in their document if it is one alone."""
    sources = {each.source for each in stated}
    sentences = dict.fromkeys(each.sentence.cut(each.text) for each in stated)
    return Gold(sources.pop() if len(sources) == 1 else None, tuple(sentences))
