"""What is derived follows the store: at once, exactly, and saved no more often than it pays."""

import json
import logging
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index import Index, text_document
from index.backend.derived import View
from index.backend.folders import FolderDerivation
from index.errors import StoreError
from index.store import removals
from index.types import Document
from tests.index.encoders import word_encoders


def opened(folder: Path) -> Index:
    return Index.open(folder, encoders=word_encoders())


def document(text: str, *, source: str = "a.txt", collection: str = "default") -> Document:
    return text_document(source=source, text=text, language="ru", collection=collection)


def numbered(count: int, *, first: int = 0) -> list[Document]:
    return [
        document(f"Документ номер {number}.", source=f"{number}.txt")
        for number in range(first, first + count)
    ]


def found(index: Index, query: str) -> list[str]:
    return [hit.text for hit in index.search(query, mode="sparse").hits]


def rows_held(index: Index) -> list[int]:
    derivation = index._derived._derivation
    assert isinstance(derivation, FolderDerivation)
    return list(derivation._held)


def saved_generation(folder: Path, *, row: int = 1) -> int:
    return int(
        json.loads((folder / "derived" / str(row) / "manifest.json").read_text())["generation"]
    )


def test_a_view_stays_as_it_was_while_newer_ones_are_taken(tmp_path: Path) -> None:
    with opened(tmp_path) as writer, opened(tmp_path) as reader:
        encoders = reader.encoders
        writer.add_documents([document("Первый.")])
        with reader._derived.view("default", encoders=encoders) as older:
            writer.add_documents([document("Второй.", source="b.txt")])
            writer.delete(document("x").document_id)
            with reader._derived.view("default", encoders=encoders) as newer:
                assert (newer.collection.generation, held(newer)) == (3, [2])
            assert (older.collection.generation, held(older)) == (1, [1])
            assert list(older.transaction.passages.at([1])) == [1]


def held(view: View) -> list[int]:
    query = np.ones(word_encoders().dense.dim, np.float32)
    return sorted(view.backend.search_dense(query, k=100).ids.tolist())


def test_a_small_change_is_searched_but_not_saved(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add_documents(numbered(50))
        assert saved_generation(tmp_path) == 1
        index.add_documents(numbered(1, first=50))
        index.delete(numbered(1)[0].document_id)
        assert found(index, "50") == ["Документ номер 50."]
        assert found(index, "0") == []
        assert saved_generation(tmp_path) == 1
    with opened(tmp_path) as index:
        assert found(index, "50") == ["Документ номер 50."]
        assert found(index, "0") == []
        index.add_documents(numbered(4, first=51))
        assert found(index, "53") == ["Документ номер 53."]
        # Together they are a sizeable share.
        assert saved_generation(tmp_path) == index.generation == 4


def test_of_two_processes_that_follow_a_third_one_saves(tmp_path: Path) -> None:
    with opened(tmp_path) as writer, opened(tmp_path) as one, opened(tmp_path) as two:
        writer.add_documents(numbered(50))
        assert found(one, "7") == found(two, "7") == ["Документ номер 7."]
        for number in range(50, 60):
            writer.add_documents(numbered(1, first=number))
            assert found(one, "59") == found(two, "59") == numbered_if(number)
        saved = saved_generation(tmp_path)
        assert saved == 7
        manifest = tmp_path / "derived" / "1" / "manifest.json"
        before = manifest.stat().st_mtime_ns
        assert found(two, "59") == ["Документ номер 59."]
        assert manifest.stat().st_mtime_ns == before


def numbered_if(number: int) -> list[str]:
    return ["Документ номер 59."] if number == 59 else []


def test_a_damaged_backend_is_saved_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(tmp_path) as index:
        index.add_documents(numbered(50))
    (dense,) = (tmp_path / "derived" / "1").glob("*.dense")
    whole = dense.read_bytes()
    dense.write_bytes(whole[:-1])
    with opened(tmp_path) as index:
        assert found(index, "7") == ["Документ номер 7."]
    assert "deriving it again" in caplog.text
    assert dense.read_bytes() == whole
    caplog.clear()
    with opened(tmp_path) as index:
        assert found(index, "7") == ["Документ номер 7."]
    assert caplog.text == ""


def test_a_folder_that_cannot_be_written_costs_time_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened(tmp_path).close()
    (tmp_path / "derived").write_text("no folder")
    with caplog.at_level(logging.WARNING), opened(tmp_path) as index:
        index.add_documents(numbered(3))
        assert found(index, "2") == ["Документ номер 2."]
    assert "cannot be saved" in caplog.text


def test_a_collection_that_another_process_deleted_is_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as writer, opened(tmp_path) as reader:
        writer.add_documents([document("Своё.", collection="one")], collection="one")
        reader.search("своё", collection="one")
        assert rows_held(reader) == [2]
        writer.delete_collection("one")
        reader.search("своё")
        assert rows_held(reader) == [1]
        assert not (tmp_path / "derived" / "2").exists()


def test_a_store_that_was_put_back_is_not_searched_by_what_it_no_longer_holds(
    tmp_path: Path,
) -> None:
    with opened(tmp_path / "index") as writer, opened(tmp_path / "index") as reader:
        writer.add_documents([document("Первый.")])
        kept = sqlite3.connect(tmp_path / "kept")
        live = sqlite3.connect(tmp_path / "index" / "spravka.sqlite")
        live.backup(kept)
        writer.add_documents([document("Второй.", source="b.txt")])
        assert found(reader, "второй") == ["Второй."]
        kept.backup(live)
        for connection in (kept, live):
            connection.close()
        # The same number of another history, and of another passage.
        writer.add_documents([document("Третий.", source="c.txt")])
        for index in (reader, writer):
            assert index.generation == 2
            assert found(index, "второй") == []
            assert found(index, "третий") == ["Третий."]


@pytest.mark.parametrize("swapped", [True, False], ids=["swapped", "copied"])
def test_what_was_saved_for_another_collection_is_not_searched(
    tmp_path: Path, swapped: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as index:
        index.add_documents([document("Кластер по умолчанию.")])
        other = document("Кластер другой.", collection="другая")
        index.add_documents([other], collection="другая")
        expected = found(index, "кластер")
    one, two = (tmp_path / "derived" / name for name in "12")
    one.rename(tmp_path / "aside")
    shutil.copytree(two, one)
    if swapped:
        shutil.rmtree(two)
        (tmp_path / "aside").rename(two)
    with opened(tmp_path) as index, caplog.at_level(logging.WARNING):
        assert found(index, "кластер") == expected == ["Кластер по умолчанию."]
        assert "saved for another collection" in caplog.text
        hits = index.search("кластер", mode="sparse", collection="другая").hits
        assert [hit.text for hit in hits] == ["Кластер другой."]


def test_what_the_log_no_longer_tells_is_found_by_comparing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removals, "MOST_CHANGES", 2)
    with opened(tmp_path) as writer, opened(tmp_path) as reader:
        writer.add_documents(numbered(50))
        assert found(reader, "7") == ["Документ номер 7."]
        for number in range(5):
            writer.delete(numbered(5)[number].document_id)
        with reader._store.read() as transaction:
            state = transaction.collections.get("default")
            assert transaction.passages.changes_since(state, 1) is None
        assert found(reader, "3") == []
        assert found(reader, "7") == ["Документ номер 7."]


def test_a_change_of_which_a_row_was_lost_is_not_followed(tmp_path: Path) -> None:
    with opened(tmp_path) as writer, opened(tmp_path) as reader:
        writer.add_documents(numbered(50))
        assert found(reader, "7") == ["Документ номер 7."]
        writer.add_documents(numbered(2, first=50))
        with sqlite3.connect(tmp_path / "spravka.sqlite") as live:
            live.execute("DELETE FROM passages WHERE id = 52")
        live.close()
        with pytest.raises(StoreError, match="of 52 passages in collection 'default' 51"):
            found(reader, "7")
