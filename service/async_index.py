"""The index as the HTTP faces use it: opened, warmed up, asked off the event loop."""

import copy
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event
from time import perf_counter
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from index import Index
from index.errors import InvalidInput, SpravkaError
from index.structure import Structure
from index.timing import passed
from index.types import Excerpt
from service import memory
from service.access import Caller, permitted
from service.errors import Busy, NotReady
from service.folders import patterns_of_file
from service.settings import Settings
from service.trace import note

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


_MOST_WRITES = 8
"""How many changes may be taken in or wait their turn at a time; each may be a large upload."""
_MOST_READING = 2
"""Uploads whose files are read at a time."""


@dataclass(slots=True)
class _State:
    """How many calls and changes are under way, and why the index is not ready, if it is not."""

    asked: int = 0
    writes: int = 0
    unready: str | None = "The encoder is still being loaded."
    failed: bool = False


class AsyncIndex:
    """An open index, the few threads that may ask it at a time, and the one that changes it."""

    def __init__(
        self,
        index: Index,
        *,
        threads: int,
        waiting: int,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:
        """Let so many `threads` ask and so many more wait; `on_ready` is called once it is warm."""
        self.index = self._own = index
        self._on_ready: Callable[[], None] | None = on_ready
        self._limiter = CapacityLimiter(threads)
        self._most = threads + waiting
        self._writer = CapacityLimiter(1)
        self._readers = CapacityLimiter(_MOST_READING)
        self._state = _State()
        self._watch: Callable[..., None] | None = None
        self._settled = Event()

    def watch(self, tell: Callable[..., None]) -> None:
        """Let `tell` know how many calls are `asked` and `writes` under way, when that changes."""
        self._watch = tell

    def _changed(self, *, asked: int = 0, writes: int = 0) -> None:
        self._state.asked += asked
        self._state.writes += writes
        if self._watch is not None:
            self._watch(asked=self._state.asked, writes=self._state.writes)

    def on_behalf_of(self, caller: Caller) -> "AsyncIndex":
        """Return the same, with an index that does for a caller what they may have done."""
        other = copy.copy(self)
        other.index = permitted(self.index, caller)
        return other

    @property
    def settled(self) -> bool:
        """Return whether the index was warmed up, be it in vain."""
        return self._settled.is_set()

    @property
    def asked(self) -> int:
        """Return how many calls run or wait for their turn."""
        return self._state.asked

    async def ask(
        self,
        function: Callable[Parameters, Result],
        *arguments: Parameters.args,
        **options: Parameters.kwargs,
    ) -> Result:
        """Return what `function` returns, run in a thread.

        Raises Busy where as many calls wait already as may, and what `function` raises.
        """
        if self._state.asked >= self._most:
            raise Busy("More requests wait than this server takes on; try again in a moment.")
        self._changed(asked=1)
        asked = perf_counter()

        def call() -> Result:
            passed("wait", perf_counter() - asked)
            return function(*arguments, **options)

        try:
            result = await to_thread.run_sync(call, limiter=self._limiter)
        finally:
            self._changed(asked=-1)
        note(result)
        return result

    async def text(
        self, document_id: str, *, start: int = 0, end: int | None = None, most: int
    ) -> Excerpt:
        """Return characters of a document's text, `most` of them at most.

        Without `end` they are as many as may be. Raises InvalidInput for more than `most`, and what
        `Index.text` raises.
        """
        return await self.ask(_excerpt, self.index, document_id, start=start, end=end, most=most)

    async def structure(
        self, document_id: str, *, start: int = 0, end: int | None = None, most: int
    ) -> Structure:
        """Return what so many characters of a document are made of; `most` and errors as `text`."""
        return await self.ask(_structure, self.index, document_id, start=start, end=end, most=most)

    @contextmanager
    def taking_write(self) -> Iterator[None]:
        """Keep a place for a change, from before its body is read until it is made; raises Busy."""
        if self._state.writes >= _MOST_WRITES:
            raise Busy("More changes wait than this server takes on; try again in a moment.")
        self._changed(writes=1)
        try:
            yield
        finally:
            self._changed(writes=-1)

    async def read(self, function: Callable[[], Result]) -> Result:
        """Return what `function` returns, run in one of the few threads that read what is sent.

        A file that takes long keeps no change from being made. Raises what `function` raises.
        """
        return await to_thread.run_sync(function, limiter=self._readers)

    async def write(
        self,
        function: Callable[Parameters, Result],
        *arguments: Parameters.args,
        **options: Parameters.kwargs,
    ) -> Result:
        """Return what `function` returns, run in the one thread that changes the index.

        Changes are made one after the other, and no search waits for them. Raises what `function`
        raises.
        """
        call = partial(function, *arguments, **options)
        return await to_thread.run_sync(call, limiter=self._writer)

    async def ensure_ready(self) -> None:
        """Raise NotReady, with the reason, until the index is warm; a failure may be cured."""
        if self._state.failed:
            await self.warm_up()
        if self._state.unready is not None:
            raise NotReady(self._state.unready)

    async def warm_up(self) -> None:
        """Load what the first search would have to wait for; a failure is kept as the reason."""
        self._state.failed = False
        try:
            await to_thread.run_sync(self._own.warm_up)
        except SpravkaError as error:
            _log.error("%s", error)
            self._state.unready, self._state.failed = str(error), True
        except Exception:  # noqa: BLE001 - a server that cannot search still says why
            _log.exception("the index cannot be warmed up")
            self._state.unready = "The encoder cannot be loaded; the server's log tells more."
        else:
            self._state.unready = None
            on_ready, self._on_ready = self._on_ready, None
            if on_ready is not None:
                on_ready()
        finally:
            self._settled.set()
            memory.settle()


def _excerpt(index: Index, document_id: str, *, start: int, end: int | None, most: int) -> Excerpt:
    end = _bounded(index, document_id, start=start, end=end, most=most)
    return index.text(document_id, start=start, end=end)


def _structure(
    index: Index, document_id: str, *, start: int, end: int | None, most: int
) -> Structure:
    end = _bounded(index, document_id, start=start, end=end, most=most)
    return index.structure(document_id, start=start, end=end)


def _bounded(index: Index, document_id: str, *, start: int, end: int | None, most: int) -> int:
    """Return where a span ends; raises InvalidInput where that is beyond `most` characters."""
    if end is None:
        length = index.document(document_id).length
        end = max(start, min(start + most, length))
    if end - start > most:
        raise InvalidInput(f"one request returns at most {most} characters; ask for less")
    return end


@asynccontextmanager
async def open_async(
    settings: Settings, index: Index | None, *, on_ready: Callable[[], None] = lambda: None
) -> AsyncIterator[AsyncIndex]:
    """Yield `index`, or the one in the settings' folder, as requests use it, and warm it up.

    One of several workers is warm before it takes requests; until then the others take them.
    `on_ready` is called once, when it is warm. Closes the index it opened itself. Raises what
    `Index.open` raises.
    """
    if index is None:
        opening = partial(
            Index.open,
            settings.data,
            model=settings.model,
            undo_hours=settings.undo_hours,
            store=settings.store,
            compared=settings.compared,
            patterns=patterns_of_file(),
        )
        own = await to_thread.run_sync(opening)
        try:
            async with open_async(settings, own, on_ready=on_ready) as opened:
                yield opened
        finally:
            own.close()
        return
    opened = AsyncIndex(
        index, threads=settings.threads, waiting=settings.waiting, on_ready=on_ready
    )
    if settings.workers > 1:
        await opened.warm_up()
        yield opened
        return
    async with anyio.create_task_group() as group:
        group.start_soon(opened.warm_up)
        yield opened
