"""What one call of the command line costs: processor time, with a server on the folder or none."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from eval.sets.datasets import DEFAULT_DOCUMENTS
from eval.speed.timing import serving
from index import Index

QUESTION = "who chairs AKIT's supervisory board?"
_PROGRAM = (sys.executable, "-c", "from service.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Call:
    """A command's processor time in seconds, of all its threads, the median of some calls.

    `served` says whether a server ran on the folder, which it may ask.
    """

    name: str
    served: bool
    calls: int
    cpu: float


def time_commands(*, calls: int) -> list[Call]:
    """Return what commands over an index of the seeds cost."""
    with TemporaryDirectory(prefix="spravka-bench-") as place:
        data = Path(place, "data")
        with Index.open(data) as index:
            index.add(DEFAULT_DOCUMENTS)
        commands = [["--version"], ["collections"], ["status"], ["answer", QUESTION]]
        found = [_time(each, data, served=False, calls=calls) for each in commands]
        with serving(data):
            asked = [["answer", QUESTION], ["search", QUESTION]]
            found += [_time(each, data, served=True, calls=calls) for each in asked]
    return found


def _time(arguments: Sequence[str], data: Path, *, served: bool, calls: int) -> Call:
    times = [_cpu([*_PROGRAM, "--data", str(data), *arguments]) for _ in range(calls)]
    return Call(name=arguments[0], served=served, calls=calls, cpu=median(times))


def _cpu(command: Sequence[str]) -> float:
    """Return the processor time of a program that succeeds; raises CalledProcessError."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return used.ru_utime + used.ru_stime
