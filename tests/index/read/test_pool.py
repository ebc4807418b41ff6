"""Readers in processes of their own: what a file does to one is that file's alone."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ReadError
from index.read.document import read_document
from index.read.pool import Limits, ReaderPool
from index.read.wire import CONTENT, ERROR, pack_content, unpack
from tests.index.read.hostile import HOSTILE, everything

LIMITS = Limits(memory=250_000_000, silence=5.0, whole=60.0)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(most=2, limits=LIMITS) as pool:
        yield pool


def read(pool: ReaderPool, said: str) -> str:
    return pool.read(HOSTILE, said.encode(), name="a.hostile").text


def refused(pool: ReaderPool, said: str) -> ReadError:
    with pytest.raises(ReadError, match=r"^a\.hostile: ") as caught:
        read(pool, said)
    return caught.value


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        ("hang", "limits", "more time"),
        ("grow", "limits", "more memory"),
        ("die", "damaged", r"broke down on it \(SIGSEGV\)"),
        ("leave", "damaged", r"broke down on it \(status -?3\)"),
        ("deepen", "damaged", "RecursionError"),
        ("fail", "damaged", "LookupError"),
        ("refuse", "encrypted", "without a password"),
    ],
)
def test_a_file_that_breaks_its_reader_is_named_and_the_next_is_read(
    pool: ReaderPool, said: str, code: str, reason: str
) -> None:
    error = refused(pool, said)
    assert error.code == code
    assert re.search(reason, str(error))
    assert read(pool, "Насос закрыт.") == "Насос закрыт."


def test_who_gets_on_may_take_longer_than_who_is_silent(pool: ReaderPool) -> None:
    assert read(pool, "slow but sure") == "slow but sure"


def test_a_reader_writes_nothing_and_prints_nowhere(pool: ReaderPool) -> None:
    assert read(pool, "write") == "not written: File too large"
    assert read(pool, "print") == "printed"
    assert read(pool, "Still in step.") == "Still in step."


def test_a_reader_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPRAVKA_TOKEN", "0123456789abcdef")
    with ReaderPool(most=1) as other:
        known = json.loads(read(other, "tell"))["environment"]
    assert "PATH" in known
    assert "SPRAVKA_TOKEN" not in known


def test_several_files_are_read_at_a_time_and_no_more_than_that(pool: ReaderPool) -> None:
    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda _: json.loads(read(pool, "tell")), range(30)))
        bad = list(threads.map(lambda said: refused(pool, said).code, ["die", "fail"] * 6))
    assert 1 <= len({each["pid"] for each in told}) <= 2
    assert bad == ["damaged"] * 12


def test_closing_ends_who_is_idle_and_who_is_busy() -> None:
    pool = ReaderPool(most=2)
    pids = [json.loads(read(pool, "tell"))["pid"]]
    with ThreadPoolExecutor(2) as threads:
        busy = [threads.submit(refused, pool, "hang") for _ in range(2)]
        while len(pool._busy) < 2:
            time.sleep(0.01)
        pids += [child._process.pid for child in pool._busy]
        pool.close()
        assert all(each.result() for each in busy)
    assert refused(pool, "any").code == "unreachable"
    assert not any(Path("/proc", str(pid)).exists() for pid in pids)


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from index.read.pool import ReaderPool\n"
        "from tests.index.read.hostile import HOSTILE\n"
        "pool = ReaderPool(most=1)\n"
        "print(pool.read(HOSTILE, b'tell', name='a').text, flush=True)\n"
        "pool.read(HOSTILE, b'hang', name='a')\n"
    )
    # At the top of a script, without a guard, as people write them.
    (tmp_path / "script.py").write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = Path("/proc", str(json.loads(parent.stdout.readline())["pid"]))
        assert child.exists()
        parent.kill()
    until = time.monotonic() + 60
    while child.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not child.exists()


def test_a_child_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with ReaderPool() as pool:
        assert refused(pool, "any").code == "limits"


def test_content_comes_back_as_it_was_made() -> None:
    content = everything("а б в")
    found, last = unpack(CONTENT, pack_content(content, last=True), name="a")
    assert last
    assert found == content


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (CONTENT, b""),
        (CONTENT, b"[]"),
        (CONTENT, b"[" * 100_000),
        (CONTENT, b'{"last": false, "text": 1}'),
        (ERROR, b'{"last": false, "reason": "a", "code": "unheard of"}'),
        (b"x", b"{}"),
        (CONTENT, pack_content(everything("\ud800 б в"), last=False)),
        (CONTENT, pack_content(everything("а"), last=False)),
    ],
)
def test_what_is_no_answer_is_an_error_that_names_the_file(kind: bytes, body: bytes) -> None:
    found, last = unpack(kind, body, name="a.pdf")
    assert last
    assert isinstance(found, ReadError)
    assert (found.code, str(found).partition(":")[0]) == ("damaged", "a.pdf")


def test_a_small_text_is_read_in_this_process_and_a_large_one_is_not(pool: ReaderPool) -> None:
    closed = ReaderPool()
    closed.close()
    assert read_document(data=b"A text.", source="a.py", pool=closed).text == "A text."
    large = "Насос закрыт.\r\n\r\n".encode() * 5000
    with pytest.raises(ReadError, match="reading was ended"):
        read_document(data=large, source="a.md", pool=closed)
    assert read_document(data=large, source="a.md", pool=pool) == read_document(
        data=large, source="a.md"
    )
