"""Several processes on one socket, as a user starts them."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

import httpx2
import pytest

from service.cli.main import run
from tests.service.cli.test_main import one_line, start

SECONDS = 90
"""Far longer than anything here takes on a busy machine."""


def until(true: Callable[[], Any], *, seconds: float = SECONDS) -> Any:
    """Return what `true` returns, once that is something."""
    last = monotonic() + seconds
    while not (found := true()):
        assert monotonic() < last
        sleep(0.05)
    return found


class Watching(Protocol):
    """The process that watches over workers."""

    @property
    def pid(self) -> int:
        """Return its number."""
        ...


def workers_of(process: Watching) -> list[int]:
    """Return the processes that a server has started to serve."""
    found = []
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            continue
        if b"spawn_main" in command:
            found.append(int(child))
    return found


@contextmanager
def only(worker: int, workers: list[int]) -> Iterator[None]:
    """Let one worker alone run, so that it must answer."""
    others = [other for other in workers if other != worker]
    for other in others:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in others:
            os.kill(other, signal.SIGCONT)


def get(address: str, path: str) -> Any:
    # A connection of its own each time: a kept one stays with the worker that took it.
    response = httpx2.get(f"{address}{path}", timeout=SECONDS)
    assert response.status_code == 200, response.text
    return response.json()


@contextmanager
def serving(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server of two workers over `data`; yield it and its address, and end it."""
    arguments = ["serve", "--workers", "2", "--port", "0", "--data", str(data)]
    process = start(arguments, OMP_NUM_THREADS="1")
    assert process.stderr is not None
    address = process.stderr.readline().split()[1]
    try:
        until(lambda: len(workers_of(process)) == 2)
        assert process.stderr.readline() == "spravka: ready\n"
        yield process, address
    finally:
        process.terminate()
        out, error = process.communicate(timeout=SECONDS)
    assert (process.returncode, out, error) == (0, "", "")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers") / "data"


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server whose two workers are warm, over an empty index, and its address."""
    with serving(data) as (process, address):
        workers = workers_of(process)
        for worker in workers:
            with only(worker, workers):
                get(address, "/readyz")
        yield process, address


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes in /proc")
class TestWorkers:
    def test_all_follow_what_one_of_them_and_another_process_writes(
        self, served: tuple[subprocess.Popen[str], str], data: Path, tmp_path: Path
    ) -> None:
        process, address = served
        one, other = workers_of(process)
        documents = [{"source": "a", "text": "The ferry to Skagen leaves at nine."}]
        with only(one, [one, other]):
            sent = httpx2.post(
                f"{address}/v1/documents", json={"documents": documents}, timeout=SECONDS
            ).json()
            assert sent["added"] == 1
        for worker in (one, other):
            with only(worker, [one, other]):
                found = get(address, "/v1/search?q=ferry")
                assert found["generation"] == sent["generation"]
                assert found["hits"][0]["passage"]["text"] == documents[0]["text"]
        (tmp_path / "tide.txt").write_text("High water is at noon.", encoding="utf-8")
        assert run(["index", str(tmp_path / "tide.txt"), "--data", str(data)]) == 0
        for worker in (one, other):
            with only(worker, [one, other]):
                found = get(address, "/v1/search?q=high+water")
                assert found["generation"] == sent["generation"] + 1
                assert found["hits"][0]["citation"]["source"] == "tide.txt"

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_end_together_even_while_they_start(self, data: Path, number: signal.Signals) -> None:
        with serving(data) as (process, _):
            workers = workers_of(process)
            process.send_signal(number)
            process.wait(SECONDS)
            assert not any(Path(f"/proc/{worker}").exists() for worker in workers)

    def test_do_not_outlive_the_one_that_watches_over_them(self, tmp_path: Path) -> None:
        arguments = ["serve", "--workers", "2", "--port", "0", "--data", str(tmp_path / "data")]
        process = start(arguments, OMP_NUM_THREADS="1")
        until(lambda: len(workers_of(process)) == 2)
        workers = workers_of(process)
        process.kill()
        process.communicate()
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))

    def test_that_was_killed_is_started_again(
        self, served: tuple[subprocess.Popen[str], str]
    ) -> None:
        process, address = served
        one, other = workers_of(process)
        os.kill(one, signal.SIGKILL)
        # The socket is the others', too.
        assert get(address, "/healthz") == {"status": "ok"}
        assert process.stderr is not None
        told = process.stderr.readline()
        new = int(told.split()[-4])
        assert told == f"worker {one} ended with status -9; {new} has its place\n"
        # For a moment the new one still has the command line of who started it.
        until(lambda: set(workers_of(process)) == {other, new})
        with only(new, [other, new]):
            assert get(address, "/readyz")["status"] == "ready"


def test_a_folder_that_none_could_use_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    arguments = ["serve", "--workers", "2", "--port", "0", "--data", str(tmp_path / "data")]
    assert run(arguments) == 2
    assert re.search("data", one_line(capsys.readouterr().err))
