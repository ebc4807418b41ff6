"""Change as a user sees it: documents and whole collections come and go, and others keep theirs."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest

from index import Index, text_document
from index.errors import AlreadyExists, InvalidInput, NotFound
from index.types import CollectionInfo, CollectionList, Document
from tests.index.encoders import word_encoders


def opened(data: Path) -> Index:
    return Index.open(data, encoders=word_encoders())


def document(text: str, *, source: str = "a.txt", collection: str = "default") -> Document:
    return text_document(source=source, text=text, language="ru", collection=collection)


def sources(index: Index, *, collection: str = "default") -> list[str]:
    return [each.source for each in index.documents(collection=collection).documents]


def found(index: Index, query: str, *, collection: str = "default") -> list[str]:
    return [hit.text for hit in index.search(query, collection=collection).hits]


def stored(index: Index, table: str) -> int:
    with index._store.read() as transaction:
        return int(transaction._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with opened(tmp_path / "index") as index:
        yield index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "law").mkdir(parents=True)
    (folder / "law" / "charter.md").write_text("# Устав\n\nПредседатель избирается на три года.")
    (folder / "news.txt").write_text("Собрание прошло в Москве.")
    (folder / "english.txt").write_text("The annual report was published in June.")
    return folder


def test_a_deleted_document_is_found_no_more(index: Index) -> None:
    kept, gone = document("Кластер открыт. Отчёт принят."), document("Кластер закрыт.", source="b")
    before = index.add_documents([kept, gone]).generation
    assert index.delete(gone.document_id) == before + 1 == index.generation
    assert found(index, "кластер закрыт") == [kept.text]
    with pytest.raises(NotFound, match=gone.document_id):
        index.document(gone.document_id)
    with pytest.raises(NotFound, match=gone.document_id):
        index.delete(gone.document_id)
    assert index.generation == before + 1


def test_with_a_document_go_the_vectors_that_no_other_uses(index: Index) -> None:
    both = document("Кластер открыт. Отчёт принят."), document("Отчёт принят. Иное.", source="b")
    index.add_documents(both)
    assert (stored(index, "embeddings"), stored(index, "sentence_embeddings")) == (2, 4)
    index.delete(both[0].document_id)
    assert (stored(index, "embeddings"), stored(index, "sentence_embeddings")) == (1, 2)
    index.delete(both[1].document_id)
    for table in ("passages", "embeddings", "sentence_embeddings"):
        assert stored(index, table) == 0


def test_what_was_deleted_may_come_again(index: Index) -> None:
    given = document("Кластер открыт.")
    index.add_documents([given])
    index.delete(given.document_id)
    assert index.search("кластер").hits == ()
    assert index.add_documents([given]).added == 1
    assert found(index, "кластер") == [given.text]


def test_pruning_removes_what_is_gone_from_the_folder(index: Index, folder: Path) -> None:
    index.add(folder)
    (folder / "news.txt").unlink()
    (folder / "english.txt").rename(folder / "renamed.txt")
    assert index.add(folder).removed == 0
    report = index.add(folder, prune=True)
    assert (report.added, report.removed, report.embedded) == (0, 2, 0)
    assert sources(index) == ["law/charter.md", "renamed.txt"]
    again = index.add(folder, prune=True)
    assert (again.removed, again.generation) == (0, report.generation)


def test_a_renamed_file_is_not_encoded_again(index: Index, folder: Path) -> None:
    index.add(folder)
    (folder / "news.txt").rename(folder / "renamed.txt")
    report = index.add(folder, prune=True)
    assert (report.added, report.removed, report.embedded) == (1, 1, 0)


def test_pruning_of_one_folder_keeps_what_came_from_another(index: Index, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text(f"Кластер {name} открыт.")
        (tmp_path / name / f"{name}.txt").write_text("Кластер открыт.")
    assert index.add(tmp_path / "one", tmp_path / "two", prune=True).removed == 0
    (tmp_path / "two" / "two.txt").unlink()
    assert index.add(tmp_path / "one", prune=True).removed == 0
    assert index.add(tmp_path / "two", prune=True).removed == 1
    assert sources(index) == ["one/one.txt", "one/same.txt", "two/same.txt"]


def test_pruning_leaves_other_collections_alone(index: Index, folder: Path) -> None:
    index.add_documents([document("Иное.", collection="other")], collection="other")
    index.add(folder)
    (folder / "news.txt").unlink()
    assert index.add(folder, prune=True).removed == 1
    assert sources(index, collection="other") == ["a.txt"]


def test_what_could_not_be_read_is_not_gone(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(folder)
    (folder / "english.txt").unlink()
    (folder / "news.txt").write_bytes(b"\x00\x01\x02")
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("law"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    # Tests may run as root, for whom no permission is denied.
    monkeypatch.setattr(os, "scandir", scandir)
    report = index.add(folder, prune=True)
    assert {Path(failure.source).name for failure in report.failed} == {"law", "news.txt"}
    assert report.removed == 1
    assert sources(index) == ["law/charter.md", "news.txt"]


def test_a_folder_that_cannot_be_looked_into_is_not_gone(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(folder)
    status, scan = os.lstat, os.scandir

    def lstat(path: Any, **more: Any) -> Any:
        if "law" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return status(path, **more)

    def scandir(path: Any) -> Any:
        if "law" in str(path):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "lstat", lstat)
    monkeypatch.setattr(os, "scandir", scandir)
    assert index.add(folder, prune=True).removed == 0


def test_a_folder_that_went_while_it_was_read_is_not_gone(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add(folder)
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("law"):
            shutil.rmtree(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = index.add(folder, prune=True)
    assert [Path(failure.source).name for failure in report.failed] == ["law"]
    assert report.removed == 0
    # It might have been a disk that was taken away: gone is what is not there from the start.
    assert index.add(folder, prune=True).removed == 1


def test_pruning_needs_a_folder_that_holds_something(index: Index, folder: Path) -> None:
    index.add(folder)
    with pytest.raises(InvalidInput, match="name its folder"):
        index.add(folder / "news.txt", prune=True)
    for path in folder.rglob("*.*"):
        path.unlink()
    # An empty folder is rather a disk that is not there than a wish to lose all documents.
    with pytest.raises(InvalidInput, match=r"no file in it that Spravka reads: \.txt.*\.md"):
        index.add(folder, prune=True)
    assert len(sources(index)) == 3


def test_collections_are_listed_with_what_they_hold(index: Index) -> None:
    [empty] = index.collections().collections
    assert empty == CollectionInfo("default", 0, 0, None, None, None, 0, empty.created)
    assert index.collections() == CollectionList(generation=0, collections=(empty,))
    made = index.create_collection("право")
    assert made == CollectionInfo("право", 0, 0, None, None, None, 1, made.created)
    assert made.created is not None
    assert empty.created is not None
    assert empty.created <= made.created <= time()
    index.add_documents([document("Кластер.", collection="право")], collection="право")
    listed = index.collections()
    assert listed.generation == index.generation == 2
    default, law = listed.collections
    assert (default.name, default.documents) == ("default", 0)
    assert law == CollectionInfo(
        name="право",
        documents=1,
        passages=1,
        model="words",
        dense_fingerprint=index.dense_fingerprint,
        sparse_fingerprint=index.sparse_fingerprint,
        generation=2,
        created=made.created,
    )


def test_a_collection_is_made_once_and_by_a_name_that_can_be_read(index: Index) -> None:
    index.create_collection("one")
    for name in ("one", "default"):
        with pytest.raises(AlreadyExists, match=repr(name)):
            index.create_collection(name)
    for name in ("", "a" * 101, "line\nbreak", "\ud800"):
        with pytest.raises(InvalidInput, match="1 to 100 printable"):
            index.create_collection(name)
        with pytest.raises(InvalidInput, match="1 to 100 printable"):
            index.add_documents([document("x", collection=name)], collection=name)
    for name in (".", ".."):
        with pytest.raises(InvalidInput, match="choose another name"):
            index.create_collection(name)
    assert index.generation == 1


def test_a_deleted_collection_takes_its_own_with_it_and_nothing_else(index: Index) -> None:
    shared = "Кластер открыт. Отчёт принят."
    for name in ("one", "two"):
        index.add_documents([document(shared, collection=name)], collection=name)
    index.add_documents([document("Своё.", source="b", collection="one")], collection="one")
    before = index.search("кластер", collection="two").hits
    generation = index.delete_collection("one")
    assert generation == index.generation == 4
    assert [info.name for info in index.collections().collections] == ["default", "two"]
    with pytest.raises(NotFound, match="'one'"):
        index.search("кластер", collection="one")
    with pytest.raises(NotFound, match="'one'"):
        index.delete_collection("one")
    assert index.search("кластер", collection="two").hits == before
    assert (stored(index, "embeddings"), stored(index, "sentence_embeddings")) == (1, 2)


def test_the_default_collection_is_there_again_empty(index: Index) -> None:
    index.add_documents([document("Кластер открыт.")])
    generation = index.delete_collection("default")
    (info,) = index.collections().collections
    assert (info.name, info.documents, info.generation) == ("default", 0, generation)
    assert index.search("кластер").hits == ()


def test_a_collection_made_anew_holds_nothing_of_the_last_in_any_process(tmp_path: Path) -> None:
    with opened(tmp_path) as writer, opened(tmp_path) as reader:
        for number in range(3):
            text = f"Кластер номер {number}."
            writer.add_documents([document(text, collection="one")], collection="one")
            assert found(reader, "кластер", collection="one") == [text]
            assert found(writer, "кластер", collection="one") == [text]
            writer.delete_collection("one")
            with pytest.raises(NotFound):
                reader.search("кластер", collection="one")
            writer.create_collection("one")
            assert found(reader, "кластер", collection="one") == []
            writer.delete_collection("one")
    with opened(tmp_path) as index:
        index.create_collection("one")
        assert found(index, "кластер", collection="one") == []


def test_what_is_derived_from_a_deleted_collection_goes(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add_documents([document("Кластер.", collection="one")], collection="one")
        assert (tmp_path / "derived" / "2").is_dir()
        index.delete_collection("one")
        assert not (tmp_path / "derived" / "2").exists()


def test_an_emptied_collection_belongs_to_no_encoder(index: Index) -> None:
    given = document("Кластер.")
    index.add_documents([given])
    index.delete(given.document_id)
    (info,) = index.collections().collections
    assert (info.model, info.dense_fingerprint, info.sparse_fingerprint) == (None, None, None)
