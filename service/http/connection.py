"""What comes on a connection before there is a request: an address, and what is no HTTP."""

import re

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.http.problems import MALFORMED, problem

_NO_ASCII = re.compile(rb"[\x80-\xff]")
_DETAIL = (
    "This is not HTTP/1.1 as it can be read: an address has no blanks in it (write %20, or let curl"
    " do so: -G --data-urlencode q=…), and a request has one Host."
)


class Connection(H11Protocol):
    """A connection that takes addresses as people type them, and refuses with a problem.

    `curl "…?q=слово"` sends the word as it is, where only its percent-encoding (RFC 3986, 2.1) is
    an address.
    """

    def data_received(self, data: bytes) -> None:
        """Take what came, with the bytes of an address that are no ASCII encoded."""
        begun, _ = self.conn.trailing_data
        if self.conn.their_state is h11.IDLE and b"\n" not in begun.lstrip(b"\r\n"):
            # So much of a head as comes before the address's line ends.
            blank = data[: len(data) - len(data.lstrip(b"\r\n"))] if not begun else b""
            line, end, rest = data[len(blank) :].partition(b"\n")
            data = blank + _NO_ASCII.sub(_encoded, line) + end + rest
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Answer what is no request, whatever is said of it, and end the connection."""
        response = problem(MALFORMED, detail=_DETAIL, headers={"Connection": "close"})
        body = bytes(response.body)
        head = h11.Response(status_code=response.status_code, headers=response.raw_headers)
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def _encoded(byte: re.Match[bytes]) -> bytes:
    return b"%%%02X" % byte[0][0]
