"""Question sets of our own: a `.jsonl` file over the files of a folder.

Each line has `question`, and may have `id`, `language`, `document` (the source that answers, in
the folder) and `answers` or `answer` (the texts that answer, word for word; none where nothing
in the folder does). A passage is right when it holds one of them. Questions that are asked about
the same thing may name their `group`.
"""

from pathlib import Path

from eval.sets.records import Record, language_of, read_lines, text_of, text_or_none
from eval.sets.tasks import Corpus, Gold, Question, Task
from index.errors import InvalidInput


def own_tasks(path: Path, *, folder: Path) -> list[Task]:
    """Return a task for each language asked in, over the files of `folder`; raises InvalidInput."""
    questions, golds = read_own(path, folder=folder)
    corpus = Corpus(name="documents", folder=folder)
    tasks = []
    for language in sorted({question.language for question in questions}):
        asked = [each for each in questions if each.language == language]
        answered = tuple(each for each in asked if each.question_id in golds)
        if answered:
            right = {each.question_id: golds[each.question_id] for each in answered}
            unanswerable = len(asked) - len(answered)
            tasks.append(Task(language, corpus, answered, golds=right, unanswerable=unanswerable))
    return tasks


def read_own(path: Path, *, folder: Path) -> tuple[tuple[Question, ...], dict[str, Gold]]:
    """Return the questions of a set, and what is right for those that `folder` answers, by id.

    Raises InvalidInput.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder}: no such folder of documents; name it with --documents")
    questions: dict[str, Question] = {}
    golds: dict[str, Gold] = {}
    for where, record in read_lines(path):
        text = text_of(record, "question", where=where)
        identifier = text_or_none(record, "id", where=where) or f"q{len(questions) + 1}"
        if identifier in questions:
            raise InvalidInput(f"{where}: the id {identifier!r} stands there twice")
        language = text_or_none(record, "language", where=where) or language_of([text])
        group = text_or_none(record, "group", where=where)
        questions[identifier] = Question(identifier, text, language, group)
        document = text_or_none(record, "document", where=where)
        if document is not None and not (folder / document).is_file():
            raise InvalidInput(
                f"{where}: no document {document!r} in {folder}; name its folder with --documents"
            )
        if answers := _answers(record, where=where):
            golds[identifier] = Gold(document, answers)
    return tuple(questions.values()), golds


def _answers(record: Record, *, where: str) -> tuple[str, ...]:
    value = record.get("answers", record.get("answer"))
    answers = [value] if isinstance(value, str) else value or []
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise InvalidInput(f"{where}: 'answers' must be a text or a list of texts")
    return tuple(answer for answer in answers if answer.strip())
