"""Child processes that read what may be hostile: several at once, each within limits.

They are started with a fresh interpreter, as they are needed: nothing of this process, its threads
and its memory is theirs, its environment is not either, and no start method of `multiprocessing`
and no `__main__` comes in. One that dies or hangs costs the file that it was reading.
"""

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import ReadError
from index.read.readers import Content, Format
from index.read.wire import ALIVE, ASK, DATA, HEAD, LONGEST_ANSWER, frame, unpack

_KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "LANG", "LC_ALL")
"""Of the environment, which may hold keys that are nobody's business."""

_ALONE = ("MALLOC_ARENA_MAX", "OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "PYTHONUTF8")
"""Set to 1: threads and their arenas take address space, and a child has one file at a time."""

_CHUNK = 1 << 20
_PATIENCE = 2.0
"""In seconds, for a child that was told to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may take: bytes of memory, seconds without a word, and seconds in all."""

    memory: int = 1 << 30
    silence: float = 60.0
    whole: float = 1800.0


class ReaderPool:
    """Reads files in child processes; safe to use from several threads."""

    def __init__(self, *, most: int | None = None, limits: Limits | None = None) -> None:
        """Have `most` children at a time, by default one for each processor and at most 4."""
        self.most = most or min(4, os.cpu_count() or 1)
        self._limits = limits or Limits()
        self._free = threading.Semaphore(self.most)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, kind: Format, data: bytes, *, name: str) -> Content:
        """Return what the format's reader finds in a file; raises ReadError, naming the file."""
        with self._free, self._child(name) as child:
            return child.read(kind.module, data, name=name)

    def close(self) -> None:
        """End the children, also those that are reading; what they read is refused."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for child in busy:
            child.kill()
        for child in idle:
            child.end()

    @contextmanager
    def _child(self, name: str) -> Iterator["_Child"]:
        with self._lock:
            if self._closed:
                raise ReadError(f"{name}: not read, for the reading was ended", code="unreachable")
            child = self._idle.pop() if self._idle else _Child(self._limits, name=name)
            self._busy.add(child)
        try:
            yield child
        finally:
            with self._lock:
                self._busy.discard(child)
                keep = child.usable and not self._closed
                if keep:
                    self._idle.append(child)
            if not keep:
                child.end()


class _Child:
    """One process, and the pipes to and from it."""

    def __init__(self, limits: Limits, *, name: str) -> None:
        self.usable = True
        self._limits = limits
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-P", "-m", "index.read.child", str(limits.memory)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                bufsize=0, env=_environment(), start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            reason = f"{name}: no process can be started to read it ({error.strerror})"
            raise ReadError(reason, code="limits") from error
        assert self._process.stdin is not None  # noqa: S101 - pipes were asked for
        assert self._process.stdout is not None  # noqa: S101
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)

    def read(self, module: str, data: bytes, *, name: str) -> Content:
        """Return what the reader in a module finds in a file; raises ReadError."""
        # Until it has answered: who is interrupted leaves a child that is of no use.
        self.usable = False
        kind, body = self._exchange(module, data, name=name)
        found, last = unpack(kind, body, name=name)
        self.usable = not last
        if isinstance(found, ReadError):
            raise found
        return found

    def kill(self) -> None:
        """End the process, whatever it does, and those that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Let the process end, and give back what it holds."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(_PATIENCE if self.usable else 0)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()

    def _exchange(self, module: str, data: bytes, *, name: str) -> tuple[bytes, bytes]:
        """Send a file and return the frame that comes back."""
        asked = frame(ASK, f"{module}\n{name}".encode()) + HEAD.pack(DATA, len(data))
        left = [memoryview(asked), memoryview(data)]
        got = bytearray()
        heard = started = time.monotonic()
        with selectors.DefaultSelector() as ready:
            ready.register(self._to, selectors.EVENT_WRITE)
            ready.register(self._from, selectors.EVENT_READ)
            while True:
                until = min(heard + self._limits.silence, started + self._limits.whole)
                events = ready.select(max(0.0, until - time.monotonic()))
                if not events:
                    raise self._too_slow(name)
                for key, _ in events:
                    if key.fd == self._to:
                        self._send(left, ready)
                        continue
                    chunk = os.read(self._from, _CHUNK)
                    if not chunk:
                        raise self._died(name)
                    heard = time.monotonic()
                    got += chunk
                    answer = _answer(got)
                    if answer is not None:
                        return answer

    def _send(self, left: list[memoryview], ready: selectors.BaseSelector) -> None:
        try:
            while left:
                left[0] = left[0][os.write(self._to, left[0][:_CHUNK]) :]
                if not left[0]:
                    left.pop(0)
        except BlockingIOError:
            return
        except BrokenPipeError:
            # It has died; that shows where its answer should be.
            pass
        ready.unregister(self._to)

    def _too_slow(self, name: str) -> ReadError:
        self.kill()
        reason = f"{name}: reading it takes more time than a file may; divide it"
        return ReadError(reason, code="limits")

    def _died(self, name: str) -> ReadError:
        self.kill()
        status = self._process.wait()
        if status in (-signal.SIGKILL, -signal.SIGXCPU):
            reason = f"{name}: its reader was ended from outside ({_called(status)}); try again"
            return ReadError(reason, code="limits")
        what = f"its reader broke down on it ({_called(status)})"
        return ReadError(f"{name}: damaged; {what}; save it anew", code="damaged")


def _answer(got: bytearray) -> tuple[bytes, bytes] | None:
    """Return the frame in what has come, None where it is not whole yet; signs of life go."""
    while len(got) >= HEAD.size:
        kind, size = HEAD.unpack_from(got)
        if kind == ALIVE and size == 0:
            del got[: HEAD.size]
        elif size > LONGEST_ANSWER:
            return b"", b""
        elif len(got) >= HEAD.size + size:
            return kind, bytes(memoryview(got)[HEAD.size : HEAD.size + size])
        else:
            return None
    return None


def _called(status: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-status).name
    return f"status {status}"


def _environment() -> dict[str, str]:
    # What this process can import its children can, wherever they run.
    package = str(Path(__file__).resolve().parents[2])
    paths = [package, *(str(Path(path).absolute()) for path in sys.path)]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    found = {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
    return kept | dict.fromkeys(_ALONE, "1") | found
