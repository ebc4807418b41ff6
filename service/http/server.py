"""The process that serves the application: its socket, and how it treats connections."""

import contextlib
import ipaddress
import signal
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from index.errors import InvalidInput
from service.http.connection import Connection
from service.http.log import set_up
from service.keys import Keys
from service.settings import Settings

LONGEST_SHUTDOWN = 5
"""In seconds."""


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say; raises InvalidInput where none can.

    None does beyond this machine where there is neither a token nor a key.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        closed = settings.token is not None or Keys(settings.data).exist()
        if not closed and not _is_loopback(str(address[0])):
            raise InvalidInput(
                f"other machines can reach {settings.host}, so a key is needed: make one with"
                " `spravka keys create`, set SPRAVKA_TOKEN to a secret of 16 characters or more,"
                " or leave out --host"
            )
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise InvalidInput(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error};"
            " choose another --host or --port"
        ) from None
    # asyncio sends small packets at once only on sockets that name their protocol. Without, the
    # body of an answer over a kept connection waits 40 ms for the receipt of its head.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())


def reaches_others(host: str) -> bool:
    """Return whether other machines may reach a server that listens on a host."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return True
    return not all(_is_loopback(str(address[0])) for *_, address in found)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback


def address_of(listener: socket.socket) -> str:
    """Return the address to give a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Return a server for `app`, to be run on sockets of `listen`."""
    set_up(settings.log)
    config = uvicorn.Config(
        app,
        log_level="warning",
        # With a form of its own, what uvicorn logs goes the way of the rest.
        log_config=None if settings.log else uvicorn.config.LOGGING_CONFIG,
        # Questions are private, and they stand in addresses: no log of addresses.
        access_log=False,
        server_header=False,
        http=Connection,
        ws="none",
        timeout_graceful_shutdown=LONGEST_SHUTDOWN,
        # So that a query too long for an address is told so, and not cut off without a word.
        h11_max_incomplete_event_size=settings.body_limit,
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
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
