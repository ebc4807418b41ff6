"""A document with its passages and vectors as one run of bytes, and back.

After 8 bytes that say how long it is, compressed, come a head in JSON and the parts, whose lengths
the head names, one after the other. Nothing in it is a row's number: as it is put back, all get
new ones.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zlib import compress, decompress

from index.roots import Root
from index.store.embeddings import PackedVectors
from index.store.rows import passage_hash
from index.store.structure import unpack_blocks, unpack_places
from index.types import Document, Metadata
from index.vectors import Fingerprints

_LENGTH_BYTES = 8
_OWN = 5
"""How many parts each passage has, before those of its sentences."""


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage's columns but for what names other rows, with its vectors."""

    start_at: int
    end_at: int
    length: int
    sentences: bytes
    terms: bytes
    context: bytes
    text_hash: bytes
    vectors: PackedVectors

    @property
    def passage_hash(self) -> bytes:
        """Return the hash by which its vectors are known."""
        return passage_hash(self.text_hash, self.sentences, start=self.start_at)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document with all that its rows hold, and who made its vectors.

    `root` is where it came from, in a tuple, which holds None where it was sent; None where that is
    not known.
    """

    document: Document
    added: int | None
    modified: int | None
    encoders: Fingerprints
    root: tuple[Root | None] | None
    passages: tuple[KeptPassage, ...]


def pack(snapshot: Snapshot, blocks: bytes, places: bytes) -> bytes:
    """Return a snapshot as bytes, with its document's blocks and places as they are stored."""
    document = snapshot.document
    parts = [compress(document.text.encode()), blocks, places]
    rows = []
    for each in snapshot.passages:
        own = [each.sentences, each.terms, each.context, each.text_hash, each.vectors.whole]
        parts += [*own, *each.vectors.parts]
        rows.append([each.start_at, each.end_at, each.length, len(each.vectors.parts)])
    root = snapshot.root
    head = {
        "document": {name: getattr(document, name) for name in _TOLD},
        "metadata": [[key, value] for key, value in document.metadata.items()],
        "times": [snapshot.added, snapshot.modified],
        "encoders": [snapshot.encoders.dense, snapshot.encoders.sparse, snapshot.encoders.model],
        "root": None if root is None else [None if root[0] is None else _spelled(root[0])],
        "passages": rows,
        "parts": [len(part) for part in parts],
    }
    packed = compress(json.dumps(head).encode())
    return len(packed).to_bytes(_LENGTH_BYTES) + packed + b"".join(parts)


def unpack(packed: bytes) -> Snapshot:
    """Return the snapshot that `pack` made these bytes of."""
    end = _LENGTH_BYTES + int.from_bytes(packed[:_LENGTH_BYTES])
    head = json.loads(decompress(packed[_LENGTH_BYTES:end]))
    parts = _cut(packed, head["parts"], start=end)
    text, blocks, places = decompress(next(parts)).decode(), next(parts), next(parts)
    root = head["root"]
    return Snapshot(
        document=Document(
            **head["document"],
            text=text,
            blocks=unpack_blocks(blocks),
            places=unpack_places(places),
            metadata=_metadata(head["metadata"]),
        ),
        added=head["times"][0],
        modified=head["times"][1],
        encoders=Fingerprints(*head["encoders"]),
        root=None if root is None else (None if root[0] is None else Root(**root[0]),),
        passages=tuple(_passage(row, parts) for row in head["passages"]),
    )


_TOLD = (
    "collection", "source", "title", "language", "media_type", "reader", "reader_version",
    "sha256", "text_sha256", "size",
)  # fmt: skip


def _spelled(root: Root) -> dict[str, object]:
    return {name: getattr(root, name) for name in Root.__dataclass_fields__}


def _metadata(told: Sequence[tuple[str, Any]]) -> Metadata:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in told}


def _cut(packed: bytes, lengths: Sequence[int], *, start: int) -> Iterator[bytes]:
    for length in lengths:
        yield packed[start : start + length]
        start += length


def _passage(row: Sequence[int], parts: Iterator[bytes]) -> KeptPassage:
    # Before format 7 there was a checksum of the sentences' hashes, and each before its vector.
    start_at, end_at, *older, length, count = row
    sentences, terms, context, text_hash, whole = islice(parts, _OWN)
    each = 2 if older else 1
    of_parts = tuple(islice(parts, count * each))[each - 1 :: each]
    return KeptPassage(
        start_at=start_at,
        end_at=end_at,
        length=length,
        sentences=sentences,
        terms=terms,
        context=context,
        text_hash=text_hash,
        vectors=PackedVectors(whole, of_parts),
    )
