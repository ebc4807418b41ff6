"""What comes over a socket before there is a request."""

import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit

import pytest

from service.http.problems import MEDIA_TYPE


@pytest.fixture
def connection(server: str) -> Iterator[socket.socket]:
    at = urlsplit(server)
    assert at.hostname is not None
    with closing(socket.create_connection((at.hostname, at.port or 80), timeout=60)) as opened:
        yield opened


def response(connection: socket.socket, *parts: bytes) -> tuple[bytes, bytes]:
    """Return head and body of what comes back for a request that is sent in these parts."""
    for part in parts:
        connection.sendall(part)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.lower().splitlines()
        if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head, body


def get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@pytest.mark.parametrize("typed", ["паром", "café", "ключ?", "パス"])
def test_an_address_may_be_typed_as_it_is_read(connection: socket.socket, typed: str) -> None:
    head, body = response(connection, get(f"/v1/search?q={typed}"))
    assert head.startswith(b"HTTP/1.1 200 ")
    _, encoded = response(connection, get(f"/v1/search?q={quote(typed)}"))
    assert without_time(body) == without_time(encoded)


def without_time(body: bytes) -> bytes:
    return body.partition(b'"took_ms"')[0]


def test_it_may_come_in_any_parts(connection: socket.socket) -> None:
    whole = get("/v1/search?q=паром")
    for cut in range(1, whole.index(b"\r\n") + 3):
        head, _ = response(connection, whole[:cut], whole[cut:])
        assert head.startswith(b"HTTP/1.1 200 "), cut


def test_a_body_is_left_as_it_is(connection: socket.socket) -> None:
    body = '{"query": "паром"}'.encode()
    head = (
        "POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()
    for parts in ((head, body), (head + body,), (head, body[:13], body[13:])):
        assert response(connection, *parts)[0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "request_",
    [
        get("/v1/search?q=two words"),
        b"GET /v1/search?q=x HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /v1/search HTTP/1.1\r\nHost: a\r\nContent-Length: much\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
    ],
)
def test_what_is_no_request_is_told_as_a_problem(
    connection: socket.socket, request_: bytes
) -> None:
    head, body = response(connection, request_)
    assert head.startswith(b"HTTP/1.1 400 ")
    assert MEDIA_TYPE.encode() in head
    assert b'"/docs#malformed"' in body
    assert connection.recv(1) == b""
