"""What is measured of a library, in an environment of its own: this file needs nothing else.

It reads a job from stdin, JSON, and writes what came of it to stdout.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Add = Callable[[Sequence[str], Sequence[str]], object]
"""Indexes texts under ids: both of length n."""
Search = Callable[[str, int], Sequence[str]]
"""Returns the ids of so many texts for a question, best first."""
Open = Callable[[str, str], tuple[Add, Search]]
"""Makes an empty index of a model's folder, in a folder of its own."""


def run(open_index: Open) -> None:
    """Index the job's documents, ask its questions one by one, and tell how that went.

    Importing the library and loading the model are not timed; the first question is asked twice.
    """
    job = json.load(sys.stdin)
    # Libraries print what they do.
    with contextlib.redirect_stdout(sys.stderr):
        add, search = open_index(job["model"], job["folder"])
        ids, texts = list(job["documents"]), list(job["documents"].values())
        begun = time.perf_counter()
        add(ids, texts)
        indexing = time.perf_counter() - begun
        search(job["questions"][0], job["k"])
        times, found = [], []
        for question in job["questions"]:
            begun = time.perf_counter()
            hits = search(question, job["k"])
            times.append(time.perf_counter() - begun)
            found.append(list(hits))
    measured = {"indexing": indexing, "times": times, "found": found, "memory": _memory()}
    json.dump(measured, sys.stdout)


def _memory() -> int:
    """Return this process's proportional set size in bytes."""
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
