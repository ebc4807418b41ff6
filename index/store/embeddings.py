"""The vectors in the store, by encoder and text: whole passages in float16, sentences in int8."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.store.rows import checksum
from index.store.sql import Connection, run_in, select_in
from index.vectors import Ids, Vectors

_HIGHEST = 127
_SCALE = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class Granularity:
    """The vectors of whole passages or those of sentences.

    `table` holds them; the column `embedding` of the table `users` names those in use, and the
    column `passage` by which. `pack` gives the bytes that stand for float32[dim].
    """

    table: str
    users: str
    passage: str
    pack: Callable[[Vectors], bytes]


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The sentences of some passages, by passage and by their order in it.

    `passages` int64[n], ascending, the passage that each sentence stands in; `vectors`
    float32[n, dim]. A passage that is one sentence has none here: its own vector is that one's.
    """

    passages: Ids
    vectors: Vectors


def to_float16(vector: Vectors) -> bytes:
    """Return float32[dim] as float16."""
    return vector.astype("<f2").tobytes()


def to_int8(vector: Vectors) -> bytes:
    """Return float32[dim] as a float32 scale, the largest number's 127th, and int8[dim]."""
    scale = np.abs(vector).max(initial=0) / _HIGHEST
    steps = np.rint(vector / scale) if scale else np.zeros_like(vector)
    return np.array(scale, _SCALE).tobytes() + steps.astype(np.int8).tobytes()


def from_int8(packed: bytes, count: int) -> Vectors:
    """Return the float32[count, dim] that `to_int8` packed, one after the other."""
    rows = np.frombuffer(packed, np.uint8).reshape(count, -1)
    scales = rows[:, : _SCALE.itemsize].copy().view(_SCALE)
    steps: NDArray[np.int8] = rows[:, _SCALE.itemsize :].view(np.int8)
    return steps * scales


PASSAGES = Granularity("embeddings", "passages", "id", to_float16)
SENTENCES = Granularity("sentence_embeddings", "passage_sentences", "passage", to_int8)


class Embeddings:
    """The vectors as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._released: dict[Granularity, set[int]] = {PASSAGES: set(), SENTENCES: set()}

    def ids(
        self, granularity: Granularity, fingerprint: str, hashes: Iterable[bytes]
    ) -> dict[bytes, int]:
        """Return the ids of the vectors that an encoder has given these texts, by their hashes.

        One that is damaged counts as missing.
        """
        found = select_in(
            self._connection,
            f"SELECT text_hash, id, vector, checksum FROM {granularity.table}"
            " WHERE fingerprint = ? AND text_hash",
            sorted(set(hashes)),
            before=[fingerprint],
        )
        return {
            hashed: number
            for hashed, number, vector, stored in found
            if checksum((hashed, vector)) == stored
        }

    def put(
        self, granularity: Granularity, fingerprint: str, vectors: Mapping[bytes, Vectors]
    ) -> None:
        """Keep float32[dim] vectors by the hashes of their texts, in place of damaged ones."""
        packed = {hashed: granularity.pack(vector) for hashed, vector in vectors.items()}
        self.put_packed(granularity, fingerprint, packed)

    def put_packed(
        self, granularity: Granularity, fingerprint: str, vectors: Mapping[bytes, bytes]
    ) -> None:
        """Keep vectors as they are stored, by the hashes of their texts."""
        self._connection.executemany(
            f"INSERT INTO {granularity.table} (fingerprint, text_hash, vector, checksum)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (fingerprint, text_hash) DO UPDATE"
            " SET vector = excluded.vector, checksum = excluded.checksum",
            [
                (fingerprint, hashed, blob, checksum((hashed, blob)))
                for hashed, blob in vectors.items()
            ],
        )

    def release(self, document: int) -> None:
        """Note the vectors that the document in this row uses, which is about to be deleted."""
        for granularity, released in self._released.items():
            rows = self._connection.execute(
                f"SELECT embedding FROM {granularity.users}"
                f" WHERE {granularity.passage} IN (SELECT id FROM passages WHERE document = ?)",
                [document],
            )
            released.update(row[0] for row in rows)

    def drop_released(self) -> None:
        """Delete those of the vectors noted that no passage uses."""
        for granularity, released in self._released.items():
            table, users = granularity.table, granularity.users
            unused = f"NOT EXISTS (SELECT 1 FROM {users} WHERE embedding = {table}.id)"
            delete = f"DELETE FROM {table} WHERE {unused} AND id"
            run_in(self._connection, delete, sorted(released))

    def link(self, passage: int, embeddings: Iterable[int]) -> None:
        """Keep which vectors are those of a passage's sentences, in their order."""
        self._connection.executemany(
            "INSERT INTO passage_sentences (passage, place, embedding) VALUES (?, ?, ?)",
            [(passage, place, embedding) for place, embedding in enumerate(embeddings)],
        )

    def of_sentences(self, passages: Iterable[int]) -> SentenceVectors:
        """Return the vectors of these passages' sentences; raises StoreError for a damaged one."""
        wanted = sorted(set(passages))
        # What a passage's own row says of its sentences must be what is found of them.
        expected: dict[int, int] = {}
        found: dict[int, int] = {}
        numbers, vectors = [], []
        for passage, whole, hashed, vector, stored in select_in(
            self._connection,
            "SELECT passages.id, sentence_checksum, kept.text_hash, kept.vector, kept.checksum"
            " FROM passages LEFT JOIN passage_sentences AS of ON of.passage = passages.id"
            " LEFT JOIN sentence_embeddings AS kept ON kept.id = of.embedding"
            " WHERE passages.id",
            wanted,
            after="ORDER BY passages.id, of.place",
        ):
            expected[passage] = whole
            if hashed is None:
                continue
            if checksum((hashed, vector)) != stored:
                raise StoreError(
                    f"a sentence's vector of passage {passage} is damaged: index again"
                )
            found[passage] = crc32(hashed, found.get(passage, 0))
            numbers.append(passage)
            vectors.append(vector)
        if len(expected) < len(wanted):
            raise StoreError("a passage is missing in the store: run `spravka doctor`")
        for passage, whole in expected.items():
            if found.get(passage, 0) != whole:
                raise StoreError(f"the sentences of passage {passage} are damaged: index again")
        return SentenceVectors(
            passages=np.array(numbers, np.int64),
            vectors=from_int8(b"".join(vectors), len(vectors))
            if vectors
            else np.zeros((0, 0), np.float32),
        )
