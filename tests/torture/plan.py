"""A plan of changes that follows from a seed: what the index must hold at every generation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from index import Index, text_document
from index.types import Document, SearchResult
from tests.index.model import passages_of

WORDS = "кластер парк открыт закрыт отчёт принят совет cluster report opened".split()
SOURCES = [f"{number}.txt" for number in range(12)]


@dataclass(frozen=True)
class Change:
    """What one generation brings: documents put in one transaction, one that is deleted, or back."""

    put: tuple[Document, ...] = ()
    deleted: str | None = None
    undone: str | None = None

    def make(self, index: Index) -> None:
        if self.undone is not None:
            index.undo(document_ids=[text_document(source=self.undone, text="x").document_id])
        elif self.deleted is not None:
            index.delete(text_document(source=self.deleted, text="x").document_id)
        else:
            index.add_documents(self.put)


class Plan:
    """The changes by their numbers, from 1, and the documents by source after each of them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._changes: list[Change] = []
        self._states: list[dict[str, Document]] = [{}]

    def change(self, number: int) -> Change:
        self._make(number)
        return self._changes[number - 1]

    def state(self, generation: int) -> dict[str, Document]:
        self._make(generation)
        return self._states[generation]

    def _make(self, number: int) -> None:
        while len(self._changes) < number:
            state = dict(self._states[-1])
            last = self._changes[-1].deleted if self._changes else None
            if last is not None and self._random.random() < 0.5:
                state = dict(self._states[-2])
                change = Change(undone=last)
            elif len(state) > 4 and self._random.random() < 0.2:
                gone = self._random.choice(sorted(state))
                del state[gone]
                change = Change(deleted=gone)
            else:
                sources = self._random.sample(SOURCES, self._random.randint(1, 3))
                put = [self._document(source, len(self._states)) for source in sources]
                state |= {document.source: document for document in put}
                change = Change(put=tuple(put))
            self._changes.append(change)
            self._states.append(state)

    def _document(self, source: str, number: int) -> Document:
        paragraphs = [
            " ".join(
                f"{' '.join(self._random.choices(WORDS, k=4)).capitalize()} {number}."
                for _ in range(self._random.randint(1, 4))
            )
            for _ in range(self._random.randint(1, 5))
        ]
        return text_document(source=source, text="\n\n".join(paragraphs), language="ru")


def check_result(result: SearchResult, plan: Plan) -> None:
    """Check that every hit is of the generation that the result names, and that none is missing.

    The result is one of a search in mode dense, which finds every passage.
    """
    state = plan.state(result.generation)
    for hit in result.hits:
        citation = hit.citation
        document = state[citation.source]
        assert citation.sha256 == document.sha256
        assert citation.quote == document.text[citation.start : citation.end] == hit.text
        assert document.text[: citation.start].endswith(citation.prefix)
        assert document.text[citation.end :].startswith(citation.suffix)
        for sentence in hit.sentences:
            assert sentence.quote == document.text[sentence.start : sentence.end]
    if result.mode == "dense":
        found = {hit.passage_id for hit in result.hits}
        there = set(passage_ids(state.values()))
        assert found <= there
        assert len(found) == len(result.hits) == min(100, len(there))


def passage_ids(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for passage in passages_of(document.text, document.media_type, document.source):
            yield f"{document.document_id}:{passage.span.start}-{passage.span.end}"


def check_index(index: Index, plan: Plan, generation: int) -> None:
    """Check that the index holds just what the plan has it hold."""
    assert index.generation == generation
    state = plan.state(generation)
    listed = index.documents(limit=1000)
    assert [info.source for info in listed.documents] == sorted(state)
    for info in listed.documents:
        assert index.text(info.document_id).text == state[info.source].text
    for mode in ("dense", "sparse", "hybrid"):
        check_result(index.search("кластер открыт", k=100, mode=mode), plan)
