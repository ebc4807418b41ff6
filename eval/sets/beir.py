"""Question sets in BEIR's format: `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`.

Queries asked in several languages stand in `queries.{language}.jsonl`, each a task of its own.
"""

from pathlib import Path

from eval.sets.records import language_of, read_lines, text_of
from eval.sets.tasks import Corpus, Question, Task, Text
from index.errors import InvalidInput

CORPUS = "corpus.jsonl"


def beir_tasks(path: Path) -> list[Task]:
    """Return the tasks of the set in the folder `path`; raises InvalidInput."""
    texts = beir_texts(path)
    corpus = Corpus(name="documents", texts=texts)
    language = language_of([text.text for text in texts])
    qrels = _read_qrels(path / "qrels" / "test.tsv", known={text.source for text in texts})
    tasks = []
    for file in sorted(path.glob("queries.*.jsonl")) or [path / "queries.jsonl"]:
        queries = {
            text_of(record, "_id", where=where): text_of(record, "text", where=where)
            for where, record in read_lines(file)
        }
        named = file.name.removeprefix("queries").removesuffix("jsonl").strip(".")
        asked = named or language_of(list(queries.values()))
        questions = tuple(
            Question(identifier, text, asked)
            for identifier, text in queries.items()
            if identifier in qrels
        )
        right = {question.question_id: qrels[question.question_id] for question in questions}
        if questions:
            tasks.append(Task(f"{asked}→{language}", corpus, questions, qrels=right))
    return tasks


def beir_texts(path: Path) -> tuple[Text, ...]:
    """Return the documents of the set in the folder `path`, titles above texts.

    Empty ones are left out, for there is nothing to find in them. Raises InvalidInput.
    """
    texts = {}
    for where, record in read_lines(path / CORPUS):
        source = text_of(record, "_id", where=where)
        parts = (record.get("title"), record.get("text"))
        text = "\n\n".join(part for part in parts if isinstance(part, str) and part.strip())
        if text:
            texts[source] = Text(source, text)
    return tuple(texts.values())


def _read_qrels(file: Path, *, known: set[str]) -> dict[str, dict[str, int]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{file}: missing or unreadable; a BEIR folder needs it") from None
    qrels: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, 1):
        columns = line.split("\t")
        if not line.strip() or columns[-1] == "score":
            continue
        try:
            question, source, grade = columns[0], columns[1], int(columns[2])
        except (IndexError, ValueError):
            raise InvalidInput(f"{file}:{number}: not query, document and a whole grade") from None
        if grade > 0 and source in known:
            qrels.setdefault(question, {})[source] = grade
    return qrels
