"""One way to ask for all commands that do: a server that runs here, else an index of one's own."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from service.cli.common import open_index, parse_json
from service.cli.remote import answer_result, ask_server, relaid, search_result

if TYPE_CHECKING:
    from index import Filter, Index, Root
    from index.types import AnswerResult, Citation, SearchResult
    from service.cli.terminal import Linked
    from service.settings import Settings

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Told(Generic[Result]):
    """What was found, and what makes the JSON of it for programs."""

    result: Result
    tell: Callable[[], str]

    @property
    def as_json(self) -> str:
        """Return it as programs read it, in the shape that the HTTP service has."""
        return self.tell()


class Asking:
    """Asks questions of one collection; the index is opened when no server answers."""

    def __init__(self, settings: "Settings", *, collection: str) -> None:
        """Ask over an index that is there."""
        self._settings = settings
        self._collection = collection
        self._opened: Index | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._opened is not None:
            self._opened.close()

    @property
    def index(self) -> "Index":
        """Return the index in this process; raises StoreError."""
        if self._opened is None:
            self._opened = open_index(self._settings)
        return self._opened

    def answer(
        self,
        question: str,
        *,
        k: int,
        filter: "Filter | None" = None,  # noqa: A002 - the name it has everywhere
        given: str | None = None,
        threshold: float | None = None,
    ) -> "Told[AnswerResult]":
        """Return what the documents say to a question; `given` is the filter as it was written."""
        body = {"question": question, "k": k, "threshold": threshold}
        response = self._ask("/v1/answer", body, given)
        if response is not None:
            return Told(answer_result(response), lambda: relaid(response))
        result, took = self._find(
            lambda: self.index.answer(
                question, k=k, collection=self._collection, filter=filter, threshold=threshold
            )
        )

        def tell() -> str:
            from service.schemas.answer import answer_response
            from service.schemas.responses import to_json

            return to_json(answer_response(result, took_ms=took), indent=2)

        return Told(result, tell)

    def search(
        self,
        query: str,
        *,
        k: int,
        mode: Any,
        filter: "Filter | None" = None,  # noqa: A002 - the name it has everywhere
        given: str | None = None,
        rerank: bool = False,
    ) -> "Told[SearchResult]":
        """Return the nearest passages; `given` is the filter as it was written."""
        body = {"query": query, "k": k, "mode": mode, "rerank": rerank}
        response = self._ask("/v1/search", body, given)
        if response is not None:
            return Told(search_result(response), lambda: relaid(response))
        result, took = self._find(
            lambda: self.index.search(
                query, k=k, mode=mode, collection=self._collection, filter=filter, rerank=rerank
            )
        )

        def tell() -> str:
            from service.schemas.responses import to_json
            from service.schemas.search import search_response

            return to_json(search_response(result, took_ms=took), indent=2)

        return Told(result, tell)

    def open(self, citation: "Citation") -> None:
        """Open the file that a citation is of at its line; raises InvalidInput, NotFound."""
        from service.cli.editor import open_place

        open_place(
            self.index,
            citation.source,
            collection=self._collection,
            line=citation.line,
            link=self._settings.link,
        )

    @property
    def link(self) -> "Linked | None":
        """Return where links lead on a terminal; None in a pipe, where there are none."""
        return self._link if sys.stdout.isatty() else None

    def _link(self, citation: "Citation") -> str | None:
        from service.cli.editor import file_of, link_of

        path = file_of(citation.source, self._roots)
        if path is None:
            return None
        return link_of(path, line=citation.line, link=self._settings.link)

    @cached_property
    def _roots(self) -> "list[Root]":
        return [each.root for each in self.index.roots(collection=self._collection)]

    def _ask(self, path: str, body: dict[str, Any], given: str | None) -> bytes | None:
        asked = body | {"collection": self._collection}
        if given is not None:
            asked["filter"] = parse_json(given, what="the filter")
        return ask_server(self._settings, path, asked)

    def _find(self, find: Callable[[], Result]) -> tuple[Result, float]:
        from service.cli.terminal import waiting

        with waiting("Searching"):
            started = perf_counter()
            result = find()
            return result, (perf_counter() - started) * 1000
