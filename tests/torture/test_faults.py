"""The 1st, 2nd, … nth operation on a file fails: what is opened then is the old or the new state."""

import errno
import logging
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import index.store.sqlite
from index import Index, text_document
from index.errors import StoreError
from index.maintain.backup import back_up
from index.maintain.doctor import examine
from tests.index.encoders import word_encoders
from tests.torture.conftest import tell
from tests.torture.faults import Ended, Faults

MOST = 100
"""More operations than any change has."""


def put(index: Index, version: int) -> None:
    index.add_documents(
        [
            text_document(source=f"{number}.txt", text=f"Кластер {number}. Версия {version}.")
            for number in range(10)
        ]
    )


def versions(data: Path) -> set[str]:
    """Return the versions that a search of all passages finds; a doctor has nothing to say."""
    with Index.open(data, encoders=word_encoders()) as opened:
        hits = opened.search("кластер", mode="dense", k=100).hits
        assert len(hits) == 10
        assert len(opened.search("кластер", mode="sparse", k=100).hits) == 10
    assert examine(data).sound
    return {hit.text[-2:-1] for hit in hits}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    with Index.open(data, encoders=word_encoders()) as opened:
        put(opened, 1)
        opened.search("кластер")
    return data


@pytest.mark.parametrize("ends", [False, True], ids=["fails", "ends"])
def test_what_is_derived_survives_every_fault(data: Path, tmp_path: Path, ends: bool) -> None:
    for failing in range(1, MOST):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data, copy)
        faults = Faults(failing, ends=ends)
        opened = Index.open(copy, encoders=word_encoders())
        with faults.applied(), suppress(Ended):
            put(opened, 2)
            opened.search("кластер")
        opened.close()
        # The store was committed first, and by none of these operations.
        assert versions(copy) == {"2"}, failing
        if not faults.reached:
            break
        examine(copy, repair=True)
        assert examine(copy).findings == (), failing
    assert 10 < failing < MOST
    tell(f"file operations of a save that {'end it' if ends else 'fail'}", failing - 1)


def test_a_fault_is_logged_and_the_search_is_served(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Index.open(data, encoders=word_encoders()) as opened:
        with Faults(3, error=errno.ENOSPC).applied(), caplog.at_level(logging.WARNING):
            put(opened, 2)
            assert len(opened.search("кластер").hits) == 10
        assert "cannot be saved" in caplog.text
        assert "No space left" in caplog.text
    assert versions(data) == {"2"}


def test_a_backup_survives_every_fault(data: Path, tmp_path: Path) -> None:
    for failing in range(1, MOST):
        faults = Faults(failing, error=errno.ENOSPC)
        target = tmp_path / "copies" / str(failing)
        try:
            with faults.applied():
                back_up(data, target)
        except StoreError:
            assert faults.reached
            # Its last operation alone is after the copy is in its place.
            assert not target.exists() or versions(target) == {"1"}
        else:
            assert versions(target) == {"1"}
        if not faults.reached:
            break
    assert 3 < failing < MOST
    tell("file operations of a backup that fail", failing - 1)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: its write fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_store_that_cannot_grow_keeps_its_state(data: Path, tmp_path: Path) -> None:
    failed = 0
    copy = tmp_path / "copy"
    for size in range(0, 4096 * MOST, 4096 + 512):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(data, copy)
        opened = Index.open(copy, encoders=word_encoders())
        try:
            with largest_file(size):
                put(opened, 2)
        except StoreError:
            failed += 1
            # It is served on, by this process too.
            assert {hit.text[-2:-1] for hit in opened.search("кластер").hits} == {"1"}
            put(opened, 3)
            opened.close()
            assert versions(copy) == {"3"}
        else:
            opened.close()
            assert versions(copy) == {"2"}
            break
    assert failed > 5
    tell("writes of the store that fail, at every size of its log", failed)


def test_a_full_disk_is_said_to_be_full(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = index.store.sqlite.connect

    def connect_small(path: Path, *, busy_seconds: float) -> sqlite3.Connection:
        connection = connect(path, busy_seconds=busy_seconds)
        connection.execute("PRAGMA max_page_count = 1")
        return connection

    monkeypatch.setattr(index.store.sqlite, "connect", connect_small)
    with Index.open(data, encoders=word_encoders()) as opened:
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            opened.add_documents([text_document(source="b.txt", text="Длинный текст. " * 5000)])
        assert len(opened.search("кластер").hits) == 10
    monkeypatch.undo()
    assert versions(data) == {"1"}
