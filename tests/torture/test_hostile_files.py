"""Damaged files and bombs of every kind: each is read or named, in its time, and nothing grows."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ReadError
from index.read.document import read_document
from index.read.pool import Limits, ReaderPool
from index.types import Document
from tests.torture.conftest import tell
from tests.torture.hostile_files import HostileFiles, Named
from tests.torture.test_readers import open_files, resident

LIMITS = Limits(silence=40.0, whole=90.0)
LONGEST = 2 * LIMITS.whole
"""In seconds; a file has its limit, and what is made of it in this process on a busy machine."""


def check(document: Document) -> None:
    """Check that a document is one: blocks in it, in order, none blank, and places that are."""
    assert document.text.strip()
    last = 0
    for block in document.blocks:
        assert last <= block.span.start < block.span.end <= len(document.text)
        content = block.span.cut(document.text)
        assert content == content.strip()
        last = block.span.end
    for at in range(0, len(document.text), 1 + len(document.text) // 50):
        page = document.places.page(at)
        assert page is None or page > 0


Outcome = tuple[str, float, str]


def _ahead(
    threads: ThreadPoolExecutor,
    attempt: Callable[[Named], Outcome],
    files: Iterable[Named],
    most: int,
) -> Iterator[Outcome]:
    """Yield what comes of each file, in their order, with no more than a few in memory."""
    waiting: deque[Future[Outcome]] = deque()
    for file in files:
        waiting.append(threads.submit(attempt, file))
        if len(waiting) > most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def test_every_file_is_read_or_named(
    scale: int, seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Recognising takes seconds a page, and is held to its limits by the same means.
    monkeypatch.setenv("PATH", str(tmp_path))
    count = 100 * scale
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    before = after = (0, 0)

    def attempt(named: Named) -> Outcome:
        name, data = named
        start = time.monotonic()
        try:
            document = read_document(data=data, source=name, pool=pool)
        except ReadError as error:
            outcome: str = error.code if name in str(error) else "not named"
        else:
            check(document)
            outcome = f"read as {document.reader}"
        return outcome, time.monotonic() - start, name

    with ReaderPool(limits=LIMITS) as pool, ThreadPoolExecutor(pool.most) as threads:
        made = HostileFiles(seed, slow=scale > 1).make(count)
        for number, (outcome, seconds, name) in enumerate(
            _ahead(threads, attempt, made, pool.most)
        ):
            outcomes[outcome] += 1
            slowest = max(slowest, (seconds, name))
            assert seconds < LONGEST, name
            if number == count // 2:
                before = resident(), open_files()
        after = resident(), open_files()
    assert sum(outcomes.values()) == count
    assert outcomes["not named"] == 0
    # What the readers of text load, and what a bomb leaves of its own bytes.
    assert after[0] - before[0] < 100_000_000
    assert after[1] <= before[1] + 4
    for outcome, number in outcomes.most_common():
        tell(f"hostile files: {outcome}", number)
    tell(f"seconds that the slowest took ({slowest[1]})", round(slowest[0], 1))
    tell("kB of memory that the second half adds", (after[0] - before[0]) // 1000)
