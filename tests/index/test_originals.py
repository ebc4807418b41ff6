"""The file that a document was read from, while it is what was read."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from index import Index, text_document
from index.errors import NotFound, StoreError
from index.maintain.doctor import examine
from index.read.document import read_document
from index.types import Document
from tests.index.encoders import word_encoders

CHARTER = "Председатель избирается на три года."
DATA = CHARTER.encode("utf-16")


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index", encoders=word_encoders()) as opened:
        yield opened


def sent(source: str = "charter.txt", collection: str = "default") -> Document:
    document = read_document(data=DATA, source=source, collection=collection)
    return replace(document, original=DATA)


def kept(index: Index) -> int:
    with index._store.read() as transaction:
        select = "SELECT count(*) FROM originals"
        return int(transaction._connection.execute(select).fetchone()[0])


def original(index: Index, source: str = "charter.txt") -> bytes:
    [document] = index.documents(source=source).documents
    return index.original(document.document_id).data


def test_a_text_is_its_own_original(index: Index) -> None:
    index.add_documents([text_document(source="charter.txt", text=CHARTER + "\r\n\ufeff")])
    assert original(index) == (CHARTER + "\r\n\ufeff").encode()
    assert kept(index) == 0


def test_one_that_was_sent_is_kept_once_and_as_long_as_its_documents(index: Index) -> None:
    index.add_documents([sent(), sent("copy.txt")])
    index.add_documents([sent(collection="other")], collection="other")
    assert original(index) == original(index, "copy.txt") == DATA
    assert kept(index) == 1
    index.rebuild()
    index.delete_collection("other")
    index.delete(sent().document_id)
    assert original(index, "copy.txt") == DATA
    index.add_documents([text_document(source="copy.txt", text=CHARTER)])
    assert original(index, "copy.txt") == CHARTER.encode()
    # What was deleted or replaced may be brought back yet.
    assert kept(index) == 1
    for collection in ("default", "other"):
        index.forget_deleted(collection=collection)
    assert kept(index) == 0


def test_one_that_came_before_it_was_kept_is_kept_when_it_comes_again(index: Index) -> None:
    index.add_documents([replace(sent(), original=None)])
    with pytest.raises(NotFound, match="not kept: send the file again"):
        original(index)
    report = index.add_documents([sent()])
    assert (report.replaced, report.embedded) == (1, 0)
    assert original(index) == DATA
    assert index.add_documents([sent()]).unchanged == 1


@pytest.mark.parametrize("alone", [False, True], ids=["of a folder", "by itself"])
def test_a_file_on_disk_is_it_while_it_is_unchanged(
    index: Index, tmp_path: Path, alone: bool
) -> None:
    path = tmp_path / "docs" / "law" / "charter.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes(DATA)
    source = "charter.txt" if alone else "law/charter.txt"
    index.add(path if alone else tmp_path / "docs")
    assert original(index, source) == DATA
    assert kept(index) == 0
    # As long, and not the same.
    path.write_bytes(DATA[:-2] + b"!\0")
    with pytest.raises(NotFound, match="not there any more as it was indexed"):
        original(index, source)
    path.unlink()
    with pytest.raises(NotFound, match="index its folder again"):
        original(index, source)
    # What never ends is not read.
    os.mkfifo(path)
    with pytest.raises(NotFound):
        original(index, source)


PARTS = [slice(0, 0), slice(0, 4), slice(3, 9), slice(-5, None), slice(70, 900), slice(900, 901)]


@pytest.mark.parametrize("name", ["sent", "on disk", "a text"])
def test_a_part_of_it_is_that_of_the_whole(index: Index, tmp_path: Path, name: str) -> None:
    whole = DATA
    if name == "sent":
        index.add_documents([sent()])
    elif name == "a text":
        whole = CHARTER.encode()
        index.add_documents([text_document(source="charter.txt", text=CHARTER)])
    else:
        (tmp_path / "charter.txt").write_bytes(DATA)
        settled(tmp_path / "charter.txt")
        index.add(tmp_path / "charter.txt")
    [document] = index.documents().documents
    for part in PARTS:
        found = index.original(document.document_id, part=part)
        assert (found.size, found.data) == (len(whole), whole[part])
        assert found.data == whole[found.start :][: len(found.data)]


def settled(path: Path) -> None:
    """Wait until a file's time of change is one that a later change does not have too."""
    until = path.stat().st_ctime_ns + 2.1e9
    while time.time_ns() < until:
        time.sleep(0.05)


def test_a_part_of_a_file_that_has_changed_is_none_of_it(index: Index, tmp_path: Path) -> None:
    path = tmp_path / "charter.txt"
    path.write_bytes(DATA)
    settled(path)
    index.add(path)
    [document] = index.documents().documents
    for _ in range(2):
        assert index.original(document.document_id, part=slice(0, 2)).data == DATA[:2]
    times = path.stat()
    path.write_bytes(DATA[:-2] + b"!\0")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(NotFound, match="not there any more as it was indexed"):
        index.original(document.document_id, part=slice(0, 2))


@pytest.mark.sqlite
def test_a_part_of_one_that_is_damaged_is_not_given(index: Index, tmp_path: Path) -> None:
    index.add_documents([sent()])
    index.close()
    with closing(sqlite3.connect(tmp_path / "index" / "spravka.sqlite")) as connection, connection:
        connection.execute("UPDATE originals SET data = zeroblob(length(data))")
    with (
        Index.open(tmp_path / "index", encoders=word_encoders()) as opened,
        pytest.raises(StoreError, match="damaged: send the file again"),
    ):
        opened.original(sent().document_id, part=slice(0, 2))


@pytest.mark.sqlite
def test_damage_is_found_and_forgotten(index: Index, tmp_path: Path) -> None:
    index.add_documents([sent()])
    index.close()
    with closing(sqlite3.connect(tmp_path / "index" / "spravka.sqlite")) as connection, connection:
        connection.execute("UPDATE originals SET data = x'00'")
    with (
        Index.open(tmp_path / "index", encoders=word_encoders()) as opened,
        pytest.raises(StoreError, match="damaged: send the file again"),
    ):
        original(opened)
    assert not examine(tmp_path / "index").sound
    assert examine(tmp_path / "index", repair=True).sound
    assert examine(tmp_path / "index").findings == ()
    with Index.open(tmp_path / "index", encoders=word_encoders()) as opened:
        assert opened.add_documents([sent()]).replaced == 1
        assert original(opened) == DATA
        assert sha256(original(opened)).hexdigest() == opened.documents().documents[0].sha256
