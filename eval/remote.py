"""A running server as the place where questions are asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import get_args
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from eval.searchers import Answered, FoundPassage, Method, OnProgress
from eval.sets.records import Record
from eval.sets.tasks import AnyTask, Corpus, Dataset
from index.errors import InvalidInput
from index.types import DEFAULT_COLLECTION, Answer, Box, Citation, Marked, Mode, OtherAnswer

_SECONDS = 60
_PAGE = 1000
EXPORT_SUFFIX = ".txt"


def refuse_unserved(methods: Iterable[Method]) -> None:
    """Raise InvalidInput where one of the methods is no mode that a server searches in."""
    for method in methods:
        if method not in get_args(Mode):
            raise InvalidInput(f"{method} is measured in process only: leave out --url")


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
        tasks = self._held_whole(dataset.tasks, dataset=dataset.name)
        kept = [task for task in tasks if not any(task.sources < other.sources for other in tasks)]
        return replace(dataset, tasks=tuple(kept))

    def keep_answered(self, tasks: Sequence[AnyTask], *, dataset: str) -> tuple[AnyTask, ...]:
        """Return those of the tasks whose documents the collection holds, and no others of the set.

        Another document of the set may answer what a task says is not answered. Raises
        InvalidInput where no task is left.
        """
        held = {self._unit(source) for source in self._held}
        whole = self._held_whole(tasks, dataset=dataset)
        kept = tuple(task for task in whole if task.sources == held & self._wanted)
        if not kept:
            raise InvalidInput(
                f"{self._url}: collection {self._collection!r} holds documents of several tasks of"
                f" {dataset}; give each corpus a collection of its own"
            )
        return kept

    def _held_whole(self, tasks: Sequence[AnyTask], *, dataset: str) -> list[AnyTask]:
        self._wanted = frozenset().union(*(task.sources for task in tasks))
        held = {self._unit(source) for source in self._held}
        whole = [task for task in tasks if task.sources <= held]
        if not whole:
            missing = min((task.sources - held for task in tasks), key=len)
            raise InvalidInput(
                f"{self._url}: collection {self._collection!r} lacks {len(missing)} documents of"
                f" {dataset}, as {min(missing)!r}; index them there first (--export writes"
                " a set's texts as files)"
            )
        return whole

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
    ) -> list[FoundPassage]:
        """Return the best `k` passages, best first.

        Raises InvalidInput where the server fails or `method` is no mode of search.
        """
        refuse_unserved([method])
        body = {"query": query, "k": k, "mode": method, "collection": self._collection}
        hits = self._ask("/v1/search", body=body)["hits"]
        return [
            FoundPassage(
                self._unit(hit["citation"]["source"]),
                hit["citation"]["start"],
                hit["citation"]["end"],
                hit["passage"]["text"],
                hit["score"],
            )
            for hit in hits
        ]

    def answer(
        self,
        question: str,
        *,
        corpus: Corpus,  # noqa: ARG002
        k: int,
        without: str | None,
    ) -> Answered:
        """Return the likeliest answer, however unlikely, and the best `k` passages.

        Raises InvalidInput where the server fails.
        """
        body: dict[str, object] = {
            "question": question,
            "k": k,
            "collection": self._collection,
            "threshold": 0,
        }
        if without is not None:
            names = [source for source in self._held if self._unit(source) == without]
            body["filter"] = {"type": "nin", "key": "source", "value": names}
        told = self._ask("/v1/answer", body=body)
        answer = told["answer"]
        return Answered(
            answer=answer
            and Answer(
                text=answer["text"],
                confidence=answer["confidence"],
                citation=self._citation(answer["citation"]),
                marked=answer["marked"] and Marked(**answer["marked"]),
                band=answer["band"],
                elsewhere=tuple(map(self._citation, answer["elsewhere"])),
                otherwise=tuple(map(self._other, answer["otherwise"])),
            ),
            hits=tuple(self._citation(hit["citation"]) for hit in told["hits"]),
        )

    def characters(self, citation: Citation) -> str:
        """Return the characters of the indexed text where a citation says that its quote is."""
        place = urlencode({"start": citation.start, "end": citation.end})
        text = self._ask(f"/v1/documents/{citation.document_id}/text?{place}")["text"]
        return str(text)

    def _citation(self, record: Record) -> Citation:
        boxes = tuple(Box(**box) for box in record["boxes"])
        source = self._unit(record["source"])
        return Citation(**{**record, "source": source, "boxes": boxes})

    def _other(self, record: Record) -> OtherAnswer:
        return OtherAnswer(
            citation=self._citation(record["citation"]),
            marked=Marked(**record["marked"]),
            confidence=record["confidence"],
        )

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
