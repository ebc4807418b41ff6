"""A writer is killed at random moments, again and again, while others read.

With `--shared` the documents are in a PostgreSQL, of which every process is a server with a folder
of its own, and PostgreSQL or one who reads is killed now and then in the writer's place.

Run as a program, so that it may fork before there are threads: every writer is a process that has
its libraries loaded. It prints what was done as JSON; what must not be ends it with an error.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import faiss

from index import Index
from index.errors import StoreError
from index.maintain.doctor import examine
from index.maintain.server import examine_store
from index.store.opening import open_store
from index.types import Mode
from tests.index.encoders import word_encoders
from tests.postgres import PostgresServer
from tests.torture.plan import Plan, check_index, check_result

MODES: tuple[Mode, ...] = ("dense", "hybrid")
_AWAY = 3
"""The status with which a writer ends when its store does not answer any more."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--shared", action="store_true")
    given = parser.parse_args()
    # Threads do not outlive a fork.
    faiss.omp_set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, served(shared=given.shared) as server:
        figures = run(Path(folder), server, given.kills, given.readers, given.seed)
    sys.stdout.write(json.dumps(figures))


@contextmanager
def served(*, shared: bool) -> Iterator[PostgresServer | None]:
    """Yield a PostgreSQL that loses nothing it acknowledged, None where none is wanted."""
    if not shared:
        yield None
        return
    server = PostgresServer(sync=True)
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Place:
    """Where an index is: its folder, and the address of its store where that is not in it."""

    data: Path
    store: str | None = None

    def open(self) -> Index:
        return Index.open(self.data, encoders=word_encoders(), store=self.store)

    def of_another(self, name: str) -> "Place":
        """Return where another process has it: a server of its own where the store is shared."""
        return self if self.store is None else replace(self, data=self.data / name)

    def check(self) -> None:
        if self.store is None:
            examination = examine(self.data)
        else:
            with closing(open_store(self.data, self.store)) as store:
                # Whoever was killed had the lock until PostgreSQL has seen that and ended its change.
                with suppress(ZeroDivisionError), store.write():
                    raise ZeroDivisionError
                examination = examine_store(store, self.data)
        assert examination.sound, examination.findings


class Readers:
    """Processes that search until they are told to stop, or are killed and started again."""

    def __init__(self, place: Place, folder: Path, number: int, seed: int) -> None:
        self._place, self._folder, self._seed = place, folder, seed
        self._running = {f"reader-{each}": 0 for each in range(number)}
        for name in self._running:
            self._start(name)

    def _start(self, name: str) -> None:
        place, path = self._place.of_another(name), self._folder / name
        self._running[name] = forked(lambda: read(place, Plan(self._seed), path))

    def kill(self, random: Random) -> None:
        name = random.choice(sorted(self._running))
        os.kill(self._running[name], signal.SIGKILL)
        assert os.waitpid(self._running[name], 0)[1] in {signal.SIGKILL, 0}
        self._start(name)

    def stop(self) -> Counter[str]:
        told = Counter[str]()
        for name, process in self._running.items():
            (self._folder / name).with_suffix(".stop").touch()
            _, status = os.waitpid(process, 0)
            assert status == 0, f"a reader ended with status {status}"
            told.update(json.loads((self._folder / name).read_text()))
        return told


def run(
    folder: Path, server: PostgresServer | None, kills: int, number: int, seed: int
) -> dict[str, int]:
    random, plan = Random(seed), Plan(seed)
    place = Place(folder / "data", None if server is None else server.new_address())
    place.open().close()
    readers = Readers(place, folder, number, seed)
    acknowledged = landed = engines = servers = 0
    for _ in range(kills):
        changes, seconds = random.randint(0, 4), random.uniform(0, 0.05)
        engine = server if server is not None and random.random() < 0.2 else None
        acknowledged, generation = kill_one(
            place, plan, acknowledged, changes, seconds, engine=engine
        )
        landed += generation > acknowledged
        acknowledged = generation
        engines += engine is not None
        if server is not None and random.random() < 0.2:
            readers.kill(random)
            servers += 1
    return {
        "kills": kills,
        "engines": engines,
        "servers": servers,
        "generations": acknowledged,
        "landed": landed,
        **readers.stop(),
    }


def kill_one(
    place: Place,
    plan: Plan,
    before: int,
    changes: int,
    seconds: float,
    *,
    engine: PostgresServer | None,
) -> tuple[int, int]:
    """Kill a writer, or the engine, some time after some changes.

    Return what the writer acknowledged, and what is there.
    """
    read_end, write_end = os.pipe()
    writer = forked(lambda: write(place, plan, write_end))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read(8 * changes)
        time.sleep(seconds)
        if engine is None:
            os.kill(writer, signal.SIGKILL)
        else:
            engine.kill()
        _, status = os.waitpid(writer, 0)
        expected = {signal.SIGKILL} if engine is None else {_AWAY << 8}
        assert status in expected, f"the writer ended with status {status}"
        told += pipe.read()
    if engine is not None:
        engine.start()
    acknowledged = int.from_bytes(told[-8:], "little") if told else before
    place.check()
    with place.open() as index:
        generation = index.generation
        # All that was acknowledged, and of what was not one change at most, whole.
        assert generation in {acknowledged, acknowledged + 1}, (generation, acknowledged)
        check_index(index, plan, generation)
    return acknowledged, generation


def write(place: Place, plan: Plan, pipe: int) -> None:
    try:
        with place.open() as index:
            number = index.generation
            while True:
                number += 1
                plan.change(number).make(index)
                os.write(pipe, number.to_bytes(8, "little"))
    except StoreError:
        if place.store is None:
            raise
        os._exit(_AWAY)


def read(place: Place, plan: Plan, path: Path) -> None:
    told = Counter(searches=0, refused=0)
    newest = 0
    parent = os.getppid()
    index: Index | None = None
    # It ends with its parent too: that may fail before it says stop.
    while os.getppid() == parent and not path.with_suffix(".stop").exists():
        try:
            index = place.open() if index is None else index
            for mode in MODES:
                result = index.search("парк закрыт", k=100, mode=mode)
                assert result.generation >= newest
                newest = result.generation
                check_result(result, plan)
                told["searches"] += 1
        except StoreError:
            # PostgreSQL is away, and may be back for the next one.
            if place.store is None:
                raise
            told["refused"] += 1
            time.sleep(0.02)
    if index is not None:
        index.close()
    path.write_text(json.dumps(told))


def forked(do: Callable[[], object]) -> int:
    """Return the number of a new process that does something and ends."""
    process = os.fork()
    if process:
        return process
    try:
        do()
    except BaseException:  # noqa: BLE001 - it ends here, whatever it is
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
