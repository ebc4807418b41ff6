"""A server that keeps up with its folders, as a user starts it."""

import fcntl
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index import Index
from service.config import Config, GivenFolder
from service.http.following import LOCK, follows
from service.settings import Settings
from tests.service.cli.test_main import PROGRAM
from tests.service.http.test_workers import SECONDS, get, until, workers_of

FERRY = "The ferry leaves at nine."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return folder


class Server:
    """A server that runs, and what it has told so far."""

    def __init__(self, process: "subprocess.Popen[bytes]", errors: Path, address: str) -> None:
        self.process, self.address = process, address
        self._errors = errors

    @property
    def told(self) -> str:
        return self._errors.read_text("utf-8")

    def sources(self, *, collection: str = "default") -> set[str]:
        if collection not in {each["name"] for each in self.get("/v1/collections")["collections"]}:
            return set()
        listed = self.get(f"/v1/documents?collection={collection}")
        return {each["source"] for each in listed["documents"]}

    def get(self, path: str) -> Any:
        return get(self.address, path)

    def holds(self, *sources: str) -> Callable[[], bool]:
        return lambda: self.sources() == set(sources)


@contextmanager
def serving(tmp_path: Path, *arguments: str, config: str = "") -> Iterator[Server]:
    """Start a server over a folder beside a `spravka.toml`; in the end it stops without a fault."""
    (tmp_path / "spravka.toml").write_text(f'data = "data"\n{config}', encoding="utf-8")
    errors = tmp_path / "errors"
    with errors.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", *arguments],
            env={**os.environ, "SPRAVKA_CONFIG": str(tmp_path / "spravka.toml")},
            stderr=written,
        )
    server = Server(process, errors, "")
    try:
        until(lambda: "ready\n" in server.told)
        server.address = server.told.split()[1]
        yield server
    finally:
        process.terminate()
        process.wait(SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in server.told


def test_it_keeps_up_with_the_folders_of_the_file(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "it"
    other.mkdir()
    (other / "db.txt").write_text("The server is db-02.", encoding="utf-8")
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "alone.txt").write_text("Alone.", encoding="utf-8")
    config = (
        '[[folders]]\npath = "documents"\nignore = ["drafts/"]\n'
        '[[folders]]\npath = "it"\ncollection = "it"\n'
        '[[folders]]\npath = "left"\nwatch = false\n'
    )
    with serving(tmp_path, config=config) as server:
        until(server.holds("ferry.txt"))
        until(lambda: server.sources(collection="it") == {"db.txt"})
        (folder / "drafts").mkdir()
        (folder / "drafts" / "no.txt").write_text("Not yet.", encoding="utf-8")
        (folder / "scan.zip").write_bytes(bytes(range(32)))
        (folder / "tide.txt").write_text("High water is at noon.", encoding="utf-8")
        until(server.holds("ferry.txt", "tide.txt"))
        until(lambda: f"{folder}: 1 file not read: 1 .zip" in server.told)
        # A folder that is not there takes nothing with it, and keeps no other from being read.
        other.rename(tmp_path / "elsewhere")
        until(lambda: "no such file or folder" in server.told)
        (folder / "ferry.txt").unlink()
        until(server.holds("tide.txt"))
        assert server.sources(collection="it") == {"db.txt"}
        answer = server.get("/v1/answer?q=when+is+high+water%3F")
        assert answer["answer"]["citation"]["source"] == "tide.txt"
    assert f"{folder}: 1 document: 0 new, 0 changed, 1 as before, 1 removed" in server.told


def test_asked_to_it_keeps_up_with_what_the_index_remembers(folder: Path, tmp_path: Path) -> None:
    with Index.open(tmp_path / "data") as index:
        index.add(folder)
        with serving(tmp_path, "--watch") as server:
            until(lambda: f"following {folder}" in server.told)
            (folder / "tide.txt").write_text("High water is at noon.", encoding="utf-8")
            until(server.holds("ferry.txt", "tide.txt"))
            # Of a folder that is added meanwhile it hears.
            (tmp_path / "more").mkdir()
            (tmp_path / "more" / "boat.txt").write_text("The boat is red.", encoding="utf-8")
            index.add(tmp_path / "more")
            until(lambda: f"following {tmp_path / 'more'}" in server.told)
            (tmp_path / "more" / "boat.txt").unlink()
            (tmp_path / "more" / "ship.txt").write_text("The ship is blue.", encoding="utf-8")
            until(server.holds("ferry.txt", "tide.txt", "more/ship.txt"))


def test_where_most_files_are_gone_the_documents_stay(folder: Path, tmp_path: Path) -> None:
    for number in range(20):
        (folder / f"{number}.txt").write_text(f"The number is {number}.", encoding="utf-8")
    config = '[[folders]]\npath = "documents"\n'
    with serving(tmp_path, "--workers", "1", config=config) as server:
        until(lambda: len(server.sources()) == 21)
        for number in range(20):
            (folder / f"{number}.txt").unlink()
        until(lambda: "20 of 21 documents are gone; the documents stay" in server.told)
        assert len(server.sources()) == 21


def test_it_stops_in_the_middle_of_an_update(folder: Path, tmp_path: Path) -> None:
    for number in range(400):
        text = "\n\n".join(f"Paragraph {each} of text {number} is here." for each in range(40))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    config = '[[folders]]\npath = "documents"\n'
    with serving(tmp_path, config=config) as server:
        until(server.sources)
    with Index.open(tmp_path / "data") as index:
        assert 0 < index.documents(limit=1).total < 401


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="finds who holds a lock in /proc")
def test_of_several_workers_one_follows_and_another_takes_its_place(
    folder: Path, tmp_path: Path
) -> None:
    config = '[[folders]]\npath = "documents"\n'
    with serving(tmp_path, "--workers", "2", config=config) as server:
        until(server.holds("ferry.txt"))
        assert server.told.count("following") == 1
        first = holder(tmp_path / "data" / LOCK)
        assert first in workers_of(server.process)
        os.kill(first, signal.SIGKILL)
        until(lambda: server.told.count("following") == 2)
        assert holder(tmp_path / "data" / LOCK) != first
        (folder / "tide.txt").write_text("High water is at noon.", encoding="utf-8")
        until(server.holds("ferry.txt", "tide.txt"))


def holder(lock: Path) -> int | None:
    """Return the process that holds a lock on a file."""
    inode = f":{lock.stat().st_ino} "
    held = [line for line in Path("/proc/locks").read_text().splitlines() if inode in line]
    return int(held[0].split()[4]) if held else None


@pytest.mark.usefixtures("folder")
def test_where_another_one_follows_it_waits(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    config = '[[folders]]\npath = "documents"\n'
    with (tmp_path / "data" / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with serving(tmp_path, config=config) as server:
            assert server.sources() == set()
            assert "following" not in server.told
            fcntl.flock(lock, fcntl.LOCK_UN)
            until(server.holds("ferry.txt"))


def test_the_log_has_it_in_its_form(folder: Path, tmp_path: Path) -> None:
    config = 'log = "json"\n[[folders]]\npath = "documents"\n'
    with serving(tmp_path, config=config) as server:
        until(server.holds("ferry.txt"))
        until(lambda: "1 new" in server.told)
    lines: list[Any] = [json.loads(line) for line in server.told.splitlines() if line[0] == "{"]
    told = [each for each in lines if each.get("logger") == "spravka.folders"]
    assert [each["level"] for each in told] == ["warning", "info"]
    assert told[1]["message"].startswith(f"{folder}: 1 document: 1 new")


@pytest.mark.parametrize(
    ("watch", "folders", "followed"),
    [
        (None, [], False), (None, [True], True), (None, [False], False), (None, [False, True], True),
        (True, [], True), (True, [False], True), (False, [True], False),
    ],
)  # fmt: skip
def test_without_being_asked_it_follows_the_folders_of_the_file(
    watch: bool | None, folders: list[bool], followed: bool
) -> None:
    config = Config(folders=tuple(GivenFolder(path=Path("a"), watch=each) for each in folders))
    assert follows(Settings(watch=watch), config) is followed
