"""Several processes that serve one socket, and the one that watches over them."""

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from threading import Thread

from service.http.server import LONGEST_SHUTDOWN, make_server
from service.settings import Settings

_PAUSE = 1.0
"""In seconds; so that workers that cannot start do not keep the machine busy."""

_log = logging.getLogger(__name__)


def run_workers(settings: Settings, listener: socket.socket) -> None:
    """Serve by `settings.workers` processes on one socket, until SIGINT or SIGTERM.

    Each opens the index by itself; in the place of one that ends, another is started.
    """
    workers: list[SpawnProcess] = []
    try:
        with _interruptible():
            for _ in range(settings.workers):
                workers.append(_start(settings, listener))  # noqa: PERF401 - each counts at once
            while True:
                wait([worker.sentinel for worker in workers])
                time.sleep(_PAUSE)
                for place, worker in enumerate(workers):
                    if not worker.is_alive():
                        workers[place] = _start(settings, listener)
                        _log.warning(
                            "worker %s ended with status %s; %s has its place",
                            worker.pid, worker.exitcode, workers[place].pid,
                        )  # fmt: skip
    except KeyboardInterrupt:
        pass
    finally:
        _stop(workers)


def _start(settings: Settings, listener: socket.socket) -> SpawnProcess:
    worker = multiprocessing.get_context("spawn").Process(target=_work, args=(settings, listener))
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


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let both signals that end a program raise KeyboardInterrupt, whoever started it."""
    usual = {
        number: signal.signal(number, signal.default_int_handler)
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


def _work(settings: Settings, listener: socket.socket) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    from service.http.app import create_app

    with contextlib.suppress(KeyboardInterrupt):
        make_server(create_app(settings), settings).run(sockets=[listener])


def _end_with_parent() -> None:
    """End this worker when the process that watches over it is gone, even where it was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(LONGEST_SHUTDOWN)
        os.kill(os.getpid(), signal.SIGKILL)
