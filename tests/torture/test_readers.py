"""Readers at full speed beside a writer: no error, nothing stale, nothing that grows."""

import gc
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from index import Index
from tests.index.encoders import word_encoders
from tests.torture.conftest import tell
from tests.torture.plan import Plan, check_index, check_result


@pytest.mark.parametrize("shared", [False, True], ids=["folder", "shared"])
def test_readers_see_whole_generations_while_documents_are_replaced(
    request: pytest.FixtureRequest, tmp_path: Path, scale: int, seed: int, shared: bool
) -> None:
    plan, stop = Plan(seed), Event()
    store = request.getfixturevalue("postgres").new_address() if shared else None
    seconds = 2 if scale == 1 else 60

    def read(index: Index) -> int:
        searches = newest = 0
        while not stop.is_set():
            for mode in ("dense", "sparse", "hybrid"):
                result = index.search("парк закрыт", k=100, mode=mode)
                assert result.generation >= newest
                newest = result.generation
                check_result(result, plan)
                searches += 1
        return searches

    # One reads in the writer's own index, one as another process does, or as another server.
    elsewhere = tmp_path / "elsewhere" if shared else tmp_path
    with (
        Index.open(tmp_path, encoders=word_encoders(), store=store) as writer,
        Index.open(elsewhere, encoders=word_encoders(), store=store) as other,
        ThreadPoolExecutor(2) as readers,
    ):
        running = [readers.submit(read, index) for index in (writer, other)]
        until = time.monotonic() + seconds
        number = 0
        try:
            while time.monotonic() < until:
                number += 1
                plan.change(number).make(writer)
        finally:
            stop.set()
        searches = sum(reader.result() for reader in running)
        check_index(writer, plan, number)
        check_index(other, plan, number)
    assert searches > 0
    where = "in PostgreSQL" if shared else "in a folder"
    tell(f"searches in {seconds} s of changes {where}, each of one generation", searches)
    tell("changes meanwhile", number)


def test_memory_and_open_files_stay_as_they_are(tmp_path: Path, scale: int, seed: int) -> None:
    plan = Plan(seed)
    searches, generations = (600, 20) if scale == 1 else (100_000, 1_000)
    with Index.open(tmp_path, encoders=word_encoders()) as index:

        def run(first: int, last: int) -> None:
            for number in range(first, last):
                plan.change(number).make(index)
                for _ in range(searches // generations):
                    index.search("парк закрыт", k=10)

        # The plan itself grows: it is made before anything is measured.
        plan.change(generations)
        run(1, generations // 2)
        before = resident(), open_files()
        run(generations // 2, generations + 1)
        after = resident(), open_files()
        check_index(index, plan, generations)
    assert after[1] <= before[1] + 2
    # The caches of texts and stems fill up; the searches of half a run would be far more.
    assert after[0] - before[0] < 30_000_000
    tell(f"kB of memory that {searches // 2} searches add", (after[0] - before[0]) // 1000)
    tell(f"files that {generations // 2} generations leave open", after[1] - before[1])


def resident() -> int:
    """Return how many bytes of memory this process has."""
    gc.collect()
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
