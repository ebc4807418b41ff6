"""The vectors in the store, by encoder: of passages in float16, of their sentences in int8."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.store.rows import checksum, count_parts, passage_hash
from index.store.schema import SENTENCES
from index.store.sql import Connection, insert_row, run_in, select_in
from index.vectors import Ids, Parts, Vectors

_HIGHEST = 127
_SCALE = np.dtype("<f4")
_OF = "sentence_embeddings AS part ON part.id BETWEEN {0} * {1} AND {0} * {1} + {1} - 1"
_OF_EMBEDDING = _OF.format("embeddings.id", SENTENCES)
_OF_PASSAGE = _OF.format("embedding", SENTENCES)


@dataclass(frozen=True, slots=True)
class PackedVectors:
    """The vectors of a passage and of its sentences, as they are stored.

    `whole` is float16[dim], each of `parts` a float32 scale and int8[dim], by order in the passage.
    """

    whole: bytes
    parts: tuple[bytes, ...]


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


def pack_vectors(vectors: Parts) -> PackedVectors:
    """Return the vectors of a passage and of its sentences as they are stored."""
    return PackedVectors(to_float16(vectors.whole), tuple(map(to_int8, vectors.parts)))


class Embeddings:
    """The vectors as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection on which a transaction has begun."""
        self._connection = connection
        self._released: set[int] = set()

    def ids(self, fingerprint: str, wanted: Mapping[bytes, int]) -> dict[bytes, int]:
        """Return the ids of the vectors that an encoder has given some passages, by their hashes.

        `wanted` says how many sentences' vectors each has. One of which anything is damaged counts
        as missing.
        """
        found = self._wholes(self._encoder(fingerprint), wanted)
        numbers = {number: hashed for hashed, number in found.items()}
        intact = dict.fromkeys(numbers, 0)
        for embedding, place, vector, stored in self._parts(list(numbers)):
            expected = checksum((numbers[embedding], place, vector))
            intact[embedding] += (place, expected) == (intact[embedding], stored)
        return {
            hashed: number for hashed, number in found.items() if intact[number] == wanted[hashed]
        }

    def put(self, fingerprint: str, vectors: Mapping[bytes, Parts]) -> None:
        """Keep vectors by the hashes of their passages, in place of damaged ones."""
        packed = {hashed: pack_vectors(each) for hashed, each in vectors.items()}
        self.put_packed(fingerprint, packed)

    def put_packed(self, fingerprint: str, vectors: Mapping[bytes, PackedVectors]) -> None:
        """Keep vectors as they are stored, by the hashes of their passages."""
        if not vectors:
            return
        encoder = self._encoder(fingerprint)
        if not encoder:
            insert_row(self._connection, "encoders", {"fingerprint": fingerprint})
            encoder = self._encoder(fingerprint)
        self._connection.executemany(
            "INSERT INTO embeddings (encoder, passage_hash, vector, checksum)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (encoder, passage_hash) DO UPDATE"
            " SET vector = excluded.vector, checksum = excluded.checksum",
            [
                (encoder, hashed, each.whole, checksum((hashed, each.whole)))
                for hashed, each in vectors.items()
            ],
        )
        numbers = self._wholes(encoder, vectors)
        self._drop_parts(numbers.values())
        self._connection.executemany(
            "INSERT INTO sentence_embeddings (id, vector, checksum) VALUES (?, ?, ?)",
            [
                (numbers[hashed] * SENTENCES + place, part, checksum((hashed, place, part)))
                for hashed, each in vectors.items()
                for place, part in enumerate(each.parts)
            ],
        )

    def packed(self, embedding: int, hashed: bytes, *, parts: int) -> PackedVectors:
        """Return the vectors in a row, of the passage with this hash; raises StoreError.

        `parts` is how many of its sentences have one.
        """
        whole = self._connection.execute(
            "SELECT vector, checksum FROM embeddings WHERE id = ?", [embedding]
        ).fetchone()
        found = list(self._parts([embedding]))
        if (
            whole is None
            or checksum((hashed, whole[0])) != whole[1]
            or [place for _, place, _, _ in found] != list(range(parts))
            or any(checksum((hashed, place, part)) != stored for _, place, part, stored in found)
        ):
            raise StoreError("a vector is damaged: index again")
        return PackedVectors(whole[0], tuple(part for _, _, part, _ in found))

    def release(self, document: int) -> None:
        """Note the vectors that the document in this row uses, which is about to be deleted."""
        rows = self._connection.execute(
            "SELECT embedding FROM passages WHERE document = ?", [document]
        )
        self._released.update(row[0] for row in rows)

    def drop_released(self) -> None:
        """Delete those of the vectors noted that no passage uses."""
        unused = "NOT EXISTS (SELECT 1 FROM passages WHERE embedding = embeddings.id)"
        released = sorted(self._released)
        run_in(self._connection, f"DELETE FROM embeddings WHERE {unused} AND id", released)
        there = {
            row[0]
            for row in select_in(self._connection, "SELECT id FROM embeddings WHERE id", released)
        }
        self._drop_parts(number for number in released if number not in there)

    def of_sentences(self, passages: Iterable[int]) -> SentenceVectors:
        """Return the vectors of these passages' sentences; raises StoreError for a damaged one."""
        wanted = sorted(set(passages))
        numbers: list[int] = []
        vectors: list[bytes] = []
        missing: dict[int, int] = {}
        found, known_by = 0, b""
        for passage, hashed, sentences, start, end, part, vector, stored in select_in(
            self._connection,
            "SELECT passages.id, text_hash, sentences, start_at, end_at, part.id, part.vector,"
            " part.checksum FROM passages"
            f" LEFT JOIN {_OF_PASSAGE} WHERE passages.id",
            wanted,
            after="ORDER BY passages.id, part.id",
        ):
            if passage not in missing:
                found = 0
                try:
                    known_by = passage_hash(hashed, sentences, start=start)
                    missing[passage] = count_parts(sentences, start=start, end=end)
                except (TypeError, ValueError) as error:
                    # On a damaged page a value may be of any type.
                    raise StoreError(f"passage {passage} is damaged: index again") from error
            if part is None:
                continue
            if part % SENTENCES != found or checksum((known_by, found, vector)) != stored:
                raise StoreError(
                    f"a sentence's vector of passage {passage} is damaged: index again"
                )
            found += 1
            missing[passage] -= 1
            numbers.append(passage)
            vectors.append(vector)
        if len(missing) < len(wanted):
            raise StoreError("a passage is missing in the store: run `spravka doctor`")
        for passage, count in missing.items():
            if count:
                raise StoreError(f"the sentences of passage {passage} are damaged: index again")
        return SentenceVectors(
            passages=np.array(numbers, np.int64),
            vectors=from_int8(b"".join(vectors), len(vectors))
            if vectors
            else np.zeros((0, 0), np.float32),
        )

    def _encoder(self, fingerprint: str) -> int:
        """Return the number of an encoder, 0 of one that has made nothing."""
        found = self._connection.execute(
            "SELECT id FROM encoders WHERE fingerprint = ?", [fingerprint]
        ).fetchone()
        return found[0] if found else 0

    def _wholes(self, encoder: int, hashes: Iterable[bytes]) -> dict[bytes, int]:
        """Return the ids of the passages' own vectors that are not damaged."""
        found = select_in(
            self._connection,
            "SELECT passage_hash, id, vector, checksum FROM embeddings"
            " WHERE encoder = ? AND passage_hash",
            sorted(set(hashes)),
            before=[encoder],
        )
        return {
            hashed: number
            for hashed, number, vector, stored in found
            if checksum((hashed, vector)) == stored
        }

    def _parts(self, embeddings: Sequence[int]) -> Iterator[tuple[int, int, bytes, int]]:
        """Yield each sentence's embedding, its place, its vector and the checksum of that."""
        for number, vector, stored in select_in(
            self._connection,
            "SELECT part.id, part.vector, part.checksum"
            f" FROM embeddings JOIN {_OF_EMBEDDING} WHERE embeddings.id",
            embeddings,
            after="ORDER BY part.id",
        ):
            yield number // SENTENCES, number % SENTENCES, vector, stored

    def _drop_parts(self, embeddings: Iterable[int]) -> None:
        self._connection.executemany(
            "DELETE FROM sentence_embeddings WHERE id BETWEEN ? AND ?",
            [(number * SENTENCES, number * SENTENCES + SENTENCES - 1) for number in embeddings],
        )
