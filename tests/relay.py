"""A stretch of network to a port of this machine, which can be cut, stalled, or lose all it carries.

What a test cannot do to a real network it does to this one: real connections go through it.
"""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

HOST = "127.0.0.1"

Trouble = Literal["cut", "stall", "lose"]
"""Connections are reset; what comes is kept until it goes on; what comes is taken and thrown away.

While it is cut, new connections are refused by being reset; else they are taken, and no answer comes.
"""

When = Literal["sent", "answered"]
"""Before what a client sends is passed on, or before the answer to it is."""

_AT_ONCE = 1 << 16


class Relay:
    """Listens on `port` of this machine and passes on what comes to another one."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._lock = threading.Condition()
        self._trouble: Trouble | None = None
        self._planned: tuple[int, When, Trouble] | None = None
        self._sent = 0
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server((HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        self._threads = [_started(self._accept)]

    def plan(self, number: int, when: When, trouble: Trouble) -> None:
        """Begin the trouble with the so-and-so-manieth piece that is sent from now on, from 0."""
        with self._lock:
            self._sent, self._planned = 0, (number, when, trouble)

    def begin(self, trouble: Trouble) -> None:
        """Begin it now."""
        with self._lock:
            self._begin(trouble)

    @property
    def troubled(self) -> bool:
        with self._lock:
            return self._trouble is not None

    @property
    def sent(self) -> int:
        """How many pieces were sent since something was planned."""
        with self._lock:
            return self._sent

    def heal(self) -> None:
        """End any trouble; connections from before it are reset, on both sides."""
        with self._lock:
            self._planned = None
            self._reset_all()
            self._trouble = None
            self._lock.notify_all()

    def close(self) -> None:
        self.heal()
        # A thread that waits in accept() is not woken by closing what it waits on.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.heal()
        for thread in self._threads:
            thread.join()

    def _begin(self, trouble: Trouble) -> None:
        self._trouble = trouble
        if trouble == "cut":
            self._reset_all()

    def _reset_all(self) -> None:
        for each in self._open:
            # The other side is told by a reset, whatever is still on its way.
            with suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                each.shutdown(socket.SHUT_RD)
            each.close()
        self._open.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection((HOST, self._to))
            with self._lock:
                self._open |= {client, server}
                if self._trouble == "cut":
                    self._reset_all()
            self._threads += [
                _started(self._carry, client, server, "sent"),
                _started(self._carry, server, client, "answered"),
            ]

    def _carry(self, source: socket.socket, target: socket.socket, when: When) -> None:
        with suppress(OSError):
            while data := source.recv(_AT_ONCE):
                if self._passes(source, when):
                    target.sendall(data)
            if self._passes(source, when):
                target.shutdown(socket.SHUT_WR)

    def _passes(self, source: socket.socket, when: When) -> bool:
        """Wait while nothing goes on; return whether what has come is to be passed on."""
        with self._lock:
            if self._planned is not None and self._trouble is None:
                number, at, trouble = self._planned
                if at == when and self._sent >= number + (when == "answered"):
                    self._begin(trouble)
            self._sent += when == "sent"
            self._lock.wait_for(lambda: self._trouble != "stall" or source not in self._open)
            return self._trouble is None and source in self._open


def _started(do: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=do, args=arguments, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


@contextmanager
def relayed(port: int) -> Iterator[Relay]:
    """Yield a relay to a port of this machine."""
    relay = Relay(port)
    try:
        yield relay
    finally:
        relay.close()
