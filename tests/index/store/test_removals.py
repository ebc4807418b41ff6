"""The log of what was removed: with it any generation leads to the next ones."""

import random

import pytest

from index.errors import StoreError
from index.read.document import text_document
from index.store import removals
from index.store.protocol import Store
from tests.index.store.test_store import put


def change(store: Store, source: str, text: str | None, *, collection: str = "default") -> int:
    """Put a document of these paragraphs, or delete it; return the generation."""
    document = text_document(source=source, text=text or "-", language="ru", collection=collection)
    if text is not None:
        return put(store, document, collection=collection)
    with store.write() as transaction:
        return transaction.commit(transaction.delete_document(document.document_id))


def passages(store: Store, *, collection: str = "default") -> tuple[int, set[int]]:
    """Return a collection's generation and the ids of its passages."""
    with store.read() as transaction:
        state = transaction.collections.get(collection)
        rows = transaction.documents.rows(state)
        ids = transaction._connection.execute(
            "SELECT id FROM passages WHERE document IN (SELECT id FROM documents"
            " WHERE collection = ?)",
            [state.row],
        ).fetchall()
        assert bool(rows) == bool(ids)
        return state.generation, {row[0] for row in ids}


def removed(store: Store, since: int, *, collection: str = "default") -> set[int] | None:
    with store.read() as transaction:
        found = transaction.removals.since(transaction.collections.get(collection), since)
    return None if found is None else set(found.tolist())


def test_every_generation_leads_to_every_later_one(store: Store) -> None:
    chance = random.Random(5)
    history = [passages(store)]
    sources: set[str] = set()
    for step in range(40):
        source = f"{chance.randrange(6)}.txt"
        gone = source in sources and chance.random() < 0.4
        text = "\n\n".join(f"Абзац {step}, {n}. " + "слово " * 70 for n in range(step % 4 + 1))
        change(store, source, None if gone else text)
        sources = sources - {source} if gone else sources | {source}
        # What happens in another collection is not in this one's log.
        change(store, source, text, collection="другая")
        history.append(passages(store))
    now = history[-1][1]
    for generation, held in history:
        gone_since = removed(store, generation)
        assert gone_since is not None
        assert held - gone_since == held & now
        assert not gone_since & now


def test_a_document_names_the_change_by_which_it_came(store: Store) -> None:
    change(store, "a.txt", "Один.")
    change(store, "b.txt", "Два.")
    change(store, "a.txt", "Три.")
    with store.read() as transaction:
        state = transaction.collections.get("default")
        rows = transaction._connection.execute(
            "SELECT source, generation FROM documents WHERE collection = ? AND generation > 1",
            [state.row],
        ).fetchall()
    assert sorted(rows) == [("a.txt", 3), ("b.txt", 2)]


def test_the_log_forgets_what_is_long_ago(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removals, "MOST_CHANGES", 3)
    for number in range(8):
        change(store, "a.txt", f"Версия {number}.")
    # The first of 8 changes removed nothing, and the last three are kept.
    assert removed(store, 4) is None
    assert removed(store, 5) == {5, 6, 7}
    assert removed(store, 7) == {7}


def test_a_new_collection_has_a_log_from_its_beginning(store: Store) -> None:
    change(store, "a.txt", "Один.")
    change(store, "a.txt", "Один.", collection="другая")
    assert removed(store, 0, collection="другая") is None
    assert removed(store, 1, collection="другая") == set()
    with store.write() as transaction:
        transaction.delete_collection(transaction.collections.get("другая"))
    change(store, "a.txt", "Один.", collection="другая")
    assert removed(store, 2, collection="другая") is None


def test_a_log_that_is_damaged_is_no_answer(store: Store) -> None:
    change(store, "a.txt", "Один.")
    change(store, "a.txt", "Два.")
    with store.write() as transaction:
        transaction._connection.execute("UPDATE removals SET generation = 1")
    with pytest.raises(StoreError, match="doctor --repair"):
        removed(store, 0)
