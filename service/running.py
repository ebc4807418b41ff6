"""Where a server runs over a data folder, so that the command line can ask it.

The server writes a file into the folder and holds a lock on it for as long as it lives; a file that
nobody holds is a dead server's, and ignored. In it stands a secret of that run, with which the
server proves that it is the one that wrote it, and the command line that it may read the folder.
Nobody but the file's owner may read it.
"""

import fcntl
import hmac
import ipaddress
import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

SERVER_FILE = "server.json"
NONCE_HEADER = "X-Spravka-Nonce"
PROOF_HEADER = "X-Spravka-Proof"
_LONGEST = 10_000
"""In bytes; what is more was not written by a server."""
_TRIES, _PAUSE = 5, 0.02
"""Who looks whether a server is dead holds its file for a moment; the pauses are in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that runs: its address on this machine, its version, and the model it encodes with.

    `since` is when it was ready, in seconds since 1970; `store` names where its documents are kept,
    None where that is the folder.
    """

    address: str
    version: str
    model: str | None
    since: float
    secret: str = field(repr=False)
    store: str | None = None


def make_secret() -> str:
    """Return what a server and the command line of its owner share for as long as it runs."""
    return secrets.token_urlsafe(32)


def proof(secret: str, nonce: str) -> str:
    """Return what only who knows the secret can say to a nonce."""
    return hmac.new(secret.encode(), nonce.encode(), "sha256").hexdigest()


class Announcement:
    """The file by which a server is found, gone when the server ends."""

    def __init__(self, data: Path) -> None:
        self._path = data / SERVER_FILE
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)

    def publish(self, running: Running) -> None:
        """Tell where the server is, unless another one serves the folder or it cannot be written.

        A server that other machines alone can reach is not told of.
        """
        if self._descriptor is not None or not _is_local(running.address):
            return
        with suppress(OSError):  # where nobody is told, everybody does without
            self._descriptor = _locked(self._path)
        if self._descriptor is not None:
            written = json.dumps(asdict(running)).encode()
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, written, 0)


def find_running(data: Path) -> Running | None:
    """Return the server that runs over a data folder, None where none does or may be known."""
    try:
        descriptor = os.open(data / SERVER_FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _is_dead(descriptor):
            _forget(data / SERVER_FILE, descriptor)
            return None
        found = Running(**json.loads(os.pread(descriptor, _LONGEST, 0)))
    except (OSError, ValueError, TypeError):
        return None
    finally:
        os.close(descriptor)
    return found if _is_local(found.address) else None


def local_address(address: str) -> str:
    """Return the address by which this machine reaches a server that listens at any address."""
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


def _locked(path: Path) -> int | None:
    """Return a descriptor of the file, locked and for its owner alone, None where another has it.

    Raises OSError.
    """
    for again in range(_TRIES):
        time.sleep(_PAUSE * again)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Who found a dead server's file may have deleted it meanwhile.
                if _is_at(path, descriptor):
                    return descriptor
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)
    return None


def _is_dead(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget(path: Path, descriptor: int) -> None:
    with suppress(OSError):
        if _is_at(path, descriptor):
            path.unlink()


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(address).hostname or "").is_loopback
    except (ValueError, TypeError, AttributeError):
        return False
