"""The contract of `Derivation`: what it keeps is what the store holds, and can be lost any time."""

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from index.backend.derived import Derived, View, derivation_in
from index.backend.protocol import Derivation, Fault
from index.errors import StoreError
from index.ingest import Ingest
from index.read.document import text_document
from index.store.protocol import Store
from index.store.rows import CollectionState
from index.store.sqlite import SqliteStore
from index.store.transaction import Transaction
from index.types import DEFAULT_COLLECTION, make_document_id
from tests.index.contracts.brute_force import NONE, BruteForceBackend, assert_agrees
from tests.index.encoders import word_encoders
from tests.postgres import PostgresServer

WORDS = ["документ", "номер", "7", "11", "кластер", "нет"]
ENCODERS = word_encoders()


class BruteForceDerivation:
    """Makes every backend anew from all that the store holds, and keeps the last in memory."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[int, str | None, BruteForceBackend]] = {}

    def at(self, collection: CollectionState) -> BruteForceBackend | None:
        generation, token, backend = self._held.get(collection.row, (-1, None, None))
        return backend if (generation, token) == (collection.generation, collection.token) else None

    def refresh(self, transaction: Transaction, collection: CollectionState) -> BruteForceBackend:
        backend = made_anew(transaction, collection)
        self._held[collection.row] = collection.generation, collection.token, backend
        return backend

    def drop(self, row: int) -> None:
        self._held.pop(row, None)

    def settle(self, *, seconds: float) -> None:
        """There is nothing in the background."""

    def where(self, row: int) -> str:
        return f"memory {row}"

    def check(self, transaction: Transaction, collection: CollectionState) -> Iterator[Fault]:
        held = self.at(collection)
        if held is not None and repr(held) != repr(made_anew(transaction, collection)):
            yield Fault("differs", self.where(collection.row))

    def unused(self, rows: Collection[int]) -> Iterator[Fault]:
        for row in set(self._held) - set(rows):
            yield Fault("is of no collection", self.where(row), unused=True)

    def delete_unused(self, rows: Collection[int]) -> None:
        for row in set(self._held) - set(rows):
            self.drop(row)


def made_anew(transaction: Transaction, collection: CollectionState) -> BruteForceBackend:
    changes = transaction.passages.changes_from(collection, NONE)
    return reduce(BruteForceBackend.apply, changes, BruteForceBackend())


Make = Callable[[Path], Derivation]
derivations = pytest.mark.parametrize(
    "make", [derivation_in, lambda _: BruteForceDerivation()], ids=["folders", "brute force"]
)


def open_store(data: Path) -> Store:
    """Open the store that goes with a folder, as another process does."""
    return SqliteStore(data)


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test over a file of SQLite and over a real PostgreSQL."""
    if request.param == "sqlite":
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    from index.store.postgres import PostgresStore

    addresses: defaultdict[Path, str] = defaultdict(server.new_address)
    monkeypatch.setitem(globals(), "open_store", lambda data: PostgresStore(addresses[data]))


class Kept:
    """A store that is written to, and searched by what is derived of it, as one process has it."""

    def __init__(self, data: Path, make: Make) -> None:
        self.store = open_store(data)
        self.derivation = make(data)
        self.derived = Derived(self.store, self.derivation)

    def put(self, *numbers: int, text: str = "Документ", collection: str = "default") -> None:
        documents = [
            text_document(
                source=f"{number}.txt",
                text=f"{text} номер {number}.",
                language="ru",
                collection=collection,
            )
            for number in numbers
        ]
        ingest = Ingest(self.store, lambda: ENCODERS, collection=collection)
        assert ingest.run(documents, total=len(documents)).failed == ()

    def delete(self, number: int, *, collection: str = "default") -> None:
        document = make_document_id(collection=collection, source=f"{number}.txt")
        with self.store.write() as transaction:
            transaction.commit(transaction.delete_document(document))

    def delete_collection(self, name: str) -> None:
        with self.store.write() as transaction:
            transaction.delete_collection(transaction.collections.get(name))

    def assert_follows(self, collection: str = DEFAULT_COLLECTION) -> int:
        """Check that a view's backend is what the view's transaction sees: return how many."""
        with self.derived.view(collection, encoders=ENCODERS) as view:
            assert_is_what_it_sees(view)
            return view.backend.statistics([]).passages

    def ready(self, collection: str = DEFAULT_COLLECTION) -> bool:
        with self.store.read() as transaction:
            return self.derivation.at(transaction.collections.get(collection)) is not None

    def faults(self) -> list[Fault]:
        with self.store.read() as transaction:
            names = [info.name for info in transaction.collections.infos()]
            states = [transaction.collections.get(name) for name in names]
            faults = [each for of in states for each in self.derivation.check(transaction, of)]
            return faults + list(self.derivation.unused([state.row for state in states]))


def assert_is_what_it_sees(view: View) -> None:
    truth = made_anew(view.transaction, view.collection)
    assert len(truth.passages) == view.collection.passages
    assert_agrees(view.backend, truth, words=WORDS)


@contextmanager
def kept(data: Path, make: Make) -> Iterator[Kept]:
    opened = Kept(data, make)
    with closing(opened.store):
        yield opened


@derivations
@pytest.mark.parametrize("seed", range(3))
def test_it_follows_whatever_is_changed(make: Make, tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    with kept(tmp_path, make) as one, kept(tmp_path, make) as other:
        held = set[int]()
        for _ in range(10):
            for _ in range(int(random.integers(1, 4))):
                number = int(random.integers(0, 25))
                if number in held and random.random() < 0.5:
                    one.delete(number)
                    held.remove(number)
                else:
                    numbers = {number, *random.integers(0, 25, int(random.integers(0, 6))).tolist()}
                    one.put(*sorted(numbers), text=str(random.choice(["Документ", "Кластер"])))
                    held |= numbers
            assert one.assert_follows() == len(held)
            if random.random() < 0.5:
                # Another process follows too, several changes at once.
                assert other.assert_follows() == len(held)
        assert one.faults() == other.faults() == []


@derivations
def test_only_the_very_generation_is_ready(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one:
        one.put(1, 2, 3)
        assert not one.ready()
        with one.store.read() as transaction:
            before = transaction.collections.get("default")
            older = one.derivation.refresh(transaction, before)
            assert one.ready()
            one.put(4)
            assert not one.ready()
            assert one.assert_follows() == 4
            # What a request holds answers as it did.
            assert one.derivation.at(before) is None
            assert_agrees(older, made_anew(transaction, before), words=WORDS)


@derivations
def test_it_can_be_lost_at_any_time(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one:
        for number in range(1, 6):
            one.put(number, number + 10)
            assert one.assert_follows() == 2 * number
            one.derivation.drop(1)
            assert not one.ready()
            if number % 2:
                assert one.assert_follows() == 2 * number
    shutil.rmtree(tmp_path / "derived", ignore_errors=True)
    with kept(tmp_path, make) as one:
        assert one.assert_follows() == 10
        shutil.rmtree(tmp_path / "derived", ignore_errors=True)
        one.put(30)
        assert one.assert_follows() == 11


@derivations
@pytest.mark.parametrize("stores", ["sqlite"], indirect=True)
def test_what_is_kept_of_another_history_is_not_taken(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one, closing(sqlite3.connect(tmp_path / "kept")) as copy:
        one.put(1, 2, 3)
        with closing(sqlite3.connect(tmp_path / "spravka.sqlite")) as live:
            live.backup(copy)
            one.put(4)
            one.delete(1)
            assert one.assert_follows() == 3
            copy.backup(live)
        # The same numbers of generations and passages, of others.
        one.put(7)
        one.put(11)
        assert not one.ready()
        with kept(tmp_path, make) as other:
            assert other.assert_follows() == 5
        assert one.assert_follows() == 5


@derivations
def test_each_collection_has_its_own(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one:
        one.put(1, 2, 3)
        one.put(7, 11, collection="other")
        assert (one.assert_follows(), one.assert_follows("other")) == (3, 2)
        one.put(4)
        assert one.ready("other")
        assert not one.ready()
        one.delete_collection("other")
        one.put(8, collection="other")
        assert (one.assert_follows(), one.assert_follows("other")) == (4, 1)
        one.delete_collection("default")
        assert one.assert_follows() == 0


@derivations
def test_what_is_kept_of_a_collection_that_is_gone_can_be_found_and_deleted(
    make: Make, tmp_path: Path
) -> None:
    with kept(tmp_path, make) as one, kept(tmp_path, make) as other:
        one.put(1, 2, collection="gone")
        one.assert_follows("gone")
        other.delete_collection("gone")
        (fault,) = one.faults()
        assert (fault.what, fault.unused) == ("is of no collection", True)
        assert fault.where == one.derivation.where(2)
        one.derivation.delete_unused([1])
        assert one.faults() == []


@derivations
def test_a_collection_that_was_emptied_is_sound(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one:
        one.put(1, 2)
        one.assert_follows()
        one.delete(1)
        one.delete(2)
        assert one.assert_follows() == 0
        assert one.faults() == []
        one.put(3)
        assert one.assert_follows() == 1


@derivations
def test_many_who_ask_at_once_each_get_what_their_transaction_sees(
    make: Make, tmp_path: Path
) -> None:
    with kept(tmp_path, make) as writer, kept(tmp_path, make) as one:
        writer.put(*range(10))
        writing = True

        def ask() -> list[int]:
            seen = list[int]()
            while writing:
                with one.derived.view("default", encoders=ENCODERS) as view:
                    assert_is_what_it_sees(view)
                    seen.append(view.collection.generation)
            return seen

        with ThreadPoolExecutor(3) as readers:
            running = [readers.submit(ask) for _ in range(3)]
            try:
                for number in range(10, 30):
                    writer.put(number)
                    writer.delete(number - 10)
            finally:
                writing = False
            seen = [reader.result() for reader in running]
    for generations in seen:
        assert generations == sorted(generations)
    assert len({generation for generations in seen for generation in generations}) > 3


@derivations
def test_of_a_damaged_store_nothing_is_made(make: Make, tmp_path: Path) -> None:
    with kept(tmp_path, make) as one:
        one.put(1, 2)
        with one.store.write() as transaction:
            transaction._connection.execute("UPDATE passages SET terms = ? WHERE id = 2", [b"0"])
        with (
            pytest.raises(StoreError, match="passage 2 is damaged"),
            one.derived.view("default", encoders=ENCODERS),
        ):
            pass
        assert not one.ready()
        one.delete(2)
        assert one.assert_follows() == 1
