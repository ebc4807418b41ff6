"""What changed since a generation: as much as a comparison of all finds, and no more read."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.ingest import Ingest
from index.read.document import text_document
from index.store import removals
from index.store.protocol import Store
from index.store.sqlite import SqliteStore
from index.store.transaction import Transaction
from index.types import make_document_id
from index.vectors import Changes
from tests.index.encoders import word_encoders


def put(store: Store, *numbers: int, text: str = "Документ", collection: str = "default") -> None:
    documents = [
        text_document(
            source=f"{number}.txt",
            text=f"{text} номер {number}.",
            language="ru",
            collection=collection,
        )
        for number in numbers
    ]
    Ingest(store, word_encoders, collection=collection).run(documents, total=len(documents))


def delete(store: Store, number: int) -> None:
    document = make_document_id(collection="default", source=f"{number}.txt")
    with store.write() as transaction:
        transaction.commit(transaction.delete_document(document))


def since(store: Store, generation: int) -> Changes | None:
    with store.read() as transaction:
        state = transaction.collections.get("default")
        changes = transaction.passages.changes_since(state, generation)
        return None if changes is None else next(changes)


def held(store: Store) -> set[int]:
    with store.read() as transaction:
        state = transaction.collections.get("default")
        (every,) = transaction.passages.changes_from(state, np.zeros(0, np.int64))
        return set(every.added.ids.tolist())


@pytest.mark.parametrize("seed", range(4))
def test_from_any_generation_they_lead_to_what_is_there(store: Store, seed: int) -> None:
    random = np.random.default_rng(seed)
    states, documents = [(0, set[int]())], set[int]()
    for _ in range(12):
        number = int(random.integers(0, 12))
        if number in documents and random.random() < 0.4:
            delete(store, number)
            documents.remove(number)
        else:
            numbers = {number, *random.integers(0, 12, int(random.integers(0, 4))).tolist()}
            put(store, *sorted(numbers), text=str(random.choice(["Документ", "Кластер"])))
            documents |= numbers
        # Another collection's changes are none of this one's.
        put(store, number, text=str(random.random()), collection="other")
        with store.read() as transaction:
            states.append((transaction.generation, held(store)))
    now = held(store)
    for generation, then in states:
        changes = since(store, generation)
        assert changes is not None
        added, removed = set(changes.added.ids.tolist()), set(changes.removed.tolist())
        assert (then - removed) | added == now
        assert then & added == set()
        assert changes.added.vectors.shape[0] == len(added)


def test_a_rebuild_changes_all(store: Store) -> None:
    put(store, 1, 2, 3)
    before = held(store)
    Ingest(store, lambda: word_encoders("words-2"), collection="default").rebuild()
    changes = since(store, 1)
    assert changes is not None
    assert set(changes.removed.tolist()) == before
    assert set(changes.added.ids.tolist()) == held(store)


def test_the_log_reaches_back_so_far_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removals, "MOST_CHANGES", 3)
    for number in range(6):
        put(store, 1, text=f"Документ {number}")
    generations = [generation for generation in range(6) if since(store, generation) is None]
    assert generations
    assert generations == list(range(len(generations)))
    assert since(store, 5) is not None


def test_no_more_is_read_than_what_changed(tmp_path: Path) -> None:
    steps = {}
    for size in (30, 600):
        with closing(SqliteStore(tmp_path / str(size))) as store:
            put(store, *range(size))
            with store.read() as transaction:
                before = transaction.generation
            put(store, 7, size, text="Кластер")
            with store.read() as transaction:
                steps[size] = steps_of_changes(transaction, before)
    # A tree of twenty times as many rows is a level or two deeper.
    assert steps[600] < 1.5 * steps[30]


def steps_of_changes(transaction: Transaction, generation: int) -> int:
    """Return how many steps SQLite's machine takes to tell what changed."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    state = transaction.collections.get("default")
    connection = transaction._connection
    assert isinstance(connection, sqlite3.Connection)
    connection.set_progress_handler(count, 1)
    try:
        changes = list(transaction.passages.changes_since(state, generation) or ())
    finally:
        connection.set_progress_handler(None, 0)
    (change,) = changes
    assert (len(change.removed), len(change.added.ids)) == (1, 2)
    return steps
