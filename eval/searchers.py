"""Where questions are asked: an index in this process, or a running server."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal, Protocol, Self, get_args
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from eval.records import Record
from eval.tasks import Corpus, Dataset
from index import Index
from index.errors import InvalidInput
from index.read import text_document
from index.sparse import BridgedEncoder
from index.types import DEFAULT_COLLECTION, Mode

Method = Literal["dense", "dense-whole", "sparse", "bm25", "hybrid"]
"""How passages are ranked: a mode of search; `dense-whole` by whole passages' vectors, without
their sentences'; `bm25` by the question's own stems, without translations or name keys."""

OnProgress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_SECONDS = 60
_PAGE = 1000
EXPORT_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that search returned, with what is needed to judge it."""

    source: str
    start: int
    end: int
    text: str
    score: float


def refuse_unserved(methods: Iterable[Method]) -> None:
    """Raise InvalidInput where one of the methods is no mode that a server searches in."""
    for method in methods:
        if method not in get_args(Mode):
            raise InvalidInput(f"{method} is measured in process only: leave out --url")


class Searcher(Protocol):
    """Makes corpora searchable and searches them."""

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:
        """Make the corpus searchable and return how many documents are searched."""
        ...

    def search(self, query: str, *, corpus: Corpus, k: int, method: Method) -> Sequence[Found]:
        """Return the best `k` passages, best first."""
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

    def search(self, query: str, *, corpus: Corpus, k: int, method: Method) -> list[Found]:
        """Return the best `k` passages, best first."""
        mode: Mode
        if method == "dense-whole":
            mode = "dense"
        elif method == "bm25":
            mode = "sparse"
        else:
            mode = method
        index = self._without_bridge() if method == "bm25" else self._index
        result = index.search(
            query,
            k=k,
            mode=mode,
            collection=corpus.name,
            sentences=method != "dense-whole",
        )
        return [
            Found(hit.citation.source, hit.citation.start, hit.citation.end, hit.text, hit.score)
            for hit in result.hits
        ]

    def _without_bridge(self) -> Index:
        if self._plain is None:
            plain = BridgedEncoder(None, name_keys=False)
            encoders = replace(self._index.encoders, sparse=plain)
            self._plain = Index.open(self._folder.name, encoders=encoders)
        return self._plain


class ServerSearcher:
    """A running server, whose `collection` already holds the documents that are asked about.

    Documents are known by their source, with or without the `.txt` that exported texts end in.
    Making one raises InvalidInput where no server answers at `url`.
    """

    def __init__(self, url: str, *, collection: str = DEFAULT_COLLECTION) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise InvalidInput(f"{url}: no server's address; it should read http://127.0.0.1:8000")
        self._url = url.rstrip("/")
        self._collection = collection
        self._held = self._sources()
        self._wanted: frozenset[str] = frozenset()

    def keep_held(self, dataset: Dataset) -> Dataset:
        """Return `dataset` with the tasks whose documents are all in the collection.

        Where one such task's documents are only some of another's, the other alone is kept: the
        collection is searched as a whole. Raises InvalidInput where no task is left.
        """
        self._wanted = frozenset().union(*(task.sources for task in dataset.tasks))
        held = {self._unit(source) for source in self._held}
        tasks = [task for task in dataset.tasks if task.sources <= held]
        kept = [task for task in tasks if not any(task.sources < other.sources for other in tasks)]
        if not kept:
            missing = min((task.sources - held for task in dataset.tasks), key=len)
            raise InvalidInput(
                f"{self._url}: collection {self._collection!r} lacks {len(missing)} documents of"
                f" {dataset.name}, as {min(missing)!r}; index them there first (--export writes"
                " a set's texts as files)"
            )
        return replace(dataset, tasks=tuple(kept))

    def prepare(self, corpus: Corpus, *, on_progress: OnProgress) -> int:  # noqa: ARG002
        """Return how many documents the collection holds."""
        return len(self._held)

    def search(
        self,
        query: str,
        *,
        corpus: Corpus,  # noqa: ARG002
        k: int,
        method: Method,
    ) -> list[Found]:
        """Return the best `k` passages, best first.

        Raises InvalidInput where the server fails or `method` is no mode of search.
        """
        refuse_unserved([method])
        body = {"query": query, "k": k, "mode": method, "collection": self._collection}
        hits = self._ask("/v1/search", body=body)["hits"]
        return [
            Found(
                self._unit(hit["citation"]["source"]),
                hit["citation"]["start"],
                hit["citation"]["end"],
                hit["passage"]["text"],
                hit["score"],
            )
            for hit in hits
        ]

    def _unit(self, source: str) -> str:
        return source if source in self._wanted else source.removesuffix(EXPORT_SUFFIX)

    def _sources(self) -> list[str]:
        sources: list[str] = []
        while True:
            page = {"collection": self._collection, "limit": _PAGE, "offset": len(sources)}
            listed = self._ask(f"/v1/documents?{urlencode(page)}")
            sources += [document["source"] for document in listed["documents"]]
            if not listed["documents"] or len(sources) >= listed["total"]:
                return sources

    def _ask(self, path: str, *, body: Mapping[str, object] | None = None) -> Record:
        request = Request(  # noqa: S310 (the scheme was checked)
            self._url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
                answer = json.load(response)
        except HTTPError as error:
            raise InvalidInput(f"{self._url}{path}: {_problem(error)}") from None
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise InvalidInput(
                f"{self._url}: no answer ({reason}); start a server with `spravka serve`"
            ) from None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise InvalidInput(f"{self._url}{path}: the answer is no JSON object")
        return answer


def _problem(error: HTTPError) -> str:
    """Return what the server says is wrong, from its RFC 9457 problem details."""
    try:
        detail = json.load(error).get("detail")
    except (ValueError, AttributeError, OSError):
        detail = None
    return f"{error.code} {detail or error.reason}"
