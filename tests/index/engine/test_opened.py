"""An index that others change, damage or made with another model."""

import json
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Index, text_document
from index.errors import EncoderMismatch, InvalidInput, StoreError

MODES = ["dense", "sparse", "hybrid"]


def made_by(index: Index) -> list[str]:
    """Return what has made each of the vectors, of passages and of sentences."""
    with index._store.read() as transaction:
        rows = transaction._connection.execute(
            "SELECT fingerprint FROM embeddings JOIN encoders ON encoders.id = encoder"
            " UNION ALL SELECT fingerprint FROM sentence_embeddings AS part JOIN embeddings"
            " ON embeddings.id = part.id / 4096 JOIN encoders ON encoders.id = encoder"
        ).fetchall()
        return [row[0] for row in rows]


@pytest.mark.sqlite
def test_a_damaged_sentence_is_not_searched(tmp_path: Path) -> None:
    text = "Погода была хорошей. Кластер открыт. Дети играли во дворе."
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="a.txt", text=text)])
    with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
        connection.execute("UPDATE sentence_embeddings SET vector = zeroblob(388) WHERE id % 2")
    connection.close()
    with Index.open(tmp_path) as index:
        for mode in MODES:
            with pytest.raises(StoreError, match="sentence"):
                index.search("кластер", mode=mode)  # type: ignore[arg-type]
        assert index.search("кластер", sentences=False).hits


def test_derived_files_may_be_deleted_or_damaged_at_any_time(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "index"
    with Index.open(data) as index:
        index.add(folder)
        expected = index.search("кто избирается?").hits
    derived = sorted(path for path in (data / "derived").rglob("*") if path.is_file())
    assert derived
    for path in derived:
        path.unlink()
        with Index.open(data) as index:
            assert index.search("кто избирается?").hits == expected
        whole = path.read_bytes()
        path.write_bytes(whole[:-20] + bytes(20))
        with caplog.at_level(logging.WARNING), Index.open(data) as index:
            assert index.search("кто избирается?").hits == expected
        assert "deriving it again" in caplog.text
        caplog.clear()


def test_what_is_damaged_is_not_served_though_it_was_read_before_the_encoders(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "index"
    with Index.open(data) as index:
        index.add(folder)
        expected = index.search("кто избирается?").hits
    for path in sorted(path for path in (data / "derived").rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-20] + bytes(20))
        with caplog.at_level(logging.WARNING), Index.open(data) as index:
            index.warm_up()
            assert "deriving it again" in caplog.text
            assert index.search("кто избирается?").hits == expected
        caplog.clear()


def test_derived_files_of_another_index_are_not_taken_for_ones_own(tmp_path: Path) -> None:
    for name, text in [("one", "Совсем другой текст."), ("two", "Кластер и технопарк.")]:
        with Index.open(tmp_path / name) as index:
            index.add_documents([text_document(source="a.txt", text=text)])
    (tmp_path / "one" / "derived").rename(tmp_path / "kept")
    (tmp_path / "two" / "derived").rename(tmp_path / "one" / "derived")
    with Index.open(tmp_path / "one") as index:
        assert index.search("технопарк", mode="sparse").hits == ()
        assert index.search("другой текст", mode="sparse").hits


def test_another_process_sees_what_was_committed(tmp_path: Path) -> None:
    with Index.open(tmp_path) as writer, Index.open(tmp_path) as reader:
        assert reader.search("кластер").hits == ()
        writer.add_documents([text_document(source="a.txt", text="Кластер открыт.")])
        assert reader.search("кластер").hits[0].text == "Кластер открыт."
        writer.add_documents([text_document(source="a.txt", text="Кластер закрыт.")])
        assert reader.search("кластер").hits[0].text == "Кластер закрыт."


def test_readers_never_see_half_of_a_change(tmp_path: Path) -> None:
    """While a document is replaced, every hit cites one whole version of it."""

    def version(number: int) -> str:
        return "\n\n".join(f"Кластер, версия {number}, часть {part}." * 3 for part in range(4))

    with Index.open(tmp_path) as index, ThreadPoolExecutor(2) as readers:
        index.add_documents([text_document(source="a.txt", text=version(0))])

        def read() -> None:
            for _ in range(15):
                result = index.search("кластер версия", mode="sparse")
                versions = {hit.text.split("версия ")[1].split(",")[0] for hit in result.hits}
                assert len(versions) == 1
                assert versions == {str(result.generation - 1)}

        running = [readers.submit(read) for _ in range(2)]
        for number in range(1, 10):
            index.add_documents([text_document(source="a.txt", text=version(number))])
        for reader in running:
            reader.result()


def foreign(data: Path) -> None:
    """Make an index look as if another encoder had made it."""
    with sqlite3.connect(data / "spravka.sqlite") as connection:
        connection.execute("UPDATE collections SET dense_fingerprint = 'f', model = 'other'")
        connection.execute("UPDATE encoders SET fingerprint = 'f'")
    connection.close()


@pytest.mark.sqlite
def test_another_encoder_is_refused_until_the_index_is_rebuilt(tmp_path: Path) -> None:
    open_and_more = "Кластер открыт. Отчёт принят."
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="a.txt", text=open_and_more)])
    foreign(tmp_path)
    with Index.open(tmp_path) as index:
        with pytest.raises(EncoderMismatch, match="spravka index --rebuild"):
            index.search("кластер")
        with pytest.raises(EncoderMismatch, match="spravka index --rebuild"):
            index.warm_up()
        for text in ("Ещё один.", open_and_more):
            with pytest.raises(EncoderMismatch):
                index.add_documents([text_document(source="a.txt", text=text)])
        assert index.rebuild() == 1
        assert index.search("кластер").hits[0].text == open_and_more
        # The other encoder's vectors are gone, and its own are in their place.
        assert made_by(index) == [index.dense_fingerprint] * 3


def test_of_less_than_one_passage_nothing_is_compared(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="at least 1"):
        Index.open(tmp_path, compared=0)


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.close()
    with pytest.raises(StoreError, match="closed"):
        index.documents()


def test_the_manifest_names_what_it_was_derived_from(tmp_path: Path, folder: Path) -> None:
    with Index.open(tmp_path / "index") as index:
        generation = index.add(folder).generation
    manifest = json.loads((tmp_path / "index" / "derived" / "1" / "manifest.json").read_text())
    assert manifest["generation"] == generation
