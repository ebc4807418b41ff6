"""Questions to begin with, kept for a while: each set of them costs several answers."""

from dataclasses import dataclass
from time import monotonic

from anyio import Lock

from index.types import Starter
from service.async_index import AsyncIndex

_SECONDS = 60.0
"""So long they are kept though the documents change; while these stay, so do they."""


@dataclass(frozen=True, slots=True)
class _Kept:
    starters: tuple[Starter, ...]
    generation: int
    made: float


class Starters:
    """The starters of each collection that were asked for, in each language."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._lock = Lock()

    async def of(
        self, opened: AsyncIndex, *, collection: str, language: str
    ) -> tuple[Starter, ...]:
        """Return those of a collection; one set of them is made at a time.

        Raises what `AsyncIndex.ask` and `Index.starters` raise, NotFound among it.
        """
        # It is also asked whether the one who asks may know of the collection.
        listed = await opened.ask(opened.index.documents, collection=collection, limit=1)
        key = (collection, language)
        kept = self._fresh(key, listed.generation)
        if kept is not None or not listed.total:
            return kept or ()
        async with self._lock:
            kept = self._fresh(key, listed.generation)
            if kept is None:
                kept = await opened.ask(
                    opened.index.starters, collection=collection, language=language
                )
                self._kept[key] = _Kept(kept, listed.generation, monotonic())
            return kept

    def _fresh(self, key: tuple[str, str], generation: int) -> tuple[Starter, ...] | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        young = monotonic() - kept.made < _SECONDS
        return kept.starters if young or kept.generation == generation else None
