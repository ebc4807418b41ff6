"""Documents go, many at once too, and come back as they were."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from index import Index, parse_filter, text_document
from index.errors import Conflict, InvalidInput, NotFound, StoreError
from index.maintain.backup import back_up, restore
from index.maintain.doctor import examine
from index.read.document import read_document
from index.types import Document, Mode
from tests.index.encoders import WordEncoder, word_encoders

SOURCES = ["hr/a.md", "hr/b.md", "it/c.txt", "d.txt"]
HALVES: list[Mode] = ["dense", "sparse"]
FILE = "Устав в другой кодировке.".encode("utf-16")


def document(source: str, *, text: str = "", collection: str = "default") -> Document:
    text = text or f"# Глава {source}\n\nКластер {source} открыт. Парк закрыт.\n\nОтчёт принят."
    return text_document(source=source, text=text, language="ru", collection=collection)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("index.store.transaction.time.time", lambda: now[0])
    return now


@pytest.fixture
def index(tmp_path: Path, clock: list[float]) -> Iterator[Index]:
    with Index.open(tmp_path / "index", encoders=word_encoders(), undo_hours=1) as opened:
        opened.add_documents([document(source) for source in SOURCES])
        clock[0] += 100
        yield opened


def sources(index: Index, **wanted: Any) -> list[str]:
    return [each.source for each in index.documents(**wanted).documents]


def state(index: Index, collection: str = "default") -> Any:
    """All that is told of a collection but its generations."""
    listed = index.documents(collection=collection).documents
    found = [
        index.search("кластер открыт", k=100, mode=mode, collection=collection) for mode in HALVES
    ]
    # Equal ones go by age, and what came back is young.
    hits = [
        sorted((hit.passage_id, round(hit.score, 6), hit.citation) for hit in of.hits)
        for of in found
    ]
    with index._store.read() as transaction:
        whole = [transaction.documents.whole(each.document_id) for each in listed]
    return listed, hits, whole, index.roots(collection=collection)


def encoded(index: Index) -> list[str]:
    return cast("WordEncoder", index.encoders.dense).encoded


@pytest.mark.sqlite
def test_what_was_deleted_comes_back_as_it_was_without_encoding(index: Index) -> None:
    before = state(index)
    generation = index.delete(document("hr/b.md").document_id)
    assert sources(index) == ["d.txt", "hr/a.md", "it/c.txt"]
    [kept] = index.deleted().documents
    assert (kept.source, kept.kind, kept.change) == ("hr/b.md", "deleted", generation)
    assert (kept.deleted, kept.until) == (1100, 1100 + 3600)
    encoded(index).clear()
    report = index.undo()
    assert [each.source for each in report.restored] == ["hr/b.md"]
    assert report.generation == index.generation == generation + 1
    assert encoded(index) == []
    assert state(index) == before
    assert index.deleted().documents == ()
    assert examine(index.folder).findings == ()


def test_a_change_comes_back_whole_and_the_last_one_first(index: Index) -> None:
    before = state(index)
    first = index.delete_documents(prefix="hr/")
    last = index.delete_documents(sources=["it/c.txt"])
    assert (first.matched, first.deleted, first.passages) == (2, 2, 2)
    assert first.sources == ("hr/a.md", "hr/b.md")
    assert sources(index) == ["d.txt"]
    assert index.undo().change == last.change
    assert sources(index) == ["d.txt", "it/c.txt"]
    index.delete(document("d.txt").document_id)
    assert len(index.undo(change=first.change).restored) == 2
    index.undo(document_ids=[document("d.txt").document_id])
    assert state(index) == before
    with pytest.raises(NotFound, match="nothing of collection 'default' that was deleted"):
        index.undo()


def test_many_are_one_change_however_many_transactions_it_takes(index: Index) -> None:
    index.add_documents([document(f"many/{n:03}.txt", text=f"Номер {n}.") for n in range(250)])
    before = index.generation
    report = index.delete_documents(prefix="many/")
    assert (report.deleted, index.generation) == (250, before + 3)
    assert len(report.sources) == 100
    assert len(index.undo().restored) == 250
    assert index.documents().total == 254


def test_they_are_counted_before_they_go(index: Index) -> None:
    given = parse_filter({"type": "eq", "key": "folder", "value": "hr"})
    generation = index.generation
    counted = index.delete_documents(filter=given, dry_run=True)
    assert (counted.matched, counted.deleted, counted.change) == (2, 0, None)
    assert index.generation == generation
    index.add_documents([document("hr/new.md")])
    with pytest.raises(Conflict, match="3 documents are meant, not 2"):
        index.delete_documents(filter=given, expected=counted.matched)
    ids = [document("hr/new.md").document_id, document("d.txt").document_id]
    assert index.delete_documents(filter=given, document_ids=ids, expected=1).deleted == 1
    assert sources(index) == sorted(SOURCES)
    with pytest.raises(InvalidInput, match="say which documents"):
        index.delete_documents()
    with pytest.raises(NotFound):
        index.delete_documents(prefix="hr/", collection="nowhere")


def test_one_that_is_there_again_stays(index: Index) -> None:
    index.delete_documents(prefix="hr/")
    index.add_documents([document("hr/a.md", text="Иной текст.")])
    report = index.undo()
    assert [each.source for each in report.present] == ["hr/a.md"]
    assert [each.source for each in report.restored] == ["hr/b.md"]
    assert index.text(document("hr/a.md").document_id).text == "Иной текст."


def test_a_version_that_was_sent_and_replaced_comes_back_and_goes_again(index: Index) -> None:
    before = state(index)
    index.add_documents([document("d.txt", text="Новая версия.")])
    [kept] = index.deleted().documents
    assert (kept.source, kept.kind) == ("d.txt", "replaced")
    index.undo()
    assert state(index) == before
    # The way back is a change too.
    index.undo()
    assert index.text(document("d.txt").document_id).text == "Новая версия."


def test_what_one_sending_replaced_is_told_and_comes_back_at_once(index: Index) -> None:
    # So long that each is a transaction of its own.
    long = {"a.md": "The ferry leaves at nine.\n\n", "б.md": "Паром уходит в девять.\n\n"}
    index.add_documents([document(source, text=text * 9000) for source, text in long.items()])
    before = state(index)
    other = [document(source, text=text * 8999) for source, text in long.items()]
    report = index.add_documents([*other, document("new.md"), document("d.txt")])
    assert report.replaced_sources == tuple(long)
    assert report.change is not None
    assert report.change < report.generation
    assert len(index.undo(change=report.change).restored) == len(long)
    index.delete(document("new.md").document_id)
    assert state(index) == before


def test_what_is_encoded_anew_or_is_on_disk_is_no_version_to_keep(
    index: Index, tmp_path: Path
) -> None:
    index.rebuild()
    folder = tmp_path / "docs"
    folder.mkdir()
    for text in ("Первая.", "Вторая."):
        (folder / "file.txt").write_text(text, encoding="utf-8")
        report = index.add(folder)
    assert (report.replaced_sources, report.change) == (("file.txt",), None)
    assert index.deleted().documents == ()


def test_what_was_pruned_and_a_folder_come_back_to_their_folder(
    index: Index, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Файл номер {n}.", encoding="utf-8")
    index.add(folder)
    before = state(index)
    (folder / "1.txt").unlink()
    assert index.update().removed == 1
    index.undo()
    assert [each.documents for each in index.roots()] == [3]
    listed, hits, whole, _ = state(index)
    assert (listed, hits, whole) == before[:3]
    index.delete_root("docs")
    assert index.roots() == ()
    assert len(index.undo().restored) == 3
    [root] = index.roots()
    assert (root.root, root.documents) == (before[3][0].root, 3)
    # What of it is not read is not known before it is looked through again.
    assert index.search("файл").coverage.unread is None
    index.update(prune=False)
    assert index.search("файл").coverage.unread == 0


@pytest.mark.parametrize("name", ["default", "право"])
def test_a_collection_comes_back(index: Index, name: str) -> None:
    given = [document(source, collection=name) for source in SOURCES]
    index.add_documents(given, collection=name)
    before = state(index, name)
    index.delete_collection(name)
    encoded(index).clear()
    assert len(index.undo(collection=name).restored) == 4
    assert encoded(index) == []
    assert state(index, name) == before


def test_they_are_forgotten_in_time(index: Index, clock: list[float]) -> None:
    index.add_documents([replace(read_document(data=FILE, source="u.txt"), original=FILE)])
    number = document("u.txt").document_id
    index.delete(number)
    index.undo()
    assert index.original(number).data == FILE
    index.delete(number)
    clock[0] += 3600
    assert index.deleted().documents == ()
    with pytest.raises(NotFound):
        index.undo()
    index.delete(document("d.txt").document_id)
    with index._store.read() as transaction:
        count = "SELECT (SELECT count(*) FROM deletions), (SELECT count(*) FROM originals)"
        assert transaction._connection.execute(count).fetchone() == (1, 0)


@pytest.mark.sqlite
def test_nothing_is_kept_for_good(index: Index, tmp_path: Path) -> None:
    index.add_documents([document("d.txt", text="Тайна.")])
    assert len(index.deleted().documents) == 1
    index.delete(document("d.txt").document_id, for_good=True)
    assert index.deleted().documents == ()
    index.delete_documents(prefix="hr/", for_good=True)
    assert index.deleted().total == 0
    index.delete(document("it/c.txt").document_id)
    assert index.forget_deleted() == 1
    assert index.deleted().documents == ()
    with Index.open(tmp_path / "no", encoders=word_encoders(), undo_hours=0) as opened:
        opened.add_documents([document("a.txt")])
        opened.delete(document("a.txt").document_id)
        assert opened.deleted().documents == ()
    assert examine(index.folder).findings == ()


@pytest.mark.sqlite
def test_a_collection_of_other_encoders_takes_them_back_encoded_anew(
    index: Index, tmp_path: Path
) -> None:
    index.delete(document("d.txt").document_id)
    index.close()
    with Index.open(tmp_path / "index", encoders=word_encoders("words-2")) as opened:
        opened.rebuild()
        encoded(opened).clear()
        assert [each.source for each in opened.undo().restored] == ["d.txt"]
        assert encoded(opened)
        assert sources(opened) == sorted(SOURCES)
        assert opened.deleted().documents == ()
        assert opened.search("кластер", k=100).hits
    assert examine(tmp_path / "index").findings == ()


@pytest.mark.sqlite
def test_a_backup_holds_what_can_be_brought_back(index: Index, tmp_path: Path) -> None:
    before = state(index)
    index.delete_documents(prefix="hr/")
    back_up(tmp_path / "index", tmp_path / "copy")
    restore(tmp_path / "copy", tmp_path / "again")
    with Index.open(tmp_path / "again", encoders=word_encoders()) as opened:
        opened.undo()
        assert state(opened) == before


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE deletions SET title = 'иное' WHERE source = 'd.txt'",
        "UPDATE deletions SET content = x'00' WHERE source = 'd.txt'",
        "UPDATE deletions SET content = zeroblob(length(content)) WHERE source = 'd.txt'",
        "DROP TRIGGER deletion_forgotten; DELETE FROM deletions WHERE source = 'd.txt'",
    ],
)
def test_damage_is_found_and_forgotten(index: Index, tmp_path: Path, damage: str) -> None:
    index.delete_documents(sources=["hr/a.md"])
    index.delete(document("d.txt").document_id)
    index.close()
    with closing(sqlite3.connect(tmp_path / "index" / "spravka.sqlite")) as connection:
        connection.executescript(damage)
    with (
        Index.open(tmp_path / "index", encoders=word_encoders()) as opened,
        pytest.raises(StoreError, match="--repair"),
    ):
        opened.undo()
    assert not examine(tmp_path / "index").sound
    assert examine(tmp_path / "index", repair=True).sound
    with Index.open(tmp_path / "index", encoders=word_encoders()) as opened:
        assert [each.source for each in opened.undo().restored] == ["hr/a.md"]


def test_a_damaged_document_can_still_be_deleted(index: Index) -> None:
    with index._store.write() as transaction:
        transaction._connection.execute("UPDATE documents SET text = 'x' WHERE source = 'd.txt'")
    index.delete(document("d.txt").document_id)
    assert index.deleted().documents == ()
    assert sources(index) == sorted(SOURCES)[1:]
