"""An index of an older format opens as if it were of today's, or stays as it was."""

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import Index, text_document
from index.errors import EncoderMismatch, StoreError
from index.maintain.doctor import examine
from index.store import migrations
from index.store.schema import FORMAT_VERSION
from index.store.sqlite import SqliteStore
from index.types import Span
from tests.index.encoders import word_encoders
from tests.index.store.golden_index import BOXED, CHARTER, DELETED, FILE, GOLDEN, REPORT

NAMES = sorted(path.name.split(".")[0] for path in GOLDEN.iterdir())


def golden(name: str, folder: Path) -> Path:
    """Put an index that an older Spravka made into a folder; return its file."""
    folder.mkdir(exist_ok=True)
    path = folder / "spravka.sqlite"
    path.write_bytes(gzip.decompress((GOLDEN / f"{name}.sqlite.gz").read_bytes()))
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def tables(path: Path) -> dict[str, object]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT type, name, tbl_name FROM sqlite_schema").fetchall()
        columns = {
            name: connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
            + connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
            for kind, name, _ in names
            if kind == "table"
        }
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        return {
            **columns,
            "names": sorted(names),
            "triggers": {name: sql.split() for name, sql in triggers},
        }


def read_by(path: Path) -> str:
    """Return the fingerprint of how the words of the first collection were taken apart."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT sparse_fingerprint FROM collections").fetchone()
    return str(found[0])


def test_there_is_an_index_of_every_format() -> None:
    assert {name.split("-")[1] for name in NAMES} == {str(n + 1) for n in range(FORMAT_VERSION)}


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_index_opens_with_its_documents(tmp_path: Path, name: str) -> None:
    path = golden(name, tmp_path)
    read = read_by(path)
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        assert [each.name for each in index.collections().collections] == ["default", "другая"]
        page = index.documents().documents
        assert [each.source for each in page] == ["gone.txt", "устав.md"]
        assert index.text(page[1].document_id).text == CHARTER
        assert page[1].metadata == {"year": 2024, "tags": ("a", "б"), "draft": True}
        if read != index.sparse_fingerprint:
            with pytest.raises(EncoderMismatch, match=r"--rebuild --collection default"):
                index.search("кластер")
            assert index.rebuild() == 2
            assert index.rebuild(collection="другая") == 1
        (hit, *_) = index.search("кластер открыт").hits
        assert hit.text == REPORT
        (other,) = index.search("кластер", collection="другая").hits
        assert other.citation.quote == "Another collection. Кластер закрыт."
        index.delete(page[0].document_id)
        assert [each.source for each in index.documents().documents] == ["устав.md"]
    assert examine(tmp_path).sound
    SqliteStore(tmp_path / "new").close()
    assert tables(path) == tables(tmp_path / "new" / "spravka.sqlite")


@pytest.mark.parametrize("name", NAMES)
def test_documents_own_what_a_reader_makes_of_their_text(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    given = text_document(
        source="устав.md",
        text=CHARTER,
        language="ru",
        metadata={"year": 2024, "tags": ("a", "б"), "draft": True},
    )
    with closing(SqliteStore(tmp_path)) as store, store.read() as transaction:
        kept = transaction.documents.whole(given.document_id)
        # Of a document that an older reader has read, the file is read again.
        assert kept == replace(given, reader_version=kept.reader_version)
        assert [block.kind for block in kept.blocks] == ["heading", "paragraph", "paragraph"]
        assert [block.headings for block in kept.blocks] == [(), *[(Span(0, 7),)] * 2]
        assert transaction.documents.holds(kept)
        assert transaction.documents.holds(given) == (kept.reader_version == given.reader_version)
        state = transaction.collections.get("default")
        # Of what was removed before there was a log nothing is known.
        known = transaction.removals.since(state, 0)
        assert (known is None) == (state.logged_since > 0)
        assert transaction.removals.since(state, state.generation) is not None


@pytest.mark.parametrize("name", [name for name in NAMES if int(name.split("-")[1]) >= 6])
def test_the_file_that_was_sent_is_kept(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        [other] = index.documents(collection="другая").documents
        assert index.original(other.document_id).data == FILE


@pytest.mark.parametrize("name", [name for name in NAMES if int(name.split("-")[1]) >= 6])
def test_what_was_deleted_can_be_brought_back(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden(name, tmp_path)
    encoders = word_encoders()
    with Index.open(tmp_path, encoders=encoders) as index:
        # It was deleted long ago.
        monkeypatch.setattr("index.deleting.time.time", lambda: 0.0)
        [kept] = index.deleted().documents
        monkeypatch.setattr("index.deleting.time.time", lambda: kept.deleted + 1.0)
        index.undo()
        assert encoders.dense.encoded == []  # type: ignore[attr-defined]
        assert index.text(kept.document_id).text == DELETED


@pytest.mark.parametrize("name", NAMES)
def test_sizes_are_known_and_times_are_those_that_were_kept(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    kept = int(name.split("-")[1]) >= 6
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        gone, charter = index.documents().documents
        assert (gone.size, charter.size) == (len(REPORT.encode()), len(CHARTER.encode()))
        for document in (gone, charter):
            assert (document.added is not None, document.modified is not None) == (kept, kept)
        [default, _] = index.collections().collections
        assert (default.created is not None) == kept
        # Whatever is not known stays so until the document has other bytes.
        index.rebuild()
        assert replace(index.document(charter.document_id), passages=charter.passages) == charter
        index.add_documents([text_document(source="устав.md", text="Иной устав.")])
        changed = index.document(charter.document_id)
        assert changed.added == charter.added
        assert changed.modified is not None


@pytest.mark.parametrize("name", [name for name in NAMES if int(name.split("-")[1]) >= 5])
def test_boxes_are_where_they_were(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        index.rebuild(collection="другая")
        (other,) = index.search("кластер", collection="другая").hits
        assert other.citation.boxes == tuple(box for _, box in BOXED.boxes if box)
        assert other.citation.page == 2


@pytest.mark.parametrize("name", [name for name in NAMES if "format-1" not in name])
def test_what_was_encoded_stays_encoded(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    encoders = word_encoders()
    with Index.open(tmp_path, encoders=encoders) as index:
        index.rebuild()
        assert encoders.dense.encoded == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["format-1", "format-1-first"])
def test_ids_that_were_used_are_not_used_again(tmp_path: Path, name: str) -> None:
    path = golden(name, tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        (last,) = connection.execute("SELECT max(id) FROM passages").fetchone()
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        before = index.generation
        index.rebuild()
        assert before == 4
    with closing(sqlite3.connect(path)) as connection:
        (first,) = connection.execute("SELECT min(id) FROM passages").fetchone()
    assert first > last


@pytest.mark.parametrize("name", [name for name in NAMES if name != f"format-{FORMAT_VERSION}"])
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = golden(name, tmp_path)
    before = dump(path)

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(migrations, "_MIGRATIONS", (*migrations._MIGRATIONS, fail))
    with pytest.raises(StoreError, match="nowhere"):
        SqliteStore(tmp_path)
    assert dump(path) == before
    monkeypatch.undo()
    SqliteStore(tmp_path).close()
    assert dump(path) != before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE documents SET title = 'иной'", "document"),
        ("UPDATE passages SET line = line + 1", "passage"),
        ("UPDATE documents SET text = replace(text, 'Кластер', 'Кластир')", "text|passage"),
    ],
)
def test_what_was_damaged_before_is_damaged_after(
    tmp_path: Path, statement: str, message: str
) -> None:
    path = golden("format-2", tmp_path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
        today = word_encoders().sparse.fingerprint
        connection.execute("UPDATE collections SET sparse_fingerprint = ?", [today])
    with (
        Index.open(tmp_path, encoders=word_encoders()) as index,
        pytest.raises(StoreError, match=message),
    ):
        index.search("кластер открыт")
    assert not examine(tmp_path).sound


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = golden("format-2", tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    before = path.read_bytes()
    message = f"format {FORMAT_VERSION + 1}, this Spravka knows 1 to {FORMAT_VERSION}: update"
    with pytest.raises(StoreError, match=message):
        SqliteStore(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [2, 3, 5, 6])
def test_an_index_of_an_older_format_than_its_tables_is_damaged(
    tmp_path: Path, version: int
) -> None:
    path = golden(f"format-{FORMAT_VERSION}", tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"format {version}, .* damaged; restore a backup"):
        SqliteStore(tmp_path)
    assert path.read_bytes() == before
    assert not examine(tmp_path).sound


@pytest.mark.parametrize("name", ["format-3", "format-4"])
def test_the_folder_of_an_older_index_takes_its_documents_and_renames_none(
    tmp_path: Path, name: str
) -> None:
    golden(name, tmp_path / "index")
    folder, other = tmp_path / "documents", tmp_path / "other"
    for place, source, text in (
        (folder, "gone.txt", "Кластер открыт. Отчёт принят."),
        (other, "новое.txt", "Парк закрыт."),
    ):
        place.mkdir()
        (place / source).write_text(text, encoding="utf-8")
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        before = {each.source: each.document_id for each in index.documents().documents}
        assert index.roots() == ()
        assert index.rebuild() == 2
        # One that has none of them goes by its own name.
        index.add(other)
        report = index.add(folder)
        assert (report.added, report.replaced, report.failed) == (0, 1, ())
        after = {each.source: each.document_id for each in index.documents().documents}
        assert after.pop("other/новое.txt")
        assert after == before
        assert [(each.root.name, each.root.plain) for each in index.roots()] == [
            ("other", False), ("documents", True)
        ]  # fmt: skip
        # What no folder has is nobody's, whatever is pruned.
        (folder / "gone.txt").rename(folder / "renamed.txt")
        assert index.add(folder, prune=True).removed == 1
        assert {each.source for each in index.documents().documents} == {
            "other/новое.txt", "renamed.txt", "устав.md"
        }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if int(name.split("-")[1]) >= 5])
def test_the_roots_are_those_it_had(tmp_path: Path, name: str) -> None:
    golden(name, tmp_path)
    with Index.open(tmp_path, encoders=word_encoders()) as index:
        (info,) = index.roots()
        assert (info.root.name, info.root.plain, info.documents) == ("golden documents", True, 1)
        assert {(each.path, each.code) for each in index.unread()} == {
            (".draft.md", "hidden"), ("фото.png", "unknown_format")
        }  # fmt: skip
        index.rebuild()
        assert index.search("кластер").coverage.unread == 1
