"""Several processes that serve one socket, and the one that watches over them."""

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from tempfile import TemporaryDirectory
from threading import Thread

from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead

from service import memory
from service.http.server import LONGEST_SHUTDOWN, interruptible, make_server
from service.metrics import FOLDER
from service.settings import Settings

_PAUSE = 1.0
"""In seconds; so that workers that cannot start do not keep the machine busy."""

_log = logging.getLogger(__name__)


MakeApp = Callable[[Settings], FastAPI]


def run_workers(
    settings: Settings,
    listener: socket.socket,
    *,
    make_app: MakeApp | None = None,
    secret: str | None = None,
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve by `settings.workers` processes on one socket, until SIGINT or SIGTERM.

    Each makes the application by itself, with `make_app` where that is given; in the place of one
    that ends, another is started. `on_ready` is called once, when the first of them is warm.
    """
    told, tell = multiprocessing.get_context("spawn").Pipe(duplex=False)
    start = partial(_start, settings, listener, make_app, secret=secret, tell=tell)
    with told, tell, TemporaryDirectory(prefix="spravka-") as counted:
        # There the workers count together, from before they import what counts.
        os.environ[FOLDER] = counted
        _watch_over(settings.workers, start, told, on_ready)


def _watch_over(
    count: int,
    start: Callable[[], SpawnProcess],
    told: Connection,
    on_ready: Callable[[], None],
) -> None:
    workers: list[SpawnProcess] = []
    waiting = [told]
    try:
        with interruptible():
            for _ in range(count):
                workers.append(start())  # noqa: PERF401 - each counts at once
            while True:
                if told in wait([*waiting, *(worker.sentinel for worker in workers)]):
                    waiting.clear()
                    on_ready()
                    continue
                time.sleep(_PAUSE)
                for place, worker in enumerate(workers):
                    if not worker.is_alive():
                        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
                        workers[place] = start()
                        _log.warning(
                            "worker %s ended with status %s; %s has its place",
                            worker.pid, worker.exitcode, workers[place].pid,
                        )  # fmt: skip
    except KeyboardInterrupt:
        pass
    finally:
        _stop(workers)


def _start(
    settings: Settings,
    listener: socket.socket,
    make_app: MakeApp | None,
    *,
    secret: str | None,
    tell: Connection,
) -> SpawnProcess:
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=_work, args=(settings, listener, make_app, secret, tell))
    # Ctrl-C reaches the workers too. One that is still starting shall wait to be told by us; what
    # is ignored here stays so in a new process.
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker.start()
    finally:
        signal.signal(signal.SIGINT, usual)
    return worker


def _stop(workers: list[SpawnProcess]) -> None:
    for worker in workers:
        worker.terminate()
    until = time.monotonic() + LONGEST_SHUTDOWN + _PAUSE
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
        if worker.is_alive():
            worker.kill()
            worker.join()


def _work(
    settings: Settings,
    listener: socket.socket,
    make_app: MakeApp | None,
    secret: str | None,
    tell: Connection,
) -> None:
    memory.begin()
    Thread(target=_end_with_parent, daemon=True).start()
    from service.http.app import create_app

    whole = partial(create_app, secret=secret, on_ready=partial(tell.send, None))
    app = (make_app or whole)(settings)
    with contextlib.suppress(KeyboardInterrupt):
        make_server(app, settings).run(sockets=[listener])


def _end_with_parent() -> None:
    """End this worker when the process that watches over it is gone, even where it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LONGEST_SHUTDOWN)
        os.kill(os.getpid(), signal.SIGKILL)
