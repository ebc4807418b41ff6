"""Timing calls from several clients at once, and a real server to send them to."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Lock, local

import numpy as np

from index.types import Mode

HOST = "127.0.0.1"
_OK = 200
_READY_WITHIN = 120.0
_STOPPED_WITHIN = 15.0
_BETWEEN = 0.1
_WARM_UP = 2

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one call took with some clients at once; times in milliseconds.

    `ratio` is the median divided by that of the baseline named, with as many clients.
    """

    name: str
    clients: int
    calls: int
    median: float
    p95: float
    per_second: float
    baseline: str | None = None
    ratio: float | None = None


def measure_calls(
    name: str,
    call: Ask,
    asked: Iterator[str],
    *,
    clients: int,
    seconds: float,
    baseline: Timing | None = None,
) -> Timing:
    """Call for some seconds, each of the clients in a thread of its own and without a pause.

    The first calls of each are not counted. `asked` gives each call its query.
    """
    lock = Lock()

    def next_query() -> str:
        with lock:
            return next(asked)

    def ask_until(end: float) -> list[float]:
        taken: list[float] = []
        while not taken or time.perf_counter() < end:
            query = next_query()
            start = time.perf_counter()
            call(query)
            taken.append(time.perf_counter() - start)
        return taken

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(call, [next_query() for _ in range(_WARM_UP * clients)]))
        start = time.perf_counter()
        shares = list(pool.map(ask_until, [start + seconds] * clients))
        elapsed = time.perf_counter() - start
    taken = 1000 * np.array([each for share in shares for each in share])
    median = float(np.median(taken))
    return Timing(
        name=name,
        clients=clients,
        calls=len(taken),
        median=median,
        p95=float(np.percentile(taken, 95)),
        per_second=len(taken) / elapsed,
        baseline=baseline.name if baseline else None,
        ratio=median / baseline.median if baseline else None,
    )


def http_search(port: int, *, k: int, mode: Mode) -> AbstractContextManager[Ask]:
    """Return what asks the server on `port` for passages, as `http_post` does."""
    return http_post(port, "/v1/search", lambda query: {"query": query, "k": k, "mode": mode})


def http_answer(port: int, *, k: int) -> AbstractContextManager[Ask]:
    """Return what asks the server on `port` for an answer and passages, as `http_post` does."""
    return http_post(port, "/v1/answer", lambda query: {"question": query, "k": k})


@contextmanager
def http_post(
    port: int, path: str, body_of: Callable[[str], Mapping[str, object]]
) -> Iterator[Ask]:
    """Yield what asks the server on `port`, over one kept connection for each thread.

    It returns the hits. `body_of` makes a request's body of a query.
    """
    kept = local()
    connections = ExitStack()

    def ask(query: str) -> object:
        if not hasattr(kept, "connection"):
            connection = HTTPConnection(HOST, port, timeout=60)
            kept.connection = connections.enter_context(closing(connection))
        body = json.dumps(body_of(query)).encode()
        headers = {"Content-Type": "application/json"}
        kept.connection.request("POST", path, body=body, headers=headers)
        response = kept.connection.getresponse()
        answer = response.read()
        if response.status != _OK:
            raise RuntimeError(f"{response.status}: {answer.decode(errors='replace')}")
        return json.loads(answer)["hits"]

    with connections:
        yield ask


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port and process, and the seconds from its start until ready."""

    port: int
    pid: int
    seconds: float


@contextmanager
def serving(data: Path | str) -> Iterator[int]:
    """Run `spravka serve` over the index in `data`, and yield its port once it is ready.

    Raises RuntimeError, with what it wrote, where it does not get ready.
    """
    with started(data) as server:
        yield server.port


@contextmanager
def started(data: Path | str, *, store: str | None = None) -> Iterator[Server]:
    """Run the same, and yield what is known of it; raises as `serving` does.

    With the address of a store in PostgreSQL its documents are there.
    """
    port = _free_port()
    program = "from service.cli.main import main; main()"
    command = [sys.executable, "-c", program, "serve", "--data", str(data)]
    if store is not None:
        command.append(f"--store={store}")
    log = Path(data) / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with log.open("wb") as stream:
        server = subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [*command, "--host", HOST, "--port", str(port)],
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        while not _is_ready(port):
            if server.poll() is not None or time.monotonic() > start + _READY_WITHIN:
                raise RuntimeError(f"the server did not get ready:\n{log.read_text()}")
            time.sleep(_BETWEEN)
        yield Server(port=port, pid=server.pid, seconds=time.monotonic() - start)
    finally:
        server.terminate()
        try:
            server.wait(_STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_ready(port: int) -> bool:
    with closing(HTTPConnection(HOST, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == _OK
        except OSError:
            return False
