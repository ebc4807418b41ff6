"""Small question sets in each format, written where a test wants them."""

import json
from pathlib import Path
from typing import Any

EN = [
    "The house stands by the river. A miller lives in it.",
    "The town has a wall. The gate is closed at ten.",
]
RU = [
    "\ufeffДом стоит у реки. В нём живёт мельник.",
    "У города есть стена. Ворота закрывают в десять.",
]
_ASKED = {
    "en": [("Who lives there?", "miller"), ("When does the gate close?", "ten")],
    "ru": [("Кто там живёт?", "мельник"), ("Когда закрывают ворота?", "десять")],
}


def write_squad(folder: Path, *, with_breaks: bool = True) -> Path:
    for language, contexts in (("en", EN), ("ru", RU)):
        paragraphs = []
        for context, (question, answer), name in zip(contexts, _ASKED[language], "ab", strict=True):
            border = context.index(". ") + 1
            paragraph: dict[str, Any] = {
                "context": context,
                "qas": [
                    {
                        "id": name,
                        "question": question,
                        "answers": [{"answer_start": context.index(answer), "text": answer}],
                    }
                ],
                "sentences": [context[:border], context[border + 1 :]],
            }
            if with_breaks:
                paragraph["sentence_breaks"] = [[0, border], [border + 1, len(context)]]
            paragraphs.append(paragraph)
        content = {"version": "1.1", "data": [{"title": "T", "paragraphs": paragraphs}]}
        text = json.dumps(content, ensure_ascii=False)
        (folder / f"{language}.json").write_text(text, encoding="utf-8")
    return folder


def write_beir(folder: Path, *, queries: str) -> Path:
    _write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Заголовок", "text": "Текст о реке."},
        {"_id": "d2", "title": "", "text": "О мосте."},
        {"_id": "d3", "title": "", "text": ""},
    )
    _write_lines(
        folder / queries,
        {"_id": "q1", "text": "the river"},
        {"_id": "q2", "text": "the bridge"},
        {"_id": "q3", "text": "the sea"},
    )
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t1\nq3\td1\t0\nq3\td3\t1\n",
        encoding="utf-8",
    )
    return folder


def write_own(folder: Path, *records: dict[str, Any]) -> Path:
    (folder / "a.txt").write_text("Это он сам. He said it.", encoding="utf-8")
    path = folder / "questions.jsonl"
    _write_lines(path, *records)
    return path


def write_own_apart(folder: Path, *records: dict[str, Any]) -> Path:
    """Write a set beside the folder of its documents, where it is not one of them."""
    path = write_own(folder, *records)
    return path.rename(folder.with_name(f"{folder.name}.jsonl"))


def _write_lines(path: Path, *records: dict[str, Any]) -> None:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
