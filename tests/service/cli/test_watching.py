"""`spravka index --prune` and `--watch`, `delete` and `collections`, as a user runs them."""

import json
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from index import Index
from service.cli.main import run
from tests.service.cli.test_main import one_line, start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "notes").mkdir(parents=True)
    (folder / "ferry.txt").write_text("The ferry leaves at nine.", encoding="utf-8")
    (folder / "notes" / "tide.md").write_text("High water is at noon.", encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    return ["--data", str(tmp_path / "data")]


def sources(data: list[str], *, collection: str = "default") -> set[str]:
    with Index.open(data[1]) as index:
        return {found.source for found in index.documents(collection=collection).documents}


class TestPrune:
    def test_removes_what_is_gone(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder), *data]) == 0
        (folder / "ferry.txt").unlink()
        assert run(["index", str(folder), *data]) == 0
        assert sources(data) == {"ferry.txt", "notes/tide.md"}
        capsys.readouterr()
        assert run(["index", str(folder), "--prune", *data]) == 0
        assert "1 document: 0 new, 0 changed, 1 as before, 1 removed" in capsys.readouterr().out
        assert sources(data) == {"notes/tide.md"}

    def test_of_a_folder_that_is_not_there_removes_nothing(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder), *data]) == 0
        folder.rename(folder.with_name("elsewhere"))
        capsys.readouterr()
        assert run(["index", str(folder), "--prune", *data]) == 2
        assert "documents" in one_line(capsys.readouterr().err)
        assert len(sources(data)) == 2

    def test_of_nothing_that_is_remembered_is_told(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", "--prune", *data]) == 2
        assert "'default' remembers no folder" in one_line(capsys.readouterr().err)
        assert run(["index", str(folder), *data]) == 0
        capsys.readouterr()
        assert run(["index", "--prune", "--collection", "other", *data]) == 2
        assert "'other' remembers no folder" in one_line(capsys.readouterr().err)
        assert run(["index", "--prune", *data]) == 0

    def test_a_file_that_was_renamed_is_no_copy_of_what_is_gone(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder), *data]) == 0
        (folder / "ferry.txt").rename(folder / "паром.txt")
        assert run(["update", *data]) == 0
        assert "very text" not in capsys.readouterr().err
        (folder / "copy.txt").write_text("The ferry leaves at nine.", encoding="utf-8")
        (folder / "notes" / "tide.md").rename(folder / "tide.md")
        assert run(["index", str(folder), "--prune", *data]) == 0
        assert "1 document holds the very text of another: copy.txt (as паром.txt)" in one_line(
            capsys.readouterr().err
        )

    def test_of_a_folder_that_holds_only_what_is_known_is_told(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder / "notes"), *data]) == 0
        (folder / "ferry.txt").unlink()
        capsys.readouterr()
        assert run(["index", str(folder), *data]) == 2
        told = one_line(capsys.readouterr().err)
        assert f"but in what is known: {folder / 'notes'}" in told


class TestDelete:
    def test_takes_documents_by_their_sources(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder), *data]) == 0
        capsys.readouterr()
        assert run(["delete", "notes/tide.md", "lost.txt", *data]) == 1
        captured = capsys.readouterr()
        assert captured.out == "1 document deleted\n"
        lost, standing = captured.err.splitlines()
        assert "'lost.txt'" in lost
        assert "notes/tide.md: the file is still where it was, and the next update" in standing
        assert sources(data) == {"ferry.txt"}
        assert run(["delete", "notes/tide.md", *data]) == 2
        assert run(["delete", "ferry.txt", "--json", *data]) == 0
        assert json.loads(capsys.readouterr().out) == {"deleted": ["ferry.txt"], "generation": 3}
        assert (folder / "ferry.txt").is_file()

    def test_tells_only_of_files_that_an_update_would_read(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["index", str(folder), *data]) == 0
        (folder / "ferry.txt").unlink()
        capsys.readouterr()
        assert run(["delete", "ferry.txt", "--for-good", *data]) == 0
        assert capsys.readouterr().err == ""
        assert run(["delete", "notes/tide.md", "--for-good", *data]) == 0
        assert "the next update reads it again" in one_line(capsys.readouterr().err)
        assert run(["update", *data]) == 0
        assert sources(data) == {"notes/tide.md"}
        assert run(["delete", "--folder", "documents", "--yes", *data]) == 0
        assert "update" not in capsys.readouterr().err

    def test_of_no_index_fails_in_one_line(
        self, tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["delete", "a.txt", *data]) == 2
        assert "spravka index" in one_line(capsys.readouterr().err)
        assert not (tmp_path / "data").exists()


class TestCollections:
    def test_are_listed_made_and_deleted(
        self, folder: Path, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["collections", "--create", "harbour", *data]) == 0
        assert capsys.readouterr().out == (
            "default: 0 documents, 0 passages\nharbour: 0 documents, 0 passages\n"
        )
        assert run(["index", str(folder), "--collection", "harbour", *data]) == 0
        capsys.readouterr()
        assert run(["collections", "--json", *data]) == 0
        listed = json.loads(capsys.readouterr().out)
        assert [(one["name"], one["documents"]) for one in listed] == [
            ("default", 0),
            ("harbour", 2),
        ]
        assert run(["collections", "--create", "harbour", *data]) == 2
        assert "harbour" in one_line(capsys.readouterr().err)
        assert run(["collections", "--delete", "harbour", "--yes", *data]) == 0
        assert capsys.readouterr().out == "default: 0 documents, 0 passages\n"
        assert run(["collections", "--delete", "harbour", "--yes", *data]) == 2


class TestWatch:
    def test_follows_a_folder_until_it_is_stopped(
        self, folder: Path, data: list[str], tmp_path: Path
    ) -> None:
        process = start(["index", str(folder), "--watch", "--json", *data], OMP_NUM_THREADS="1")
        assert process.stdout is not None
        assert process.stderr is not None
        printed: list[Any] = []
        told: list[str] = []
        threads = [
            Thread(target=lambda: printed.extend(map(json.loads, process.stdout or []))),
            Thread(target=lambda: told.extend(process.stderr or [])),
        ]
        for thread in threads:
            thread.start()

        def until(true: Callable[[], bool]) -> None:
            last = monotonic() + 90
            while not true():
                assert process.poll() is None
                assert monotonic() < last
                sleep(0.05)

        try:
            until(lambda: len(printed) == 1)
            assert printed[0]["added"] == 2
            (folder / "ferry.txt").write_text("The ferry leaves at ten.", encoding="utf-8")
            until(lambda: len(printed) == 2)
            assert (printed[1]["replaced"], printed[1]["unchanged"]) == (1, 1)
            # A file that is half written, then whole.
            (folder / "new.txt").write_bytes("Паром".encode("utf-16-le")[:-1] + b"\0\1\2\3")
            until(lambda: any("new.txt" in line for line in told))
            (folder / "new.txt").write_text("Паром отходит в десять.", encoding="utf-8")
            until(lambda: len(printed) == 3)
            assert printed[2]["added"] == 1
            (folder / "notes" / "tide.md").unlink()
            until(lambda: len(printed) == 4)
            assert printed[3]["removed"] == 1
            assert sources(data) == {"ferry.txt", "new.txt"}
            # A folder that is gone, as an unmounted one is, takes nothing with it.
            folder.rename(tmp_path / "elsewhere")
            until(lambda: any("no such" in line for line in told))
            assert sources(data) == {"ferry.txt", "new.txt"}
            (tmp_path / "elsewhere").rename(folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
            for thread in threads:
                thread.join()
            process.stdout.close()
            process.stderr.close()
        assert process.returncode == 0
        assert "Traceback" not in "".join(told)

    def test_of_nothing_is_refused(
        self, data: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["collections", "--create", "harbour", *data]) == 0
        capsys.readouterr()
        assert run(["index", "--watch", "--collection", "harbour", *data]) == 2
        assert "no folder to follow" in one_line(capsys.readouterr().err)
