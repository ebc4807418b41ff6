"""The doctor: sound where all is sound; else it says what, where and what to do, and repairs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index import Index, text_document
from index.backend.files import load_backend, save_backend
from index.backend.local import LocalBackend
from index.errors import InvalidInput, StoreError
from index.maintain.doctor import Examination, examine
from index.store.sqlite import SqliteStore
from index.types import Progress
from tests.index.encoders import word_encoders

FIRST = "Кластер открыт. Отчёт принят.\n\nСобрание прошло в Москве."
SECOND = "Парк закрыт. The report was published."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        for source, text in [("a.txt", FIRST), ("b.txt", SECOND)]:
            index.add_documents([text_document(source=source, text=text, language="ru")])
        index.search("кластер")
    return tmp_path


def change(data: Path, *statements: str) -> None:
    with closing(sqlite3.connect(data / "spravka.sqlite")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def told(examination: Examination) -> list[tuple[str, str]]:
    return [
        (finding.severity, f"{finding.where}: {finding.what}") for finding in examination.findings
    ]


def test_a_sound_index_is_said_to_be_so(data: Path) -> None:
    seen: list[Progress] = []
    examination = examine(data, on_progress=seen.append)
    assert examination.findings == ()
    assert examination.sound
    numbers = (examination.generation, examination.collections, examination.documents)
    assert numbers == (2, 1, 2)
    assert (examination.passages, examination.vectors) == (2, 7)
    assert [progress.done for progress in seen] == [1, 2]


def test_an_index_in_use_is_looked_through_beside_its_writer(data: Path) -> None:
    store = SqliteStore(data)
    with store.write() as transaction:
        transaction.collections.create("new")
        assert examine(data).findings == ()
    store.close()
    assert examine(data).collections == 2


def test_where_there_is_no_index_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no index in this folder"):
        examine(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "severity", "what"),
    [
        ("UPDATE documents SET text = replace(text, 'Кластер', 'Кластир')", "loss", "its text"),
        ("UPDATE documents SET title = 'x' WHERE id = 1", "loss", "document 1: document"),
        ("UPDATE documents SET document_id = 'x' WHERE id = 1", "loss", "document x is damaged"),
        ("UPDATE documents SET collection = 7 WHERE id = 1", "loss", "documents: 1 rows name"),
        ("UPDATE collections SET checksum = 7", "loss", "collection 'default'"),
        ("UPDATE collections SET documents = 3", "loss", "of 3 documents 2 are found"),
        ("UPDATE collections SET passages = 3", "derived", "of 3 passages 2 are found"),
        (
            "UPDATE passages SET end_at = 2 WHERE id = 1",
            "derived",
            "'a.txt' in collection 'default'",
        ),
        ("UPDATE documents SET blocks = x'00' WHERE id = 1", "derived", "blocks or places"),
        ("UPDATE documents SET places = x'78' WHERE id = 1", "derived", "blocks or places"),
        ("UPDATE documents SET generation = 7 WHERE id = 1", "loss", "document 1: document"),
        ("UPDATE documents SET reader = 'pdf' WHERE id = 1", "loss", "document 1: document"),
        ("UPDATE passages SET terms = x'00' WHERE id = 1", "derived", "passage 1 is damaged"),
        ("UPDATE passages SET embedding = 2 WHERE id = 1", "derived", "passage 1 is damaged"),
        ("UPDATE encoders SET fingerprint = 'x'", "derived", "its vector is not there"),
        ("UPDATE embeddings SET vector = zeroblob(32)", "derived", "2 vectors are damaged"),
        ("UPDATE embeddings SET vector = x'00' WHERE id = 1", "derived", "not of one length"),
        ("UPDATE sentence_embeddings SET vector = x'00' WHERE id % 2", "derived", "2 vectors are"),
        ("DELETE FROM sentence_embeddings WHERE id % 2", "derived", "its sentences' vectors"),
        ("UPDATE state SET generation = 7", "derived", "the last change is said to be number 7"),
        ("DELETE FROM sqlite_sequence", "derived", "ids would be used twice"),
    ],
)
def test_what_is_wrong_is_named(data: Path, statement: str, severity: str, what: str) -> None:
    change(data, statement)
    examination = examine(data)
    assert not examination.sound
    found = [of for of, text in told(examination) if what in text]
    assert found
    # What is derived cannot be held against what is damaged.
    assert severity in found, told(examination)
    assert set(found) <= {severity, "derived"}, told(examination)
    assert all(finding.advice for finding in examination.findings)


@pytest.mark.parametrize("column", ["blocks", "places"])
def test_what_a_text_is_made_of_is_made_anew(data: Path, column: str) -> None:
    change(data, f"UPDATE documents SET {column} = zeroblob(9) WHERE id = 1")
    with (
        Index.open(data, encoders=word_encoders()) as index,
        pytest.raises(StoreError, match=f"the {column} of 'a.txt' are damaged"),
    ):
        index.rebuild()
    repaired = examine(data, repair=True)
    assert [finding.repaired for finding in repaired.findings] == [True]
    assert examine(data).findings == ()
    with Index.open(data, encoders=word_encoders()) as index:
        assert index.rebuild() == 2
        assert {hit.text for hit in index.search("кластер").hits} == {FIRST, SECOND}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE removals SET passages = zeroblob(9)",
        "UPDATE removals SET count = 7",
        "UPDATE removals SET generation = 1",
        "UPDATE removals SET generation = 9",
    ],
)
def test_a_damaged_log_of_what_was_removed_is_done_without(data: Path, statement: str) -> None:
    with Index.open(data, encoders=word_encoders()) as index:
        index.add_documents([text_document(source="a.txt", text="Новый текст.", language="ru")])
    assert examine(data).findings == ()
    change(data, statement)
    examination = examine(data)
    where = "collection 'default'"
    assert told(examination) == [("derived", f"{where}: the log of what was removed is damaged")]
    assert examine(data, repair=True).sound
    assert examine(data).findings == ()
    with Index.open(data, encoders=word_encoders()) as index:
        assert {hit.text for hit in index.search("текст").hits} == {"Новый текст.", SECOND}


def test_what_nothing_uses_is_noted_and_deleted(data: Path) -> None:
    change(data, "INSERT INTO encoders (fingerprint) VALUES ('other')")
    change(
        data,
        "INSERT INTO embeddings (encoder, passage_hash, vector, checksum)"
        " SELECT 2, passage_hash, vector, checksum FROM embeddings",
    )
    change(
        data,
        "INSERT INTO sentence_embeddings SELECT id + 40960, vector, checksum"
        " FROM sentence_embeddings",
    )
    place = data / "derived" / "1"
    (place / "1-2-2-9.dense.123.tmp").write_bytes(b"half")
    (data / "derived" / "7").mkdir()
    examination = examine(data)
    assert examination.sound, told(examination)
    unused = "vectors are not in use; an interrupted rebuild leaves such"
    assert sorted(told(examination)) == [
        ("note", f"{place}: 1 files are left of a write that was interrupted"),
        ("note", f"{data / 'derived' / '7'}: is of no collection"),
        ("note", f"table embeddings: 2 {unused}"),
        ("note", f"table sentence_embeddings: 5 {unused}"),
    ]
    examination = examine(data, repair=True)
    assert [finding.repaired for finding in examination.findings] == [True] * 4
    assert examine(data).findings == ()


def test_what_is_derived_and_differs_is_derived_anew(data: Path) -> None:
    store = SqliteStore(data)
    place = data / "derived" / "1"
    with store.read() as transaction:
        saved = load_backend(place, token_of=transaction.token)
        state = transaction.collections.get("default")
        assert saved is not None
        assert state.token is not None
        (none,) = transaction.passages.changes_from(state, saved.ids)
        # Its checksums are right, and what they are of is not.
        save_backend(place, LocalBackend.empty().apply(none), token=state.token)
    store.close()
    examination = examine(data)
    (finding,) = examination.findings
    assert (finding.severity, finding.where) == ("derived", str(place))
    assert "differs from the store in ids" in finding.what
    assert examine(data, repair=True).sound
    assert examine(data).findings == ()


@pytest.mark.parametrize("damage", ["flip", "cut", "manifest"])
def test_a_damaged_derived_file_is_found_and_made_anew(data: Path, damage: str) -> None:
    place = data / "derived" / "1"
    path = place / "manifest.json" if damage == "manifest" else next(place.glob("*.dense"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-20] + (b"" if damage == "cut" else bytes(20)))
    examination = examine(data)
    assert not examination.sound
    assert {finding.where for finding in examination.findings} == {str(place)}
    repaired = examine(data, repair=True)
    assert repaired.sound
    assert all(finding.repaired for finding in repaired.findings)
    assert examine(data).findings == ()


def test_a_damaged_index_of_the_store_is_made_anew(data: Path) -> None:
    with closing(sqlite3.connect(data / "spravka.sqlite")) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'passages_of_document'"
        ).fetchone()
    with (data / "spravka.sqlite").open("r+b") as file:
        # The number of its cells.
        file.seek((root - 1) * 4096 + 3)
        file.write(b"\0\1")
    examination = examine(data)
    assert ("derived", "the store's indexes") in [
        (finding.severity, finding.where) for finding in examination.findings
    ]
    assert not examination.sound
    assert examine(data, repair=True).sound
    assert examine(data).findings == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE embeddings SET vector = zeroblob(32)",
        "UPDATE sentence_embeddings SET vector = x'00'",
        "UPDATE passages SET end_at = 7",
        "DELETE FROM sentence_embeddings",
        "DELETE FROM embeddings WHERE id = 1",
        "DELETE FROM passages WHERE id = 1",
    ],
)
def test_a_rebuild_heals_what_is_made_of_the_texts(data: Path, statement: str) -> None:
    change(data, statement)
    examination = examine(data, repair=True)
    assert not examination.sound
    assert "index --rebuild" in examination.findings[-1].advice
    with Index.open(data, encoders=word_encoders()) as index:
        with pytest.raises(StoreError):
            index.search("кластер", mode="dense")
        index.rebuild()
        assert {hit.text for hit in index.search("кластер").hits} == {FIRST, SECOND}
    examine(data, repair=True)
    assert examine(data).findings == ()


def test_after_a_loss_one_goes_on_with_what_is_left(data: Path) -> None:
    change(
        data,
        "DELETE FROM documents WHERE id = 1",
        "UPDATE collections SET documents = 2, passages = 2",
    )
    with Index.open(data, encoders=word_encoders()) as index, pytest.raises(StoreError):
        index.documents()
    assert not examine(data, repair=True).sound
    assert [finding.severity for finding in examine(data).findings] == ["loss", "derived"]
    with Index.open(data, encoders=word_encoders()) as index:
        index.rebuild()
        assert [each.source for each in index.documents().documents] == ["b.txt"]
        index.add_documents([text_document(source="a.txt", text=FIRST, language="ru")])
        assert index.search("кластер открыт").hits[0].text == FIRST
    assert examine(data, repair=True).sound


def test_documents_of_an_older_reader_are_noted(data: Path) -> None:
    change(data, "UPDATE documents SET reader_version = 1, checksum = 0 WHERE source = 'a.txt'")
    (note, *_) = [found for found in examine(data).findings if found.severity == "note"]
    assert note.where == "collection 'default'"
    assert "1 read by version 1 of the reader 'text'" in note.what
    assert "index" in note.advice


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE roots SET path = x'2f'",
        "UPDATE roots SET counts = '[]'",
        "UPDATE roots SET unread = zeroblob(9)",
        "UPDATE origins SET root = NULL",
        "UPDATE origins SET checksum = 0",
    ],
)
def test_what_is_kept_of_a_folder_is_checked_and_forgotten_where_it_is_damaged(
    tmp_path: Path, statement: str
) -> None:
    folder, data = tmp_path / "documents", tmp_path / "data"
    folder.mkdir()
    (folder / "a.txt").write_text("Кластер открыт.", encoding="utf-8")
    (folder / "b.zip").write_bytes(bytes(range(32)))
    with Index.open(data, encoders=word_encoders()) as index:
        index.add(folder)
    assert examine(data).sound
    change(data, statement)
    (finding,) = examine(data).findings
    assert (finding.severity, finding.repaired) == ("derived", False)
    with Index.open(data, encoders=word_encoders()) as index:
        # It is no reason not to search.
        assert len(index.search("кластер").hits) == 1
    assert examine(data, repair=True).sound
    with Index.open(data, encoders=word_encoders()) as index:
        (folder / "a.txt").write_text("Кластер закрыт.", encoding="utf-8")
        report = index.add(folder)
        assert (report.added, report.replaced, report.failed) == (0, 1, ())
        assert [each.source for each in index.documents().documents] == ["a.txt"]
        assert index.search("кластер").coverage.unread == 1
