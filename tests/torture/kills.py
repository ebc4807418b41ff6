"""A writer is killed at random moments, again and again, while others read.

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
from collections.abc import Callable
from pathlib import Path
from random import Random

import faiss

from index import Index
from index.maintain.doctor import examine
from tests.index.encoders import word_encoders
from tests.torture.plan import Plan, check_index, check_result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, required=True)
    given = parser.parse_args()
    # Threads do not outlive a fork.
    faiss.omp_set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), given.kills, given.readers, given.seed)
    sys.stdout.write(json.dumps(figures))


def run(folder: Path, kills: int, readers: int, seed: int) -> dict[str, int]:
    random, plan, data = Random(seed), Plan(seed), folder / "data"
    Index.open(data, encoders=word_encoders()).close()
    counts = [folder / f"reader-{number}" for number in range(readers)]
    reading = [forked(lambda path=path: read(data, Plan(seed), path)) for path in counts]  # type: ignore[misc]
    acknowledged = landed = 0
    for _ in range(kills):
        changes, seconds = random.randint(0, 4), random.uniform(0, 0.05)
        acknowledged, generation = kill_one(data, plan, acknowledged, changes, seconds)
        landed += generation > acknowledged
        acknowledged = generation
    searches = 0
    for process, path in zip(reading, counts, strict=True):
        path.with_suffix(".stop").touch()
        _, status = os.waitpid(process, 0)
        assert status == 0, f"a reader ended with status {status}"
        searches += int(path.read_text())
    return {"kills": kills, "generations": acknowledged, "landed": landed, "searches": searches}


def kill_one(data: Path, plan: Plan, before: int, changes: int, seconds: float) -> tuple[int, int]:
    """Kill a writer some time after some changes: return what it acknowledged, and what is there."""
    read_end, write_end = os.pipe()
    writer = forked(lambda: write(data, plan, write_end))
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read(8 * changes)
        time.sleep(seconds)
        os.kill(writer, signal.SIGKILL)
        _, status = os.waitpid(writer, 0)
        assert status == signal.SIGKILL, f"the writer ended with status {status}"
        told += pipe.read()
    acknowledged = int.from_bytes(told[-8:], "little") if told else before
    examination = examine(data)
    assert examination.sound, examination.findings
    with Index.open(data, encoders=word_encoders()) as index:
        generation = index.generation
        # All that was acknowledged, and of what was not one change at most, whole.
        assert generation in {acknowledged, acknowledged + 1}, (generation, acknowledged)
        check_index(index, plan, generation)
    return acknowledged, generation


def write(data: Path, plan: Plan, pipe: int) -> None:
    with Index.open(data, encoders=word_encoders()) as index:
        number = index.generation
        while True:
            number += 1
            plan.change(number).make(index)
            os.write(pipe, number.to_bytes(8, "little"))


def read(data: Path, plan: Plan, path: Path) -> None:
    searches = newest = 0
    parent = os.getppid()
    with Index.open(data, encoders=word_encoders()) as index:
        # It ends with its parent too: that may fail before it says stop.
        while os.getppid() == parent and not path.with_suffix(".stop").exists():
            for mode in ("dense", "hybrid"):
                result = index.search("парк закрыт", k=100, mode=mode)
                assert result.generation >= newest
                newest = result.generation
                check_result(result, plan)
                searches += 1
    path.write_text(str(searches))


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
