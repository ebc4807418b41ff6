"""The vectors in the store: packed within bounds, kept once, there as long as they are used."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.read.context import encoded_text
from index.store.embeddings import PASSAGES, SENTENCES, from_int8, to_int8
from index.store.protocol import Store
from index.store.rows import text_hash
from index.store.sqlite import SqliteStore
from index.store.transaction import Transaction
from index.types import Document
from tests.index.store.test_store import document, made_up_vector, put
from tests.index.texts import any_document

FIRST, SECOND, THIRD = "Первое предложение.", "Второе предложение.", "Третье предложение."


def rows(transaction: Transaction, statement: str) -> list[tuple[object, ...]]:
    return transaction._connection.execute(statement).fetchall()


def kept(transaction: Transaction, table: str) -> list[object]:
    return [row[0] for row in rows(transaction, f"SELECT text_hash FROM {table} ORDER BY 1")]


def hashes(*texts: str) -> list[bytes]:
    return sorted(map(text_hash, texts))


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
        assert kept(transaction, "embeddings") == hashes(FIRST)
        assert kept(transaction, "sentence_embeddings") == []
        assert len(transaction.embeddings.of_sentences([1]).passages) == 0


def test_a_sentence_that_several_passages_have_is_kept_once(store: Store) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    put(store, document(f"{SECOND} {THIRD}", source="b.txt"))
    with store.read() as transaction:
        assert kept(transaction, "sentence_embeddings") == hashes(FIRST, SECOND, THIRD)


def test_the_vectors_that_only_a_last_version_used_go(store: Store) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    put(store, document(f"{SECOND} {THIRD}", source="b.txt"))
    put(store, document("Другое. Иное."))
    with store.read() as transaction:
        assert kept(transaction, "sentence_embeddings") == hashes(SECOND, THIRD, "Другое.", "Иное.")
        assert kept(transaction, "embeddings") == hashes("Другое. Иное.", f"{SECOND} {THIRD}")
        assert len(rows(transaction, "SELECT 1 FROM passage_sentences")) == 4


def test_what_was_put_after_its_last_user_went_is_still_there_in_that_transaction(
    store: Store,
) -> None:
    put(store, document(f"{FIRST} {SECOND}"))
    with store.write() as transaction:
        state = transaction.collections.get("default")
        transaction.put_document(state, document("x"), [])
        for granularity, text in [(PASSAGES, f"{FIRST} {SECOND}"), (SENTENCES, SECOND)]:
            assert transaction.embeddings.ids(granularity, "d", [text_hash(text)])
        transaction.commit(state)
    with store.read() as transaction:
        for table in ("embeddings", "sentence_embeddings", "passage_sentences"):
            assert rows(transaction, f"SELECT * FROM {table}") == []


@settings(max_examples=30, deadline=None)
@given(st.lists(any_document, min_size=1, max_size=6))
def test_after_any_changes_the_vectors_are_those_of_the_documents(given: list[Document]) -> None:
    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder))) as store:
        for each in given:
            put(store, each)
        with store.read() as transaction:
            passages, sentences, links = set(), set(), 0
            texts = {each.source: each.text for each in given}
            for number, source in rows(
                transaction,
                "SELECT passages.id, source FROM passages"
                " JOIN documents ON documents.id = document",
            ):
                passage = transaction.passages.at([int(str(number))])[int(str(number))]
                text = texts[str(source)]
                encoded = encoded_text(passage.span.cut(text), context=passage.context)
                passages.add(text_hash(encoded))
                of = [sentence.cut(text) for sentence in passage.sentences]
                found = transaction.embeddings.of_sentences([int(str(number))])
                assert len(found.vectors) == (0 if len(of) == 1 else len(of))
                if len(of) > 1:
                    links += len(of)
                    sentences |= set(map(text_hash, of))
                    expected = np.array(list(map(made_up_vector, of)))
                    np.testing.assert_allclose(found.vectors, expected, atol=0.02)
            assert kept(transaction, "embeddings") == sorted(passages)
            assert kept(transaction, "sentence_embeddings") == sorted(sentences)
            assert len(rows(transaction, "SELECT 1 FROM passage_sentences")) == links
