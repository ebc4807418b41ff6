"""Where questions are asked: what every searcher can do, and an index in this process.

The other one is a running server, in `eval.remote`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal, Protocol, Self, cast

from eval.sets.tasks import Corpus
from index import Index
from index.encode.sparse import BridgedEncoder
from index.errors import InvalidInput, NotFound
from index.filters import Comparison
from index.learned import Bands
from index.read.document import text_document
from index.types import Answer, Citation, Mode, make_document_id

Method = Literal["dense", "dense-whole", "sparse", "bm25", "hybrid", "reranked"]
"""How passages are ranked: a mode of search; `dense-whole` by whole passages' vectors, without
their sentences'; `bm25` by the question's own stems, without translations or name keys; `reranked`
as hybrid does, and then by reading the best together with the question."""

_MODES: dict[Method, Mode] = {"dense-whole": "dense", "bm25": "sparse", "reranked": "hybrid"}
"""The modes of the methods that are none."""

OnProgress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that search returned, with what is needed to judge it."""

    source: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told to a question: the likeliest answer, None where nothing was found, and its hits.

    `hits` are their citations, best first.
    """

    answer: Answer | None
    hits: tuple[Citation, ...]


class Searcher(Protocol):
    """Makes corpora searchable and searches them."""

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:
        """Make the corpus searchable and return how many documents are searched."""
        ...

    def search(
        self, query: str, *, corpus: Corpus, k: int, method: Method
    ) -> Sequence[FoundPassage]:
        """Return the best `k` passages, best first."""
        ...


class Answering(Searcher, Protocol):
    """A searcher that answers too, from corpora that it made searchable."""

    def answer(self, question: str, *, corpus: Corpus, k: int, without: str | None) -> Answered:
        """Return the likeliest answer, however unlikely, and the best `k` passages.

        `without` names a source that is left out of everything.
        """
        ...

    def characters(self, citation: Citation) -> str:
        """Return the characters of the indexed text where a citation says that its quote is."""
        ...


class IndexSearcher:
    """A temporary index with a collection for each corpus, gone when the `with` block ends.

    `model` names another encoder than the shipped one.
    """

    def __init__(self, *, model: str | None = None) -> None:
        self._folder = TemporaryDirectory(prefix="spravka-eval-")
        self._counts: dict[str, int] = {}
        self._plain: Index | None = None
        try:
            self._index = Index.open(self._folder.name, model=model)
        except BaseException:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for index in (self._index, self._plain):
            if index is not None:
                index.close()
        self._folder.cleanup()

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:
        """Index the corpus unless that is done; raises InvalidInput where a file cannot be read."""
        if corpus.name not in self._counts:
            if corpus.folder is not None:
                report = self._index.add(corpus.folder, collection=corpus.name)
                for failure in report.failed:
                    raise InvalidInput(failure.reason)
                self._leave_out(corpus)
            documents = [
                text_document(
                    source=text.source,
                    text=text.text,
                    language=text.language,
                    collection=corpus.name,
                )
                for text in corpus.texts
            ]
            if documents:
                self._index.add_documents(
                    documents,
                    collection=corpus.name,
                    on_progress=lambda progress: on_progress(
                        f"indexing {corpus.name}", progress.done, progress.total
                    ),
                )
            listed = self._index.documents(collection=corpus.name, limit=1)
            self._counts[corpus.name] = listed.total
        return self._counts[corpus.name]

    def _leave_out(self, corpus: Corpus) -> None:
        """Delete the questions from the documents that they are asked of, if they are there."""
        folder, questions = corpus.folder, corpus.left_out
        if folder is not None and questions is not None:
            with suppress(ValueError, NotFound):
                source = questions.resolve().relative_to(folder.resolve()).as_posix()
                self._index.delete(make_document_id(collection=corpus.name, source=source))

    def search(self, query: str, *, corpus: Corpus, k: int, method: Method) -> list[FoundPassage]:
        """Return the best `k` passages, best first."""
        index = self._without_bridge() if method == "bm25" else self._index
        result = index.search(
            query,
            k=k,
            mode=_MODES[method] if method in _MODES else cast("Mode", method),
            collection=corpus.name,
            sentences=method != "dense-whole",
            rerank=method == "reranked",
        )
        return [
            FoundPassage(
                hit.citation.source, hit.citation.start, hit.citation.end, hit.text, hit.score
            )
            for hit in result.hits
        ]

    def answer(self, question: str, *, corpus: Corpus, k: int, without: str | None) -> Answered:
        """Return the likeliest answer, however unlikely, and the best `k` passages."""
        kept = None if without is None else Comparison("ne", "source", without)
        result = self._index.answer(
            question, k=k, collection=corpus.name, filter=kept, threshold=0.0
        )
        return Answered(result.answer, tuple(hit.citation for hit in result.hits))

    def characters(self, citation: Citation) -> str:
        """Return the characters of the indexed text where a citation says that its quote is."""
        return self._index.text(citation.document_id, start=citation.start, end=citation.end).text

    @property
    def bands(self) -> Bands | None:
        """Return what its encoder's model calls given and sure, None where nothing was learned."""
        answers = self._index.encoders.answers
        return None if answers is None else answers.bands

    def _without_bridge(self) -> Index:
        if self._plain is None:
            plain = BridgedEncoder(None, name_keys=False)
            encoders = replace(self._index.encoders, sparse=plain)
            self._plain = Index.open(self._folder.name, encoders=encoders)
        return self._plain
