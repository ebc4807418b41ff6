"""The documents that stores are compared by: made ones, a question set's, or a folder's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from eval.sets.datasets import format_of, load_dataset, load_texts
from eval.speed.changes import make_documents
from index import text_document
from index.errors import InvalidInput
from index.read.folders import read_sources
from index.read.walk import look_through
from index.types import Document

SHARES: Mapping[str, int] = {"all": 1, "50 %": 2, "10 %": 10, "1 %": 100, "0.1 %": 1000}
"""Which share of the documents a filter lets pass: every so many-th."""
_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class Stored:
    """Documents that know of which shares they are, and what is asked of them."""

    documents: tuple[Document, ...]
    asked: tuple[str, ...]


def made(passages: int) -> Stored:
    """Return made-up documents of so many passages, and pieces of them as questions."""
    return _stored(make_documents(passages))


def real(path: Path, most: int) -> Stored:
    """Return at most so many documents of a question set, with its questions, or of a folder.

    Of a folder pieces of the documents are asked. Raises InvalidInput.
    """
    try:
        format_of(path)
    except InvalidInput:
        if not path.is_dir():
            raise
        return _stored(list(islice(_read(path), most)))
    texts = load_texts(path)[:most]
    stored = _stored(
        [
            text_document(source=each.source, text=each.text, language=each.language)
            for each in texts
        ]
    )
    asked = [
        question.text
        for task in load_dataset(path).tasks
        for question in task.questions[:: max(1, len(task.questions) // _QUESTIONS)]
    ]
    return replace(stored, asked=tuple(asked))


def _stored(documents: list[Document]) -> Stored:
    numbered = tuple(
        replace(each, metadata={f"of{every}": number % every for every in SHARES.values()})
        for number, each in enumerate(documents)
    )
    some = numbered[:: max(1, len(numbered) // _QUESTIONS)]
    return Stored(numbered, tuple(each.text[200:300] or each.text[:100] for each in some))


def _read(folder: Path) -> Iterator[Document]:
    for each in read_sources(look_through(folder).sources, collection="default", known={}):
        if isinstance(each, Document):
            yield each
