"""What a change did, or how far it has come: adding, deleting, bringing back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from index.errors import UnreadCode
from index.roots import Duplicate, RootChange, Unread


@dataclass(frozen=True, slots=True)
class DeletedDocument:
    """A document, or a version of one, that can be brought back.

    `change` is the first generation of what deleted it, by which it is undone; it was `deleted` and
    is kept `until` then, in seconds since 1970. One that was `replaced` was sent, and another
    version took its place. `length` is in code points.
    """

    document_id: str
    source: str
    title: str
    kind: Literal["deleted", "replaced"]
    change: int
    deleted: int
    until: int
    length: int
    passages: int


@dataclass(frozen=True, slots=True)
class DeletedList:
    """A page of what of a collection can be brought back, the last deleted first."""

    collection: str
    generation: int
    total: int
    documents: tuple[DeletedDocument, ...]


@dataclass(frozen=True, slots=True)
class DeletionReport:
    """What deleting several documents did, or would do.

    `matched` are those that were meant, with so many `passages`, and `deleted` those that went;
    `sources` are the first hundred of them. `change` is what brings them back.
    """

    collection: str
    generation: int
    matched: int
    deleted: int
    passages: int
    sources: tuple[str, ...]
    change: int | None


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What bringing back did; `present` are documents that were there again, and stay."""

    collection: str
    generation: int
    change: int
    restored: tuple[DeletedDocument, ...]
    present: tuple[DeletedDocument, ...]


Phase = Literal["reading", "encoding", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long run has come: `done` of `total` documents, `source` the last one.

    `encoded` of the `passages` that were made so far have their vectors; `kept` documents are in
    the index, those that were there before among them.
    """

    done: int
    total: int
    source: str
    phase: Phase = "reading"
    encoded: int = 0
    passages: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """A source that could not be indexed, and why: `reason` for a person, `code` for programs."""

    source: str
    reason: str
    code: UnreadCode


@dataclass(frozen=True, slots=True)
class AddReport:
    """What adding documents did: counts of documents, and of the passages that are new.

    `removed` counts the documents whose source is gone, where those were to be removed; `embedded`
    the passages whose text had to be encoded. `unread` are the files in the folders given that were
    not read, those of `failed` among them; `passed_over` counts those that no reader knows by
    suffix ("" for none), the most first. `duplicates` are the documents written whose text another
    document holds too; `roots` the folders that are new or were found elsewhere. `replaced_sources`
    are the first hundred of what was replaced, and `change` is what brings back the versions
    before, None where none is kept.
    """

    added: int
    replaced: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    failed: tuple[Failure, ...]
    generation: int
    passed_over: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    roots: tuple[RootChange, ...] = ()
    replaced_sources: tuple[str, ...] = ()
    change: int | None = None
