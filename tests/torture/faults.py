"""Operations on files that fail, or before which the process ends, at a chosen one."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OPERATIONS = ["open", "write", "fsync", "replace", "unlink", "mkdir"]


class Ended(BaseException):
    """The process ended: what comes after an operation on a file did not come."""


class Faults:
    """Counts what is done to files; from the chosen operation on, none is done.

    `failing` is the number, from 1, of the operation that fails. With `ends` no later one is done
    either, as where a process is killed; what was written since the last fsync is then cut in
    half, as where the power goes.
    """

    def __init__(self, failing: int, *, error: int = errno.EIO, ends: bool = False) -> None:
        self.count = 0
        self._failing = failing
        self._error = error
        self._ends = ends
        self._paths: dict[int, Path] = {}
        self._unsynced: set[Path] = set()

    @property
    def reached(self) -> bool:
        return self.count >= self._failing

    @contextmanager
    def applied(self) -> Iterator[None]:
        originals = {name: getattr(os, name) for name in OPERATIONS}
        for name, original in originals.items():
            setattr(os, name, self._wrapped(name, original))
        try:
            yield
        finally:
            for name, original in originals.items():
                setattr(os, name, original)
            if self._ends and self.reached:
                self._lose()

    def _wrapped(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self._ends and self.count >= self._failing:
                raise Ended
            if self.count == self._failing:
                raise OSError(self._error, os.strerror(self._error))
            result = original(*arguments, **options)
            self._note(name, arguments, result)
            return result

        return operation

    def _note(self, name: str, arguments: tuple[Any, ...], result: Any) -> None:
        if name == "open":
            self._paths[result] = Path(arguments[0])
        elif name == "write":
            self._unsynced.add(self._paths[arguments[0]])
        elif name == "fsync":
            self._unsynced.discard(self._paths[arguments[0]])
        elif name == "replace" and Path(arguments[0]) in self._unsynced:
            self._unsynced.add(Path(arguments[1]))

    def _lose(self) -> None:
        for path in self._unsynced:
            if path.exists():
                os.truncate(path, path.stat().st_size // 2)
