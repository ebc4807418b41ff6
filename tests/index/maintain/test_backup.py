"""Copies of an index: of one generation, looked through, and put back without harm."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from index import Index, text_document
from index.errors import InvalidInput, StoreError
from index.maintain.backup import back_up, restore
from index.maintain.doctor import examine
from tests.index.encoders import word_encoders


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "data", encoders=word_encoders()) as opened:
        add(opened, "a.txt", "Кластер открыт. Отчёт принят.")
        yield opened


def add(index: Index, source: str, text: str) -> None:
    index.add_documents([text_document(source=source, text=text, language="ru")])


def found(folder: Path) -> list[str]:
    with Index.open(folder, encoders=word_encoders()) as index:
        return [hit.text for hit in index.search("кластер", k=100).hits]


def test_a_copy_is_an_index_of_its_own(index: Index, tmp_path: Path) -> None:
    report = back_up(tmp_path / "data", tmp_path / "copies" / "one")
    copy = tmp_path / "copies" / "one"
    assert [path.name for path in copy.iterdir()] == ["spravka.sqlite"]
    assert (report.folder, report.generation, report.documents) == (copy, 1, 1)
    assert (report.passages, report.replaced) == (1, None)
    assert report.size == (copy / "spravka.sqlite").stat().st_size
    add(index, "a.txt", "Кластер закрыт.")
    assert found(copy) == ["Кластер открыт. Отчёт принят."]
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["one"]


def test_a_copy_is_put_back(index: Index, tmp_path: Path) -> None:
    back_up(tmp_path / "data", tmp_path / "copy")
    report = restore(tmp_path / "copy", tmp_path / "new" / "data")
    assert (report.generation, report.replaced) == (1, None)
    assert found(tmp_path / "new" / "data") == ["Кластер открыт. Отчёт принят."]
    add(index, "b.txt", "Кластер закрыт.")
    index.close()
    with pytest.raises(InvalidInput, match="--replace"):
        restore(tmp_path / "copy", tmp_path / "data")
    report = restore(tmp_path / "copy", tmp_path / "data", replace=True)
    assert found(tmp_path / "data") == ["Кластер открыт. Отчёт принят."]
    assert report.replaced is not None
    assert len(found(report.replaced)) == 2
    assert examine(tmp_path / "data").findings == ()


def test_what_else_lies_in_the_folder_stays(index: Index, tmp_path: Path) -> None:
    (tmp_path / "data" / "keys.sqlite").write_bytes(b"who may ask")
    back_up(tmp_path / "data", tmp_path / "copy")
    assert not (tmp_path / "copy" / "keys.sqlite").exists()
    index.close()
    report = restore(tmp_path / "copy", tmp_path / "data", replace=True)
    assert (tmp_path / "data" / "keys.sqlite").read_bytes() == b"who may ask"
    assert report.replaced is not None
    assert (report.replaced / "keys.sqlite").exists()


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    """A folder that can be filled and not renamed, as a container's volume."""
    folder = tmp_path / "volumes" / "data"
    folder.mkdir(parents=True)
    if os.geteuid():
        folder.parent.chmod(0o500)
        yield folder
        folder.parent.chmod(0o700)
        return
    mounted = subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=False)
    if mounted.returncode:
        pytest.skip("root may write anywhere, and nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_volume_is_filled_and_stays_where_it_is(
    index: Index, tmp_path: Path, volume: Path
) -> None:
    back_up(tmp_path / "data", tmp_path / "copy")
    assert restore(tmp_path / "copy", volume).replaced is None
    assert [path.name for path in volume.iterdir()] == ["spravka.sqlite"]
    with Index.open(volume, encoders=word_encoders()) as served:
        add(served, "b.txt", "Кластер закрыт.")
        assert len(served.search("кластер").hits) == 2
    (volume / "keys.sqlite").write_bytes(b"who may ask")
    report = restore(tmp_path / "copy", volume, replace=True)
    assert found(volume) == ["Кластер открыт. Отчёт принят."]
    assert examine(volume).findings == ()
    assert (volume / "keys.sqlite").exists()
    assert report.replaced is not None
    assert report.replaced.parent == volume
    assert len(found(report.replaced)) == 2
    # What is left of a store that cannot be opened is not read into the one put back.
    (volume / "spravka.sqlite").write_bytes(b"not a database" * 1000)
    (volume / "spravka.sqlite-wal").write_bytes(b"nor its log" * 1000)
    restore(tmp_path / "copy", volume, replace=True)
    assert found(volume) == ["Кластер открыт. Отчёт принят."]
    add(index, "c.txt", "Кластер достроен.")


def test_a_copy_takes_up_an_empty_volume(index: Index, tmp_path: Path, volume: Path) -> None:
    assert back_up(tmp_path / "data", volume).folder == volume
    add(index, "b.txt", "Кластер закрыт.")
    assert found(volume) == ["Кластер открыт. Отчёт принят."]


def test_a_folder_may_be_named_by_a_link_or_a_dot(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    back_up(tmp_path / "data", Path())
    assert found(tmp_path / "empty") == ["Кластер открыт. Отчёт принят."]
    (tmp_path / "link").symlink_to(tmp_path / "data")
    report = restore(tmp_path / "empty", tmp_path / "link", replace=True)
    assert (tmp_path / "link").is_symlink()
    assert found(tmp_path / "data") == ["Кластер открыт. Отчёт принят."]
    assert report.replaced is not None
    assert not report.replaced.is_symlink()
    monkeypatch.chdir(tmp_path / "data")
    restore(tmp_path / "empty", Path(), replace=True)
    assert found(tmp_path / "data") == ["Кластер открыт. Отчёт принят."]


def test_what_is_in_use_is_not_replaced(index: Index, tmp_path: Path) -> None:
    back_up(tmp_path / "data", tmp_path / "copy")
    with pytest.raises(StoreError, match="it is in use; stop what serves"):
        restore(tmp_path / "copy", tmp_path / "data", replace=True)
    assert len(index.search("кластер").hits) == 1


def test_what_is_damaged_beyond_opening_can_be_replaced(index: Index, tmp_path: Path) -> None:
    back_up(tmp_path / "data", tmp_path / "copy")
    index.close()
    (tmp_path / "data" / "spravka.sqlite").write_bytes(b"not a database" * 1000)
    restore(tmp_path / "copy", tmp_path / "data", replace=True)
    assert found(tmp_path / "data") == ["Кластер открыт. Отчёт принят."]


def test_nothing_is_written_over(index: Index, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no index in this folder"):
        back_up(tmp_path / "nowhere", tmp_path / "copy")
    (tmp_path / "copy").mkdir()
    back_up(tmp_path / "data", tmp_path / "copy")
    for taken in (tmp_path / "copy", tmp_path / "data", tmp_path / "copy" / "spravka.sqlite"):
        with pytest.raises(InvalidInput, match="something"):
            back_up(tmp_path / "data", taken)
    with pytest.raises(InvalidInput, match="no index in this folder"):
        restore(tmp_path, tmp_path / "new")
    index.close()
    back_up(tmp_path / "data", tmp_path / "data" / "within")
    with pytest.raises(InvalidInput, match="within"):
        restore(tmp_path / "data" / "within", tmp_path / "data", replace=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = 'Кластер.'",
        "UPDATE embeddings SET vector = zeroblob(32)",
        "UPDATE collections SET documents = 2",
    ],
)
def test_a_damaged_index_is_not_taken_for_a_copy(
    index: Index, tmp_path: Path, statement: str
) -> None:
    index.close()
    back_up(tmp_path / "data", tmp_path / "copy")
    for folder in ("data", "copy"):
        path = tmp_path / folder / "spravka.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)
    with pytest.raises(StoreError, match="spravka doctor"):
        back_up(tmp_path / "data", tmp_path / "other")
    with pytest.raises(StoreError, match="spravka doctor"):
        restore(tmp_path / "copy", tmp_path / "other")
    assert {path.name for path in tmp_path.iterdir()} == {"data", "copy"}


@pytest.mark.usefixtures("index")
def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        back_up(tmp_path / "data", tmp_path / "file" / "copy")


def test_a_copy_is_of_one_generation_whatever_is_written(index: Index, tmp_path: Path) -> None:
    """Each change puts all documents anew, so that a mix of two would show."""
    stop = Event()

    def put(version: int) -> None:
        index.add_documents(
            [
                text_document(source=f"{each}.txt", text=f"Кластер версии {version}.")
                for each in range(8)
            ]
        )

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            put(number)

    index.delete(text_document(source="a.txt", text="x").document_id)
    put(0)
    writer = Thread(target=change)
    writer.start()
    try:
        for number in range(5):
            report = back_up(tmp_path / "data", tmp_path / f"copy-{number}")
            texts = found(tmp_path / f"copy-{number}")
            assert len(set(texts)) <= 1
            assert len(texts) == report.documents
            assert report.documents == 8
    finally:
        stop.set()
        writer.join()
