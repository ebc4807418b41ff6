"""Files that are in place whole or not at all, even where the power goes or the disk is full."""

import fcntl
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Any

_AT_ONCE = 16 << 20
"""How many bytes are read at a time."""


class Written(RawIOBase):
    """A file that is written from its beginning to its end, and the hash of what was written."""

    def __init__(self, descriptor: int) -> None:
        """Write to an open file."""
        self._descriptor = descriptor
        self.digest = sha256()

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Write all bytes of a buffer and return their number; raises OSError."""
        rest = memoryview(data).cast("B")
        length = len(rest)
        self.digest.update(rest)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        return length


def write_file(path: Path, write: Callable[[Written], object]) -> str:
    """Put in its place what `write` writes, and return its sha256; raises OSError.

    Whoever opens the path finds the last file or this one, whole.
    """
    aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            written = Written(descriptor)
            write(written)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    sync(path.parent)
    return written.digest.hexdigest()


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, outlast a loss of power; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_digest(path: Path, *, digest: str) -> None:
    """Raise ValueError where the sha256 of a file is not `digest`; raises OSError."""
    found = sha256()
    with path.open("rb", buffering=0) as file:
        # A large piece is read and hashed without Python's lock, which each small one waits for.
        piece = memoryview(bytearray(min(_AT_ONCE, 1 + os.fstat(file.fileno()).st_size)))
        while length := file.readinto(piece):
            found.update(piece[:length])
    if found.hexdigest() != digest:
        raise ValueError(f"{path.name} is damaged")


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Yield whether this process has the folder to itself until the end; raises OSError.

    It has not while another process has, or another thread. A process that is killed lets go.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def others(folder: Path, *, keep: Collection[str]) -> list[Path]:
    """Return what is in a folder beside what is to be kept."""
    return sorted(path for path in folder.iterdir() if path.name not in keep)


def delete(paths: Collection[Path]) -> None:
    """Delete files, as far as they can be."""
    for path in paths:
        with suppress(OSError):
            path.unlink()
