"""A process that reads files for another one within limits, until its input ends.

Run as `python -m index.read.child MEMORY`, with the most bytes of address space it may have. It
writes no file, and what libraries print goes nowhere.
"""

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from index.errors import ReadError
from index.read.alive import LISTENER
from index.read.readers import Content, Reader
from index.read.wire import ALIVE, ASK, CONTENT, DATA, ERROR, HEAD, frame, pack_content, pack_error

_MOST_FILES = 500
_MOST_RESIDENT = 300_000_000
"""In bytes; a child that has grown so far gives way to a new one."""

_MOST_OPEN = 64
_SECONDS_OF_WORK = 7200
"""Of the processor, in a child's whole life; the parent ends one far sooner."""


def main() -> None:
    """Answer what comes on standard input on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The channel gets numbers of its own, and the usual ones lead nowhere.
    given, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    _limit(int(sys.argv[1]))
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    LISTENER.set(lambda: _send(answers, frame(ALIVE)))
    count = 0
    while (asked := _frame(given, ASK)) is not None:
        data = _frame(given, DATA)
        if data is None:
            return
        module, _, name = asked.decode().partition("\n")
        count += 1
        if not _answer(module, name, data, count, lambda sent: _send(answers, sent)):
            return


def _answer(module: str, name: str, data: bytes, count: int, send: Callable[[bytes], None]) -> bool:
    """Send what is in a file, or why that cannot be read; return whether another may come."""
    found: Content | ReadError
    try:
        found = cast("Reader", import_module(module)).read(data, name=name)
    except ReadError as error:
        found = error
    except MemoryError:
        reason = f"{name}: reading it takes more memory than a file may; divide it"
        found = ReadError(reason, code="limits")
    except Exception as error:  # noqa: BLE001 - a reader may meet anything in a file
        reason = f"{name}: damaged ({type(error).__name__}); save it anew"
        found = ReadError(reason, code="damaged")
    last = count >= _MOST_FILES or _resident() > _MOST_RESIDENT
    if isinstance(found, ReadError):
        send(frame(ERROR, pack_error(found, last=last)))
    else:
        send(frame(CONTENT, pack_content(found, last=last)))
    return not last


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS_OF_WORK, _SECONDS_OF_WORK))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_OPEN, _MOST_OPEN))
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))


def _resident() -> int:
    # Not the most it ever was, which a new process takes over from the one that starts it.
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def _frame(given: BinaryIO, kind: bytes) -> bytes | None:
    head = given.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    said, size = HEAD.unpack(head)
    assert said == kind  # noqa: S101 - the parent is of this very program
    body = given.read(size)
    return body if len(body) == size else None


def _send(answers: BinaryIO, sent: bytes) -> None:
    left = memoryview(sent)
    while left:
        left = left[answers.write(left) :]


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main()
