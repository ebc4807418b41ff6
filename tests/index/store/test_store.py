"""The store: what was written is there whole, what is damaged or foreign is said to be so."""

import gzip
import os
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep

import numpy as np
import pytest

from index import Index
from index.encode.sparse import BridgedEncoder
from index.errors import NotFound, StoreError
from index.read.document import text_document
from index.read.split import split
from index.store.listing import Wanted
from index.store.protocol import Store
from index.store.rows import NewPassage, passage_hash, text_hash
from index.store.schema import STORE_FILE
from index.store.sqlite import SqliteStore, log_of
from index.types import Document
from index.vectors import Parts
from tests.index.encoders import word_encoders
from tests.index.store.conftest import Opening

NONE = np.zeros(0, np.int64)


def made_up_vector(text: str) -> np.ndarray:
    """Return a float32[4] that is the text's own."""
    return np.random.default_rng(list(text_hash(text))).standard_normal(4, np.float32)


def hash_of(*sentences: str) -> bytes:
    """Return the hash by which the vectors of a passage of these sentences are known."""
    text = " ".join(sentences)
    starts = [text.index(each) for each in sentences]
    spans = [(start, start + len(each)) for start, each in zip(starts, sentences, strict=True)]
    return passage_hash(text_hash(text), np.array(spans, "<u4").tobytes(), start=0)


def put(store: Store, document: Document, *, collection: str = "default") -> int:
    """Store a document with made-up vectors, and return the generation."""
    passages = split(document, count_tokens=lambda texts: [len(text.split()) for text in texts])
    new = [
        NewPassage(
            passage=passage,
            terms=BridgedEncoder(None).encode_passage(passage.text),
        )
        for passage in passages
    ]
    with store.write() as transaction:
        state = transaction.collections.claim(
            collection, dense_fingerprint="d", sparse_fingerprint="s", model="m", force=False
        )
        vectors = {
            each.passage_hash: Parts(
                made_up_vector(each.encoded),
                np.array([made_up_vector(span.cut(each.encoded)) for span in each.parts]),
            )
            for each in new
        }
        transaction.embeddings.put("d", vectors)
        transaction.put_document(state, document, new)
        return transaction.commit(state)


def document(text: str, *, source: str = "a.txt", collection: str = "default") -> Document:
    return text_document(source=source, text=text, language="ru", collection=collection)


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    given = text_document(
        source="папка/файл.md",
        text="Ёлка 🎄\r\nвторая строка\ufeff\u0301",
        title="Т",
        metadata={"year": 2024, "tags": ("a", "б"), "draft": True},
    )
    put(store, given)
    with store.read() as transaction:
        assert transaction.documents.whole(given.document_id) == given
        assert transaction.documents.get(given.document_id).passages == 1
        assert transaction.documents.holds(given)


def test_a_new_version_takes_the_place_of_the_last(store: Store) -> None:
    put(store, document("Первая версия."))
    assert put(store, document("Вторая версия.")) == 2
    with store.read() as transaction:
        state = transaction.collections.get("default")
        [info] = transaction.documents.listing(state, Wanted()).all()
        assert transaction.documents.text(info).text == "Вторая версия."
        # The vector that only the first version used is gone too.
        assert not transaction.embeddings.ids("d", {hash_of("Первая версия."): 0})
        assert transaction.embeddings.ids("d", {hash_of("Вторая версия."): 0})


def test_a_vector_that_another_document_uses_stays(store: Store) -> None:
    put(store, document("Общий текст."))
    put(store, document("Общий текст.", source="b.txt"))
    put(store, document("Другой текст."))
    with store.read() as transaction:
        assert transaction.embeddings.ids("d", {hash_of("Общий текст."): 0})


def test_changes_lead_from_any_known_passages_to_those_there_are(store: Store) -> None:
    put(store, document("Первый."))
    with store.read() as transaction:
        state = transaction.collections.get("default")
        (first,) = transaction.passages.changes_from(state, NONE)
    put(store, document("Второй.", source="b.txt"))
    put(store, document("Первый, новый."))
    with store.read() as transaction:
        state = transaction.collections.get("default")
        (second,) = transaction.passages.changes_from(state, first.added.ids)
    assert second.removed.tolist() == first.added.ids.tolist()
    assert len(second.added.ids) == 2
    assert not set(second.added.ids.tolist()) & set(first.added.ids.tolist())


def test_a_reader_sees_one_generation_whatever_is_written(store: Store) -> None:
    put(store, document("Первая версия."))
    with store.read() as reader:
        assert reader.generation == 1
        put(store, document("Вторая версия."))
        info = reader.documents.get(document("x").document_id)
        assert reader.documents.text(info).text == "Первая версия."
        assert reader.generation == 1
    with store.read() as reader:
        assert reader.generation == 2


LARGE = "".join(f"{number:07} " for number in range(1000)) * 25
"""Some 200 kB."""


def put_large(store: Store, name: str) -> None:
    """Store a large document of no passages."""
    with store.write() as transaction:
        state = transaction.collections.claim(
            "default", dense_fingerprint="d", sparse_fingerprint="s", model="m", force=False
        )
        transaction.put_document(state, document(f"{LARGE} {name}", source=f"{name}.txt"), [])
        transaction.commit(state)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path)) as opened:
        yield opened


def test_the_log_is_emptied_though_someone_reads_at_every_moment(
    logged: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.sqlite.LOG_BYTES", 1_000_000)
    logged._log_bytes = 1_000_000
    log = log_of(tmp_path / STORE_FILE)
    done = Event()

    def read() -> None:
        with ExitStack() as last:
            assert last.enter_context(logged.read()).generation
            while not done.is_set():
                with ExitStack() as following:
                    assert following.enter_context(logged.read()).generation
                    sleep(0.01)
                    last.close()
                    last.push(following.pop_all())

    put_large(logged, "first")
    sizes = [log.stat().st_size]
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        try:
            # How soon there is a moment without a reader is the machine's affair.
            while sizes == sorted(sizes) and len(sizes) < 400:
                put_large(logged, f"{len(sizes)}")
                sizes.append(log.stat().st_size)
        finally:
            done.set()
        reading.result()
    # By itself it would only grow.
    assert any(after < before for before, after in pairwise(sizes))


def test_who_reads_for_long_does_not_hold_up_each_change(
    logged: SqliteStore, tmp_path: Path
) -> None:
    log = log_of(tmp_path / STORE_FILE)
    put_large(logged, "first")
    logged._log_bytes = 500_000
    with logged.read() as reading:
        before = reading.generation
        began = monotonic()
        for number in range(12):
            put_large(logged, f"{number}")
        waited = monotonic() - began
        assert reading.generation == before
        assert log.stat().st_size > 2_000_000
        assert logged._log_bytes > 1_000_000
    assert waited < 60
    logged._log_bytes = 500_000
    put(logged, document("small"))
    assert log.stat().st_size < 500_000


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    put(store, document("Первая версия."))
    with pytest.raises(RuntimeError, match="stopped"), store.write() as transaction:
        state = transaction.collections.get("default")
        transaction.put_document(state, document("Вторая."), [])
        transaction.commit(state)
        raise RuntimeError("stopped")
    with store.read() as transaction:
        assert transaction.generation == 1
        assert transaction.documents.holds(document("Первая версия."))


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.index.store.test_store import document, put
from index.store.schema import STORE_FILE
from index.store.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for number in range(20):
    put(store, document(f"Документ {number}.", source=f"{number}.txt"))
    print(number, flush=True)
with store.write() as transaction:
    state = transaction.collections.get("default")
    transaction.put_document(state, document("Половина.", source="half.txt"), [])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_acknowledged_outlives_a_kill_and_nothing_half_does(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    acknowledged = [int(line) for line in killed.stdout.split()]
    assert len(acknowledged) == 20, killed.stderr
    store = SqliteStore(tmp_path)
    with store.read() as transaction:
        state = transaction.collections.get("default")
        assert set(transaction.documents.versions(state)) == {
            f"{number}.txt" for number in acknowledged
        }
        (changes,) = transaction.passages.changes_from(state, NONE)
        assert len(changes.added.ids) == 20
    store.close()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE documents SET text = replace(text, 'Первая', 'Иная')", "text"),
        ("UPDATE documents SET source = 'b.txt'", "document"),
        ("UPDATE documents SET metadata = '{'", "document"),
        ("UPDATE passages SET start_at = start_at + 1", "passage"),
        ("UPDATE passages SET terms = zeroblob(10)", "passage"),
        ("UPDATE embeddings SET vector = zeroblob(8)", "vector of passage"),
        ("UPDATE sentence_embeddings SET vector = zeroblob(8)", "sentence's vector"),
        ("UPDATE sentence_embeddings SET checksum = 0", "sentence's vector"),
        ("UPDATE sentence_embeddings SET id = id + 1 WHERE id % 4096 = 1", "sentence's vector"),
        ("UPDATE sentence_embeddings SET id = id + 4096", "sentences of passage"),
        ("DELETE FROM sentence_embeddings WHERE id % 4096 = 0", "sentence's vector"),
        ("DELETE FROM sentence_embeddings WHERE id % 4096 = 1", "sentences of passage"),
        ("DELETE FROM sentence_embeddings", "sentences of passage"),
        (
            "INSERT INTO sentence_embeddings SELECT id + 2, vector, checksum FROM sentence_embeddings",
            "sentence's vector",
        ),
        ("UPDATE passages SET sentences = x'00'", "sentence"),
        ("UPDATE passages SET sentences = zeroblob(16)", "sentence"),
        ("UPDATE embeddings SET passage_hash = zeroblob(16)", "vector of passage"),
    ],
)
def test_a_row_that_was_changed_behind_its_back_is_not_believed(
    tmp_path: Path, statement: str, what: str
) -> None:
    store = SqliteStore(tmp_path)
    put(store, document("Первая версия. Второе предложение."))
    store.close()
    with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    store = SqliteStore(tmp_path)
    with pytest.raises(StoreError, match=what), store.read() as transaction:
        info = transaction.documents.get(document("x").document_id)
        transaction.documents.text(info)
        transaction.embeddings.of_sentences([1])
        transaction.passages.at([1])
        list(transaction.passages.changes_from(transaction.collections.get("default"), NONE))
    store.close()


def test_a_foreign_or_newer_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with sqlite3.connect(tmp_path / "a" / "spravka.sqlite") as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        SqliteStore(tmp_path / "a")
    SqliteStore(tmp_path / "b").close()
    with sqlite3.connect(tmp_path / "b" / "spravka.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="format 999, this Spravka knows 1 to 7: update Spravka"):
        SqliteStore(tmp_path / "b")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "spravka.sqlite").write_bytes(b"not a database, but long enough" * 100)
    with pytest.raises(StoreError, match="not a Spravka index"):
        SqliteStore(tmp_path / "c")


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be made"):
        SqliteStore(tmp_path / "file" / "index")


def test_unknown_names_are_said_to_be_so(store: Store) -> None:
    with store.read() as transaction:
        with pytest.raises(NotFound, match="no document 'x'"):
            transaction.documents.get("x")
        with pytest.raises(NotFound, match="no collection 'x'"):
            transaction.collections.get("x")


def test_a_second_writer_waits_a_bounded_time(opening: Opening) -> None:
    first, second = opening(), opening(busy_seconds=0.05)
    put(first, document("Первая версия."))
    with first.write():
        with pytest.raises(StoreError, match="another process is writing"), second.write():
            pass
        # Who reads does not wait.
        with second.read() as transaction:
            assert transaction.generation == 1
    assert put(second, document("Вторая версия.")) == 2


def by_another_user(do: Callable[[], None]) -> None:
    """Do something as a user whom permissions bind: root may do all."""
    if os.geteuid() != 0:
        do()
        return
    process = os.fork()
    if process == 0:
        try:
            os.setgid(65534)
            os.setuid(65534)
            do()
        except BaseException:  # noqa: BLE001 - it ends here, whatever it is
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitpid(process, 0)[1] == 0


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """A folder that holds a store and that no one but root may write to."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = SqliteStore(folder)
        put(store, document("Первая версия. Второе предложение."))
        store.close()
        (folder / "spravka.sqlite").chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_read(unwritable: Path) -> None:
    before = sorted(unwritable.iterdir())

    def use() -> None:
        store = SqliteStore(unwritable)
        for _ in range(2):
            with store.read() as transaction:
                assert transaction.documents.holds(document("Первая версия. Второе предложение."))
                assert len(transaction.embeddings.of_sentences([1]).passages) == 2
        with pytest.raises(StoreError, match="cannot be written; check the folder's permissions"):
            put(store, document("Вторая версия."))
        with store.read() as transaction:
            assert transaction.generation == 1
        store.close()

    by_another_user(use)
    assert sorted(unwritable.iterdir()) == before


def test_changes_beside_one_who_cannot_write_are_noticed(unwritable: Path) -> None:
    """Where SQLite keeps no files to tell of a writer, its change is an error, not a mix."""

    def use() -> None:
        store = SqliteStore(unwritable)
        path = unwritable / "spravka.sqlite"
        with (
            pytest.raises(StoreError, match="written to while it was read"),
            store.read() as reader,
        ):
            assert reader.generation == 1
            os.utime(path)
        store.close()

    (unwritable / "spravka.sqlite").chmod(0o444)
    if os.geteuid() == 0:
        os.chown(unwritable / "spravka.sqlite", 65534, 65534)
    by_another_user(use)


def test_changes_that_are_only_in_the_log_are_not_passed_over(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path)
    put(store, document("Первая версия."))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("spravka.sqlite", "spravka.sqlite-wal"):
            (folder / file).write_bytes((tmp_path / file).read_bytes())
        folder.chmod(0o555)

        def use() -> None:
            with pytest.raises(StoreError, match="its last changes are still in"):
                SqliteStore(folder)

        by_another_user(use)
        folder.chmod(0o755)
        again = SqliteStore(folder)
        with again.read() as transaction:
            assert transaction.generation == 1
        again.close()
    store.close()


def test_an_older_format_that_cannot_be_written_is_left_to_who_can(unwritable: Path) -> None:
    path = unwritable / "spravka.sqlite"
    path.chmod(0o644)
    golden = Path(__file__).parent / "golden" / "format-2.sqlite.gz"
    path.write_bytes(gzip.decompress(golden.read_bytes()))

    def use() -> None:
        with pytest.raises(StoreError, match="cannot be written"):
            SqliteStore(unwritable)

    by_another_user(use)


def test_a_store_that_lost_its_content_is_not_begun_anew(tmp_path: Path) -> None:
    SqliteStore(tmp_path).close()
    (tmp_path / "derived").mkdir()
    (tmp_path / "spravka.sqlite").write_bytes(b"")
    with pytest.raises(StoreError, match="it is empty, though it was not: restore a backup"):
        SqliteStore(tmp_path)


def test_a_list_of_documents_is_whole_or_an_error_where_its_order_is_damaged(
    tmp_path: Path,
) -> None:
    sources = tuple(f"{number}.txt" for number in range(7))
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.add_documents(
            [text_document(source=source, text=f"The ferry {source}.") for source in sources]
        )
    path = tmp_path / STORE_FILE
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    select = "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_documents_2'"
    (page,) = connection.execute(select).fetchone()
    connection.close()
    whole = path.read_bytes()
    refused = 0
    # The pointers to a leaf's cells stand behind its header of 8 bytes, two bytes each.
    for pointer in range(len(sources)):
        place = (page - 1) * 4096 + 8 + 2 * pointer + 1
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 128]) + whole[place + 1 :])
        with Index.open(tmp_path, encoders=word_encoders()) as index:
            try:
                found = tuple(document.source for document in index.documents().documents)
            except StoreError:
                refused += 1
            else:
                assert found == sources
    assert refused
