"""The vectors in the store: packed within bounds, kept once, there as long as they are used."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.read.context import encoded_text
from index.store.embeddings import from_int8, to_int8
from index.store.protocol import Store
from index.store.rows import passage_hash, text_hash
from index.store.schema import STORE_FILE
from index.store.sqlite import SqliteStore
from index.store.transaction import Transaction
from index.types import Document
from tests.index.store.test_store import document, hash_of, made_up_vector, put
from tests.index.texts import any_document

FIRST, SECOND, THIRD = "Первое предложение.", "Второе предложение.", "Третье предложение."


def rows(transaction: Transaction, statement: str) -> list[tuple[object, ...]]:
    return transaction._connection.execute(statement).fetchall()


def kept(transaction: Transaction) -> list[object]:
    return [row[0] for row in rows(transaction, "SELECT passage_hash FROM embeddings ORDER BY 1")]


def count_sentences(transaction: Transaction) -> object:
    return rows(transaction, "SELECT count(*) FROM sentence_embeddings")[0][0]


@given(
    st.lists(
        st.lists(st.floats(-1, 1, width=32, allow_subnormal=False), min_size=6, max_size=6),
        min_size=1,
        max_size=5,
    )
)
def test_int8_is_off_by_half_a_step_at_most(numbers: list[list[float]]) -> None:
    vectors = np.array(numbers, np.float32)
    packed = b"".join(map(to_int8, vectors))
    assert len(packed) == len(vectors) * (4 + 6)
    steps = np.abs(vectors).max(axis=1, keepdims=True) / 127
    unpacked = from_int8(packed, len(vectors))
    assert unpacked.dtype == np.float32
    assert (np.abs(unpacked - vectors) <= steps * 0.51).all()


def test_sentences_come_back_by_passage_in_their_order(store: Store) -> None:
    put(store, document(f"{FIRST} {SECOND} {FIRST}"))
    put(store, document(THIRD, source="b.txt"))
    put(store, document(f"{SECOND} {THIRD}", source="c.txt"))
    with store.read() as transaction:
        found = transaction.embeddings.of_sentences([3, 1, 2, 1])
    assert found.passages.tolist() == [1, 1, 1, 3, 3]
    expected = [made_up_vector(text) for text in (FIRST, SECOND, FIRST, SECOND, THIRD)]
    np.testing.assert_allclose(found.vectors, expected, atol=0.02)


def test_a_passage_of_one_sentence_has_one_vector(store: Store) -> None:
    put(store, document(FIRST))
    with store.read() as transaction:
        assert kept(transaction) == [hash_of(FIRST)]
        assert count_sentences(transaction) == 0
        assert len(transaction.embeddings.of_sentences([1]).passages) == 0


def test_what_several_passages_have_is_kept_once(store: Store) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    put(store, document(f"{FIRST} {SECOND}", source="b.txt"))
    with store.read() as transaction:
        assert kept(transaction) == [hash_of(FIRST, SECOND)]
        assert count_sentences(transaction) == 2
        assert transaction.embeddings.of_sentences([1, 2]).passages.tolist() == [1, 1, 2, 2]


def test_the_vectors_that_only_a_last_version_used_go(store: Store) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    put(store, document(f"{SECOND} {THIRD}", source="b.txt"))
    put(store, document("Другое. Иное."))
    with store.read() as transaction:
        expected = sorted([hash_of("Другое.", "Иное."), hash_of(SECOND, THIRD)])
        assert kept(transaction) == expected
        assert count_sentences(transaction) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE embeddings SET vector = zeroblob(8)",
        "UPDATE sentence_embeddings SET vector = zeroblob(8) WHERE id % 4096 = 1",
        "DELETE FROM sentence_embeddings WHERE id % 4096 = 0",
        "UPDATE sentence_embeddings SET id = id + 1 WHERE id % 4096 = 1",
    ],
)
@pytest.mark.sqlite
def test_damaged_vectors_count_as_missing_and_are_replaced(tmp_path: Path, statement: str) -> None:
    wanted = {hash_of(FIRST, SECOND): 2}
    with closing(SqliteStore(tmp_path)) as store:
        put(store, document(f"{FIRST} {SECOND}"))
        with store.read() as transaction:
            assert transaction.embeddings.ids("d", wanted) == {hash_of(FIRST, SECOND): 1}
            assert transaction.embeddings.ids("d", {hash_of(FIRST, SECOND): 1}) == {}
            assert transaction.embeddings.ids("other", wanted) == {}
    with closing(sqlite3.connect(tmp_path / STORE_FILE)) as connection, connection:
        connection.execute(statement)
    with closing(SqliteStore(tmp_path)) as store:
        with store.read() as transaction:
            assert transaction.embeddings.ids("d", wanted) == {}
        put(store, document(f"{FIRST} {SECOND}"))
        with store.read() as transaction:
            assert transaction.embeddings.ids("d", wanted) == {hash_of(FIRST, SECOND): 1}
            assert count_sentences(transaction) == 2


def test_what_was_put_after_its_last_user_went_is_still_there_in_that_transaction(
    store: Store,
) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    with store.write() as transaction:
        state = transaction.collections.get("default")
        transaction.put_document(state, document("x"), [])
        assert transaction.embeddings.ids("d", {hash_of(FIRST, SECOND): 2})
        transaction.commit(state)
    with store.read() as transaction:
        for table in ("embeddings", "sentence_embeddings"):
            assert rows(transaction, f"SELECT * FROM {table}") == []


@settings(max_examples=30)
@given(st.lists(any_document, min_size=1, max_size=6))
def test_after_any_changes_the_vectors_are_those_of_the_documents(given: list[Document]) -> None:
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder))) as store:
        for each in given:
            put(store, each)
        with store.read() as transaction:
            passages, sentences = set(), 0
            texts = {each.source: each.text for each in given}
            for number, source in rows(
                transaction,
                "SELECT passages.id, source FROM passages"
                " JOIN documents ON documents.id = document",
            ):
                passage = transaction.passages.at([int(str(number))])[int(str(number))]
                text = texts[str(source)]
                encoded = encoded_text(passage.span.cut(text), context=passage.context)
                spans = np.array([(each.start, each.end) for each in passage.sentences], "<u4")
                start = passage.span.start
                hashed = passage_hash(text_hash(encoded), spans.tobytes(), start=start)
                of = [sentence.cut(text) for sentence in passage.sentences]
                found = transaction.embeddings.of_sentences([int(str(number))])
                assert len(found.vectors) == (0 if len(of) == 1 else len(of))
                sentences += 0 if hashed in passages else len(found.vectors)
                passages.add(hashed)
                if len(of) > 1:
                    expected = np.array(list(map(made_up_vector, of)))
                    np.testing.assert_allclose(found.vectors, expected, atol=0.02)
            assert kept(transaction) == sorted(passages)
            assert count_sentences(transaction) == sentences
