"""The store in PostgreSQL: what the contract of every store does not say."""

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import Index, text_document
from index.errors import InvalidInput, StoreError
from index.maintain.doctor import examine
from index.maintain.server import examine_store
from index.store.address import check_address, name_of
from index.store.copying import copy_store
from index.store.opening import open_store
from index.store.sqlite import SqliteStore
from tests.index.encoders import word_encoders
from tests.index.store.test_store import document, put
from tests.postgres import PostgresServer

pytest.importorskip("psycopg", reason="the client of PostgreSQL is not installed")

from index.store.postgres import PostgresStore
from index.store.postgres_connection import PostgresConnection

ROOT = Path(__file__).parents[3]


@pytest.fixture
def address(postgres: PostgresServer) -> str:
    return postgres.new_address()


@pytest.fixture
def store(address: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore(address)) as opened:
        yield opened


def folded(store: PostgresStore, *texts: str) -> list[str]:
    with store.read() as transaction:
        select = ", ".join(["folded(?)"] * len(texts))
        return list(transaction.connection.execute(f"SELECT {select}", texts).fetchone())


# Addresses


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql://anna:geheim@db.example:5433/docs", "postgresql://anna@db.example:5433/docs"),
        (
            "postgres://db/docs?password=geheim&sslmode=require",
            "postgresql://db/docs?sslmode=require",
        ),
        ("postgresql:///docs?host=/run/pg&sslpassword=x", "postgresql:///docs?host=/run/pg"),
        ("postgresql://a:b@h@db/docs", "postgresql://a@db/docs"),
        ("postgresql://[geheim", "postgresql://"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, name: str) -> None:
    assert name_of(address) == name


@pytest.mark.parametrize(
    "address",
    ["postgresql://anna:gehe%im@db/docs", "postgresql://anna:geheim@db:port/docs?what=geheim"],
)
def test_what_cannot_be_read_of_an_address_is_not_repeated(address: str) -> None:
    with pytest.raises((InvalidInput, StoreError)) as caught:
        PostgresStore(address)
    assert "gehe" not in str(caught.value)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is as postgresql://") as caught:
        check_address("mysql://anna:geheim@db/docs")
    assert "geheim" not in str(caught.value)


def test_a_missing_client_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InvalidInput, match=r"pip install 'spravka\[postgres\]'"):
        check_address("postgresql://db/docs")


# Where it is away


def test_a_server_that_is_away_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        StoreError, match=r"^postgresql://anna@127.0.0.1:1/docs: .*Connection refused"
    ) as caught:
        open_store(tmp_path, "postgresql://anna:geheim@127.0.0.1:1/docs")
    assert "geheim" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_server_that_comes_back_is_used_again() -> None:
    server = PostgresServer()
    try:
        with closing(PostgresStore(server.new_address())) as store:
            put(store, document("Первая версия."))
            with pytest.raises(StoreError), store.read() as transaction:
                server.kill()
                transaction.documents.get("x")
            for _ in range(3):
                with pytest.raises(StoreError, match="cannot be reached"), store.read():
                    pass
            with pytest.raises(StoreError, match="cannot be reached"):
                put(store, document("Вторая версия."))
            server.start()
            with store.read() as transaction:
                assert transaction.documents.holds(document("Первая версия."))
            # Connections that it has closed meanwhile are made anew unseen.
            server.kill()
            server.start()
            assert put(store, document("Вторая версия.")) == 2
    finally:
        server.stop()


def test_who_is_at_work_is_waited_for(postgres: PostgresServer) -> None:
    address = postgres.address(schema="patient", port=postgres.port)
    with (
        closing(PostgresStore(f"{address}&tcp_user_timeout=200")) as store,
        store.read() as transaction,
    ):
        for seconds in (0, 1, 0):
            slept = transaction.connection.execute("SELECT pg_sleep(?), 7", [seconds]).fetchone()
            assert slept[1] == 7


@pytest.mark.parametrize(
    ("version", "advice"), [(99, "update Spravka"), (6, "`spravka migrate` of the Spravka that")]
)
def test_a_database_of_another_format_is_refused(
    postgres: PostgresServer, version: int, advice: str
) -> None:
    address = postgres.address(schema=f"format{version}")
    with closing(PostgresStore(address)) as store, store.write() as other:
        other.connection.execute("UPDATE format SET version = ?", [version])
    with pytest.raises(StoreError, match=f"format {version}, this Spravka knows 7: .*{advice}"):
        PostgresStore(address)


def test_a_connection_that_waits_for_an_answer_still_is_not_used_again(
    store: PostgresStore,
) -> None:
    put(store, document("Первая версия."))
    with pytest.raises(StoreError, match="in progress"), store.read() as transaction:
        asked: PostgresConnection = transaction.connection  # type: ignore[assignment]
        asked._connection.pgconn.send_query(b"SELECT pg_sleep(0.1)")
    with store.read() as transaction:
        assert transaction.generation == 1


def test_a_database_of_something_else_is_refused(postgres: PostgresServer) -> None:
    with (
        closing(PostgresStore(postgres.address(schema="foreign"))) as store,
        store.write() as foreign,
    ):
        foreign.connection.execute("DROP TABLE format")
    with pytest.raises(StoreError, match="not those of this Spravka"):
        PostgresStore(postgres.address(schema="foreign"))


def test_a_database_that_can_only_be_read_is_read(postgres: PostgresServer) -> None:
    address = postgres.new_address()
    with closing(PostgresStore(address)) as store:
        put(store, document("Первая версия."))
    with closing(PostgresStore(f"{address}%20-cdefault_transaction_read_only%3Don")) as store:
        with store.read() as transaction:
            assert transaction.documents.holds(document("Первая версия."))
        with pytest.raises(StoreError, match="can only be read"):
            put(store, document("Вторая версия."))


# Several at a time

_WRITER = """
import sys
sys.path.insert(0, sys.argv[3])
from tests.index.store.test_store import document, put
from index.store.postgres import PostgresStore
store = PostgresStore(sys.argv[1])
for number in range(20):
    put(store, document(f"Документ {number}.", source=f"{sys.argv[2]}-{number}.txt"))
store.close()
"""


def test_writers_on_several_machines_wait_for_each_other(address: str) -> None:
    """They also make the tables together: none is there when they begin."""
    writing = [
        subprocess.Popen([sys.executable, "-c", _WRITER, address, name, str(ROOT)])
        for name in ("a", "b")
    ]
    assert [each.wait() for each in writing] == [0, 0]
    with closing(PostgresStore(address)) as store, store.read() as transaction:
        state = transaction.collections.get("default")
        assert (transaction.generation, state.documents, state.passages) == (40, 40, 40)
        assert len(transaction.documents.versions(state)) == 40


def test_a_server_finds_at_once_what_another_one_has_changed(address: str, tmp_path: Path) -> None:
    def opened(name: str) -> Index:
        return Index.open(tmp_path / name, encoders=word_encoders(), store=address)

    with opened("one") as one, opened("other") as other:
        for number in range(5):
            text = f"Кластер номер {number} открыт."
            changed = one.add_documents([text_document(source="a.txt", text=text)])
            [hit] = other.search("кластер").hits
            assert hit.text == text
            assert other.generation == changed.generation
        other.delete(one.documents().documents[0].document_id)
        assert one.search("кластер").hits == ()
        assert len(one.undo().restored) == 1
        assert len(other.search("кластер").hits) == 1


def test_many_changes_in_one_transaction_are_counted(store: PostgresStore) -> None:
    put(store, document("Первая.", source="a.txt"))
    with store.write() as transaction:
        state = transaction.collections.get("default")
        for number in range(30):
            transaction.put_document(state, document("Первая.", source=f"{number}.txt"), [])
        transaction.delete_source(state, "3.txt")
        transaction.commit(state)
    with store.read() as transaction:
        state = transaction.collections.get("default")
        assert (state.documents, state.passages) == (30, 1)
        assert len(transaction.deletions.of("default", now=0)) == 1
    assert examine_store(store, Path("nowhere")).sound


# What differs from SQLite


def test_case_is_folded_as_python_does(store: PostgresStore) -> None:
    known = "".join(
        chr(code)
        for code in range(1, 0x1_0000)
        if unicodedata.category(chr(code)) not in {"Cs", "Cn", "Co"}
    )
    assert folded(store, known) == [known.casefold()]


def test_a_name_that_cannot_be_stored_is_the_callers_error(store: PostgresStore) -> None:
    for name in ("a\0b", "a\ud800b"):
        with pytest.raises(InvalidInput, match="cannot hold"), store.read() as transaction:
            transaction.documents.get(name)
    with pytest.raises(InvalidInput, match="cannot hold"), store.read() as transaction:
        transaction.documents.by_row([2**70])


# From one to another


def filled(index: Index) -> None:
    index.add_documents(
        [
            text_document(
                source=f"{number}.md", text=f"# Отчёт {number}\n\nКластер {number} открыт. Да."
            )
            for number in range(12)
        ]
    )
    index.delete(index.documents().documents[3].document_id)


def test_a_copy_is_the_same_there_and_back(address: str, tmp_path: Path) -> None:
    with Index.open(tmp_path / "local", encoders=word_encoders()) as index:
        filled(index)
        found = index.search("кластер 7", k=20)
    with closing(SqliteStore(tmp_path / "local")) as old, closing(PostgresStore(address)) as new:
        copy_store(old, new)
        examination = examine_store(new, tmp_path / "local")
        # What was derived of the one is sound for the other.
        assert examination.sound, examination.findings
        with pytest.raises(InvalidInput, match="there is something in this store"):
            copy_store(old, new)
    encoders = word_encoders()
    with Index.open(tmp_path / "derived", encoders=encoders, store=address) as index:
        assert index.search("кластер 7", k=20) == found
        assert len(index.undo().restored) == 1
        assert len(index.search("кластер 7", k=20).hits) == 12
        # No passage's number is used twice, nor is one encoded again.
        assert index.add_documents([text_document(source="new.md", text="Новый.")]).passages == 1
    assert encoders.dense.encoded == ["Новый."]  # type: ignore[attr-defined]
    with closing(PostgresStore(address)) as old, closing(SqliteStore(tmp_path / "back")) as new:
        copy_store(old, new)
    assert examine(tmp_path / "back").sound
    with (
        Index.open(tmp_path / "back", encoders=word_encoders()) as back,
        Index.open(tmp_path / "derived", encoders=word_encoders(), store=address) as index,
    ):
        assert back.search("кластер 7", k=20) == index.search("кластер 7", k=20)
        assert back.state == index.state


def test_a_row_that_was_changed_is_found(store: PostgresStore, tmp_path: Path) -> None:
    put(store, document("Первая версия. Второе предложение."))
    with store.write() as transaction:
        transaction.connection.execute("UPDATE documents SET title = 'Иное'")
    [finding] = examine_store(store, tmp_path).findings
    assert (finding.severity, "damaged" in finding.what) == ("loss", True)


def test_what_nothing_uses_is_deleted_by_a_repair(store: PostgresStore, tmp_path: Path) -> None:
    put(store, document("Первая версия. Второе предложение."))
    with store.write() as transaction:
        transaction.connection.execute("DELETE FROM passages")
        transaction.connection.execute("DELETE FROM documents")
    found = examine_store(store, tmp_path, repair=True)
    assert found.sound
    assert found.vectors == 0
