"""The documents of a collection, some at a time, in an order of the caller's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.errors import StoreError
from index.store.rows import FROM_DOCUMENTS, INFO, CollectionState, document_info
from index.store.sql import Connection, check_count, select_many, select_value
from index.types import DocumentInfo, Sort

_KEYS: dict[Sort, str] = {
    "source": "source",
    "title": "folded(title)",
    "added": "coalesce(added, -1)",
    "modified": "coalesce(modified, -1)",
    "size": "coalesce(size, -1)",
    "length": "length",
}
"""What documents are put in order by; what is not known comes before all that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which documents, and in what order; those of equal keys go by their sources.

    `prefix` is what the source begins with, `name` what stands in the source or the title in
    whatever case, `source` the whole of it.
    """

    sort: Sort = "source"
    descending: bool = False
    prefix: str = ""
    name: str = ""
    source: str | None = None

    @property
    def conditions(self) -> tuple[str, list[object]]:
        """Return what a row must meet, and the values in that."""
        texts, values = ["collection = ?"], list[object]()
        if self.prefix:
            texts.append("source >= ? AND substr(source, 1, length(?)) = ?")
            values += [self.prefix] * 3
        if self.name:
            texts.append("(instr(folded(source), ?) > 0 OR instr(folded(title), ?) > 0)")
            values += [self.name.casefold()] * 2
        if self.source is not None:
            texts.append("source = ?")
            values.append(self.source)
        return " AND ".join(texts), values

    @property
    def is_all(self) -> bool:
        """Return whether every document of a collection is."""
        return not (self.prefix or self.name or self.source is not None)


Place = tuple[str | int, str]
"""Where in the order a document stands: its key and its source."""


class Listing:
    """The documents of one collection as one transaction sees them."""

    def __init__(self, connection: Connection, collection: CollectionState, wanted: Wanted) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._collection = collection
        self._wanted = wanted

    def total(self) -> int:
        """Return how many there are; raises StoreError where some were lost."""
        # By the index that puts them in order: the rows of another say nothing of damage to it.
        count = "SELECT count(DISTINCT source) FROM documents WHERE collection = ?"
        total = int(select_value(self._connection, count, self._collection.row))
        check_count(self._connection, self._collection, "documents", total)
        if self._wanted.is_all:
            return total
        where, values = self._wanted.conditions
        count = f"SELECT count(*) FROM documents WHERE {where}"
        return int(select_value(self._connection, count, self._collection.row, *values))

    def page(self, *, limit: int, offset: int, after: Place | None) -> list[DocumentInfo]:
        """Return some of them, behind a place; raises StoreError where some were lost."""
        found = list(self._rows(after, "LIMIT ? OFFSET ?", [limit, offset]))
        if after is None:
            self._check(len(found), max(0, min(limit, self.total() - offset)))
        return found

    def _check(self, found: int, expected: int) -> None:
        if found != expected:
            raise StoreError(f"of {expected} documents {found} are found: run `spravka doctor`")

    def all(self, *, after: Place | None = None) -> Iterator[DocumentInfo]:
        """Yield them, behind a place; raises StoreError where some were lost."""
        count = 0
        for document in self._rows(after, "", ()):
            count += 1
            yield document
        if after is None:
            self._check(count, self.total())

    def _rows(
        self, after: Place | None, end: str, values: Sequence[object]
    ) -> Iterator[DocumentInfo]:
        key = _KEYS[self._wanted.sort]
        where, given = self._wanted.conditions
        direction, beyond = ("DESC", "<") if self._wanted.descending else ("ASC", ">")
        if after is not None:
            where += f" AND ({key}, source) {beyond} (?, ?)"
            given += after
        rows = select_many(
            self._connection,
            f"SELECT {INFO} {FROM_DOCUMENTS} WHERE {where}"
            f" ORDER BY {key} {direction}, source {direction} {end}",
            [self._collection.row, *given, *values],
        )
        return map(document_info, rows)
